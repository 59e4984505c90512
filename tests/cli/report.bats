# The report of a run, and what is exported from it.
load common

report()
{
	"$GILBENCH" report "$@"
}

# balanced FILE: HTML with its tags in balance, and none that act.
balanced()
{
	"$GILBENCH_BINDIR/gilbench-python" "$BATS_TEST_DIRNAME/balanced.py" "$1"
}

# Give the run directory a host with this name.
rename_host()
{
	jq --arg name "$1" '.host.name = $name | .host.cpu_model = $name' \
		"$DIR/run.json" >"$TMP/new" && mv "$TMP/new" "$DIR/run.json"
}

@test "a run writes its report" {
	local file
	expect 0 small
	for file in md html tex bib; do
		[ -s "$DIR/report.$file" ]
	done
	holds "$out" "report +$DIR/report.md"
	holds "$(cat "$DIR/report.md")" '^# Does the GIL hold these jobs back\?'
	balanced "$DIR/report.html"
}

@test "report says where it is" {
	expect 0 small
	expect 0 report --no-plot "$DIR"
	[ "$out" = "$DIR/report.html" ]
	[ -z "$err" ]
}

@test "of thousands of cells there are tables for programs only" {
	expect 0 small
	rm -rf "$DIR"/report.* "$DIR/figures"
	awk -F, -v OFS=, '{ print } NR == 2 {
		$8 = "skipped"
		for (i = 0; i < 5000; i++) {
			$1 = sprintf("%016x", i)
			$10 = 100 + i
			print
		}
	}' "$DIR/plan.csv" >"$TMP/new" && mv "$TMP/new" "$DIR/plan.csv"
	expect 0 report "$DIR"
	[ -z "$out" ]
	holds "$err" 'more than 5000: no report, no figures'
	[ ! -e "$DIR/report.md" ]
	[ "$(csv "$DIR/cells.csv" True cell_id | wc -l)" -gt 5000 ]
	expect 1 "$GILBENCH" plot "$DIR"
	holds "$err" 'choose some with --filter'
	expect 0 "$GILBENCH" plot --filter '/threads/' --format svg "$DIR"
}

@test "the same bytes again, in another locale and time zone" {
	local name there
	expect 0 drawn
	cp -r "$DIR" "$TMP/first"
	mkdir "$TMP/locales"
	for name in de_DE tr_TR; do
		localedef -i $name -f UTF-8 "$TMP/locales/$name.UTF-8"
		there=(env LOCPATH="$TMP/locales" LC_ALL=$name.UTF-8
			TZ=Pacific/Kiritimati)
		[ "$("${there[@]}" printf %.1f 0,5)" = 0,5 ] # it is in force
		expect 0 "${there[@]}" "$GILBENCH" report "$DIR"
		diff -r "$TMP/first" "$DIR"
	done
}

@test "curves from four numbers of workers on get their laws" {
	expect 0 "$GILBENCH" run --python "$FAKE" -w train-step -k python \
		-x serial,processes -t 2,3,4 --pin none --blocks 6 -n 1 \
		--size 240 --warmup 1 \
		--no-plot -o "$DIR"
	# more than cores
	jq '.n_cores = 2' "$DIR/run.json" >"$TMP/new"
	mv "$TMP/new" "$DIR/run.json"
	expect 0 report --no-plot "$DIR"
	lacks "$(cat "$DIR/report.md")" '## How it scales'
	jq '.n_cores = 8' "$DIR/run.json" >"$TMP/new"
	mv "$TMP/new" "$DIR/run.json"
	expect 0 report --no-plot "$DIR"
	holds "$(cat "$DIR/report.md")" '## How it scales'
	# 1.9 with 2, 3 and 4 workers is no straight line
	grep -Eq "\| processes \| Amdahl's law \| [0-9.]+ \([0-9.]+ to [0-9.]+\)" \
		"$DIR/report.md"
	grep -q 'kappa' "$DIR/report.tex"
	grep -q 'amdahl1967' "$DIR/report.bib"
}

@test "what was derived is made again" {
	expect 0 drawn
	cp -r "$DIR" "$TMP/first"
	rm -r "$DIR"/report.* "$DIR"/cells.csv "$DIR"/samples.csv "$DIR"/figures
	expect 0 report "$DIR"
	diff -r "$TMP/first" "$DIR"
}

@test "figures are inside the page, and named in the others" {
	expect 0 drawn
	[ "$(grep -c 'src="data:image/svg+xml;base64,' \
		"$DIR/report.html")" -ge 2 ]
	holds "$(cat "$DIR/report.md")" '^!\[Figure 1\. .*\]\(figures/speedup'
	holds "$(cat "$DIR/report.tex")" 'includegraphics.*figures/speedup'
	balanced "$DIR/report.html"
}

@test "without gnuplot there is a report" {
	expect 0 small
	mkdir "$TMP/bin"
	expect 0 env PATH="$TMP/bin" "$GILBENCH" report "$DIR"
	holds "$err" 'no figures: .*gnuplot'
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
	holds "$(cat "$DIR/report.md")" 'There are no figures yet'
}

@test "several runs: one report each" {
	expect 0 small
	cp -r "$DIR" "$TMP/other"
	expect 0 report --no-plot "$DIR" "$TMP/other/"
	[ "$out" = "$DIR/report.html
$TMP/other/report.html" ]
}

@test "two baselines, where one worker was measured" {
	expect 0 small -t 1,2
	grep -F '| over serial (95 %) | over 1 of the same |' "$DIR/report.md"
}

@test "a host that wants to be more than a name" {
	local name='<script>alert(1)</script> \input{/etc/passwd} | `id` $(id)
# heading "]( ![x](http://evil.example/x.png) \end{document} &lt; %x'
	expect 0 drawn
	rename_host "$name"
	expect 0 report "$DIR"
	balanced "$DIR/report.html"
	[ "$(grep -c '^# ' "$DIR/report.md")" -eq 1 ]
	[ "$(grep -cF '\input' "$DIR/report.tex")" -eq 0 ]
	[ "$(grep -cF '\end{document}' "$DIR/report.tex")" -eq 1 ]
	[ "$(tail -n 1 "$DIR/report.tex")" = '\end{document}' ]
	[ "$(grep -cF '&lt;script&gt;alert(1)' "$DIR/report.html")" -ge 2 ]
}

@test "LaTeX compiles, whatever the names are" {
	command -v pdflatex >/dev/null || skip "pdflatex is missing"
	expect 0 drawn
	rename_host '\def\x{ #1 $y$ ^^M é Ж ~ {} _ & % "`'
	expect 0 report "$DIR"
	cd "$DIR"
	expect 0 pdflatex -interaction=nonstopmode -halt-on-error report.tex
	if command -v bibtex >/dev/null; then
		expect 0 bibtex report
		[ "$(grep -ciE 'warning|error' <<<"$out")" -eq 0 ]
		expect 0 pdflatex -interaction=nonstopmode report.tex
	fi
	[ -s report.pdf ]
}

# --- exports ----------------------------------------------------------------

@test "cells as CSV are cells.csv" {
	expect 0 small
	expect 0 report --no-plot --export-csv - "$DIR"
	cmp "$TMP/out" "$DIR/cells.csv"
	expect 0 report --no-plot --export-csv "$TMP/cells" "$DIR"
	cmp "$TMP/cells" "$DIR/cells.csv"
	[ "$out" = "$DIR/report.html" ]
}

@test "cells as JSON have the columns of cells.csv" {
	expect 0 small
	expect 0 report --no-plot --export-json - "$DIR"
	[ "$(jq -r '.cells[0] | keys_unsorted | join(",")' "$TMP/out")" = \
		"$(head -n 1 "$DIR/cells.csv")" ]
	[ "$(jq -r '.cells[].cell_id' "$TMP/out" | sort)" = \
		"$(csv "$DIR/cells.csv" True cell_id | sort)" ]
	jq -e '.seed == 7 and (.plan_hash | length) == 16
		and ([.cells[].workers | numbers] | length) == 3
		and ([.cells[].self_speedup_low | nulls] | length) == 3' "$TMP/out"
}

@test "cells as markdown: a row for each" {
	expect 0 small
	expect 0 report --no-plot --export-markdown - "$DIR"
	[ "$(grep -c '^| api-call |' "$TMP/out")" -eq 3 ]
	[ "$(grep -c '^|' "$TMP/out")" -eq 5 ]
}

@test "an export of run has stdout alone, the table goes to stderr" {
	expect 0 small --export-json - --export-csv "$TMP/cells.csv"
	jq -e '.cells | length == 3' "$TMP/out"
	holds "$err" 'FINDINGS'
	cmp "$TMP/cells.csv" "$DIR/cells.csv"
}

# What pyperf's loader asks of a file: values above 0, text of one line, the
# same metadata in all runs of a benchmark.
@test "times for pyperf" {
	expect 0 small
	expect 0 report --no-plot --export-pyperf - "$DIR"
	jq -e '.version == "1.0" and .metadata.unit == "second"
		and (.benchmarks | length) == 3
		and ([.benchmarks[].metadata.name] | unique | length) == 3
		and all(.benchmarks[]; (.runs | length) > 0)
		and all(.benchmarks[].runs[]; (.values | length) == 2
			and all(.values[]; . > 0)
			and .metadata.loops >= 1
			and .metadata.inner_loops >= 1)
		and ([.benchmarks[] | [.runs[].metadata.inner_loops] | unique
			| length] | unique) == [1]
		and all(.metadata, .benchmarks[].metadata | .[] | strings;
			length > 0 and (test("[\n\r]") | not))' "$TMP/out"
	jq -e '.benchmarks[].metadata | select(.name | test("/threads/2$"))
		| .python_version == "3.11.2"' "$TMP/out"
	# a unit's time is what cells.csv says it is
	[ "$(jq -r '[.benchmarks[] | select(.metadata.name |
		test("/serial/")).runs[].values[]] | sort | .[length / 2 | floor]
		* 1e6 | round' "$TMP/out")" = "$(csv "$DIR/cells.csv" \
		'r["executor"] == "serial"' throughput |
		awk '{ printf "%.0f\n", 1e6 / $1 }')" ]
}

@test "each cell has a name of its own for pyperf" {
	local kernels=python,native
	expect 0 "$GILBENCH" run --python "$FAKE" -w api-call -k $kernels \
		-x serial,threads -t 2 --pin none --param latency=20ms,40ms \
		--blocks 1 -n 1 --no-plot -o "$DIR" --export-pyperf -
	jq -e '[.benchmarks[].metadata.name] | length == 8
		and (unique | length) == 8 and all(test("[(]latency="))' \
		"$TMP/out"
}

@test "pyperf reads it" {
	local python=
	for python in python3 "$GILBENCH_BINDIR/gilbench-python"; do
		"$python" -c 'import pyperf' 2>/dev/null && break
		python=
	done
	[ "$python" ] || skip "pyperf is missing"
	expect 0 small --export-pyperf "$TMP/a.json"
	expect 0 "$python" -m pyperf compare_to "$TMP/a.json" "$TMP/a.json"
}

# --- what is wrong ----------------------------------------------------------

# bad STATUS PATTERN ARGUMENT...: one line that holds PATTERN.
bad()
{
	local status=$1 pattern=$2
	shift 2

	expect "$status" report "$@"
	[ -z "$out" ]
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$pattern"
}

@test "no directory, and what is none" {
	bad 2 'which run directory'
	bad 2 'not a run directory' "$TMP"
	bad 2 'not a run directory' "$TMP/none"
}

@test "exports that cannot be" {
	expect 0 small
	bad 2 'only one export' --export-csv - --export-json - "$DIR"
	bad 2 'one run' --export-csv - "$DIR" "$DIR"
	bad 2 "cannot write '/none/cells.csv': No such file" \
		--export-csv /none/cells.csv "$DIR"
	bad 2 'needs a file' --export-csv= "$DIR"
}

@test "a run that is broken" {
	expect 0 small
	printf '{"schema": 1,' >"$DIR/run.json"
	bad 1 'run.json:1: ' "$DIR"
	printf '{"schema": 2}' >"$DIR/run.json"
	bad 1 'schema 2' "$DIR"
}
