# gilbench probe: what the meter says of known calls. No speed is judged; how
# much of its time a call holds the GIL is no speed.
load common

probe()
{
	"$GILBENCH" probe --python embedded "$@"
}

# share CONDITION ARGUMENT...: jq's condition on the answer is true.
share()
{
	local condition=$1
	shift

	expect 0 probe --format json "$@"
	jq -e "$condition" "$TMP/out" || { cat "$TMP/out"; false; }
}

@test "calls whose answer is known" {
	share '.hold_share > 0.9' -s 'import json; t = json.dumps([1.5] * 999)' \
		'json.loads(t)'
	share '.hold_share > 0.9' -s 'import hashlib; b = bytes(1000)' \
		'hashlib.sha256(b)'
	share '.hold_share < 0.1' -s 'import hashlib' -s 'b = bytes(10**6)' \
		'hashlib.sha256(b)'
	share '.hold_share < 0.05' -s 'import time' 'time.sleep(0.01)'
}

@test "the answer is a sentence" {
	expect 0 probe -t 3 -s 'import time' 'time.sleep(0.01)'
	holds "$out" '^Yes: the call releases the GIL'
	holds "$out" 'speed-up .*3 threads'
	[ "$(wc -L <"$TMP/out")" -le 79 ]
	expect 0 probe pass
	holds "$out" '^No: the call holds the GIL'
}

@test "numbers that belong together" {
	share '.rounds >= 9 and .threads == 4 and
		(.hold_s / .call_s - .hold_share | fabs) < 0.2 and
		(.threads_to_fill * .hold_share - 1 | fabs) < 1e-6 and
		.speedup_ci[0] <= .speedup and .speedup <= .speedup_ci[1] and
		.overlap >= 0 and .overlap <= 1' \
		-t 4 'sum(range(1000))'
}

@test "several statements are lines; the setup is each thread's own" {
	share '.call_s > 0' -s 'x = []' 'for i in range(10):' \
		'    x.append(i)' 'x.clear()'
}

# bad PATTERN ARGUMENT...: one line, exit status 2.
bad()
{
	local pattern=$1
	shift

	expect 2 probe "$@"
	[ -z "$out" ]
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$pattern"
}

@test "bad input: one line, exit status 2" {
	bad 'STATEMENT is missing'
	bad 'threads' -t 1 pass
	bad "neither text nor json" --format csv pass
	bad 'SyntaxError.*<statement>' 'x +'
	bad 'SyntaxError.*<setup>' -s 'import' pass
	bad "NameError.*'x'" x
	bad 'ZeroDivisionError' -s '1 / 0' pass
	bad 'ended the interpreter' 'import os; os._exit(0)'
}

@test "Ctrl-C is no error of the statement: it ends by the signal" {
	# what runs in the background ignores it otherwise
	env --default-signal=INT "$GILBENCH" probe --python embedded \
		-s 'print("ready", flush=True)' 'import time; time.sleep(60)' \
		3>&- >"$TMP/out" 2>"$TMP/err" &
	until_true 20 grep -q ready "$TMP/out"
	kill -INT $!
	seen=0
	wait $! || seen=$?
	[ "$seen" -eq 130 ]
	[ ! -s "$TMP/err" ] || { cat "$TMP/err"; false; }
	until_true 5 nothing_left
	# the statement's own is one
	bad KeyboardInterrupt 'raise KeyboardInterrupt'
}
