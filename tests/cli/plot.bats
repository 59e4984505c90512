# gilbench plot: which figures, of which cells, how wide, in which formats.
load common

# One run for all tests of this file.
setup_file()
{
	setup
	export RUN_TMP=$TMP RUN=$TMP/run
	expect 0 small
}

teardown_file()
{
	rm -rf "$RUN_TMP"
}

plot()
{
	"$GILBENCH" plot "$@"
}

# width_mm FILE.svg
width_mm()
{
	sed -n 's/.* width="\([0-9.]*\)".*/\1/p' "$1" | head -n 1 |
		awk '{ printf "%.0f", $1 / 96 * 25.4 }'
}

@test "one figure, in one format, elsewhere" {
	expect 0 plot --figure speedup --format png -o "$TMP/a/b" "$RUN"
	[ "$out" = "$TMP/a/b" ]
	[ "$(find "$TMP/a/b" -type f -printf '%f\n' | sort | xargs)" = \
		"speedup.dat speedup.gp speedup.png style.gp" ]
}

@test "figures as a list and again, and a PDF without its SVG" {
	expect 0 plot --figure speedup,throughput --figure speedup-dots \
		--format pdf -o "$TMP/out.d" "$RUN"
	[ "$(cd "$TMP/out.d" && echo *.pdf)" = \
		"speedup-dots.pdf speedup.pdf throughput.pdf" ]
	[ -z "$(find "$TMP/out.d" -name '*.svg')" ]
}

@test "a figure that does not exist" {
	expect 2 plot --figure speedups "$RUN"
	holds "$err" "no figure 'speedups'; did you mean speedup\?"
	expect 2 plot --figure speedup, "$RUN"
	expect 2 plot --format jpeg "$RUN"
	holds "$err" "no format 'jpeg'"
}

@test "a figure that these results do not have" {
	expect 1 plot --figure pythons -o "$TMP/x" "$RUN"
	holds "$err" 'no figure pythons.*needs several interpreters'
}

@test "a width that fits a column" {
	local name
	expect 0 plot --width 84mm --format svg -o "$TMP/x" "$RUN"
	for name in "$TMP"/x/*.svg; do
		[ "$(width_mm "$name")" -eq 84 ]
	done
	expect 0 plot --width 18cm --figure speedup --format svg -o "$TMP/x" \
		"$RUN"
	[ "$(width_mm "$TMP/x/speedup.svg")" -eq 180 ]
}

@test "a width that is none" {
	expect 2 plot --width 84 "$RUN"
	holds "$err" "'84' is not a length: write 84mm"
	expect 2 plot --width 20mm "$RUN"
	holds "$err" "70mm to 400mm"
}

@test "a figure that needs more says so" {
	local kernels=python,native
	expect 0 "$GILBENCH" run --python "$FAKE" -w api-call -k $kernels \
		-x serial,threads,processes,asyncio -t 2,3,4,5,6,7,8,9,10 \
		--pin none --blocks 1 -n 1 --no-plot -o "$DIR"
	expect 0 plot --figure throughput --width 70mm --format svg "$DIR"
	holds "$err" 'throughput is [0-9]+ mm wide: it needs that'
	holds "$err" "is $(width_mm "$DIR/figures/throughput.svg") mm"
}

@test "cells by their names" {
	expect 0 plot --filter '/processes/2/none/' --figure speedup \
		--format svg -o "$TMP/x" "$RUN"
	grep -q 'processes·python' "$TMP/x/speedup.dat"
	[ "$(grep -c threads "$TMP/x/speedup.dat")" -eq 0 ]
	expect 2 plot --filter '(' "$RUN"
	holds "$err" '--filter'
	expect 2 plot --filter 'matmul' "$RUN"
	holds "$err" 'matmul: no cell of this run matches'
}

@test "the figures of two runs do not go into one directory" {
	expect 2 plot -o "$TMP/x" "$RUN" "$RUN"
	holds "$err" 'one run'
}

@test "the same bytes in another place, locale and time zone" {
	LC_ALL=C TZ=UTC expect 0 plot --format svg,pdf -o "$TMP/one" "$RUN"
	cp -r "$RUN" "$TMP/a copy"
	cd "$TMP"
	LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo expect 0 plot --format svg,pdf \
		-o "other place" "a copy/"
	[ "$(find one -name '*.svg' | wc -l)" -gt 5 ]
	diff -r one "other place"
}

@test "a chart in the terminal" {
	LC_ALL=C.UTF-8 expect 0 plot --term "$RUN"
	holds "$out" '^api-call: speed-up over serial'
	holds "$out" 'P processes·python 1\.9'
	holds "$out" 'T threads·python (1\.0|0\.9)'
	holds "$out" '^[^ ]+ · CPython 3\.11\.2 · n = 2×2 · seed 7 · plan [0-9a-f]{8}$'
	[ "$(LC_ALL=C.UTF-8 wc -L <"$TMP/out")" -le 79 ]
	# a pipe gets no colours, and nothing is left behind
	[ "$(grep -c $'\e' "$TMP/out")" -eq 0 ]
	mkdir "$TMP/tmp"
	TMPDIR=$TMP/tmp expect 0 plot --term "$RUN"
	[ -z "$(ls "$TMP/tmp")" ]
}

@test "a chart of plain characters, as wide as one likes" {
	LC_ALL=C expect 0 plot --term "$RUN"
	holds "$out" 'P processes\.python 1\.9'
	holds "$out" 'n = 2x2'
	[ "$(LC_ALL=C grep -c '[^ -~]' "$TMP/out")" -eq 0 ]
	COLUMNS=60 expect 0 plot --term "$RUN"
	[ "$(wc -L <"$TMP/out")" -le 59 ]
}

# What a command says to a terminal.
on_terminal()
{
	"$GILBENCH_BINDIR/gilbench-python" "$BATS_TEST_DIRNAME/terminal.py" \
		"$@"
}

@test "a chart in colour, unless one wants none" {
	TERM=xterm expect 0 on_terminal "$GILBENCH" plot --term "$RUN"
	holds "$out" $'\e\\[38;5;[0-9]+m'
	TERM=xterm NO_COLOR=1 expect 0 on_terminal "$GILBENCH" plot --term "$RUN"
	[ "$(grep -c $'\e' "$TMP/out")" -eq 0 ]
	TERM=dumb expect 0 on_terminal "$GILBENCH" plot --term "$RUN"
	[ "$(grep -c $'\e' "$TMP/out")" -eq 0 ]
}

@test "a terminal draws speedup, and writes no files" {
	expect 0 plot --term --figure speedup --filter processes "$RUN"
	[ "$(grep -c threads "$TMP/out")" -eq 0 ]
	expect 2 plot --term --figure heatmap "$RUN"
	holds "$err" 'not heatmap'
	expect 2 plot --term --format svg "$RUN"
	expect 2 plot --term -o "$TMP/x" "$RUN"
	expect 2 plot --term --width 84mm "$RUN"
	holds "$err" 'writes no files'
}

# rename NEW: a copy of the run in $DIR whose host, workload, Python and a
# parameter have that name.
rename()
{
	cp -r "$RUN" "$DIR"
	"$GILBENCH_BINDIR/gilbench-python" - "$DIR" "$1" <<-'END'
		import csv, glob, json, sys
		folder, name = sys.argv[1], sys.argv[2]
		path = folder + "/run.json"
		with open(path) as file:
		    run = json.load(file)
		run["host"]["name"] = name
		run["pythons"][0]["label"] = name
		run["pythons"][0]["version"] = name
		with open(path, "w") as file:
		    json.dump(run, file)
		for path in [folder + "/plan.csv"] + glob.glob(
		        folder + "/samples/*.csv"):
		    with open(path, newline="") as file:
		        rows = list(csv.DictReader(file))
		    for row in rows:
		        row["workload"] = row["python"] = name
		        row["params"] += ";x=" + name
		    with open(path, "w", newline="") as file:
		        out = csv.DictWriter(file, rows[0], lineterminator="\n")
		        out.writeheader()
		        out.writerows(rows)
	END
}

@test "names that mean no good are drawn, and nothing else happens" {
	local name names svg
	names=(
		'"quotes" and '\'more\'' \back\slash\n'
		$'lines\nand\ttabs\r\x1b[31m and \x01'
		'|touch PWNED' '<touch PWNED' '`touch PWNED`'
		'$(touch PWNED); touch PWNED'
		'"; system("touch PWNED"); set print "PWNED"; #'
		'{/:Bold x}_a^b @x %s %n &lt;<b>bold</b><script>'
		'漢字 ＡＢＣ 🐍 אב' "$(printf 'x%.0s' {1..500})" ' '
	)
	cd "$TMP"
	for name in "${names[@]}"; do
		rm -rf "$DIR"
		rename "$name"
		expect 0 plot --format svg,png "$DIR"
		for svg in "$DIR"/figures/*.svg; do
			xmllint --noout "$svg"
			[ "$(grep -cE '<(b|script|image)>' "$svg")" -eq 0 ]
		done
		expect 0 plot --term "$DIR"
		[ "$(LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]' \
			"$TMP/out")" -eq 0 ]
		[ "$(wc -L <"$TMP/out")" -le 79 ]
		[ -z "$(find "$TMP" -name 'PWNED*')" ]
	done
}

@test "every figure is in the help and in the manual" {
	local name
	expect 0 plot --help
	[ "$(wc -L <<<"$out")" -le 80 ]
	for name in "$BATS_TEST_DIRNAME"/../../plots/*.gp; do
		name=$(basename "$name" .gp)
		case $name in style | term) continue ;; esac
		holds "$out" "(^|[ ,])$name([,.]|\$)"
		grep -qx ".It Pa $name" \
			"$BATS_TEST_DIRNAME/../../man/gilbench-plot.1"
	done
}
