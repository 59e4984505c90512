# Plan files: what their sections come to, and what is wrong in them.
load common

# plan LINE...: a plan file of these lines.
plan()
{
	printf '%s\n' "$@" >"$TMP/plan"
}

# wrong PATTERN LINE...: such a file is refused with these words.
wrong()
{
	local pattern=$1
	shift
	plan "$@"
	expect 2 "$GILBENCH" run --plan "$TMP/plan" --dry-run
	holds "$err" "$pattern"
}

# The cells of a plan, "executor workers" each.
cells()
{
	"$GILBENCH" run --plan "$TMP/plan" --dry-run "$@" >"$TMP/cells.csv" \
		2>"$TMP/err"
	csv "$TMP/cells.csv" True executor workers
}

common_lines=("[global]" "python = $FAKE" "workload = api-call"
	"kernel = python" "pin = none" "blocks = 2" "samples = 2")

@test "a plan is the union of its sections" {
	plan "${common_lines[@]}" "[a]" "executor = serial,threads" \
		"workers = 2" "[b]" "executor = serial,processes" \
		"workers = 2,3" "[c]" "executor = serial" "param = latency=5ms"
	[ "$(cells | xargs)" = "serial 1 threads 2 processes 2 processes 3 serial 1" ]
	# the same baseline is one group
	[ "$(csv "$TMP/cells.csv" True group | xargs)" = "0 0 0 0 1" ]
}

@test "blanks beside commas do not count" {
	plan "${common_lines[@]}" "[a]" "executor = serial ,threads" \
		"workers =  2,	3"
	[ "$(cells | xargs)" = "serial 1 threads 2 threads 3" ]
}

@test "sections measure what one command line does" {
	plan "${common_lines[@]}" "[a]" "executor = serial,threads" \
		"workers = 2" "[b]" "executor = processes" "workers = 2"
	cells >/dev/null
	expect 0 "$GILBENCH" run --python "$FAKE" -w api-call -k python \
		-x serial,threads,processes -t 2 --pin none --dry-run
	[ "$(sort <<<"$out")" = "$(sort "$TMP/cells.csv")" ]
	expect 0 "$GILBENCH" run --plan "$TMP/plan" --no-plot -o "$DIR"
	[ "$(measured serial)" -eq 8 ]
	[ "$(measured processes)" -eq 4 ]
}

@test "command line over section over [global] over environment" {
	plan "${common_lines[@]}" "executor = threads" "[a]" "workers = 2" \
		"[b]" "workers = 3" "executor = processes"
	[ "$(cells | xargs)" = "threads 2 processes 3" ]
	[ "$(cells -t 4 | xargs)" = "threads 4 processes 4" ]
	export GILBENCH_EXECUTOR=serial GILBENCH_SCALING=weak
	[ "$(cells | xargs)" = "threads 2 processes 3" ]
	[ "$(csv "$TMP/cells.csv" True scaling | sort -u)" = weak ]
}

@test "parameters of [global] and of a section add up by name" {
	plan "${common_lines[@]}" "executor = serial" \
		"param = latency=5ms" "param = tokens=2" \
		"[a]" "param = latency=7ms" "    request_bytes=100"
	cells >/dev/null
	holds "$(csv "$TMP/cells.csv" True params)" \
		'latency=0.007;request_bytes=100;.*tokens=2'
}

@test "--showcmd prints command lines that plan the same" {
	plan "${common_lines[@]}" "executor = serial,threads" "workers = 2" \
		"filter = it's|." "[a]" "[b]" "param = latency=5ms"
	expect 0 "$GILBENCH" run --plan "$TMP/plan" --showcmd
	holds "$out" '^# \[a\]'
	[ "$(grep -c '^gilbench run ' <<<"$out")" -eq 2 ]
	local line=$(sed -n 4p <<<"$out")
	eval "expect 0 '$GILBENCH' ${line#gilbench } --dry-run"
	holds "$out" 'latency=0.005'
	cells >/dev/null
	[ "$(tail -n 2 <<<"$out" | cut -d, -f1)" = \
		"$(tail -n 2 "$TMP/cells.csv" | cut -d, -f1)" ]
}

@test "what is wrong is said with file and line" {
	wrong "plan:2: unknown key 'worker'; did you mean workers" \
		"[a]" "worker = 2"
	wrong "plan:3: workers: 'two' is not a list" "[a]" "" "workers = two"
	wrong "plan:4: section \\[a\\] is there twice, first in line 1" \
		"[a]" "workers = 2" "[b]" "[a]"
	wrong "plan:2: blocks holds for the whole plan" "[a]" "blocks = 2"
	wrong "plan:2: output belongs to a call" "[a]" "output = x"
	wrong "plan:1: workers stands before the first section" "workers = 2"
	wrong "plan:2: neither KEY = VALUE nor" "[a]" "workers"
	wrong "plan:1: no \\] after" "[a"
	wrong "plan:2: fast is yes or no" "[global]" "fast = maybe"
	wrong "plan:2: a line has at most" "[a]" \
		"filter = $(printf '%0300d' 0)"
	wrong "plan:2: it is not in UTF-8" "[a]" $'filter = \xb5'
	wrong "\\[a\\]: unknown kernel 'pyton'; did you mean python" \
		"[a]" "kernel = pyton"
	wrong "contradict" "[global]" "fast = yes" "rigorous = yes"
	expect 2 "$GILBENCH" run --plan "$TMP/none" --dry-run
	holds "$err" 'none: No such file'
}

@test "worker counts that do not go together: which section brings one" {
	plan "${common_lines[@]}" "executor = threads" "[a]" \
		"workers = 997" "[b]" "workers = 991" "[c]" "workers = 2" \
		"[d]" "workers = 983"
	expect 2 "$GILBENCH" run --plan "$TMP/plan" --dry-run
	holds "$err" '^gilbench run: \[c\]: -t: a job must split evenly'
}

@test "a flag can be taken back" {
	plan "[global]" "fast = no" "python = $FAKE"
	GILBENCH_FAST=1 expect 0 "$GILBENCH" run --plan "$TMP/plan" --dry-run
	holds "$err" '15 blocks'
}

@test "sections share environments, and do not mix them" {
	plan "${common_lines[@]}" "executor = serial" "[a]" "env = X=1,2,3" \
		"[b]" "env = X=3,4" "[c]" "[d]" "env = Y=1"
	[ "$(cells | wc -l)" -eq 6 ]
	expect 0 "$GILBENCH" run --plan "$TMP/plan" --no-plot -o "$DIR"
	[ "$(csv "$DIR/cells.csv" True status | sort -u)" = ok ]
	[ "$(csv "$DIR/samples.csv" True params | sort -u | wc -l)" -eq 6 ]
	# they are compared with each other: in one shard
	expect 0 "$GILBENCH" plan --plan "$TMP/plan" -o "$TMP/planned"
	holds "$err" '^1 shards at most'
}

@test "two workloads of one name in two sections" {
	mkdir "$TMP/one" "$TMP/two"
	printf '%s\n' 'UNIT = "unit"' 'def prepare(params): pass' \
		'def run(state, first, count):' \
		'    return sum(range(first, first + count))' |
		tee "$TMP/one/mine.py" >"$TMP/two/mine.py"
	plan "[a]" "workload = $TMP/one/mine.py" "executor = serial" \
		"[b]" "workload = $TMP/two/mine.py" "executor = serial"
	expect 2 "$GILBENCH" run --plan "$TMP/plan" --dry-run
	holds "$err" '\[b\]: .*both are called mine'
}
