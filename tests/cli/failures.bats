# What goes wrong in a worker costs its cell and nothing else; what goes wrong
# around the driver costs nothing that was measured, and leaves no process.
load common

# fails MODE PATTERN [STATUS] [ARGUMENT...]: the threads cell misbehaves; its
# rows say why, and the other cells are whole.
fails()
{
	local mode=$1 pattern=$2 wanted=${3:-3}
	shift 3 || shift $#

	FAKE_FAIL=threads:$mode expect "$wanted" small "$@"
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status)" = \
		failed ]
	holds "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' reason)" \
		"$pattern"
	[ -z "$(csv "$DIR/cells.csv" 'r["executor"] != "threads" and
		r["status"] not in ("ok", "tainted")' cell_id)" ]
	[ "$(measured processes)" -eq 4 ]
	[ "$(measured serial)" -eq 8 ]
	[ "$(measured threads)" -eq 0 ]
	[ "$(jq .exit_status "$DIR/run.json")" -eq "$wanted" ]
	until_true 5 nothing_left
}

@test "a worker that raises" {
	fails raise 'ValueError: as it was told to'
}

@test "a worker that crashes" {
	fails segv 'SIGSEGV'
}

@test "a worker that is killed" {
	fails kill 'SIGKILL'
}

@test "a worker that hangs" {
	fails hang 'hung|no progress' 3 --timeout 0.5s
}

@test "a worker that never says a word" {
	fails silent 'hung|no progress' 3 --timeout 0.5s
}

@test "a worker that writes garbage to the driver" {
	fails garbage 'garbage'
}

@test "a GIL that cannot be metered: one warning, and no more tries" {
	FAKE_FAIL=.:no-meter expect 0 small --progress json
	[ "$(grep -c 'warning: .*GIL.* as it was told to' "$TMP/err")" -eq 1 ]
	jq -e '.warnings | length == 1 and
		(.[0] | test("GIL of .* cannot be metered: as it was told"))' \
		"$DIR/run.json"
	# no row pretends to be metered, and all others are there
	[ -z "$(csv "$DIR/samples.csv" 'r["metered"] == "1"' cell_id)" ]
	[ "$(measured serial)" -eq 8 ]
	[ "$(measured threads)" -eq 4 ]
	# of 14 steps those of 2 blocks of 4, and the one try
	[ "$(grep '^{' "$TMP/err" | jq -s '[.[] |
		select(.event == "invocation").done] | unique | length')" -eq 9 ]
}

@test "a worker that floods its output" {
	fails flood-stdout 'hung|no progress' 3 --timeout 0.5s
}

@test "a worker that leaves without a word" {
	fails exit 'exit status 0'
}

@test "a wrong checksum fails the run" {
	FAKE_FAIL=threads:wrong-checksum expect 5 small
	holds "$err" 'checksum.*threads'
	jq -e '.exit_status == 5 and (.warnings | length) == 1 and
		(.warnings[0] | test("checksum"))' \
		"$DIR/run.json"
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status)" = \
		failed ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' \
		speedup_all)" = "" ]
	[ -z "$(csv "$DIR/cells.csv" 'r["executor"] != "threads" and
		r["status"] == "failed"' cell_id)" ]
}

@test "a wrong checksum is seen in a cell that repeats its job" {
	expect 0 small --fast --min-time 1s
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "serial"' loops |
		sort -u)" -eq 1 ]
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "threads"' loops |
		sort -u)" -gt 1 ]
	rm -rf "$DIR"
	FAKE_FAIL=threads:wrong-checksum expect 5 small --fast --min-time 1s
	holds "$err" 'checksum: api-call, kernel python: .*threads with 2'
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status)" = \
		failed ]
}

@test "a GIL that changes its state fails the run" {
	fails gil-change 'gil' 5
}

@test "the end of a failed worker's stderr is in its reason" {
	fails raise 'Traceback'
}

@test "a serial cell that fails leaves no speed-ups" {
	FAKE_FAIL=serial:raise expect 3 small
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "serial"' status)" = \
		failed ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' \
		speedup_all)" = "" ]
	[ "$(measured threads)" -eq 4 ]
}

@test "a job of which nothing was measured leaves its panel empty" {
	FAKE_FAIL=api_call:raise expect 3 drawn -w train-step
	[ -s "$DIR/figures/throughput.svg" ]
	expect 0 "$GILBENCH" plot "$DIR"
}

@test "what cannot run stays skipped when the others fail" {
	FAKE_FAIL=.:raise expect 3 small -w train-step -x serial,asyncio
	local which='r["executor"] == "asyncio" and r["workload"] == "train-step"'
	[ "$(csv "$DIR/plan.csv" "$which" status)" = skipped ]
	holds "$(csv "$DIR/cells.csv" "$which" reason)" '^no-async'
}

@test "an interpreter that hangs does not outlive gilbench" {
	printf '#!/bin/bash\nexec -a gilbench-hangs sleep 600\n' >"$TMP/hangs"
	chmod +x "$TMP/hangs"
	"$GILBENCH" list --python "$TMP/hangs" 3>&- &
	local driver=$!
	until_true 5 pgrep -f gilbench-hangs
	kill -KILL "$driver"
	until_true 5 eval '! pgrep -f gilbench-hangs'
}

@test "when every cell fails there is still a table" {
	FAKE_FAIL=.:raise expect 3 small
	[ "$(csv "$DIR/cells.csv" True status | sort -u)" = failed ]
	[ -n "$out" ]
}

@test "children that a worker left behind are gone" {
	FAKE_FAIL=.:orphan expect 0 small
	until_true 5 nothing_left
}

# Start a run that hangs in a cell, once others have been measured.
start_hanging()
{
	FAKE_FAIL=processes:hang small --timeout 60 --blocks 9 \
		>"$TMP/out" 2>"$TMP/err" 3>&- </dev/null &
	driver=$!
	until_true 20 has_rows
}

# Two rows: both samples of the first serial cell.
has_rows()
{
	[ "$(cat "$DIR"/samples/*.csv 2>/dev/null | wc -l)" -gt 2 ]
}

# The driver is the child of the subshell that ran small().
driver_pid()
{
	local pid
	for pid in $(marked); do
		[ "$(cat "/proc/$pid/comm")" = gilbench ] && echo "$pid"
	done
}

signalled()
{
	local signal=$1 wanted=$2 status=0

	start_hanging
	kill "-$signal" "$(driver_pid | head -n 1)"
	wait "$driver" || status=$?
	[ "$status" -eq "$wanted" ] || { cat "$TMP/err"; echo "$status"; false; }
	until_true 5 nothing_left
	[ "$(csv "$(echo "$DIR"/samples/*.csv)" 'r["wall_s"]' wall_s |
		wc -l)" -ge 2 ]
}

@test "SIGINT keeps what was measured, exits 130, leaves no process" {
	# a background job of a shell ignores SIGINT; the driver must not
	signalled INT 130
	[ -s "$DIR/cells.csv" ]
	[ "$(jq .exit_status "$DIR/run.json")" -eq 130 ]
	[ "$(measured serial)" -ge 2 ]
	holds "$(<"$TMP/err")" "interrupted; to go on: .* --resume $DIR"
}

@test "SIGTERM keeps what was measured, exits 143, leaves no process" {
	signalled TERM 143
	[ -s "$DIR/cells.csv" ]
}

# ignores_hup PID: the lowest bit is signal 1.
ignores_hup()
{
	(( 0x$(awk '/^SigIgn/ { print $2 }' "/proc/$1/status") & 1 ))
}

@test "SIGHUP, a closed terminal, leaves no process" {
	! ignores_hup $$ || skip "these tests run under nohup"
	signalled HUP 129
}

@test "under nohup a hangup ends nothing" {
	trap '' HUP
	start_hanging
	local pid status=0
	pid=$(driver_pid | head -n 1)
	ignores_hup "$pid"
	kill -HUP "$pid"
	kill -TERM "$pid"
	wait "$driver" || status=$?
	[ "$status" -eq 143 ]
	until_true 5 nothing_left
}

@test "SIGKILL keeps what was measured and leaves no process" {
	signalled KILL 137
}

@test "a full disk is a clear error and keeps every row" {
	[ "$(id -u)" -eq 0 ] || skip "mounting a small disk needs root"
	mkdir "$TMP/disk"
	mount -t tmpfs -o size=128k gilbench-test "$TMP/disk" ||
		skip "no tmpfs can be mounted here"
	DIR=$TMP/disk/run
	expect 1 small --blocks 200
	holds "$err" 'No space left on device'
	holds "$err" "$DIR"
	# whole rows only: a number of whole lines, each with all its fields
	[ "$(tail -c 1 "$DIR"/samples/*.csv | od -An -c | tr -d ' ')" = '\n' ]
	[ "$(csv "$(echo "$DIR"/samples/*.csv)" 'r["wall_s"]' wall_s |
		wc -l)" -gt 20 ]
	until_true 5 nothing_left
}

@test "a run directory that vanishes is a clear error" {
	start_hanging
	rm -r "$DIR"
	kill -INT "$(driver_pid | head -n 1)"
	local status=0
	wait "$driver" || status=$?
	[ "$status" -eq 1 ] || [ "$status" -eq 130 ]
	[ -s "$TMP/err" ]
	until_true 5 nothing_left
}
