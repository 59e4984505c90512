# gilbench trace: the program runs as it would without it, and the report says
# what it did. With the embedded interpreter; no speed is judged.
load common

EMBEDDED=$GILBENCH_BINDIR/gilbench-python
TRACED=$BATS_TEST_DIRNAME/traced.py

trace()
{
	"$GILBENCH" trace --python embedded -o "$DIR" "$@"
}

# json EXPRESSION: of the report d is true; p are its processes, t the threads
# of the program itself by their names.
json()
{
	"$EMBEDDED" -c '
import json, sys
with open(sys.argv[1]) as file:
    d = json.load(file)
p = [d] + d["children"]
t = {thread["name"]: thread for thread in d["threads"]}
if not eval("(" + sys.argv[2] + ")"):
    sys.exit("%s\nis not so in\n%s" % (sys.argv[2], json.dumps(d)[:4000]))
' "$DIR/trace.json" "$1"
}

# The program's own part of standard error.
own_errors()
{
	sed '/^gilbench trace: /,$d' "$1"
}

# same STATUS ARGUMENT...: as when the interpreter runs it by itself.
same()
{
	local wanted=$1
	shift

	rm -rf "$DIR"
	expect "$wanted" "$EMBEDDED" "$@"
	cp "$TMP/out" "$TMP/out.alone"
	cp "$TMP/err" "$TMP/err.alone"
	expect "$wanted" trace "$@"
	diff -u "$TMP/out.alone" "$TMP/out"
	own_errors "$TMP/err" | diff -u "$TMP/err.alone" -
}

@test "the program sees what it would see, and fails as it would" {
	cd "$BATS_TEST_DIRNAME"
	same 1 "$TRACED" show a --format json -- b
	same 1 traced.py show
	same 1 ./traced.py show
	ln -s "$TRACED" "$TMP/link.py"
	same 1 "$TMP/link.py" show
	same 1 -m traced show -o c
	PYTHONSAFEPATH=1 same 1 "$TRACED" show
	mkdir "$TMP/directory"
	cp "$TRACED" "$TMP/directory/__main__.py"
	same 1 "$TMP/directory" show
	echo 'this is not' >"$TMP/broken.py"
	same 1 "$TMP/broken.py"
	same 1 -m no_such_module
}

@test "the program's exit status and signals are its own" {
	same 3 "$TRACED" exit 3
	same 7 "$TRACED" _exit 7
	same 0 "$TRACED" exec
	same 143 "$TRACED" signal TERM
	same 137 "$TRACED" signal KILL
	same 134 "$TRACED" signal ABRT
	same 130 "$TRACED" interrupt
}

@test "what was recorded before a sudden end is reported" {
	local how
	for how in "exec" "_exit 1" "signal KILL" "signal SEGV"; do
		rm -rf "$DIR"
		# shellcheck disable=SC2086 # words
		trace "$TRACED" $how >"$TMP/out" 2>"$TMP/err" || :
		json 't["MainThread"]["acquires"] > 0 and
			t["sleeper"]["outside_s"] > 0'
	done
	json 'd["signal"] == 11 and not d["ended"]'
}

@test "standard input is the program's" {
	[ "$(echo some words | trace "$TRACED" input 2>"$TMP/err")" = \
		"some words" ]
}

@test "a signal to gilbench is handed on, once" {
	"$GILBENCH" trace --python embedded "$TRACED" count \
		3>&- >"$TMP/out" 2>"$TMP/err" &
	until_true 20 grep -q ready "$TMP/out"
	kill -INT $!
	until_true 20 grep -q 'got 2' "$TMP/out"
	kill -TERM $!
	wait $! || seen=$?
	[ "$seen" -eq 15 ]
	[ "$(grep -c got "$TMP/out")" -eq 2 ]
}

# leads ARGUMENT...: in the background, in a process group of its own.
leads()
{
	setsid "$GILBENCH" trace --python embedded "$TRACED" "$@" \
		3>&- >"$TMP/out" 2>"$TMP/err" &
	until_true 20 grep -q ready "$TMP/out"
}

@test "a signal to the process group reaches the program once" {
	local i
	got()
	{
		[ "$(grep -c 'got 2' "$TMP/out")" -ge "$1" ]
	}

	leads count 0
	for i in 1 2 3 4 5 6 7 8; do
		kill -INT -- -$!
		until_true 20 got "$i"
	done
	# handed on after all that came before
	kill -TERM $!
	wait $! || seen=$?
	[ "$seen" -eq 15 ]
	[ "$(grep -c 'got 2' "$TMP/out")" -eq 8 ]

	# also one that ends it: the report is still written
	leads wait
	kill -TERM -- -$!
	wait $! || seen=$?
	[ "$seen" -eq 143 ]
	grep -q '^killed by signal 15' "$TMP/err"
	until_true 5 nothing_left
}

@test "what the program sends to its own process group reaches it once" {
	leads killpg
	kill -TERM $!
	wait $! || seen=$?
	[ "$seen" -eq 10 ]
}

@test "timeout(1) signals its child and its group: the program, once" {
	# its own status when it had to kill it
	setsid --wait timeout -s INT -k 1 60 "$GILBENCH" trace \
		--python embedded "$TRACED" count 0 >"$TMP/out" 3>&- &
	until_true 20 grep -q ready "$TMP/out"
	local status=0
	# what it is sent it hands on as it does when the time is up
	kill -INT "$(pgrep -P $! -x timeout || echo $!)"
	wait $! || status=$?
	[ "$status" -eq 137 ]
	[ "$(grep -c 'got 2' "$TMP/out")" -eq 1 ]
}

@test "Ctrl-C on a terminal reaches the program, once" {
	expect 0 "$EMBEDDED" "$BATS_TEST_DIRNAME/terminal.py" \
		"$GILBENCH" trace --python embedded "$TRACED" count
	[ "$(grep -c 'got 2' "$TMP/out")" -eq 1 ]
	holds "$out" '^status 15'
	holds "$out" '^gilbench trace: '
}

@test "threads: names, and times that add up" {
	expect 0 trace "$TRACED" threads
	json '{"one", "two", "renamed", "MainThread"} <= set(t)'
	json 'all(abs(x["hold_s"] + x["wait_s"] + x["drop_s"] + x["outside_s"]
		- x["wall_s"]) < 1e-6 for x in d["threads"])'
	json 'all(x["wall_s"] <= d["wall_s"] + 1e-6 for x in d["threads"])'
	json 'sum(x["hold_s"] for x in d["threads"]) <= d["wall_s"] + 1e-6'
	json 't["one"]["contended"] > 0 and t["one"]["wait_s"] > 0'
	json 't["one"]["forced_switches"] + t["two"]["forced_switches"] > 0'
	json '1 <= d["speedup_at_most"] and d["top_waits"]'
	json 'all(sum(n for _, n in x["wait_histogram"]) == x["acquires"] and
		x["hold_histogram"] == sorted(x["hold_histogram"]) and
		x["wait_histogram"][-1][0] <= x["longest_wait_s"]
		for x in d["threads"])'
	json 'd["threads"][0]["native_id"] != d["pid"] and
		t["MainThread"]["native_id"] == d["pid"]'
	json 'd["bottleneck"] == "yes" or d["n_cpus"] == 1'
	holds "$err" '^one +[0-9.]+ '
	[ "$(wc -L <"$TMP/err")" -le 79 ]
	[ "$(csv "$DIR/threads.csv" 'r["name"] == "two"' name)" = two ]
}

@test "a program of one thread is not held back" {
	expect 0 trace "$TRACED" exit 0
	rm -rf "$DIR"
	echo 'sum(range(10**6))' >"$TMP/one.py"
	expect 0 trace "$TMP/one.py"
	json 'd["bottleneck"] == "no" and d["speedup_at_most"] == 1'
	holds "$err" 'not the bottleneck'
}

@test "a thread that is only delayed is named" {
	cat >"$TMP/late.py" <<-'END'
		import threading, time
		def burn():
		    while not done:
		        pass
		def call():
		    for _ in range(50):
		        time.sleep(0.001)
		done = False
		threading.Thread(target=burn, name="burner").start()
		caller = threading.Thread(target=call, name="caller")
		caller.start()
		caller.join()
		done = True
	END
	expect 0 trace "$TMP/late.py"
	holds "${err//$'\n'/ }" 'it delays caller, which waited for [0-9]+ %'
}

@test "a thousand threads at once" {
	expect 0 trace "$TRACED" many
	json 'len([n for n in t if n.startswith("many-")]) == 1000'
	json 'd["threads_lost"] == 0'
	holds "$err" '\(98[0-9] more\)'
}

@test "the ring wraps, and says so; sums are complete" {
	expect 0 trace --events 1 "$TRACED" busy
	json 'd["ring"]["wrapped"] and d["ring"]["kept"] < d["ring"]["holds"]'
	json 't["MainThread"]["acquires"] > 5000'
	json '0 < t["MainThread"]["wait_p50_s"] <=
		t["MainThread"]["wait_p99_s"] <=
		t["MainThread"]["longest_wait_s"]'
	holds "$err" '^of all waits half took at most [0-9.]+ .*, 99 % at most'
	[ -n "$(csv "$DIR/threads.csv" 'r["name"] == "MainThread"' \
		wait_p99_s)" ]
	holds "$err" 'ring wrapped'
}

@test "children of multiprocessing, however they are started" {
	local method
	for method in fork spawn forkserver; do
		rm -rf "$DIR"
		expect 0 trace "$TRACED" children $method
		json 'sum("in-child" in [x["name"] for x in q["threads"]]
			for q in d["children"]) == 2'
		json 'len({q["pid"] for q in p}) == len(p)'
		[ "$(ls "$DIR"/trace.[0-9]*.json | wc -l)" -ge 2 ]
		[ "$(csv "$DIR/threads.csv" True pid | sort -u | wc -l)" \
			-ge 3 ]
	done
}

@test "children by the hundred leave no hundred logs" {
	"$GILBENCH" trace --python embedded -o "$DIR" "$TRACED" crowd \
		3>&- >"$TMP/out" 2>"$TMP/err" &
	until_true 60 grep -q ready "$TMP/out"
	# all children have ended, the program waits
	few()
	{
		[ "$(ls "$DIR" | grep -c '^log\.[0-9]')" -le 16 ]
	}
	until_true 20 few
	kill -TERM $!
	wait $! || :
	json 'len(d["children"]) == 40'
	[ "$(grep -c 'more child' "$TMP/err")" -eq 1 ]
}

# contended: threads of a free-threaded build that want one list.
contended()
{
	case $("$EMBEDDED" -c 'import sys; print(*sys.version_info[:2])') in
	"3 13" | "3 14") ;;
	*) return 0 ;;
	esac
	rm -rf "$DIR"
	expect 0 trace "$TRACED" contend
	json 'd["contended_types"][0]["type"] == "list" and
		all(x["parks"] > 0 for x in d["contended_types"])'
	json 'sum(x["parks"] for x in d["contended_types"]) <=
		sum(x["parks"] for x in d["threads"])'
	holds "$err" 'of these for objects: list [0-9]+ times'
}

@test "every CPython of this machine: unnoticed, named, followed" {
	local python
	cd "$BATS_TEST_DIRNAME"
	for python in $("$BATS_TEST_DIRNAME/../pythons/find"); do
		EMBEDDED=$python
		trace()
		{
			"$GILBENCH" trace --python "$python" -o "$DIR" "$@"
		}
		same 1 "$TRACED" show a
		same 1 -m traced show
		same 0 "$TRACED" callback
		rm -rf "$DIR"
		expect 0 trace "$TRACED" children spawn
		json 'len(d["children"]) == 2'
		"$python" -c 'import sys; sys.exit(
			not getattr(sys, "_is_gil_enabled", lambda: True)())' ||
			{ contended; continue; }
		json 'd["contended_types"] == []'
		json 'all("in-child" in [x["name"] for x in q["threads"]]
			for q in d["children"])'
	done
}

@test "the timeline: one GIL has one holder" {
	expect 0 trace "$TRACED" threads
	"$EMBEDDED" - "$DIR/trace.perfetto.json" <<-'END'
		import json
		import sys
		with open(sys.argv[1]) as file:
		    events = json.load(file)["traceEvents"]
		names = {e["args"]["name"] for e in events
		         if e["name"] == "thread_name"}
		assert {"one", "two"} <= names, names
		holds = sorted((e["ts"], e["ts"] + e["dur"]) for e in events
		               if e["name"] == "holds the GIL")
		assert len(holds) > 10
		# times are rounded to a nanosecond
		assert all(a[1] <= b[0] + 0.002 for a, b in zip(holds, holds[1:]))
		assert any(e["name"] == "waits for the GIL" for e in events)
	END
}

@test "other formats are printed instead of the text" {
	local format
	for format in json csv perfetto; do
		expect 0 "$GILBENCH" trace --python embedded \
			--format $format "$TRACED" exit 0
		[ -z "$out" ]
		case $format in
		csv) holds "$err" '^pid,native_id,' ;;
		*) jq -e . "$TMP/err" ;;
		esac
	done
}

@test "where the meter cannot be installed the program runs all the same" {
	# a log takes more than a file may have
	limited()
	{
		(ulimit -f 1000 && trace "$@")
	}

	expect 0 limited "$TRACED" callback
	[ -z "$out" ] || [ "$out" = "[1, 2, 3]" ]
	holds "$err" '^not metered: .*File too large'
	jq -e '.reason | test("too large")' "$DIR/trace.json"
}

@test "a child that cannot be metered does not hide the program" {
	expect 0 trace "$TRACED" limited_children
	json 'd["reason"] is None and not d["children"] and
		t["MainThread"]["acquires"] > 0'
	holds "$err" '^MainThread'
}

@test "nothing is left behind" {
	mkdir "$TMP/tmp"
	TMPDIR=$TMP/tmp expect 0 "$GILBENCH" trace --python embedded \
		"$TRACED" children spawn
	[ -z "$(ls "$TMP/tmp")" ]
	expect 0 trace "$TRACED" exit 0
	[ "$(ls "$DIR" | tr '\n' ' ')" = \
		"threads.csv trace.json trace.perfetto.json trace.txt " ]
}

@test "bad input: one line, exit status 2, nothing is run" {
	bad()
	{
		local pattern=$1
		shift

		expect 2 "$GILBENCH" trace "$@"
		[ -z "$out" ]
		[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
		holds "$err" "$pattern"
	}

	bad 'SCRIPT is missing'
	bad 'No such file' "$TMP/none.py"
	bad "'svg' is none of" --format svg "$TRACED"
	bad 'events' --events 0 "$TRACED"
	bad 'did you mean --format' --fromat json "$TRACED"
	bad "$TMP/python9" --python "$TMP/python9" "$TRACED"
	mkdir "$DIR"
	touch "$DIR/mine"
	bad 'not an empty directory' -o "$DIR" --python embedded "$TRACED"
	[ "$(ls "$DIR")" = mine ]
}

@test "a reader who goes away leaves no logs behind" {
	mkdir "$TMP/logs"
	{
		TMPDIR=$TMP/logs "$GILBENCH" trace --python embedded \
			--format perfetto "$TRACED" threads 2>&1 >/dev/null || true
	} | true
	[ -z "$(ls "$TMP/logs")" ]
}
