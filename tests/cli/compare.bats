# gilbench compare: what it finds, what it warns of, and how it ends. Runs are
# made by the fake interpreter once, and copied with other times.
load common

setup_file()
{
	export RUN=$BATS_FILE_TMPDIR/run
	FAKE_SPEEDUP=threads=1.0,processes=1.9 \
		"$GILBENCH_BINDIR/gilbench" run \
		--python "$GILBENCH_TESTDIR/fake-python" -w api-call -k python \
		-x serial,threads,processes -t 2,4 --pin none --blocks 9 -n 2 \
		--seed 7 --no-plot -o "$RUN" >/dev/null 2>&1 3>&-
}

# edit DIR [CONDITION FACTOR]...
edit()
{
	"$GILBENCH_BINDIR/gilbench-python" "$BATS_TEST_DIRNAME/edit.py" "$@"
}

# runs NAME N [CONDITION FACTOR]...: NAME1 ... NAMEN in $TMP, their list.
runs()
{
	local name=$1 n=$2 i list=
	shift 2

	for ((i = 1; i <= n; i++)); do
		cp -r "$RUN" "$TMP/$name$i"
		edit "$TMP/$name$i" "$@"
		set_json "$TMP/$name$i" ".started = \"2026-01-01T0$i:$(
			[ "$name" = a ] && echo 00 || echo 30):00Z\""
		list=$list,$TMP/$name$i
	done
	echo "${list#,}"
}

# set_json DIR FILTER
set_json()
{
	jq "$2" "$1/run.json" >"$1/run.json.new"
	mv "$1/run.json.new" "$1/run.json"
}

compare()
{
	"$GILBENCH" compare "$@"
}

# verdicts: each with how many cells have it, of a CSV in $out.
verdicts()
{
	csv "$TMP/out" True verdict | sort | uniq -c | xargs
}

THREADS='r["executor"] == "threads" and r["workers"] == "2"'

@test "three runs against three of the same plan: no change" {
	local a b
	a=$(runs a 3)
	b=$(runs b 3)
	expect 0 compare "$a" "$b"
	[ -z "$err" ]
	holds "$out" '^0 faster, 0 slower, 5 same$'
	[ "$(wc -L <"$TMP/out")" -le 79 ]
	expect 0 compare "$a" "$b" --fail-if 'slower>5%' --format csv
	[ "$(verdicts)" = "5 same" ]
}

@test "real runs, not copies" {
	local i
	for i in a1 b1 a2 b2 a3 b3; do
		DIR=$TMP/$i
		small --blocks 6 >/dev/null 2>&1
		edit "$DIR"
	done
	expect 0 compare "$TMP/a1,$TMP/a2,$TMP/a3" "$TMP/b1,$TMP/b2,$TMP/b3"
	holds "$out" '^0 faster, 0 slower, 3 same$'
	lacks "$out" WARNING
}

@test "a cell that got 10 % slower is reported, and no other" {
	local a b
	a=$(runs a 3)
	b=$(runs b 3 "$THREADS" 1.1)
	expect 0 compare "$a" "$b" --format csv
	[ "$(verdicts)" = "4 same 1 slower" ]
	csv "$TMP/out" 'r["verdict"] == "slower"' executor workers ratio \
		ratio_low ratio_high p_adjusted | awk '
		{ good = $1 == "threads" && $2 == 2 && $3 > 1.09 &&
			$3 < 1.11 && $4 > 1.07 && $4 < $3 && $3 < $5 &&
			$5 < 1.13 && $6 < .01 }
		END { exit !good || NR != 1 }'
	expect 0 compare "$b" "$a" --format csv
	[ "$(verdicts)" = "1 faster 4 same" ]
}

@test "--fail-if: 7 when proven, 4 when it only looks so" {
	local a b
	a=$(runs a 3)
	b=$(runs b 3 "$THREADS" 1.1)
	expect 7 compare "$a" "$b" --fail-if 'slower>5%'
	holds "$out" 'PROVEN for 1 cell: api-call python, 2 threads: 1\.'
	expect 0 compare "$a" "$b" --fail-if 'slower > 20 %'
	expect 0 compare "$a" "$b" --fail-if 'faster>5%'
	expect 7 compare "$b" "$a" --fail-if 'faster>5%'
	expect 4 compare "$TMP/a1" "$TMP/b1" --fail-if 'slower>5%'
	holds "$out" 'not proven'
}

@test "few runs: unclear, and the commands that would settle it" {
	local a b
	a=$(runs a 1)
	b=$(runs b 2 "$THREADS" 1.1)
	expect 0 compare "$a" "$b" --format csv
	[ "$(csv "$TMP/out" "$THREADS" verdict)" = unclear ]
	holds "$(csv "$TMP/out" "$THREADS" reason)" 'needs 3 runs a side'
	expect 0 compare "$a" "$b"
	[ "$(grep -c "^  gilbench run --python .* --seed 7 .*-o $TMP/a1-[23]\$" \
		"$TMP/out")" -eq 2 ]
	holds "$out" "^  gilbench run .*-o $TMP/b1-2\$"
	holds "$out" "^  gilbench compare $TMP/a1,$TMP/a1-2,$TMP/a1-3 $b,$TMP/b1-2\$"
	# the old output is not asked for again
	lacks "$out" "-o $RUN"
}

@test "a command is quoted, and says the seed" {
	local a b
	a=$(runs a 1)
	b=$(runs b 1 "$THREADS" 1.1)
	set_json "$a" '.command = ["gilbench", "run", "--filter",
		"$(touch x); '\''y", "--output=z"]'
	expect 0 compare "$a" "$b"
	grep -qF "gilbench run --filter '\$(touch x); '\\''y' --seed 7 -o $a-2" \
		"$TMP/out"
}

@test "other hardware or another plan is compared with a loud warning" {
	local a b
	a=$(runs a 1)
	b=$(runs b 1)
	set_json "$b" '.host.fingerprint = "0123456789abcdef" |
		.host.name = "evil`|\u001b[31m<b>\n" |
		.plan_hash = "fedcba9876543210"'
	expect 0 compare "$a" "$b"
	holds "$(head -n 1 "$TMP/out")" '^WARNING +DIFFERENT HARDWARE'
	holds "$out" '^WARNING +DIFFERENT PLANS'
	# a name does not steer the terminal
	lacks "$out" "$(printf '\033')"
	expect 0 compare "$a" "$b" --format csv
	holds "$err" 'DIFFERENT HARDWARE'
	lacks "$err" "$(printf '\033')"
	expect 0 compare "$a" "$b" --format markdown
	holds "$out" '^> \*\*Warning:\*\* DIFFERENT HARDWARE.*\\<b\\>'
	expect 0 compare "$a" "$b" --format json
	jq -e '.warnings | length == 2 and
		(.[0] | test("DIFFERENT HARDWARE"))' "$TMP/out"
}

@test "runs that ended badly are named" {
	local a b
	a=$(runs a 1)
	b=$(runs b 1)
	set_json "$a" '.exit_status = null'
	set_json "$b" '.exit_status = 5'
	expect 0 compare "$a" "$b"
	holds "$out" "^$a did not run to its end"
	holds "$out" "^WARNING +DO NOT USE $b"
}

@test "another seed is other work: nothing to compare" {
	local a
	a=$(runs a 1)
	DIR=$TMP/other
	expect 0 small --seed 8
	expect 4 compare "$a" "$TMP/other"
	holds "$out" 'No cell is on both sides'
	holds "$(xargs <"$TMP/out")" 'measure with --seed 7'
}

@test "runs that were not made in turns" {
	local a b
	a=$(runs a 3)
	b=$(runs b 3)
	expect 0 compare "$a" "$b"
	lacks "$out" 'in turns'
	for i in 1 2 3; do
		set_json "$TMP/b$i" '.started = "2026-01-02T00:00:00Z"'
	done
	expect 0 compare "$a" "$b"
	holds "$(xargs <"$TMP/out")" 'All runs of A came before those of B'
}

@test "the formats" {
	local a b
	a=$(runs a 3)
	b=$(runs b 3 "$THREADS" 1.1)
	expect 0 compare "$a" "$b" --format json
	jq -e '.verdicts == {faster: 0, slower: 1, same: 4, unclear: 0} and
		(.a | length) == 3 and (.cells | length) == 5 and
		(.cells | map(select(.verdict == "slower")) | length == 1 and
			.[0].executor == "threads" and .[0].ratio_low > 1.05) and
		.workloads[0].n_cells == 5 and .workloads[0].ratio > 1.01 and
		.gate == null' "$TMP/out"
	expect 0 compare "$a" "$b" --format markdown
	[ "$(grep -c '^| api-call python, .* | same |$' "$TMP/out")" -eq 4 ]
	holds "$out" '^\| api-call python, 2 threads .* \*\*slower\*\* \|$'
	expect 0 compare "$a" "$b" --format csv
	[ "$(head -n 1 "$TMP/out" | cut -d, -f1-12)" = "cell_id,workload,$(:
		)kernel,executor,workers,pin,python,ratio,ratio_low,$(:
		)ratio_high,p_adjusted,verdict" ]
}

@test "the same runs give the same bytes" {
	local a b format
	a=$(runs a 3)
	b=$(runs b 3)
	for format in text csv markdown json; do
		expect 0 compare "$a" "$b" --format $format
		cp "$TMP/out" "$TMP/first"
		LC_ALL=C TZ=Asia/Tokyo expect 0 compare "$a" "$b" \
			--format $format
		cmp "$TMP/first" "$TMP/out"
	done
}

@test "what was typed wrong" {
	local a b
	a=$(runs a 1)
	b=$(runs b 1)
	expect 2 compare "$a"
	holds "$err" 'two sides'
	expect 2 compare "$a" "$b" "$b"
	holds "$err" 'commas'
	expect 2 compare "$a,$a/" "$b"
	holds "$err" 'named twice'
	expect 2 compare "$a,,$b" "$b"
	expect 2 compare "$a" "$TMP"
	holds "$err" 'not a run directory'
	for wrong in slower 'slower>5' 'slower>x%' 'slower>-1%' '5%' ''; do
		expect 2 compare "$a" "$b" --fail-if "$wrong"
	done
	expect 2 compare "$a" "$b" --format xml
	[ -z "$out" ]
}

@test "a directory may have a comma in its name" {
	local a
	a=$(runs a 1)
	mv "$a" "$TMP/one,two"
	expect 0 compare "$TMP/one,two" "$(runs b 1)"
}

@test "a broken run directory is an error" {
	local a b
	a=$(runs a 1)
	b=$(runs b 1)
	sed -i '2s/^[^,]*/0000000000000000/' "$b"/samples/*.csv
	expect 1 compare "$a" "$b"
	holds "$err" 'is not in the plan'
	[ -z "$out" ]
}

@test "every column is in the manual page" {
	local a b column
	a=$(runs a 1)
	b=$(runs b 1)
	expect 0 compare "$a" "$b" --format csv
	for column in $(head -n 1 "$TMP/out" | tr ',' ' ' |
		cut -d' ' -f8-); do
		grep -qE "^\\.It Sy (.* )?$column( |\$)" \
			"$BATS_TEST_DIRNAME/../../man/gilbench-compare.1" ||
			{ echo "$column is not there"; false; }
	done
}
