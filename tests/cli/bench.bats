# What `make bench` writes down of pieces that are known.

load common

# A tree of four pieces, beside this build.
tree()
{
	mkdir "$TMP/tree" "$TMP/build"
	cp -r "$BATS_TEST_DIRNAME/../../bench" "$TMP/tree/bench"
	chmod -R u+w "$TMP/tree"
	rm -rf "$TMP"/tree/bench/{notes,RESULTS.md,results.json,results.svg}
	ln -s "$GILBENCH_BINDIR" "$GILBENCH_BINDIR/../lib" "$TMP/build"
	cat >"$TMP/tree/bench/pieces.txt" <<-'END'
	# name | limit in minutes | what it asks
	good | 1 | Is it good?
	bad | 1 | Is it bad?
	alone | 1 | Who is there?
	slow | 0.05 | When?
	END
	piece good 'exit 0' 'time|0.8|0.7|0.95|<= 0.9|ratio|of a pair' \
		'size|12345678|||>= 1|B|all of it' 'other||||<= 1|ratio|no peer'
	piece bad 'exit 1' 'rate|0.5|0.4|0.6|>= 0.9|ratio|of `it`' 'free|3|||||any'
	piece alone 'exit 77'
	piece slow "exec $GILBENCH_BINDIR/gilbench-python -B \$0.py"
	mkdir "$TMP/files"
	cat >"$TMP/tree/bench/slow.py" <<-END
	import tempfile, time, piece
	with tempfile.TemporaryDirectory(dir="$TMP/files"):
	    open("$TMP/began", "w").close()
	    time.sleep(60)
	END
}

# piece NAME END ROW...: a piece that says this, and ends with a command.
piece()
{
	local file=$TMP/tree/bench/$1 row

	printf '#!/bin/bash\necho "BUILD is $1, ROUNDS are $2"\n' >"$file"
	for row in "${@:3}"; do
		printf 'echo %q >>"$BENCH_ROWS"\n' "$1|$row"
	done >>"$file"
	printf '%s\n' "$2" >>"$file"
	chmod +x "$file"
}

frame()
{
	"$GILBENCH_BINDIR/gilbench-python" -B "$TMP/tree/bench/frame" \
		"$TMP/build" "$@"
}

@test "bench: goals are counted, and what has no rows is named" {
	local said
	tree
	expect 1 frame
	said=$(cat "$TMP/tree/bench/RESULTS.md")
	holds "$said" '^\| goals \| 1 hold, 1 hold barely, 1 missed, 1 rows missing \|$'
	holds "$said" '^\| not measured, or not to the end \| alone, slow \|$'
	holds "$said" \
		'^\| time \| 0\.8 \| 0\.7 to 0\.95 \| <= 0\.9 \| holds, barely \| of a pair \|$'
	holds "$said" '^\| size \| 12345678 B \|  \| >= 1 \| holds \| all of it \|$'
	holds "$said" '^\| other \|  \|  \| <= 1 \| missing \| no peer \|$'
	holds "$said" '^\| rate \| 0\.5 \| .* \| \*\*missed\*\* \| of `it` \|$'
	holds "$said" '^A peer is missing; measured '
	holds "$said" '^Failed: not done after 0\.05 min; measured '
	holds "$said" "^BUILD is build, ROUNDS are ?\$"
	lacks "$said" ', commit '
	grep -q 'good: time' "$TMP/tree/bench/results.svg"
	# what took too long has tidied up
	[ -e "$TMP/began" ]
	[ -z "$(ls "$TMP/files")" ]
}

@test "bench: the programs do what the pieces ask of them" {
	make -s -C "$GILBENCH_BINDIR/.." bench/coverage bench/many_rows \
		bench/dataset_decode bench/timer >"$TMP/log" 2>&1 ||
		{ cat "$TMP/log"; false; }
	# few: whether goals hold is then a matter of luck
	"$GILBENCH_BINDIR/../bench/coverage" 20 2 >"$TMP/log" || [ $? -eq 1 ]
	holds "$(cat "$TMP/log")" '^quiet, one cell 10 % slower +[0-9.]+ %'
}

@test "bench: one piece is made anew, with the commit that it is of" {
	command -v git >/dev/null || skip "there is no git"
	tree
	git -C "$TMP/tree" init -q
	git -C "$TMP/tree" add .
	git -C "$TMP/tree" -c user.name=x -c user.email=x commit -qm x
	expect 1 frame bench-none
	holds "$err" 'no such piece: none'
	BENCH_ROUNDS=2 expect 0 frame bench-good
	holds "$out" 'ROUNDS are 2'
	[ ! -e "$TMP/tree/bench/RESULTS.md" ]
	echo >>"$TMP/tree/bench/README.md"
	expect 1 frame bench-bad
	expect 0 frame --write
	local said commit
	said=$(cat "$TMP/tree/bench/RESULTS.md")
	commit=$(git -C "$TMP/tree" rev-parse --short=12 HEAD)
	holds "$said" "^Goals hold; measured .*, commit $commit, .*a try with BENCH_ROUNDS=2\\.\$"
	holds "$said" "^A goal was missed; measured .*, commit $commit with changes, "
	holds "$said" '^\| not measured, .* \| alone, slow \|$'
	# another build writes of them, too; of another machine only its own
	rm -r "$TMP/build/bench"
	expect 0 frame --write
	cmp "$TMP/tree/bench/RESULTS.md" <(printf '%s\n' "$said")
	sed -i '0,/"machine": "/s//&another /' "$TMP/tree/bench/results.json"
	expect 0 frame --write
	holds "$(cat "$TMP/tree/bench/RESULTS.md")" \
		'^\| not measured, .* \| bad, alone, slow \|$'
}
