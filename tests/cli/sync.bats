# train-step with sync=step, preset=nanogpt-cpu and kernel torch, in the
# embedded interpreter: the barrier and the shared memory are real.
load common

EMBEDDED=$GILBENCH_BINDIR/gilbench-python

# train ARGUMENT...: a short run, one block of one sample.
train()
{
	"$GILBENCH" run -w train-step --pin none --blocks 1 -n 1 --warmup 2 \
		--no-plot --timeout 20s -o "$DIR" "$@"
}

# one_result KERNEL: all its cells were measured, with one checksum.
one_result()
{
	[ -z "$(csv "$DIR/cells.csv" "r['kernel'] == '$1' and
		r['status'] not in ('ok', 'tainted')" executor reason)" ]
	[ "$(csv "$DIR/samples.csv" "r['kernel'] == '$1' and
		r['executor'] != 'ceiling'" checksum | sort -u | wc -l)" -eq 1 ]
}

@test "sync=step: one result by threads, processes and any number of workers" {
	expect 0 train -k python,native,native-held --size 1 \
		-x serial,threads,processes -t 2,3 --param sync=step \
		--param micro_batches=4
	one_result python
	one_result native
	one_result native-held
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "ceiling"' workers |
		sort -u | tr '\n' ' ')" = '1 2 3 ' ]
	# 20 steps of 4 micro-batches; no multiple of 2 and 3 is needed
	[ "$(csv "$DIR/samples.csv" True units | sort -u)" = 80 ]
}

@test "sync=step: processes by every start method" {
	local method

	for method in fork spawn forkserver; do
		rm -rf "$DIR"
		expect 0 train -k python --size 1 -x serial,processes -t 2 \
			--mp-start $method --param sync=step \
			--param micro_batches=2
		one_result python
	done
}

# struck ACTION: the second worker does this at its 30th use of an array, in
# the middle of a job, when others wait for it or are about to.
struck()
{
	cat >"$TMP/sitecustomize.py" <<-END
		import array
		import multiprocessing
		import os
		import signal
		import threading

		Real = array.array
		count = 0


		def strike():
		    $1


		def counted(kind, values):
		    global count
		    if "worker-1" == threading.current_thread().name or \\
		            multiprocessing.current_process().name == "ForkProcess-2":
		        count += 1
		        if count == 30:
		            strike()
		    return Real(kind, values)


		array.array = counted
	END
}

# stricken EXECUTOR REASON: its cell failed for this, and not for a hang.
stricken()
{
	PYTHONPATH=$TMP expect 3 train -k python --size 1 -x "serial,$1" -t 2 \
		--mp-start fork --param sync=step --param micro_batches=4
	holds "$(csv "$DIR/cells.csv" 'r["executor"] != "serial" and
		r["executor"] != "ceiling"' status reason)" "^failed .*$2"
	until_true 5 nothing_left
}

@test "sync=step: nobody waits for a worker that was killed" {
	struck 'os.kill(os.getpid(), signal.SIGKILL)'
	stricken processes 'SIGKILL'
}

@test "sync=step: nobody waits for a worker that raised" {
	struck 'raise ValueError("as it was told to")'
	stricken threads 'ValueError: as it was told to'
}

@test "what sync=step and nanogpt-cpu cannot do is skipped with a reason" {
	expect 0 train --dry-run -k native -x serial,threads -t 2,3 \
		--param sync=step --param micro_batches=2
	[ "$(grep -c 'skipped,too-few-micro-batches: ' "$TMP/out")" -eq 1 ]
	expect 0 train --dry-run -k python,native -x serial -t 2 \
		--param preset=nanogpt-cpu
	[ "$(grep -cE 'python,serial,.*,skipped,"?too-slow: ' "$TMP/out")" -eq 1 ]
	grep -q 'native,serial,.*batch=768;hidden=512;lr=0.2;' "$TMP/out"
	expect 0 train --dry-run -k native -x serial -t 2 \
		--param preset=nanogpt-cpu --param lr=0.8
	grep -q 'skipped,not-learning: ' "$TMP/out"
}

@test "nanogpt-cpu: a small one, alone and together" {
	expect 0 train -k native --size 1 -x serial,threads -t 2 \
		--param preset=nanogpt-cpu --param hidden=32 --param batch=40 \
		--param sync=none,step --param micro_batches=2
	[ -z "$(csv "$DIR/cells.csv" 'r["status"] not in ("ok", "tainted")' \
		reason)" ]
}

# has_torch PYTHON
has_torch()
{
	[ -x "$1" ] && "$1" -c 'import torch' 2>/dev/null
}

@test "kernel torch: one result, with as many threads as asked for" {
	has_torch /usr/bin/python3 || skip "/usr/bin/python3 has no PyTorch"
	cat >"$TMP/sitecustomize.py" <<-'END'
		import atexit
		import os
		import sys


		def say():
		    torch = sys.modules.get("torch")
		    if torch and os.environ.get("OMP_NUM_THREADS"):
		        with open(os.environ["SPY"], "a") as file:
		            print(torch.get_num_threads(), file=file)


		atexit.register(say)
	END
	PYTHONPATH=$TMP SPY=$TMP/spy expect 0 train -k torch --size 1 \
		-x serial,processes -t 2 --python /usr/bin/python3 \
		--param sync=step --param micro_batches=2 --blas-threads 2
	one_result torch
	[ "$(sort -u "$TMP/spy")" = 2 ]
}

@test "PyTorch that cannot be imported is a reason" {
	mkdir -p "$TMP/torch" "$TMP/torch-9.1.dist-info"
	printf 'Metadata-Version: 2.1\nName: torch\nVersion: 9.1\n' \
		>"$TMP/torch-9.1.dist-info/METADATA"
	echo 'raise ImportError("libtorch is missing")' >"$TMP/torch/__init__.py"
	PYTHONPATH=$TMP expect 0 "$GILBENCH" list
	holds "$(tr -s ' \n' ' ' <"$TMP/out")" \
		'torch no-torch: importing it: ImportError: libtorch is missing'
	PYTHONPATH=$TMP expect 0 train --dry-run -k torch -x serial -t 2
	grep -q 'skipped,no-torch: importing it: ' "$TMP/out"
}

@test "NumPy that bears no interpreter of its own is skipped, if it aborts, too" {
	local python

	python=$("$BATS_TEST_DIRNAME/../pythons/find" | while read -r python; do
		"$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' &&
			echo "$python" && break
	done)
	[ -n "$python" ] || skip "no CPython from 3.12 on"
	mkdir -p "$TMP/numpy" "$TMP/numpy-9.1.dist-info"
	printf 'Metadata-Version: 2.1\nName: numpy\nVersion: 9.1\n' \
		>"$TMP/numpy-9.1.dist-info/METADATA"
	cat >"$TMP/numpy/__init__.py" <<-'END'
		import os
		try:
		    import _interpreters as api
		except ImportError:
		    import _xxsubinterpreters as api

		__version__ = "9.1"
		ones = dot = print
		current = api.get_current()
		if int(current[0] if isinstance(current, tuple) else current):
		    if os.environ.get("ABORTS"):
		        os.abort()
		    raise ImportError(
		        "module x does not support loading in subinterpreters")
	END
	PYTHONPATH=$TMP expect 0 train --dry-run --python "$python" -k numpy \
		-x serial,interpreters -t 2
	holds "$out" 'numpy,serial,.*,ok,'
	holds "$out" 'numpy,interp.*,skipped,.?module-not-isolated: x cannot be'
	ABORTS=1 PYTHONPATH=$TMP expect 0 train --dry-run --python "$python" \
		-k numpy -x interpreters -t 2
	holds "$out" 'interp.*,skipped,.?module-not-isolated: importing numpy: '
}
