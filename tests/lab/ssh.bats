# gilbench submit over ssh: three machines that are this one, one of them dead.
load ../cli/common

setup_file()
{
	local said

	export LAB=$BATS_FILE_TMPDIR/ssh
	said=$("$BATS_TEST_DIRNAME/ssh-lab" up "$LAB" 3) || {
		LAB_IS_DOWN=$(tail -n 1 <<<"$said")
		export LAB_IS_DOWN
		return 0
	}
	"$BATS_TEST_DIRNAME/ssh-lab" stop "$LAB" h3
	export PARALLEL_SSH=$LAB/ssh
	# where it notes that its manual was seen
	export PARALLEL_HOME=$LAB/parallel
	mkdir -p "$PARALLEL_HOME"
}

teardown_file()
{
	"$BATS_TEST_DIRNAME/ssh-lab" down "$LAB"
}

plan()
{
	[ -z "${LAB_IS_DOWN-}" ] || skip "$LAB_IS_DOWN"
	"$GILBENCH" plan --python "$FAKE" -w api-call -k python \
		-x serial,threads -t 2 --pin none,compact,scatter,same \
		--blocks 2 -n 2 --seed 7 -o "$DIR"
}

complete()
{
	[ "$(csv "$DIR/cells.csv" 'r["status"] in ("ok", "tainted")' \
		cell_id | wc -l)" -eq 8 ]
	[ "$("$GILBENCH" todo "$DIR" -n 4)" = "" ]
	[ -s "$DIR/report.md" ]
}

@test "ssh: all shards arrive, though one of three machines is dead" {
	DIR="$TMP/two words {} %"
	plan
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$LAB/hosts"
	complete
	[ "$(ls "$DIR/samples" | wc -l)" -eq 4 ]
	[ "$(jq -r .shard "$DIR"/calls/*.json | sort | xargs)" = "0/4 1/4 2/4 3/4" ]
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$LAB/hosts" -n 4
	holds "$out" 'nothing is left'
}

@test "ssh: a shard that was lost is measured again, alone" {
	plan
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$LAB/hosts"
	rm "$(grep -l '"1/4"' "$DIR"/calls/*.json |
		sed 's,/calls/,/samples/,; s/json$/csv/')"
	[ "$("$GILBENCH" todo "$DIR" -n 4)" = 1 ]
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$LAB/hosts"
	complete
	[ "$(ls "$DIR/samples" | wc -l)" -eq 4 ]
}

@test "ssh: a survey is of the machines that live, and says that one does not" {
	DIR="$TMP/it's \$(touch $TMP/broken) {} %"
	plan
	unshare --uts true 2>/dev/null ||
		skip "host names of their own are not permitted"
	expect 3 "$GILBENCH" submit "$DIR" ssh --hosts "$LAB/hosts" --survey
	holds "$err" 'some hosts did not end well'
	[ "$(csv "$DIR/hosts.csv" True host | sort | uniq -c | xargs)" = "8 h1 8 h2" ]
	grep -q '2 hosts have measured the same cells' "$DIR/report.md"
	[ ! -e "$TMP/broken" ]
}
