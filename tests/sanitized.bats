# A build with sanitizers: workers, meter and stage loop in the embedded Python.
# A process that did wrong exits with another status, and then a cell has
# failed; what it wrote is in the cell's reason.
load cli/common

PYTHON=$GILBENCH_BINDIR/gilbench-python

@test "threads, metered, with files and with the server's clients" {
	local status=0
	"$GILBENCH" run -w api-call,dataset-load -k python,native \
		-x serial,threads,asyncio -t 2 --pin none --blocks 1 -n 1 \
		--warmup 1 --min-time 5ms --param shards=4 --param latency=1ms \
		--no-plot -o "$DIR" || status=$?
	# 3: other programs disturbed all of it, which is no matter here
	[ $status -eq 0 ] || [ $status -eq 3 ]
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

# wrong KIND FUNCTION N SAYS: called in two threads it ends the interpreter.
wrong()
{
	nm -D "$PYTHON" | grep -q "__$1_init" || skip "built without $1"
	nm -D "$GILBENCH_BINDIR/../lib/gilbench/_gilbench.so" | grep -q "__$1_"
	seen=0
	"$PYTHON" -c '
import ctypes, sys, threading
function = getattr(ctypes.CDLL(sys.argv[1]), sys.argv[2])
threads = [threading.Thread(target=function, args=(int(sys.argv[3]),)) for i in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()' \
		"$GILBENCH_BINDIR/../tests/wrong.so" "$2" "$3" \
		2>"$TMP/err" || seen=$?
	[ "$seen" -ne 0 ]
	grep -q "$4" "$TMP/err"
}

@test "a write past the end is seen" {
	wrong asan overflow 1000 heap-buffer-overflow
}

@test "a race is seen" {
	# long enough for both to be in there at once
	wrong tsan race 100000000 'data race'
}
