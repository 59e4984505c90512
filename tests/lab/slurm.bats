# gilbench submit with a real Slurm of two nodes on this machine.
load ../cli/common

setup_file()
{
	export LAB=$BATS_FILE_TMPDIR/slurm
	SLURM_CONF=$("$BATS_TEST_DIRNAME/slurm-lab" up "$LAB" 2) || {
		LAB_IS_DOWN=$(tail -n 1 <<<"$SLURM_CONF")
		export LAB_IS_DOWN
		unset SLURM_CONF
		return 0
	}
	export SLURM_CONF
	# the two machines are one: each must not wait for the other
	export GILBENCH_LOCK=none
}

teardown_file()
{
	"$BATS_TEST_DIRNAME/slurm-lab" down "$LAB"
}

# lab COMMAND...: slurm-lab in its directory.
lab()
{
	"$BATS_TEST_DIRNAME/slurm-lab" "$1" "$LAB" "${@:2}"
}

# plan BLOCKS: four sets of cells that stay together, in $DIR.
plan()
{
	[ -z "${LAB_IS_DOWN-}" ] || skip "$LAB_IS_DOWN"
	"$GILBENCH" plan --python "$FAKE" -w api-call -k python \
		-x serial,threads -t 2 --pin none,compact,scatter,same \
		--blocks "$1" -n 2 --seed 7 -o "$DIR"
}

no_jobs()
{
	[ -z "$(squeue --noheader)" ]
}

# submit OPTION...: and wait until no job is left.
submit()
{
	expect 0 "$GILBENCH" submit "$DIR" slurm "$@"
	until_true 60 no_jobs || { squeue; cat "$DIR"/submit/*.log; false; }
}

# All cells are there and measured in each of BLOCKS, each invocation once.
complete()
{
	[ "$(csv "$DIR/cells.csv" 'r["status"] in ("ok", "tainted")' \
		cell_id | wc -l)" -eq 8 ]
	[ "$("$GILBENCH" todo "$DIR" -n 4)" = "" ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' n_blocks |
		sort -u)" = "$1" ]
	[ -z "$(csv "$DIR/samples.csv" 'r["metered"] == "0" and
		r["status"] == "ok" and r["sample"] == "0"' \
		cell_id block invocation attempt host | sort | uniq -d)" ]
}

n_rows()
{
	cat "$DIR"/samples/*.csv 2>/dev/null | wc -l
}

@test "slurm: an array measures all, and the merge follows" {
	plan 2
	submit
	complete 2
	[ "$(ls "$DIR/samples" | wc -l)" -eq 4 ]
	# whole nodes, and the record says whose they were
	[ "$(jq -r .host.node_sharing "$DIR"/calls/*.json | sort -u)" = exclusive ]
	[ "$(jq -r '.host.slurm_node == .host.name' "$DIR"/calls/*.json |
		sort -u)" = true ]
	[ -s "$DIR/report.md" ]
}

@test "slurm: a shard that was lost is the only one that runs again" {
	local lost
	plan 2
	submit
	cp "$DIR/cells.csv" "$TMP/before"
	lost=$(ls "$DIR"/samples/*_2-*)
	rm "$lost"
	[ "$("$GILBENCH" todo "$DIR" -n 4)" = 2 ]
	submit
	complete 2
	[ "$(ls "$DIR/samples" | wc -l)" -eq 4 ]
	[ "$(ls "$DIR"/samples/*_2-* | wc -l)" -eq 1 ]
	diff <(cut -d, -f1-8 "$TMP/before") <(cut -d, -f1-8 "$DIR/cells.csv")
}

@test "slurm: a node that crashes costs nothing that was measured" {
	local node
	plan 40
	expect 0 "$GILBENCH" submit "$DIR" slurm -n 2
	both_measure()
	{
		[ "$(ls "$DIR"/samples 2>/dev/null | wc -l)" -eq 2 ] &&
			[ "$(n_rows)" -gt 60 ]
	}
	until_true 30 both_measure
	lab crash n1
	# the controller finds out by itself, later
	scontrol update nodename=n1 state=down reason=crash
	until_true 60 no_jobs || { squeue; cat "$DIR"/submit/*.log; false; }
	lab boot n1
	complete 40
	# it went on elsewhere, from where it was
	ls "$DIR"/samples/n2-*-1.csv
	[ "$(ls "$DIR"/samples/*.csv | wc -l)" -eq 3 ]
	n1_idle()
	{
		[ "$(sinfo --noheader --Node --nodes n1 --format %t)" = idle ]
	}
	until_true 30 n1_idle
}

@test "slurm: cancelling keeps what was measured, and it goes on from there" {
	local job kept
	plan 40
	expect 0 "$GILBENCH" submit "$DIR" slurm -n 1
	job=$(sed -n 's/^job \([0-9]*\)$/\1/p' <<<"$out")
	some()
	{
		[ "$(n_rows)" -gt 30 ]
	}
	until_true 30 some
	scancel "$job"
	until_true 60 no_jobs
	[ "$(jq .exit_status "$DIR"/calls/*.json)" -eq 143 ]
	[ "$("$GILBENCH" todo "$DIR" -n 1)" = 0 ]
	kept=$(cat "$DIR"/samples/*.csv | sort)
	submit -n 1
	complete 40
	[ -z "$(comm -23 <(echo "$kept") <(cat "$DIR"/samples/*.csv | sort))" ]
}

@test "slurm: a job of one CPU uses that one, and may share its node" {
	local cpu
	plan 1
	# it waits for other runs, but not for whom else the node is full of
	submit -n 1 --shared --pass=--cpus-per-task=1
	complete 1
	cpu=$(jq -r .host.allowed_cpus "$DIR"/calls/*.json)
	[[ $cpu =~ ^[0-9]+$ ]]
	[ "$(csv "$DIR/samples.csv" 'r["pin"] != "none"' cpus |
		tr ' ' '\n' | sort -u)" = "$cpu" ]
	[ "$(jq -r .host.node_sharing "$DIR"/calls/*.json)" = shared ]
	grep -q 'other jobs may run on this node' "$DIR"/submit/shard-*.log
}

@test "slurm: a shared node is refused, if that is asked for" {
	[ -z "${LAB_IS_DOWN-}" ] || skip "$LAB_IS_DOWN"
	expect 6 srun --quiet --cpus-per-task 1 "$GILBENCH" run \
		--python "$FAKE" -w api-call --require-exclusive -o "$DIR"
	holds "$err" 'exclusive'
	[ ! -e "$DIR" ]
}

@test "slurm: a survey measures all of it on each node" {
	plan 2
	submit --survey
	[ "$(csv "$DIR/hosts.csv" True host | sort | uniq -c | xargs)" = "8 n1 8 n2" ]
	grep -q '2 hosts have measured the same cells' "$DIR/report.md"
	[ -s "$DIR/figures/hosts.svg" ]
}
