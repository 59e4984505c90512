# Several interpreters: what they can run, those that cannot be used, and
# kernel numpy with its BLAS threads.
load common

EMBEDDED=$GILBENCH_BINDIR/gilbench-python

# has_numpy PYTHON
has_numpy()
{
	"$1" -c 'import numpy' 2>/dev/null
}

@test "list: what runs in an interpreter, what not and why" {
	expect 0 "$GILBENCH" list --python "$FAKE"
	holds "$out" '^  cli +CPython 3\.11\.2, GIL on, static$'
	# a path that is longer than the line is broken
	holds "$(tr -d ' \n' <"$TMP/out")" "static$FAKE"
	holds "$out" '^ +threads +yes$'
	holds "$out" '^ +processes +yes: started by fork, spawn$'
	holds "$out" '^ +interpreters +no-subinterpreters: '
	holds "$out" '^ +numpy +no-numpy: '
	holds "$out" '^ +--gil off +gil-always-on: '
	[ "$(wc -L <"$TMP/out")" -le 79 ]
}

@test "list: the embedded interpreter" {
	expect 0 "$GILBENCH" list
	holds "$out" '^  embedded +CPython 3\.[0-9]+\.[0-9]+'
	holds "$out" '^ +native +yes$'
	holds "$out" '\(default\)'
}

@test "list: one that cannot be used does not hide the others" {
	expect 1 "$GILBENCH" list --python /bin/true --python "$FAKE" \
		--python "$TMP/none"
	[ "$(wc -l <"$TMP/err")" -eq 2 ]
	holds "$err" '/bin/true.*not a Python'
	holds "$err" "$TMP/none"
	holds "$out" '^  cli +CPython 3\.11\.2'
}

@test "list: NumPy that cannot be imported is a reason" {
	has_numpy "$EMBEDDED" || skip "the embedded interpreter has no NumPy"
	mkdir "$TMP/numpy"
	echo 'import os; os.abort()' >"$TMP/numpy/__init__.py"
	PYTHONPATH=$TMP expect 0 "$GILBENCH" list
	holds "$out" '^ +numpy +no-numpy: importing it: '
	holds "$out" '^ +native +yes$'
}

@test "run: one of several that cannot be used is left out" {
	expect 0 small --python /bin/true
	holds "$err" '/bin/true.*not a Python'
	jq -e '.warnings | length == 1 and (.[0] | test("/bin/true"))' \
		"$DIR/run.json"
	jq -e '[.pythons[].label] == ["cli"]' "$DIR/run.json"
	[ "$(csv "$DIR/plan.csv" True python | sort -u)" = cli ]
	[ "$(measured threads)" -eq 4 ]
}

@test "run: none that can be used" {
	expect 2 "$GILBENCH" run --python /bin/true --python "$TMP/none" \
		-o "$DIR"
	holds "$err" '/bin/true.*not a Python'
	holds "$err" "$TMP/none"
	holds "$(tail -n 1 <<<"$err")" 'none of these can be used'
	[ ! -e "$DIR" ]
}

# numpy_plan ARGUMENT...: what would be run.
numpy_plan()
{
	"$GILBENCH" run -w train-step -k numpy -x serial,threads \
		--pin none --dry-run "$@"
}

@test "kernel numpy is skipped where there is none" {
	expect 0 numpy_plan --python "$FAKE" -t 2
	[ "$(grep -c ',numpy,.*,skipped,no-numpy: ' "$TMP/out")" -eq 2 ]
}

@test "BLAS threads: recorded, and a warning when they are too many" {
	local cpus
	has_numpy "$EMBEDDED" || skip "the embedded interpreter has no NumPy"
	cpus=$(nproc)
	expect 0 numpy_plan -t 1
	[ "$(grep -c ',numpy,.*blas_threads=1;' "$TMP/out")" -eq 2 ]
	grep -q warning "$TMP/err" && { cat "$TMP/err"; false; }
	expect 0 numpy_plan -t 2 --blas-threads "$cpus"
	holds "$err" "warning: .*2 workers x $cpus BLAS threads"
	[ "$(grep -c ",numpy,.*blas_threads=$cpus;" "$TMP/out")" -eq 2 ]
	expect 0 numpy_plan -t 1 --pin core --blas-threads 2
	holds "$err" 'warning: .*--pin core'
}

# As Python starts: at its end the process says what its BLAS was told and
# how many threads it has.
spy()
{
	cat >"$TMP/sitecustomize.py" <<-'END'
		import atexit
		import os


		def say():
		    import re
		    with open("/proc/self/status") as file:
		        n = re.search(r"Threads:\s+(\d+)", file.read()).group(1)
		    with open(os.environ["SPY"], "a") as file:
		        print(os.environ.get("OPENBLAS_NUM_THREADS"),
		              os.environ.get("OMP_NUM_THREADS"),
		              os.environ.get("MKL_NUM_THREADS"), n, file=file)


		atexit.register(say)
	END
}

@test "BLAS threads: every worker has as many as were asked for" {
	local n
	has_numpy "$EMBEDDED" || skip "the embedded interpreter has no NumPy"
	spy
	for n in 1 2; do
		rm -rf "$DIR"
		PYTHONPATH=$TMP SPY=$TMP/spy.$n expect 0 "$GILBENCH" run \
			-w train-step -k numpy -x serial --pin none \
			--blas-threads $n --blocks 1 -n 1 --size 20 \
			--no-plot -o "$DIR"
		# the interpreter that describes itself was told nothing
		[ "$(grep -v '^None' "$TMP/spy.$n" | cut -d' ' -f1-3 |
			sort -u)" = "$n $n $n" ]
	done
	[ "$(grep '^1 ' "$TMP/spy.1" | cut -d' ' -f4 | sort -u)" = 1 ]
	case $(jq -r '.pythons[0].facts.blas.threading' "$DIR/run.json") in
	pthreads | openmp) ;;
	*) skip "counted no threads: this NumPy's BLAS has one" ;;
	esac
	[ "$(nproc)" -ge 2 ] || skip "counted no threads: one CPU"
	[ "$(grep '^2 ' "$TMP/spy.2" | cut -d' ' -f4 | sort -u)" = 2 ]
}
