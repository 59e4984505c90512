# The workload gil-fraction, with the embedded interpreter: its workers meet
# in the middle of a job. No speed is judged.
load common

# fraction [OPTION...]: a tiny run with iterations of 200 us.
fraction()
{
	"$GILBENCH" run --python embedded -w gil-fraction -t 2 --pin none \
		--blocks 1 -n 1 --warmup 1 --min-time 4ms --seed 7 --no-plot \
		--param iteration=200us -o "$DIR" "$@"
}

# spoil CONDITION DEED: Python does the deed, once, where the clock of the held
# part is read and the condition is true.
spoil()
{
	mkdir "$TMP/spoilt"
	cat >"$TMP/spoilt/sitecustomize.py" <<-END
		import multiprocessing
		import os
		import signal
		import threading
		import time
		clock = time.thread_time_ns
		def spoilt():
		    if $1:
		        try:
		            os.close(os.open("$TMP/spoilt/done",
		                             os.O_CREAT | os.O_EXCL))
		        except FileExistsError:
		            pass
		        else:
		            $2
		    return clock()
		time.thread_time_ns = spoilt
	END
	export PYTHONPATH=$TMP/spoilt
}

@test "all kernels and executors do the same iterations" {
	expect 0 fraction -k python,native,native-held \
		-x serial,threads,processes --param p=0,0.5,1 \
		--param sync=iteration,none
	[ "$(csv "$DIR/cells.csv" 'r["status"] in ("ok", "tainted")' cell_id |
		wc -l)" -eq $((3 * 2 * 3 * 3)) ]
	[ "$(csv "$DIR/samples.csv" True units checksum | sort -u |
		awk '{ print $1 }' | uniq -d)" = "" ]
}

@test "nothing follows from a control for other jobs" {
	expect 0 fraction -k python -x serial,threads
	[ -z "$(grep 'USE HERE' <<<"$out")" ]
	[ "$(grep -c '^F[1-7]a* not tested' <<<"$out")" -eq 7 ]
	# of what was asked for already another workload is needed
	holds "$(tr -s ' \n' ' ' <<<"$out")" \
		'F1 not tested [^:]*: needs CPU-bound Python: -w train-step -k python '
	[ "$(csv "$DIR/plan.csv" True executor | sort -u | tr '\n' ' ')" = \
		'serial threads ' ]
	# others have their ceiling
	expect 0 "$GILBENCH" run -w gil-fraction,train-step -k native \
		--python embedded --dry-run
	holds "$out" 'train-step.*ceiling'
	[ -z "$(grep 'gil-fraction.*ceiling' <<<"$out")" ]
}

@test "a worker that is killed: nobody waits for it" {
	spoil 'multiprocessing.parent_process()' \
		'os.kill(os.getpid(), signal.SIGKILL)'
	expect 3 fraction -k python -x serial,processes
	holds "$(csv "$DIR/samples.csv" 'r["status"] == "failed"' reason)" \
		SIGKILL
	until_true 5 nothing_left
}

@test "a worker that raises: nobody waits for it" {
	spoil 'threading.current_thread().name == "worker-1"' \
		'raise ValueError("as it was told to")'
	expect 3 fraction -k python -x serial,threads
	local reason=$(csv "$DIR/samples.csv" 'r["status"] == "failed"' reason)

	holds "$reason" 'ValueError: as it was told to'
	# what it made of the others is no news
	[ -z "$(grep 'has ended' <<<"$reason")" ]
	until_true 5 nothing_left
}

# state OPTION...: a tiny run of shared-state.
state()
{
	"$GILBENCH" run --python embedded -w shared-state -t 2 --pin none \
		--blocks 1 -n 1 --warmup 2 --min-time 3ms --seed 7 --no-plot \
		-o "$DIR" "$@"
}

# whole N: the N cells made all updates; what each measured cell lost is told.
whole()
{
	[ "$(csv "$DIR/cells.csv" 'r["status"] in ("ok", "tainted") and
		r["executor"] != "ceiling"' cell_id | wc -l)" -eq "$1" ]
	[ "$(csv "$DIR/samples.csv" 'r["executor"] != "ceiling"' units checksum | sort -u |
		awk '{ print $1 }' | uniq -d)" = "" ]
	[ "$(csv "$DIR/metrics.csv" 'r["metric"] == "lost_updates"' cell_id)" = \
		"$(csv "$DIR/cells.csv" 'r["status"] == "ok" and
			r["executor"] != "ceiling"' cell_id)" ]
}

@test "shared-state: all updates are made, and none is lost under a lock" {
	none_lost()
	{
		[ -z "$(csv "$DIR/metrics.csv" 'float(r["value"])' cell_id)" ]
	}
	expect 0 state -x serial,threads,processes
	whole 3
	none_lost
	rm -r "$DIR"
	# there an update of a manager's object takes 100 us
	expect 0 state -x serial,threads,processes --param object=dict,list \
		--min-time 200us
	whole 6
	none_lost
	until_true 5 nothing_left
}

@test "shared-state: without a lock, losses are counted and are no failure" {
	expect 0 state -x serial,threads,processes --param lock=no \
		--param sharing=shared,private
	whole 6
	[ -z "$(csv "$DIR/metrics.csv" 'float(r["value"]) and
		("private" in r["params"] or r["executor"] != "processes")' \
		cell_id)" ]
}

@test "shared-state: interpreters have nothing in common" {
	expect 0 state -x serial,interpreters --dry-run
	holds "$out" 'no-subinterpreters|not-shared: interpreters'
	# it has no C: others tell what the machine can give
	holds "$out" 'train-step.*ceiling'
}

@test "figures of one kernel, and of too few answers for a percentile" {
	expect 0 fraction -k python -x serial,threads --param p=0,1
	expect 0 "$GILBENCH" plot --figure amdahl --format svg "$DIR"
	rm -r "$DIR"
	expect 0 "$GILBENCH" run --python embedded -w mixed -k python \
		--param burners=0,1 --param io=echo --blocks 1 -n 1 --warmup 1 \
		--size 20 --pin none --no-plot -o "$DIR"
	expect 0 "$GILBENCH" plot --figure mixed --format svg "$DIR"
	[ "$(grep -c ': 99 %' "$DIR/figures/mixed.dat")" -eq 0 ]
}
