# Plans that are measured later, in parts, by several calls; and the lock.
load common

# Two bundles of three cells, two blocks of two samples: 28 invocations.
options()
{
	echo --python "$FAKE" -w api-call -k python \
		-x serial,threads,processes -t 2 --pin none,same --blocks 2 \
		-n 2 --seed 7
}

planned()
{
	# shellcheck disable=SC2046 # words
	expect 0 "$GILBENCH" plan $(options) -o "$DIR" "$@"
}

resume()
{
	"$GILBENCH" run --resume "$DIR" --no-plot "$@"
}

# Rows that count, and how many of them are there twice.
rows()
{
	csv "$DIR/samples.csv" 'r["status"] == "ok"' cell_id block invocation \
		metered sample | sort -u | wc -l
}

# 2 bundles x 2 blocks x (4 timed x 2 samples + 3 metered)
all_rows=44

@test "a plan measures nothing and can be measured later" {
	planned
	[ "$out" = "$DIR" ]
	holds "$err" '6 cells in 2 groups, 2 blocks x 2 samples: 28 invocations'
	[ -s "$DIR/plan.csv" ] && [ -s "$DIR/topology.xml" ]
	[ ! -e "$DIR/samples" ]
	jq -e '.exit_status == null and .seed == 7 and
		(.plan.sections | length) == 1' "$DIR/run.json"
	cp "$DIR/plan.csv" "$TMP/plan.csv"
	expect 0 resume
	[ "$(rows)" -eq $all_rows ]
	cmp "$DIR/plan.csv" "$TMP/plan.csv"
	[ "$(csv "$DIR/cells.csv" True status | sort -u)" = ok ]
	expect 2 "$GILBENCH" plan -o "$DIR"
	holds "$err" 'not an empty directory'
	expect 2 "$GILBENCH" plan --shard 0/2
	holds "$err" 'there is no --shard here'
	expect 2 "$GILBENCH" plan --require-exclusive
	holds "$err" 'there is no --require-exclusive here'
}

@test "a plan file is planned and measured the same" {
	printf '%s\n' "[global]" "python = $FAKE" "workload = api-call" \
		"kernel = python" "blocks = 2" "samples = 2" "pin = none" \
		"[a]" "executor = serial,threads" "workers = 2" \
		"[b]" "executor = processes" "workers = 2" \
		"mp-start = spawn" >"$TMP/plan"
	expect 0 "$GILBENCH" plan --plan "$TMP/plan" -o "$DIR"
	rm "$TMP/plan"
	expect 0 resume
	[ "$(measured serial)" -eq 8 ]
	[ "$(measured processes)" -eq 4 ]
}

@test "relative paths are those of where it was planned" {
	mkdir "$TMP/there"
	ln -s "$FAKE" "$TMP/there/fake"
	# shellcheck disable=SC2046 # words
	(cd "$TMP/there" && "$GILBENCH" plan $(options) --python ./fake \
		-o "$DIR")
	cd /
	expect 0 resume
}

@test "what is done is not done again" {
	planned
	expect 0 resume
	cp "$DIR/samples.csv" "$TMP/before"
	# run.json goes on telling of all calls
	local jobs='[.jobs[] | [.group, .size, .proof_checksum]]'
	jq -e "$jobs | length == 2 and all(.[]; .[1] > 0)" "$DIR/run.json"
	jq -c "$jobs, .n_repeated" "$DIR/run.json" >"$TMP/jobs"
	jq .wall_s "$DIR/run.json" >"$TMP/wall"
	expect 0 resume
	holds "$err" '^0 invocations left'
	cmp "$DIR/samples.csv" "$TMP/before"
	jq -c "$jobs, .n_repeated" "$DIR/run.json" | cmp - "$TMP/jobs"
	jq -e --slurpfile before "$TMP/wall" '.wall_s > $before[0]' \
		"$DIR/run.json"
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	jq -c "$jobs, .n_repeated" "$DIR/run.json" | cmp - "$TMP/jobs"
	[ "$(find "$DIR/calls" -name '*.json' | wc -l)" -eq 1 ]
}

@test "lost rows alone are measured again, with the same job sizes" {
	planned
	expect 0 resume
	local file
	file=$(echo "$DIR"/samples/*.csv)
	csv "$DIR/samples.csv" True cell_id units | sort -u >"$TMP/units"
	# amid a row: what is cut off is not a row
	head -c -50 "$file" >"$TMP/cut" && cp "$TMP/cut" "$file"
	FAKE_UNIT_NS=2000000 expect 0 resume
	holds "$err" '^1 invocations left'
	[ "$(rows)" -eq $all_rows ]
	csv "$DIR/samples.csv" True cell_id units | sort -u |
		cmp - "$TMP/units"
	[ "$(find "$DIR/samples" -name '*.csv' | wc -l)" -eq 2 ]
	[ "$(cut -d, -f8 "$DIR/jobs"/*.csv | wc -l)" -eq 7 ]
}

@test "shards are disjoint and together everything" {
	planned
	expect 0 "$GILBENCH" todo -n 4 "$DIR"
	[ "$out" = 0-1 ]
	expect 0 resume --shard 1/4
	holds "$err" '14 invocations left of this shard'
	[ ! -e "$DIR/samples.csv" ]
	expect 0 "$GILBENCH" todo -n 4 "$DIR"
	[ "$out" = 0 ]
	expect 0 "$GILBENCH" todo "$DIR"
	[ "$out" = 0 ]
	expect 0 "$GILBENCH" status "$DIR"
	holds "$out" 'invocations  14 of 28 done'
	holds "$out" 'cells +3 done, 3 left, 0 failed, 0 skipped'
	holds "$out" 'left, on one machine'
	expect 0 resume --shard 3/4
	holds "$err" '^0 invocations left'
	expect 0 resume --shard 0/4
	expect 0 "$GILBENCH" todo -n 4 "$DIR"
	[ -z "$out" ]
	expect 0 "$GILBENCH" status "$DIR"
	holds "$out" 'all is done'
	expect 0 "$GILBENCH" merge "$DIR"
	[ "$(rows)" -eq $all_rows ]
	[ -s "$DIR/report.md" ] && [ -s "$DIR/figures/speedup.svg" ]
	jq -e '.exit_status == 0 and .warnings == [] and
		([.hosts[].attempts] | add) >= 28 and
		(.jobs | length) == 2' "$DIR/run.json"
	# a workload under all executors is compared: in one shard
	[ "$(csv "$DIR/cells.csv" True speedup_all | grep -c .)" -eq 6 ]
	sha256sum "$DIR"/*.csv "$DIR/report.md" >"$TMP/sums"
	TZ=Asia/Tokyo expect 0 "$GILBENCH" merge "$DIR"
	sha256sum -c "$TMP/sums"
}

@test "two shards at the same time" {
	planned
	resume --shard 0/2 2>/dev/null &
	expect 0 resume --shard 1/2
	wait $!
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	[ "$(rows)" -eq $all_rows ]
	[ "$(wc -l <"$DIR/samples.csv")" -ge $((all_rows + 1)) ]
}

@test "directories without a common disk are merged" {
	planned
	cp -r "$DIR" "$TMP/other"
	expect 0 resume --shard 0/2
	expect 0 "$GILBENCH" run --resume "$TMP/other" --shard 1/2
	# links lead nowhere
	echo mine >"$TMP/victim"
	for name in "$TMP"/other/samples/*.csv; do
		ln -s "$TMP/victim" "$DIR/samples/${name##*/}.new"
	done
	expect 0 "$GILBENCH" merge --no-plot "$DIR" "$TMP/other"
	[ "$(cat "$TMP/victim")" = mine ]
	[ -z "$(find "$DIR" -name '*.new')" ]
	[ "$(rows)" -eq $all_rows ]
	expect 0 "$GILBENCH" merge --no-plot "$DIR" "$TMP/other"
	[ "$(rows)" -eq $all_rows ]
	jq -e '.warnings == []' "$DIR/run.json"
	# an older copy of a record does not take the place of one that ended
	cp "$DIR"/calls/* "$TMP/other/calls"
	sed -i 's/"exit_status": 0/"exit_status": null/' "$TMP"/other/calls/*
	expect 0 "$GILBENCH" merge --no-plot "$DIR" "$TMP/other"
	[ "$(jq -c .exit_status "$DIR"/calls/*.json | sort -u)" = 0 ]
	expect 0 "$GILBENCH" merge --no-plot "$TMP/other" "$DIR"
	[ "$(jq -c .exit_status "$TMP"/other/calls/*.json | sort -u)" = 0 ]
	# not of the same plan
	# shellcheck disable=SC2046 # words
	expect 0 "$GILBENCH" plan $(options) --seed 8 -o "$TMP/third"
	expect 1 "$GILBENCH" merge "$DIR" "$TMP/third"
	holds "$err" 'are of two plans'
	# a file that was changed
	sed -i '2s/api-call/api-cool/' "$TMP"/other/samples/*.csv
	expect 1 "$GILBENCH" merge "$DIR" "$TMP/other"
	holds "$err" 'have the same name and differ'
	# by its own name, not by that of a directory, it is no record
	mv "$DIR" "$TMP/run.json"
	expect 1 "$GILBENCH" merge "$TMP/run.json" "$TMP/other"
	holds "$err" 'have the same name and differ'
}

@test "what was measured twice counts once, and is counted" {
	planned
	cp -r "$DIR" "$TMP/other"
	expect 0 resume --shard 0/2
	cp "$DIR"/samples/*.csv "$TMP/alone"
	expect 0 "$GILBENCH" run --resume "$TMP/other"
	expect 0 "$GILBENCH" merge --no-plot "$DIR" "$TMP/other"
	holds "$err" '[0-9]+ attempts are there more than once'
	[ "$(rows)" -eq $all_rows ]
	[ "$(wc -l <"$DIR/samples.csv")" -eq \
		$(($(cat "$DIR"/samples/*.csv | wc -l) - 1)) ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' n | sort -u)" -eq 2 ]
	jq -e '.warnings | length == 1' "$DIR/run.json"
}

@test "times of two kinds of hardware are never put together" {
	planned
	expect 0 resume
	# another machine did block 0 of everything, twice as slow
	"$GILBENCH_BINDIR/gilbench-python" - "$DIR" <<-'END'
	import csv, glob, os, sys
	name, = glob.glob(sys.argv[1] + "/samples/*.csv")
	rows = list(csv.reader(open(name, newline="")))
	column = rows[0].index
	for row in rows[1:]:
	    row[column("hardware")] = "f" * 16
	    if row[column("wall_s")]:
	        row[column("wall_s")] = str(2 * float(row[column("wall_s")]))
	with open(os.path.dirname(name) + "/other-1-0.csv", "w",
	          newline="") as file:
	    out = csv.writer(file, lineterminator="\n")
	    out.writerows(r for r in rows
	                  if r is rows[0] or r[column("block")] == "0")
	END
	cp "$DIR/cells.csv" "$TMP/cells.csv"
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	holds "$err" '22 samples are of other hardware'
	cmp "$DIR/cells.csv" "$TMP/cells.csv"
	[ "$(csv "$DIR/samples.csv" 'r["hardware"] == "f" * 16' host | wc -l)" \
		-eq 22 ]
	expect 0 "$GILBENCH" todo "$DIR"
	[ -z "$out" ]
}

# all_warnings TEXT...: the run has as many warnings, and each text is in one.
all_warnings()
{
	jq -e '.warnings as $run | ($ARGS.positional | length) == ($run | length)
		and all($ARGS.positional[]; . as $text |
			any($run[]; contains($text)))' \
		"$DIR/run.json" --args -- "$@"
}

@test "each call keeps its warnings, and the run has those of all" {
	planned
	FAKE_FAIL=.:no-meter expect 0 resume --max-time 1ms
	jq -es 'length == 1 and (.[0] | (.warnings | length) == 1 and
		(.at_end | length) == 1 and (.at_end[0] | startswith("--max")))' \
		"$DIR"/calls/*.json
	all_warnings "cannot be metered" "--max-time"
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	all_warnings "cannot be metered" "--max-time" "not measured yet"
	# what was left is measured: how far the first call came says nothing
	expect 0 resume
	all_warnings "cannot be metered"
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	all_warnings "cannot be metered"
	# a call that has nothing to do forgets none
	expect 0 resume
	all_warnings "cannot be metered"
}

@test "a shard that computes something else says so in its record" {
	planned
	FAKE_FAIL=threads:wrong-checksum expect 5 resume --shard 0/2
	jq -e '.exit_status == 5 and (.warnings | length) == 1 and
		(.warnings[0] | test("checksum"))' "$DIR"/calls/*.json
	# and whoever puts the rest to it
	expect 5 "$GILBENCH" merge --no-plot "$DIR"
	holds "$err" 'results differed in call'
	jq -e '.exit_status == 5 and (.warnings | length) == 2' "$DIR/run.json"
	expect 5 resume
	holds "$err" 'results differed in call'
	jq -e '.exit_status == 5 and (.warnings | length) == 1' "$DIR/run.json"
}

@test "a plan that would be another is refused" {
	planned
	expect 2 resume --blocks 3
	holds "$err" '--blocks: the plan of .* is fixed'
	expect 2 resume -t 4
	expect 2 resume -o "$TMP/x"
	holds "$err" 'contradict'
	expect 2 "$GILBENCH" run --shard 0/2
	holds "$err" '--shard goes with --resume'
	expect 2 resume --shard 2/2
	cp "$DIR/run.json" "$TMP/run.json"
	jq '.pythons[0].version = "3.11.1"' "$TMP/run.json" >"$DIR/run.json"
	expect 2 resume
	holds "$err" "interpreter 'cli': was 3.11.1, and is 3.11.2 now"
	jq '.plan_hash = "0123456789abcdef"' "$TMP/run.json" >"$DIR/run.json"
	expect 2 resume
	holds "$err" 'cannot be made here again'
	expect 1 "$GILBENCH" todo "$DIR"
	holds "$err" 'plan.csv is not the plan of run.json'
}

@test "no run directory: every command says the same" {
	local command
	for command in todo status merge report plot 'run --resume' \
		"merge $TMP"; do
		expect 2 "$GILBENCH" $command "$TMP/none"
		holds "$err" 'not a run directory \(no run.json in it\)'
	done
	for command in 'submit' 'compare'; do
		local more=ssh
		[ $command = submit ] || more=$TMP/none
		expect 2 "$GILBENCH" $command "$TMP/none" "$more"
		holds "$err" 'not a run directory \(no run.json in it\)'
	done
}

@test "the environment cannot change a plan" {
	planned
	GILBENCH_BLOCKS=9 GILBENCH_WORKERS=5 expect 0 resume
	[ "$(rows)" -eq $all_rows ]
}

@test "a cell that fails is tried by each call, but twice at most" {
	planned
	FAKE_FAIL=threads:raise expect 3 resume
	expect 0 "$GILBENCH" todo "$DIR"
	[ -z "$out" ]
	expect 0 "$GILBENCH" status "$DIR"
	holds "$out" '4 done, 0 left, 2 failed'
	# all is done, but not all is well
	expect 3 resume
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status |
		sort -u)" = failed ]
	expect 3 "$GILBENCH" merge --no-plot "$DIR"
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status |
		sort -u)" = failed ]
}

@test "what cannot run or be metered here is not left" {
	# shellcheck disable=SC2046 # words
	expect 0 "$GILBENCH" plan $(options) -w train-step -x interpreters \
		-k python,native -o "$DIR"
	FAKE_FAIL=.:no-meter expect 0 resume
	# once of each: of those that run, and of those that cannot
	[ "$(sort "$DIR"/skips/*.csv | uniq -d)" = "" ]
	expect 0 "$GILBENCH" todo "$DIR"
	[ -z "$out" ]
	expect 0 resume
	holds "$err" '^0 invocations left'
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	holds "$(csv "$DIR/cells.csv" 'r["executor"] == "interpreters"' reason)" \
		'no-subinterpreters'
}

@test "a survey is all of the plan on each host" {
	planned
	expect 0 resume --survey
	# as if another host had done it
	sed -i "s/,$(hostname),/,elsewhere,/" "$DIR"/samples/*.csv
	expect 0 resume
	holds "$err" '^0 invocations left'
	expect 0 resume --survey
	holds "$err" '^28 invocations left'
	[ "$(csv <(cat "$DIR"/samples/*.csv) True host | sort -u | wc -l)" -ge 2 ]
}

@test "a run holds the machine" {
	export GILBENCH_LOCK=$TMP/lock
	FAKE_FAIL=processes:hang small --timeout 60 >/dev/null 2>&1 3>&- &
	until_true 20 grep -q process "$TMP/lock"
	expect 75 "$GILBENCH" run -o "$TMP/second"
	holds "$err" 'another run holds this machine: process [0-9]+ of .*, since .*, in .*/run'
	[ ! -e "$TMP/second" ]
	# a plan measures nothing
	expect 0 "$GILBENCH" plan -o "$TMP/third" --python "$FAKE"
	# it waits, until it is asked to end
	"$GILBENCH" run --wait -o "$TMP/second" >/dev/null 2>"$TMP/err2" 3>&- &
	local waiting=$!
	until_true 20 grep -q 'waiting for another run: process' "$TMP/err2"
	kill -TERM $waiting
	local status=0
	wait $waiting || status=$?
	[ $status -eq 143 ]
	[ ! -e "$TMP/second" ]
}

# Then it may wait for the machine to be quiet: that is tested elsewhere.
@test "a run that waits has the machine when the other ends, however" {
	export GILBENCH_LOCK=$TMP/lock
	FAKE_FAIL=processes:hang small --timeout 60 >/dev/null 2>&1 3>&- &
	until_true 20 grep -q process "$TMP/lock"
	local holder
	holder=$(grep -oE 'process [0-9]+' "$TMP/lock" | cut -d' ' -f2)
	DIR=$TMP/second small --wait >/dev/null 2>"$TMP/err2" 3>&- &
	local waiting=$!
	until_true 20 grep -q 'waiting for another run' "$TMP/err2"
	kill -KILL "$holder"
	until_true 20 grep -q "in $TMP/second" "$TMP/lock"
	kill -INT "$(pgrep -P $waiting -x gilbench || echo $waiting)"
	wait $waiting || :
}

@test "a lock that is no plain file is refused" {
	ln -s "$TMP/target" "$TMP/link"
	expect 1 small --lock "$TMP/link"
	holds "$err" 'cannot open the lock'
	[ ! -e "$TMP/target" ]
	mkfifo "$TMP/fifo"
	expect 1 small --lock "$TMP/fifo"
	holds "$err" 'no plain file'
	: >"$TMP/two" && ln "$TMP/two" "$TMP/names"
	expect 1 small --lock "$TMP/two"
	[ ! -s "$TMP/two" ]
	printf 'evil \033[31m\n' >"$TMP/lock"
	flock --no-fork "$TMP/lock" sleep 60 3>&- &
	local holder=$!
	until_true 20 eval '! flock -n "$TMP/lock" true'
	expect 75 small --lock "$TMP/lock"
	holds "$err" 'evil \?\[31m'
	kill $holder
}

@test "SIGUSR1 ends a shard in order" {
	planned
	FAKE_FAIL=processes:hang resume --shard 0/2 >/dev/null \
		2>"$TMP/err" 3>&- &
	local driver=$! status=0
	until_true 20 eval 'grep -q serial "$DIR"/samples/*.csv 2>/dev/null'
	# the driver is a child of the subshell
	kill -USR1 "$(pgrep -P $driver -x gilbench || echo $driver)"
	wait $driver || status=$?
	[ $status -eq 138 ]
	jq -e '.exit_status == 138 and .finished == false' "$DIR"/calls/*.json
	expect 0 "$GILBENCH" todo -n 2 "$DIR"
	[ "$out" = 0-1 ]
	expect 0 resume
	[ "$(rows)" -eq $all_rows ]
}
