# The plans in examples/: all of them can be planned, and are in the tables.
load common

EXAMPLES=$BATS_TEST_DIRNAME/../../examples

# Their names, as in figures.txt.
names()
{
	(cd "$EXAMPLES" && printf '%s\n' *.plan suites/*.plan) |
		sed 's/\.plan$//'
}

@test "every example can be planned" {
	cd "$EXAMPLES"
	for name in $(names); do
		# the fake one runs no file
		[ "$name" = own ] && python=embedded || python=$FAKE
		expect 0 "$GILBENCH" run --plan "$name.plan" \
			--python "$python" --dry-run
		[ "$(wc -l <<<"$out")" -ge 4 ]
	done
}

@test "every example has its figure and its row in the README" {
	[ "$(names | sort)" = "$(grep -v '^#' "$EXAMPLES/figures.txt" |
		cut -d' ' -f1 | sort)" ]
	while read -r name figure; do
		[ "${name:0:1}" = "#" ] ||
			grep -qF "| \`$name\` | \`$figure\` |" \
				"$EXAMPLES/README.md" ||
			{ echo "README.md: $name, $figure"; false; }
	done <"$EXAMPLES/figures.txt"
}

@test "an example is measured, and its figure drawn" {
	# a workload that no ceiling needs to be measured for
	EXAMPLES_FLAGS="--python $FAKE -w api-call -k python -t 2 --pin none
		--blocks 2 -n 2" expect 0 "$EXAMPLES/measure" "$GILBENCH" \
		"$TMP/made" threads-or-processes
	[ -s "$TMP/made/figures/threads-or-processes.svg" ]
	[ "$(ls "$TMP/made" | xargs)" = "figures threads-or-processes" ]
	expect 2 "$EXAMPLES/measure" "$GILBENCH" "$TMP/made" no-such
}

@test "the example of an own workload computes the same everywhere" {
	cd "$EXAMPLES"
	expect 0 "$GILBENCH" run --plan own.plan --python embedded -t 2 \
		--pin none --blocks 1 -n 1 --warmup 1 --min-time 5ms --no-plot \
		-o "$DIR"
	[ -z "$(csv "$DIR/cells.csv" 'r["status"] not in ("ok", "tainted")' \
		executor reason)" ]
	[ "$(csv "$DIR/samples.csv" 'r["workload"] == "own" and r["checksum"]' \
		units checksum | sort -u | cut -d' ' -f1 | uniq -d)" = "" ]
}
