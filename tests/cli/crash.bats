# What kills a run, and what `--resume` makes of the rest. The moments are drawn
# from a seed: 8 of them here, GILBENCH_CRASHES=50 for more.
load common

# Two bundles, four blocks: 56 invocations, 88 rows that count.
planned()
{
	expect 0 "$GILBENCH" plan --python "$FAKE" -w api-call -k python \
		-x serial,threads,processes -t 2 --pin none,same --blocks 4 \
		-n 2 --seed 7 -o "$DIR"
}

resume()
{
	"$GILBENCH" run --resume "$DIR" --no-plot "$@"
}

# Rows that a call has stored whole; those of an attempt that lacks one are not
# reported as done.
stored()
{
	cat "$DIR"/samples/*.csv 2>/dev/null | grep -E '^[0-9a-f]{16},' |
		cut -d, -f1-14 | sort
}

# Workers of a run that is measuring; false if there was none.
kill_a_worker()
{
	local pid killed=1

	[ -n "$(stored)" ] || return 1
	for pid in $(marked); do
		[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = fake-python ] ||
			continue
		kill -KILL "$pid" 2>/dev/null && killed=0
	done
	return $killed
}

# Nothing is lost, nothing there twice, and all of the plan is there.
whole()
{
	"$GILBENCH_BINDIR/gilbench-python" - "$DIR" <<-'END'
	import collections, csv, sys
	def rows(name):
	    with open(sys.argv[1] + "/" + name, newline="") as file:
	        return list(csv.DictReader(file, strict=True))
	key = "cell_id block invocation attempt sample metered".split()
	samples = rows("samples.csv")
	times = collections.Counter(tuple(r[k] for k in key) for r in samples)
	assert max(times.values()) == 1, times.most_common(3)
	valid = collections.Counter(
	    (r["cell_id"], r["block"], r["invocation"], r["metered"])
	    for r in samples if r["status"] != "failed")
	assert len(valid) == 56, len(valid)
	assert all(n >= (1 if k[3] == "1" else 2) for k, n in valid.items())
	cells = rows("cells.csv")
	assert len(cells) == 6, cells
	assert not [c for c in cells if c["status"] not in ("ok", "tainted")], cells
	END
}

@test "kill -9 at random moments, then --resume" {
	local i ms
	planned
	RANDOM=20871
	: >"$TMP/before"
	for ((i = 0; i < ${GILBENCH_CRASHES:-8}; i++)); do
		if [ $((i % 10)) -eq 0 ] && [ "$i" -gt 0 ]; then
			expect 0 resume
			whole
			rm -rf "$DIR"
			planned
			: >"$TMP/before"
		fi
		ms=$((40 + RANDOM % 260))
		timeout -s KILL "0.$(printf %03d $ms)" "$GILBENCH" run \
			--resume "$DIR" --no-plot >"$TMP/out" 2>&1 3>&- || :
		until_true 5 nothing_left
		# every row that was there before is there still
		stored >"$TMP/after"
		[ -z "$(comm -23 "$TMP/before" "$TMP/after")" ]
		cp "$TMP/after" "$TMP/before"
	done
	expect 0 resume
	whole
	[ -z "$(comm -23 "$TMP/before" <(stored))" ]
	expect 0 "$GILBENCH" todo "$DIR"
	[ -z "$out" ]
	expect 0 "$GILBENCH" merge --no-plot "$DIR"
	whole
	jq -e '.warnings == []' "$DIR/run.json"
	# some were killed while they measured
	grep -lF '"exit_status": null' "$DIR"/calls/*.json
}

@test "kill -9 of a plain run, then --resume" {
	FAKE_FAIL=processes:hang small --blocks 4 --timeout 60 \
		>/dev/null 2>&1 3>&- </dev/null &
	until_true 20 eval '[ "$(cat "$DIR"/samples/*.csv 2>/dev/null |
		wc -l)" -gt 2 ]'
	kill -KILL "$(marked | while read -r pid; do
		[ "$(cat "/proc/$pid/comm")" = gilbench ] && echo "$pid"
	done | head -n 1)"
	until_true 5 nothing_left
	expect 0 resume
	[ "$(measured serial)" -eq 16 ]
	[ "$(measured processes)" -eq 8 ]
	[ "$(csv "$DIR/cells.csv" True status | sort -u)" = ok ]
}

@test "a disk that fills up, then --resume" {
	[ "$(id -u)" -eq 0 ] || skip "mounting a small disk needs root"
	mkdir "$TMP/disk"
	mount -t tmpfs -o size=128k gilbench-test "$TMP/disk" ||
		skip "no tmpfs can be mounted here"
	DIR=$TMP/disk/run
	expect 1 small --blocks 60
	holds "$err" 'No space left on device'
	stored >"$TMP/before"
	[ -s "$TMP/before" ]
	mount -o remount,size=16m "$TMP/disk"
	expect 0 resume
	[ -z "$(comm -23 "$TMP/before" <(stored))" ]
	[ "$(measured serial)" -eq 240 ]
	[ "$(measured processes)" -eq 120 ]
	[ "$(csv "$DIR/cells.csv" True status | sort -u)" = ok ]
}

# Permissions do not hold root up: as somebody else, then.
@test "a directory that becomes read-only, then --resume" {
	local as=()
	if [ "$(id -u)" -eq 0 ]; then
		as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
		"${as[@]}" "$GILBENCH" --version >/dev/null 2>&1 &&
			"${as[@]}" test -x "$FAKE" ||
			skip "nobody may run what was built here"
		chown 65534 "$TMP"
	fi
	GILBENCH="${as[*]} $GILBENCH"
	# shellcheck disable=SC2086 # words
	expect 0 $GILBENCH plan --python "$FAKE" -w api-call -k python \
		-x serial,threads,processes -t 2 --pin none,same --blocks 4 \
		-n 2 --seed 7 -o "$DIR"
	# shellcheck disable=SC2086 # words
	$GILBENCH run --resume "$DIR" --no-plot >"$TMP/out" 2>"$TMP/err" 3>&- &
	local driver=$! status=0
	until_true 20 eval '[ "$(cat "$DIR"/samples/*.csv 2>/dev/null |
		wc -l)" -gt 4 ]'
	chmod -R a-w "$DIR"
	wait $driver || status=$?
	stored >"$TMP/before"
	[ $status -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$(cat "$TMP/err")" 'Permission denied'
	chmod -R u+w "$DIR"
	# shellcheck disable=SC2086 # words
	expect 0 $GILBENCH run --resume "$DIR" --no-plot
	[ -z "$(comm -23 "$TMP/before" <(stored))" ]
	GILBENCH=$GILBENCH_BINDIR/gilbench
	whole
}

@test "a worker that is killed, as for want of memory, and --resume" {
	planned
	# once a cell: all of its attempts in this call
	FAKE_FAIL=threads:kill expect 3 resume
	holds "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' reason)" \
		'signal 9|killed'
	expect 3 "$GILBENCH" merge --no-plot "$DIR"
	rm -rf "$DIR"
	planned
	# one that is killed once is measured again; those that hang wait for it
	FAKE_FAIL=processes:hang resume >/dev/null 2>&1 3>&- &
	local driver=$! status=0
	until_true 20 kill_a_worker
	until_true 20 grep -q 'killed: by SIGKILL' "$DIR"/samples/*.csv
	kill -TERM "$(pgrep -P $driver -x gilbench || echo $driver)"
	wait $driver || status=$?
	[ $status -eq 143 ]
	until_true 5 nothing_left
	expect 0 resume
	whole
}

@test "a clock that is set back does not matter" {
	command -v faketime >/dev/null || skip "faketime is missing"
	planned
	timeout -s KILL 0.3 "$GILBENCH" run --resume "$DIR" --no-plot \
		>/dev/null 2>&1 3>&- || :
	until_true 5 nothing_left
	# the driver's wall clock alone: its times are of the other clock
	expect 0 faketime --exclude-monotonic -f '-30d' "$GILBENCH" run \
		--resume "$DIR" --no-plot
	whole
	csv "$DIR/samples.csv" 'r["wall_s"]' wall_s |
		awk '$1 <= 0 { bad = 1 } END { exit bad || !NR }'
	expect 0 "$GILBENCH" status "$DIR"
	holds "$out" 'all is done'
}
