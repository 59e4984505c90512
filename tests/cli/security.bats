# What others put in the way: names that a shell would run, links that lead
# elsewhere, directories that were made first.
load common

@test "no shell, no name that others could guess" {
	local found
	cd "$BATS_TEST_DIRNAME/../.."
	# functions that call a shell, or make a file of a known name in /tmp
	found=$(grep -rnE '\b(system|popen|wordexp|tmpnam|tempnam|mktemp|execlp)\(' \
		src workloads --include='*.[ch]' || :)
	[ -z "$found" ] || { echo "$found"; false; }
	found=$(grep -rnE 'os\.(system|popen)|shell=True|mktemp\(' \
		src workloads --include='*.py' || :)
	[ -z "$found" ] || { echo "$found"; false; }
	# /tmp only where mkdtemp() or mkstemp() follow, or, for the lock that
	# all users share, no link is
	for found in $(grep -rlE '"/tmp' src workloads --include='*.[ch]'); do
		grep -qE 'mk[ds]temp|O_NOFOLLOW' "$found" || { echo "$found"; false; }
	done
}

@test "names that a shell would run are names" {
	command -v gnuplot >/dev/null || skip "gnuplot is missing"
	mkdir "$TMP/work"
	cd "$TMP/work"
	DIR="$TMP/work/a;touch pwned;\$(touch pwned)\`touch pwned\`'\"|b"
	TMPDIR="$TMP/t;touch pwned;\"'"
	mkdir "$TMPDIR"
	export TMPDIR
	expect 0 drawn
	[ -s "$DIR/figures/throughput.svg" ]
	[ -s "$DIR/figures/throughput.pdf" ]
	expect 0 "$GILBENCH" plot --term "$DIR"
	expect 0 "$GILBENCH" report "$DIR"
	[ -z "$(find "$TMP" -name pwned)" ]
	[ -z "$(ls "$TMPDIR")" ]
}

@test "links in a run directory lead nowhere" {
	local name
	expect 0 drawn
	echo mine >"$TMP/victim"
	for name in speedup throughput; do
		for end in svg png pdf gp dat; do
			ln -sf "$TMP/victim" "$DIR/figures/$name.$end"
		done
	done
	ln -sf "$TMP/victim" "$DIR/figures/style.gp"
	for name in cells.csv samples.csv report.md report.html report.tex; do
		ln -sf "$TMP/victim" "$DIR/$name"
		ln -sf "$TMP/victim" "$DIR/$name.new"
	done
	# not even its content goes into a report
	expect 0 "$GILBENCH" report --no-plot "$DIR"
	[ -z "$(grep "$(base64 <"$TMP/victim")" "$DIR/report.html")" ]
	expect 0 "$GILBENCH" plot "$DIR"
	expect 0 "$GILBENCH" report "$DIR"
	[ "$(cat "$TMP/victim")" = mine ]
	[ -s "$DIR/report.md" ] && [ ! -L "$DIR/report.md" ]
	[ ! -L "$DIR/figures/throughput.svg" ]
}

@test "without a home nothing is kept in /tmp" {
	local alone=(unshare --user --map-user=54321)
	"${alone[@]}" true 2>/dev/null || skip "no user namespaces here"
	[ -z "$(getent passwd 54321)" ] || skip "user 54321 exists"
	expect 2 "${alone[@]}" env -u HOME -u XDG_CACHE_HOME "$GILBENCH" run \
		--python "$FAKE" -w dataset-load --blocks 1 -o "$DIR"
	holds "$err" 'set XDG_CACHE_HOME'
}
