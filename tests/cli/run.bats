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

@test "every cell has its rows: blocks x samples, serial twice" {
	expect 0 small
	[ "$(csv "$DIR/plan.csv" True executor | sort | xargs)" = \
		"processes serial threads" ]
	[ "$(csv "$DIR/samples.csv" 'r["status"] == "ok"' executor block \
		invocation sample | sort | uniq -d)" = "" ]
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "serial" and
		r["status"] == "ok"' sample | wc -l)" -eq 8 ]
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "threads" and
		r["status"] == "ok"' sample | wc -l)" -eq 4 ]
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "processes" and
		r["status"] == "ok"' sample | wc -l)" -eq 4 ]
}

@test "speed-ups are those that the fake invented" {
	expect 0 small --blocks 6
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' speedup \
		speedup_low speedup_high)" = "1 1 1" ]
	csv "$DIR/cells.csv" 'r["executor"] == "processes"' speedup \
		speedup_low speedup_high | awk '
		NF != 3 { exit 1 }
		{
			for (i = 1; i <= 3; i++)
				if ($i < 1.899 || $i > 1.901)
					exit 1
		}'
}

@test "too few blocks give no interval" {
	expect 0 small --blocks 5
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' \
		speedup_low speedup_high)" = " " ]
}

@test "cells repeat the plan's ids and compute the same" {
	expect 0 small -x serial,threads,processes -t 1,2,4
	[ "$(csv "$DIR/plan.csv" True cell_id | sort)" = \
		"$(csv "$DIR/cells.csv" True cell_id | sort)" ]
	[ "$(csv "$DIR/plan.csv" True cell_id | sort | uniq -d)" = "" ]
	[ "$(csv "$DIR/cells.csv" True checksum | sort -u | wc -l)" -eq 1 ]
	[ "$(csv "$DIR/cells.csv" True checksum | wc -l)" -eq 7 ]
}

@test "samples.csv is what lies in samples/" {
	expect 0 small
	cmp "$DIR/samples.csv" "$DIR"/samples/*.csv
}

@test "a block is contiguous, serial first and last" {
	expect 0 small --blocks 3 -t 1,2,4
	csv "$DIR/samples.csv" 'r["sample"] == "0"' order block executor |
		sort -n | awk '
		$2 != block { if (NR > 1 && last != "serial") exit 1
			      if ($3 != "serial") exit 1; block = $2 }
		{ last = $3; n[$2]++ }
		END { exit last != "serial" || n[0] != 8 || n[2] != 8 }'
}

order_of()
{
	DIR=$TMP/$1
	small --blocks 4 -t 1,2,4,8 --seed "$2" >/dev/null 2>"$TMP/err"
	csv "$DIR/samples.csv" 'r["sample"] == "0"' order block executor \
		workers | sort -n
}

@test "the order is random, and the seed's alone" {
	local first again other
	first=$(order_of a 7)
	again=$(order_of b 7)
	other=$(order_of c 8)
	[ "$first" = "$again" ]
	[ "$first" != "$other" ]
	# other blocks, other orders
	[ "$(grep -E '^[0-9]+ 0 ' <<<"$first" | cut -d' ' -f3-)" != \
		"$(grep -E '^[0-9]+ 1 ' <<<"$first" | cut -d' ' -f3-)" ]
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
	holds "$err" '8 invocations'
	[ ! -e "$DIR" ]
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
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "ceiling"' status python |
		sort -u)" = "ok none" ]
}

@test "two interpreters are two groups" {
	mkdir "$TMP/other"
	cp "$FAKE" "$TMP/other/python"
	expect 0 small --python "$TMP/other/python"
	[ "$(csv "$DIR/plan.csv" True python | sort | uniq -c | xargs)" = \
		"3 cli 3 other" ]
}

@test "a locale with a decimal comma changes nothing" {
	expect 0 small
	export LC_ALL=de_DE.UTF-8
	DIR=$TMP/german
	expect 0 small
	run csv "$DIR/samples.csv" True wall_s
	! grep -q , <<<"$output"
	[ "$status" -eq 0 ]
}
