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

@test "every figure is in the help and in the manual" {
	local name
	expect 0 plot --help
	for name in "$BATS_TEST_DIRNAME"/../../plots/*.gp; do
		name=$(basename "$name" .gp)
		[ "$name" = style ] && continue
		holds "$out" "(^|[ ,])$name([,.]|\$)"
		grep -qx ".It Pa $name" \
			"$BATS_TEST_DIRNAME/../../man/gilbench-plot.1"
	done
}
