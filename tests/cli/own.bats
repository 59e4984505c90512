# Users' own workloads: the contract and its mistakes, the template, C kernels,
# workers of their own, environment variables. With the embedded interpreter.
load common

MAN=$BATS_TEST_DIRNAME/../../man

# own ARGUMENT...: a run as short as can be.
own()
{
	"$GILBENCH" run --no-plot --progress none --pin none --blocks 1 -n 1 \
		--warmup 2 -t 2 -o "$DIR" "$@"
}

# write NAME: a workload from standard input.
write()
{
	cat >"$TMP/$1.py"
}

# A good one, to be completed.
good()
{
	cat <<-'END'
	UNIT = "square"
	PARAMS = {"power": 2, "name": "x", "scale": 0.5, "deep": False}
	def prepare(params):
	    assert type(params["seed"]) is int
	    assert [type(params[n]) for n in PARAMS] == [int, str, float, bool]
	    return params
	def run(state, first, count):
	    total = 0
	    for u in range(first, first + count):
	        total += sum(n ** state["power"] for n in range(u, u + 50))
	    return total % 2 ** 64
	END
}

# mistake WORDS ARGUMENT...: in one line, before anything is measured.
mistake()
{
	local words=$1
	shift
	expect 2 own "$@"
	holds "$err" "$words"
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
	[ ! -e "$DIR" ]
}

# The cells and how they ended.
statuses()
{
	csv "$DIR/cells.csv" True workload executor workers status | sort -u
}

@test "own: a file, under every executor" {
	good | write mine
	echo 'async def arun(s, f, c): return run(s, f, c)' >>"$TMP/mine.py"
	cd "$TMP"
	expect 0 own -w ./mine.py --size 40 --param mine.power=3 \
		--param "name=a b" -x serial,threads,processes,asyncio
	[ "$(statuses | grep -cE '^mine .* (ok|tainted)$')" -eq 4 ]
	holds "$(csv "$DIR/plan.csv" True params)" 'name=a b;power=3'
	# the machine's own limit is there, and one checksum for all
	holds "$(statuses)" '^train-step ceiling 2 (ok|tainted)$'
	[ "$(csv "$DIR/samples.csv" 'r["workload"] == "mine"' units checksum |
		sort -u | wc -l)" -eq 1 ]
	jq -e '.pythons[0].facts.own.mine.sha256 | length == 64' "$DIR/run.json"
	grep -q 'square' "$DIR/report.md"
}

@test "own: a parameter arrives as it was typed" {
	# quotes, escapes, signs, letters of two to four bytes
	local text=$'a"b\'c\\d\\n\\u0041 \xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x90\x8d {true}'
	good | write mine
	printf '    assert state["name"] == %s\n' "$(
		printf %s "$text" | "$GILBENCH_BINDIR/gilbench-python" -c \
			'import sys; print(ascii(sys.stdin.buffer.read().decode()))')" \
		>"$TMP/check"
	sed -i "/^def run/r $TMP/check" "$TMP/mine.py"
	cd "$TMP"
	expect 0 own -w ./mine.py --size 4 --param "name=$text" \
		-x serial,processes --mp-start spawn
	[ "$(statuses | grep -cE '^mine .* (ok|tainted)$')" -eq 2 ]
}

@test "own: a locale without the letters of a path" {
	good | write "jos$(printf '\303\251')"
	cd "$TMP"
	LC_ALL=C expect 0 own -w ./jos*.py --size 4 -x serial \
		--env PYTHONUTF8=0 --env PYTHONCOERCECLOCALE=0
	[ "$(statuses | grep -cE '^jos.* (ok|tainted)$')" -eq 1 ]
}

@test "own: who has run out of files still says so" {
	local executor
	good | write mine
	write taker <<-'END'
	import sys
	from mine import PARAMS, UNIT, run
	def prepare(params):
	    if "gilbench_worker.own_look" not in sys.modules:
	        kept = [open("/dev/null") for _ in range(1 << 20)]
	    return params
	END
	cd "$TMP"
	for executor in serial threads; do
		expect 3 own -w ./taker.py --size 40 -x "$executor" \
			--timeout 20s
		holds "$(csv "$DIR/cells.csv" 'r["status"] == "failed"' reason)" \
			'OSError: .*Too many open files'
		rm -r "$DIR"
	done
}

@test "own: functions with two, one and no arguments" {
	mkdir "$TMP/pkg"
	write pkg/jobs <<-'END'
	def both(first, count):
	    return sum(u % 7 for u in range(first, first + count))
	def one(unit):
	    return unit % 7
	def none():
	    sum(range(100))
	END
	cd "$TMP"
	expect 0 own -w pkg.jobs:both,pkg.jobs:one,pkg.jobs:none --size 400 \
		-k python
	[ "$(statuses | grep -cE '^pkg-jobs-.* (ok|tainted)$')" -eq 9 ]
	[ "$(grep -c warning "$TMP/err")" -eq 1 ]
	holds "$err" 'pkg.jobs:none: it gives no checksum'
	# the same units, the same sum
	[ "$(csv "$DIR/samples.csv" '"jobs-none" not in r["workload"] and
		r["workload"] != "train-step"' units checksum | sort -u |
		wc -l)" -eq 1 ]
}

@test "own: a parameter that a workload of ours has, too" {
	good | sed 's/"scale": 0.5/"sharing": "shared", &/' | write mine
	cd "$TMP"
	sed -i 's/for n in PARAMS\]/for n in PARAMS if n != "sharing"]/' mine.py
	expect 0 own -w ./mine.py --size 40 -x serial,processes
	[ -z "$(statuses | grep '^mine,' | grep -v -e ok -e tainted)" ]
}

@test "own: the template runs at once and is never overwritten" {
	cd "$TMP"
	expect 0 "$GILBENCH" new-workload first
	holds "$out" 'gilbench run -w ./first.py'
	cp first.py kept
	expect 2 "$GILBENCH" new-workload first.py
	holds "$err" 'first.py is there already'
	cmp first.py kept
	expect 0 own -w ./first.py -x serial,threads --min-time 2ms
	[ "$(statuses | grep -cE '^first .* (ok|tainted)$')" -eq 2 ]
	expect 2 "$GILBENCH" new-workload train-step
	holds "$err" 'gilbench has a workload called train-step'
	expect 2 "$GILBENCH" new-workload 1st
	expect 2 "$GILBENCH" new-workload no/such/dir
	expect 2 "$GILBENCH" new-workload
	if command -v pycodestyle >/dev/null; then
		pycodestyle first.py
	fi
}

@test "own: the manual's example runs" {
	awk '/^\.Ss An example/ { example = 1 }
		/^\.Ed/ && example { exit }
		example && body { print }
		/^\.Bd/ && example { body = 1 }' "$MAN/gilbench-workload.7" |
		sed 's/\\e/\\/g' >"$TMP/words.py"
	[ "$(wc -l <"$TMP/words.py")" -gt 15 ]
	expect 0 own -w "$TMP/words.py" -x serial,threads --param upper=true \
		--min-time 2ms
	[ "$(statuses | grep -cE '^words .* (ok|tainted)$')" -eq 2 ]
}

@test "own: mistakes that are seen on import" {
	cd "$TMP"
	write m <<<'import nosuchmodule'
	mistake '^gilbench run: \./m\.py:1: ModuleNotFoundError: .*install it' \
		-w ./m.py
	write m <<<'def prepare(p)'
	mistake '\./m\.py:1: SyntaxError: .*correct this line' -w ./m.py
	printf 'import sys\nsys.exit(3)\n' | write m
	mistake '\./m\.py:2: ends the interpreter.*__main__' -w ./m.py
	printf 'import sys\nn = sys.argv[1]\n' | write m
	mistake '\./m\.py:2: IndexError: .*--param' -w ./m.py
	good | grep -v '^UNIT' | write m
	mistake '\./m\.py: it has no UNIT; add' -w ./m.py
	write m <<<'import os; os.abort()'
	mistake '\./m\.py: .*killed by signal 6' -w ./m.py
	mistake '\./none\.py: it cannot be found: No such file' -w ./none.py
	mistake 'nosuchmodule:f: ModuleNotFoundError' -w nosuchmodule:f
	mistake 'json:nosuch: AttributeError.*name a function' -w json:nosuch
	mistake 'math:sqrt: run\(\) returned 1\.0, a float' -w math:sqrt
	mistake 'builtins:max: TypeError: .*name a function' -w builtins:max
	mistake '\./dir: is neither a file' -w ./dir
	good | write train_step
	mistake 'gilbench has a workload called train_step' -w ./train_step.py
	good | write m
	mistake "no selected workload has this parameter; did you mean power" \
		-w ./m.py --param powder=1
	mistake 'm\.py: --param power=many: .* whole number' -w ./m.py \
		--param power=many
}

# body PREPARE RUN: a workload of two lines.
body()
{
	printf 'UNIT = "x"\ndef prepare(params): %s\ndef run(s, f, c): %s\n' \
		"$1" "$2" | write m
}

@test "own: mistakes that are seen on trying" {
	cd "$TMP"
	body 'return params["n"]' 'return 1'
	mistake "m\.py:2: prepare\(\) raised KeyError: 'n'; .*seed, workers" \
		-w ./m.py
	body pass pass
	mistake 'm\.py:3: run\(\) returned None; return the sum' -w ./m.py
	body pass 'return 1.5'
	mistake 'm\.py:3: run\(\) returned 1\.5, a float' -w ./m.py
	body pass 'return 1 / 0'
	mistake 'm\.py:3: run\(\) raised ZeroDivisionError' -w ./m.py
	body pass 'return 7'
	mistake 'm\.py:3: run\(state, 0, 2\) returned 7, but .* 14' -w ./m.py
	body pass 'exec("while True: pass")'
	mistake 'no answer within 0\.5 s' -w ./m.py --timeout 500ms
	# what a dry run does not try
	expect 0 own -w ./m.py --dry-run
	holds "$out" ',m,python,threads,2,'
	# a list is an axis; the text of a default is one value
	good | sed 's/"x"/"x,y"/' | write m
	expect 0 own -w ./m.py --dry-run -x serial --param power=2,3
	[ "$(grep -c ',m,.*deep=false;name=x,y;power=[23];' "$TMP/out")" -eq 2 ]
}

@test "own: an import with side effects is a warning" {
	cd "$TMP"
	{
		good
		cat <<-'END'
		import sys, threading
		print("hello")
		threading.Thread(target=threading.Event().wait, daemon=True,
		                 name="helper").start()
		sys.setswitchinterval(0.5)
		END
	} | write mine
	expect 0 own -w ./mine.py -x serial --size 40
	holds "$err" "mine.py: prints when it is imported \('hello'\)"
	holds "$err" 'mine.py: has a thread running .*\(helper\)'
	holds "$err" 'mine.py: changes the switch interval'
	jq -e '.warnings | length == 3' "$DIR/run.json"
}

@test "own: a checksum that differs under an executor is status 5" {
	cd "$TMP"
	{
		good
		cat <<-'END'
		import threading
		right = run
		def run(state, first, count):
		    main = threading.current_thread() is threading.main_thread()
		    return right(state, first, count) + (not main)
		END
	} | write mine
	expect 5 own -w ./mine.py -x serial,threads --size 40
	holds "$err" 'checksum: mine, kernel python'
}

@test "own: units that take no time end the run" {
	cd "$TMP"
	body pass 'return c'
	expect 3 own -w ./m.py -x serial --min-time 2ms
	holds "$(csv "$DIR/cells.csv" 'r["workload"] == "m"' reason)" \
		'too-fast: .*count'
}

@test "own: workers of its own are timed, not split" {
	cd "$TMP"
	{
		good
		cat <<-'END'
		from concurrent.futures import ThreadPoolExecutor
		METRICS = [("jobs", "", "sum", "parts handed to the pool")]
		parts = []
		def run_parallel(state, first, count, workers):
		    assert workers == state["workers"] == 2
		    part = count // workers
		    parts.append(workers)
		    with ThreadPoolExecutor(workers) as pool:
		        return sum(pool.map(
		            lambda i: run(state, first + i * part, part),
		            range(workers)))
		def metrics(state):
		    n = sum(parts)
		    parts.clear()
		    return [n]
		END
	} | write mine
	expect 0 own -w ./mine.py --size 40
	holds "$(statuses)" '^mine own 2 (ok|tainted)$'
	[ "$(csv "$DIR/samples.csv" 'r["executor"] == "own" and (r["wall_s"] == ""
		or r["metered"] == "1" or r["cpu_user_s"] or r["dispatch_s"] or
		r["gil_wait_s"] or r["cpus"])' executor)" = "" ]
	[ "$(csv "$DIR/samples.csv" 'r["workload"] == "mine"' checksum |
		sort -u | wc -l)" -eq 1 ]
	holds "$(csv "$DIR/metrics.csv" 'r["executor"] == "own"' metric value)" \
		'^jobs 2(\.0*)?$'
	# for others it is a row with the reason
	rm -r "$DIR"
	good | write mine
	expect 0 own -w ./mine.py -x serial,own --size 40
	holds "$(csv "$DIR/cells.csv" 'r["executor"] == "own"' status reason)" \
		'^skipped no-own-workers: '
}

# object WRONG LIMIT [PARAM]: mine.so, which does what good() does with power
# 2, and wants to be given the parameter.
object()
{
	command -v cc >/dev/null || skip "there is no cc"
	cat >"$TMP/mine.c" <<-'END'
	#include <stdlib.h>
	#include <string.h>
	#include "gilbench-kernel.h"
	int gilbench_kernel(struct gilbench_worker *worker, uint64_t unit,
			    uint64_t *checksum)
	{
		int found = 0;
		for (int i = 0; worker->params[i]; i++)
			found += strcmp(worker->params[i], WANTED) == 0;
		if (!worker->state)
			worker->state = malloc(1);
		if (!found || unit == LIMIT) {
			strcpy(worker->why, "it went wrong");
			return 1;
		}
		for (uint64_t n = unit; n < unit + 50; n++)
			*checksum += n * n + WRONG;
		return 0;
	}
	END
	cc -O2 -shared -fPIC -DWRONG="$1" -DLIMIT="$2" \
		-DWANTED="\"${3:-power=2}\"" -o "$TMP/mine.so" \
		-I "$BATS_TEST_DIRNAME/../../src/worker" "$TMP/mine.c"
}

@test "own: the same in C, with the GIL released and kept" {
	cd "$TMP"
	object 0 -1
	{
		good
		echo 'NATIVE = "./mine.so"'
	} | write mine
	expect 0 own -w ./mine.py --size 4000 -x serial,threads
	[ "$(csv "$DIR/cells.csv" 'r["workload"] == "mine"' kernel status |
		sort -u | grep -cE ' (ok|tainted)$')" -eq 3 ]
	rm -r "$DIR"
	object 1 -1
	expect 5 own -w ./mine.py --size 4000 -x serial
	holds "$err" 'mine: kernels .* do not compute the same'
	rm -r "$DIR"
	object 0 11
	expect 3 own -w ./mine.py --size 4000 -x serial -k native
	holds "$(csv "$DIR/cells.csv" True reason)" \
		'gilbench_kernel: unit 11 failed: it went wrong'
	rm -r "$DIR"
	cc -shared -fPIC -o mine.so -x c - <<<'int other;'
	expect 3 own -w ./mine.py --size 4000 -x serial -k native
	holds "$(csv "$DIR/cells.csv" True reason)" 'no function gilbench_kernel'
	rm -r "$DIR"
	# whatever its parameters are called
	object 0 -1 object=cup
	sed 's/"name": "x"/"object": "cup"/' mine.py >cups.py
	expect 0 own -w ./cups.py --size 4000 -x serial -k native
	rm -r "$DIR" mine.so
	mistake 'NATIVE: there is no .*/mine\.so; build it' -w ./mine.py
}

@test "own: an environment variable is an axis" {
	cd "$TMP"
	write mine <<-'END'
	import os
	UNIT = "x"
	def prepare(params):
	    return os.environ.get("OWN_TEST", "unset")
	def run(state, first, count):
	    for u in range(count):
	        sum(range(100))
	    return count * (1 if state == "unset" else int(state))
	END
	export OWN_TEST=9
	expect 0 own -w ./mine.py -x serial,processes --mp-start spawn --size 40 \
		--env OWN_TEST=2,3,
	[ "$(csv "$DIR/samples.csv" 'r["workload"] == "mine"' checksum params |
		sed 's/;.*//' | sort -u | tr '\n' ' ')" = \
		"0000000000000028 env.OWN_TEST= $(
		)0000000000000050 env.OWN_TEST=2 $(
		)0000000000000078 env.OWN_TEST=3 " ]
	rm -r "$DIR"
	mistake 'PYTHON_GIL is not to be set here: use --gil' -w ./mine.py \
		--env PYTHON_GIL=0
	mistake "'OWN_TEST' should be NAME=VALUE" -w ./mine.py --env OWN_TEST
}

@test "own: one interpreter of several that cannot run it" {
	cd "$TMP"
	good | write mine
	expect 0 own -w ./mine.py -x serial --size 40 --python embedded \
		--python "$FAKE"
	holds "$(csv "$DIR/plan.csv" 'r["python"] == "cli" and
		r["workload"] == "mine"' status reason)" '^skipped no-workload: '
	holds "$(csv "$DIR/cells.csv" 'r["python"] == "embedded"' status)" '^(ok|tainted)$'
}
