# A build with sanitizers: workers, meter and stage loop in the embedded Python.
# A process that did wrong exits with another status, and then a cell has
# failed; what it wrote is in the cell's reason.
load cli/common

PYTHON=$GILBENCH_BINDIR/gilbench-python

@test "threads, metered, with files and with the server's clients" {
	expect 0 "$GILBENCH" run -w api-call,dataset-load -k python,native \
		-x serial,threads,asyncio -t 2 --pin none --blocks 1 -n 1 \
		--min-time 5ms --no-plot -o "$DIR"
	csv "$DIR/cells.csv" 'r["status"] not in ("ok", "tainted", "skipped")' \
		workload executor reason >"$TMP/failed"
	[ ! -s "$TMP/failed" ] || { cat "$TMP/failed"; false; }
	[ "$(csv "$DIR/samples.csv" 'r["metered"] == "1"' block | wc -l)" -gt 0 ]
}

@test "a traced program" {
	expect 0 "$GILBENCH" trace --python "$PYTHON" \
		"$BATS_TEST_DIRNAME/cli/traced.py" exit 0
	holds "$err" MainThread
	[[ $err != *Sanitizer* ]]
}

@test "interpreter and module are instrumented" {
	nm -D "$GILBENCH_BINDIR/../lib/gilbench/_gilbench.so" |
		grep -qE '__[at]san_'
	nm -D "$PYTHON" | grep -qE '__[at]san_init'
}
