# A whole run with the fake interpreter: what is planned, in what order it is
# measured, what is written, and what is computed from it.
load common

@test "a run writes all its files" {
	local file name
	expect 0 drawn
	for file in run.json plan.csv samples.csv cells.csv topology.xml; do
		[ -s "$DIR/$file" ]
	done
	for name in speedup throughput; do
		for file in svg pdf png gp dat; do
			[ -s "$DIR/figures/$name.$file" ]
		done
	done
	[ "$(find "$DIR/samples" -name '*.csv' | wc -l)" -eq 1 ]
	holds "$out" "$DIR/figures"
	# nothing half written stays behind
	[ -z "$(find "$DIR" -name '*.new')" ]
}

@test "run.json tells what was run" {
	expect 0 small --context reason=testing
	jq -e '.schema == 1 and .seed == 7 and .blocks == 2 and .samples == 2
		and .exit_status == 0 and .context.reason == "testing"
		and (.command | index("--seed") != null)
		and (.pythons | length) == 1
		and .pythons[0].version == "3.11.2"
		and (.host.cpu_model | length) > 0
		and (.plan_hash | length) > 0
		and (.started | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T"))' \
		"$DIR/run.json"
}

@test "a directory whose name is not in UTF-8" {
	mkdir "$TMP"/$'here\xff'
	cd "$TMP"/$'here\xff'
	DIR=run
	expect 0 small
	jq -e '.exit_status == 0 and (.plan.directory | endswith("/here?"))' \
		run/run.json
	expect 0 "$GILBENCH" run --resume run --no-plot
	expect 0 "$GILBENCH" report "$PWD/run"
}

@test "every cell has its rows: blocks x samples, serial twice" {
	expect 0 small
	[ "$(csv "$DIR/plan.csv" True executor | sort | xargs)" = \
		"processes serial threads" ]
	[ "$(measured serial)" -eq 8 ]
	[ "$(measured threads)" -eq 4 ]
	[ "$(measured processes)" -eq 4 ]
}

# With tainted rows, for the machine may be busy; the times are not real.
@test "speed-ups are those that the fake invented" {
	expect 0 small --blocks 6
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' speedup_all \
		speedup_all_low speedup_all_high)" = "1 1 1" ]
	csv "$DIR/cells.csv" 'r["executor"] == "processes"' speedup_all \
		speedup_all_low speedup_all_high | awk '
		NF != 3 { bad = 1 }
		{
			for (i = 1; i <= 3; i++)
				bad = bad || $i < 1.899 || $i > 1.901
		}
		END { exit bad || NR != 1 }'
}

@test "one metered sample a cell and block gives the GIL's shares" {
	expect 0 small
	[ "$(csv "$DIR/samples.csv" 'r["metered"] == "1" and
		r["executor"] == "threads"' block | sort -u | wc -l)" -eq 2 ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' \
		gil_wait_share gil_hold_share)" = "0.5 0.5" ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "serial"' \
		gil_wait_share gil_hold_share)" = "0 1" ]
	csv "$DIR/cells.csv" 'r["executor"] == "processes"' gil_wait_share \
		gil_hold_share | awk '{ good = NF == 2 && $1 > 0.049 &&
			$1 < 0.051 && $2 > 0.949 && $2 < 0.951 }
			END { exit !good || NR != 1 }'
}

@test "too few blocks give no interval" {
	expect 0 small --blocks 5
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' \
		speedup_all speedup_all_low speedup_all_high)" = "1  " ]
}

@test "cells repeat the plan's ids and compute the same" {
	expect 0 small -t 1,2,4
	[ "$(csv "$DIR/plan.csv" True cell_id | sort)" = \
		"$(csv "$DIR/cells.csv" True cell_id | sort)" ]
	[ "$(csv "$DIR/plan.csv" True cell_id | sort | uniq -d)" = "" ]
	[ "$(csv "$DIR/cells.csv" True checksum | sort -u | wc -l)" -eq 1 ]
	[ "$(csv "$DIR/cells.csv" True checksum | wc -l)" -eq 7 ]
}

@test "a list of values is an axis" {
	expect 0 small --param latency=1ms,2ms
	[ "$(csv "$DIR/cells.csv" 'r["workload"] == "api-call"' params |
		grep -o 'latency=[^;]*' | sort | uniq -c | wc -l)" -eq 2 ]
	"$GILBENCH_BINDIR/gilbench-python" -c '
import json, sys
params = json.load(open(sys.argv[1] + "/run.json"))["workloads"]["api-call"]
assert params["latency"] == ["0.001", "0.002"], params
assert params["distribution"] == "constant", params' "$DIR"
}

# Nine units in ten take a millisecond, the others two.
@test "latencies of requests" {
	expect 0 small --blocks 6 --param latency=1ms
	[ "$(find "$DIR/latencies" -name '*.csv' | wc -l)" -eq 1 ]
	# all units of the timed samples, and of no others
	"$GILBENCH_BINDIR/gilbench-python" -c '
import collections, csv, glob, sys
def rows(name):
    with open(glob.glob(sys.argv[1] + name)[0], newline="") as file:
        yield from csv.DictReader(file)
keys = "cell_id", "block", "attempt", "sample"
timed = {tuple(r[k] for k in keys): int(r["units"])
         for r in rows("/samples.csv") if r["metered"] == "0"}
counted = collections.Counter()
for r in rows("/latencies/*.csv"):
    counted[tuple(r[k] for k in keys)] += int(r["units"])
    assert float(r["low_s"]) < float(r["high_s"]) <= 1.008 * float(r["low_s"])
assert timed and timed == counted' "$DIR"
	csv "$DIR/cells.csv" 'r["status"] == "ok"' lat_p50_s lat_p99_s |
		awk '!(NF >= 1 && $1 > .000992 && $1 < .001008 &&
			(NF < 2 || ($2 > .001984 && $2 < .002016))) { bad = 1 }
			END { exit bad || NR != 3 }'
}

@test "jobs that wait for no server have no latencies" {
	local id
	expect 0 small -w dataset-load
	for id in $(csv "$DIR/cells.csv" 'r["workload"] == "dataset-load" and
		not r["lat_p50_s"]' cell_id); do
		[ -z "$(grep "^$id," "$DIR"/latencies/*.csv)" ]
	done
	[ "$(csv "$DIR/cells.csv" 'not r["lat_p50_s"]' workload | sort -u)" = \
		dataset-load ]
}

@test "samples.csv is what lies in samples/" {
	expect 0 small
	cmp "$DIR/samples.csv" "$DIR"/samples/*.csv
}

@test "a block is contiguous, serial first and last" {
	expect 0 small --blocks 3 -t 1,2,4
	first_samples block executor workers | awk '
		$1 != block { if (NR > 1 && last != "serial") exit 1
			      if ($2 != "serial") exit 1; block = $1 }
		{ last = $2; n[$1]++ }
		END { exit last != "serial" || n[0] != 8 || n[2] != 8 }'
}

order_of()
{
	DIR=$TMP/$1
	small --blocks 4 -t 1,2,4,8 --seed "$2" >/dev/null 2>"$TMP/err"
	first_samples block executor workers
}

@test "the order is random, and the seed's alone" {
	local first again other
	first=$(order_of a 7)
	again=$(order_of b 7)
	other=$(order_of c 8)
	[ "$(wc -l <<<"$first")" -eq 40 ]
	[ "$first" = "$again" ]
	[ "$first" != "$other" ]
	# other blocks, other orders
	[ "$(sed -n 's/^0 //p' <<<"$first")" != \
		"$(sed -n 's/^1 //p' <<<"$first")" ]
}

@test "the same seed plans the same cells" {
	expect 0 small
	cp "$DIR/plan.csv" "$TMP/first.csv"
	hash=$(jq -r .plan_hash "$DIR/run.json")
	DIR=$TMP/again
	expect 0 small
	cmp "$TMP/first.csv" "$DIR/plan.csv"
	[ "$(jq -r .plan_hash "$DIR/run.json")" = "$hash" ]
	DIR=$TMP/other
	expect 0 small --blocks 3
	[ "$(jq -r .plan_hash "$DIR/run.json")" != "$hash" ]
}

@test "--dry-run shows the plan and writes nothing" {
	expect 0 small --dry-run
	holds "$out" 'threads'
	holds "$out" 'processes'
	holds "$err" '14 invocations'
	[ ! -e "$DIR" ]
}

# How many blocks there are, and how many were planned.
n_blocks()
{
	csv "$DIR/samples.csv" True block | sort -nu | wc -l
}

@test "--precision ends when all intervals are narrow, after 9 blocks" {
	expect 0 small --blocks 12 --precision 2%
	[ "$(n_blocks)" -eq 9 ]
	jq -e '.blocks == 12 and .precision == 0.02 and
		.warnings == []' "$DIR/run.json"
	holds "$out" '9 of at most 12 blocks x 2 samples'
}

@test "--precision that is not reached names the cells" {
	[ "$(nproc)" -ge 2 ] || skip "one CPU: no cell is judged"
	FAKE_SPREAD=.5 expect 0 small --blocks 10 --precision 0.1
	[ "$(n_blocks)" -eq 10 ]
	jq -e '.warnings | length == 1 and (.[0] |
		test("precision 0.1%: after 10 blocks 2 speed-ups are less " +
		"certain: api-call python 2 (threads|processes) \\("))' \
		"$DIR/run.json"
	holds "$err" 'warning: --precision'
	holds "$out" 'Warning: --precision'
}

@test "--precision plans the same, however many blocks it takes" {
	local hash
	expect 0 small --blocks 11 --precision 2
	hash=$(jq .plan_hash "$DIR/run.json")
	DIR=$TMP/again
	FAKE_SPREAD=.5 expect 0 small --blocks 11 --precision 0.1
	[ "$(jq .plan_hash "$DIR/run.json")" = "$hash" ]
	DIR=$TMP/plain
	expect 0 small --blocks 11
	[ "$(jq .plan_hash "$DIR/run.json")" = "$hash" ]
}

@test "--max-time ends after a block, and says so" {
	expect 0 small --blocks 5000 --max-time 1500ms
	[ "$(n_blocks)" -lt 5000 ]
	[ "$(n_blocks)" -ge 1 ]
	# whole blocks: serial twice, threads and processes once
	[ "$(measured serial)" -eq $((4 * $(n_blocks))) ]
	[ "$(measured processes)" -eq $((2 * $(n_blocks))) ]
	jq -e --arg n "$(n_blocks)" '.warnings == ["--max-time 1.5 s: " + $n +
		" of 5000 blocks were measured" + (if ($n | tonumber) < 6 then
		": too few for intervals and verdicts" else "" end)]' \
		"$DIR/run.json"
}

@test "--max-time leaves one block at least" {
	expect 0 small --max-time 1ms
	[ "$(n_blocks)" -eq 1 ]
	holds "$out" 'Warning: --max-time.*: 1 of 2 blocks'
}

# A program that uses a CPU for so many seconds.
spin()
{
	timeout "$1" sh -c 'while :; do :; done' 3>&- 2>&1 &
}

@test "--strict refuses a busy machine, and leaves nothing" {
	spin 30
	expect 6 small --strict
	kill $!
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
	# the hypervisor may take time, too: that is told first
	holds "$err" 'busy: (foreign-load: .*the busiest is|steal: )'
	[ ! -e "$DIR" ]
}

@test "--wait waits until the machine is quiet" {
	spin 600
	local spinner=$!
	small --wait >"$TMP/out" 2>"$TMP/err" 3>&- </dev/null &
	local run=$!
	until_true 60 grep -E 'waiting, (foreign-load|steal): ' "$TMP/err"
	kill "$spinner"
	wait "$run"
	[ "$(jq -c .warnings "$DIR/run.json")" = '[]' ]
}

@test "--filter keeps matching cells and their baseline" {
	expect 0 small --filter processes
	[ "$(csv "$DIR/plan.csv" True executor | sort | xargs)" = \
		"processes serial" ]
}

@test "weak scaling gives each worker the size" {
	expect 0 small --scaling weak --size 40 -t 4
	[ "$(csv "$DIR/samples.csv" True executor units | sort -u | xargs)" = \
		"processes 160 serial 40 threads 160" ]
}

@test "strong scaling splits the size" {
	expect 0 small --size 40 -t 4
	[ "$(csv "$DIR/samples.csv" True units | sort -u)" = 40 ]
}

@test "a size is rounded up to what splits evenly" {
	expect 0 small --size 41 -t 2,3
	[ "$(csv "$DIR/samples.csv" True units | sort -u)" = 42 ]
}

@test "workers are bound where the policy says" {
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
	expect 0 small --pin same
	[ "$(csv "$DIR/samples.csv" 'r["workers"] == "2"' cpus | sort -u)" = \
		"$cpu $cpu" ]
	DIR=$TMP/list
	expect 0 small --pin "$cpu"
	[ "$(csv "$DIR/samples.csv" 'r["workers"] == "2"' cpus \
		oversubscribed | sort -u)" = "$cpu $cpu 1" ]
}

@test "the result is on stdout, the talk on stderr" {
	expect 0 small
	holds "$out" 'api-call'
	holds "$out" 'FINDINGS'
	[ "$(wc -L <"$TMP/out")" -le 80 ]
}

@test "--progress=json is one object a line" {
	expect 0 small --progress=json
	[ -s "$TMP/err" ]
	jq -es 'length > 3 and all(type == "object")' "$TMP/err"
}

@test "plot redraws byte for byte" {
	expect 0 drawn
	cp -r "$DIR/figures" "$TMP/first"
	rm -r "$DIR/figures"
	expect 0 "$GILBENCH" plot "$DIR"
	diff -r "$TMP/first" "$DIR/figures"
}

@test "what is named twice is measured once" {
	expect 0 small -x serial,threads,processes,threads -t 2,2
	[ "$(csv "$DIR/plan.csv" True cell_id | wc -l)" -eq 3 ]
}

@test "an empty directory may be the output" {
	mkdir "$DIR"
	expect 0 small
	[ -s "$DIR/cells.csv" ]
}

@test "the ceiling is measured in plain C beside train-step" {
	expect 0 "$GILBENCH" run --python "$FAKE" -w train-step -k python \
		-x serial,threads -t 2 --pin none --blocks 1 -n 1 \
		--min-time 1ms -o "$DIR"
	[ "$(csv "$DIR/plan.csv" True executor workers | sort | xargs)" = \
		"ceiling 1 ceiling 2 serial 1 threads 2" ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "ceiling"' python |
		sort -u)" = none ]
	[ "$(measured ceiling)" -eq 3 ]
	# nothing was asked for that has one worker of its own executor
	lacks "$out" 'over one worker'
}

@test "two interpreters are two groups" {
	mkdir "$TMP/other"
	cp "$FAKE" "$TMP/other/python"
	expect 0 small --python "$TMP/other/python"
	[ "$(csv "$DIR/plan.csv" True python | sort | uniq -c | xargs)" = \
		"3 cli 3 other" ]
}

@test "one interpreter by several names is one group" {
	mkdir "$TMP/links"
	ln -s "$FAKE" "$TMP/links/python"
	expect 0 small --python "$FAKE" --python "$TMP/links/python"
	[ "$(csv "$DIR/plan.csv" True python | sort | uniq -c | xargs)" = \
		"3 cli" ]
	[ "$(grep -c 'the interpreter cli, which is measured once' \
		"$TMP/err")" -eq 2 ]
	[ "$(measured threads)" -eq 4 ]
	jq -e '(.pythons | length) == 1 and (.warnings | length) == 2' \
		"$DIR/run.json"
	# and the results can be read
	expect 0 "$GILBENCH" report --no-plot "$DIR"
}

@test "values that are written twice, or in two ways, are measured once" {
	expect 0 small --dry-run --env X=1,2,1 --switch-interval 5ms,0.005 \
		--pin none,same,none
	[ "$(tail -n +2 <<<"$out" | cut -d, -f1 | sort | uniq -d)" = "" ]
	[ "$(wc -l <<<"$out")" -eq 13 ]
}

@test "a locale with a decimal comma changes nothing" {
	local comma
	# glibc has no such locale built in; any installed one will do
	comma=$(locale -a | while read -r name; do
		LC_ALL=$name locale -k decimal_point 2>/dev/null |
			grep -q '","' && echo "$name" && break
	done) || :
	[ "$comma" ] || skip "no locale with a decimal comma is installed"
	LC_ALL=$comma expect 0 small
	csv "$DIR/samples.csv" True wall_s >"$TMP/times"
	[ -s "$TMP/times" ]
	[ "$(grep -cvE '^[0-9.e-]+$' "$TMP/times")" -eq 0 ]
	holds "$out" '[0-9]\.[0-9]'
}
