# api-call and mixed with the real interpreter and server: open loops, many
# calls at once, a server that answers wrongly, burners. No speed is asserted,
# only that nothing comes before it can.
load common

# api ARGUMENT...: a small run of the default interpreter.
api()
{
	"$GILBENCH" run --blocks 1 -n 1 --warmup 1 --no-plot \
		-o "$DIR" "$@"
}

# cells COLUMN...: of all cells, in order.
cells()
{
	csv "$DIR/cells.csv" True "$@"
}

# early SECONDS: the kernels whose requests took less, more than half of them,
# in any attempt, whether or not others disturbed it.
early()
{
	"$GILBENCH_BINDIR/gilbench-python" -c '
import collections, csv, glob, sys
kernel = {r["cell_id"]: r["kernel"] + " " + r["executor"]
          for r in csv.DictReader(open(sys.argv[1] + "/plan.csv"))}
early, all = collections.Counter(), collections.Counter()
for r in csv.DictReader(open(glob.glob(sys.argv[1] + "/latencies/*")[0])):
    all[r["cell_id"]] += int(r["units"])
    early[r["cell_id"]] += int(r["units"]) * (
        float(r["high_s"]) < float(sys.argv[2]))
print(*[kernel[c] for c in all if early[c] > all[c] / 2], sep="\n")' \
		"$DIR" "$1"
}

# late SECONDS KERNEL: the buckets of requests that took longer.
late()
{
	local cell

	for cell in $(csv "$DIR/plan.csv" "r['kernel'] == '$2'" cell_id); do
		csv "$DIR"/latencies/*.csv "r['cell_id'] == '$cell' and
			float(r['low_s']) > $1" units
	done
}

@test "a server that answers wrongly: every client says what was wrong" {
	run timeout 100 "$GILBENCH_BINDIR/gilbench-python" -B \
		"$BATS_TEST_DIRNAME/hostile.py" \
		"$GILBENCH_BINDIR/../lib/gilbench"
	[ "$status" -eq 0 ]
	# nothing differs, and a good answer is one
	[ "$output" = "{'a checksum, 3620130297'}" ]
}

# hostile ANSWER: $GILBENCH becomes one whose server answers so.
hostile()
{
	mkdir -p "$TMP/hostile/bin"
	cp "$GILBENCH_BINDIR/gilbench" "$GILBENCH_BINDIR/gilbench-python" \
		"$TMP/hostile/bin"
	ln -sfn "$(realpath "$GILBENCH_BINDIR/../lib")" "$TMP/hostile/lib"
	cat >"$TMP/hostile/bin/gilbench-apiserver" <<-END
		#!/bin/sh
		exec "$GILBENCH_BINDIR/gilbench-python" -B \
			"$BATS_TEST_DIRNAME/hostile.py" --serve $1
	END
	chmod +x "$TMP/hostile/bin/gilbench-apiserver"
	GILBENCH=$TMP/hostile/bin/gilbench
}

@test "a server that answers wrongly costs its cells, and is no hang" {
	hostile status-503
	expect 3 api -w api-call -k python,native -x threads,asyncio -t 2
	[ "$(cells status | sort | uniq -c | xargs)" = "3 failed 1 skipped" ]
	[ "$(cells reason | grep -c 'status 503: busy')" -eq 3 ]
	rm -r "$DIR"
	hostile silence
	expect 3 api -w api-call -k python -x threads -t 2 --timeout 0.5s
	holds "$(cells reason)" 'hung: no progress'
	until_true 5 nothing_left
}

@test "an open loop does what it is asked for, and counts from there" {
	expect 0 api -w api-call -k python,native -x serial,threads,asyncio \
		-t 2 --size 40 --param latency=5ms --param rate=400
	[ -z "$(cells status | grep -v -e ok -e skipped -e tainted)" ]
	# 200 a second is what one worker can do: it falls behind, and each
	# request waits for those before
	[ -z "$(early 0.0125 | grep serial)" ]
	# two can do 400, but no more is asked for
	[ -z "$(csv "$DIR/samples.csv" 'r["executor"] != "serial" and
		float(r["wall_s"]) < 0.05' cell_id)" ]
	# it is no speed, and no finding is made of it
	[ -z "$(csv "$DIR/cells.csv" 'r["speedup"] or r["efficiency"]' \
		cell_id)" ]
	holds "$out" 'F3 not tested'
}

@test "preset=llm: other defaults, in every row, and tokens that stream" {
	expect 0 api -w api-call -k python,native -x threads,asyncio -t 2 \
		--size 2 --param preset=llm --param latency=1ms \
		--param token_interval=1ms
	[ -z "$(cells status | grep -v -e ok -e skipped -e tainted)" ]
	params=$(cells params | sort -u)
	holds "$params" 'preset=llm'
	holds "$params" ';tokens=13$'
	holds "$params" 'latency=0.001;'
	holds "$params" 'distribution=lognormal'
}

@test "a thousand calls at once, or the limit that forbids it" {
	expect 0 api -w api-call -k python -x threads,asyncio -t 1000 \
		--param latency=1ms --timeout 60s --min-time 5ms
	[ "$(cells status | grep -c -e ok -e tainted)" -eq 2 ]
	rm -r "$DIR"
	(
		ulimit -n 600
		expect 0 api -w api-call -k native -x threads -t 4,1000 \
			--param latency=0 --min-time 5ms
		[ "$(measured threads)" -eq 1 ]
		holds "$(csv "$DIR/cells.csv" 'r["workers"] == "1000"' status \
			reason)" 'skipped too-few-files: 1000 workers need'
	)
}

@test "mixed: requests wait for a burner in their own process" {
	for io in echo http; do
		expect 0 api -w mixed -k python,native --param io=$io \
			--param place=same --size 20
		[ "$(cells executor | sort -u)" = serial ]
		[ "$(cells status | grep -c -e ok -e tainted)" -eq 2 ]
		# it lost the GIL, and got it back after 5 ms
		[ -n "$(late 0.0025 python)" ]
		[ -n "$(late 0.0025 native)" ]
		[ "$(csv "$DIR"/metrics/*.csv 'float(r["value"]) > 0' \
			metric | sort -u)" = burner_loops_per_s ]
		rm -r "$DIR"
	done
	expect 0 api -w mixed -k python --param place=none --size 40
	[ "$(csv "$DIR"/metrics/*.csv True metric value | sort -u)" = \
		"burner_loops_per_s 0" ]
}

@test "mixed: burners in a child want a CPU of their own" {
	first=$(taskset -pc $$ | sed 's/.*: //; s/[,-].*//')
	expect 0 taskset -c "$first" "$GILBENCH" run -w mixed -k python \
		--param place=child --dry-run
	holds "$out" 'too-few-cpus'
	expect 0 taskset -c "$first" "$GILBENCH" run -w mixed -k python \
		--param place=same --dry-run
	lacks "$out" 'too-few-cpus'
}
