# The manual and the program agree, and the manual is well formed.
load common

MAN=$BATS_TEST_DIRNAME/../../man

@test "manual pages are well formed" {
	command -v mandoc >/dev/null || skip "mandoc is missing"
	expect 0 mandoc -Tlint -Wwarning "$MAN"/*.[1-9]
}

@test "groff formats the manual pages without a complaint" {
	command -v groff >/dev/null || skip "groff is missing"
	local page
	for page in "$MAN"/*.[1-9]; do
		expect 0 groff -mandoc -Tutf8 "$page"
		[ ! -s "$TMP/err" ] || { echo "$page"; cat "$TMP/err"; false; }
	done
}

# Each column of FILE stands in gilbench-results(5) as an item of its own.
columns_documented()
{
	local column
	for column in $(head -n 1 "$1" | tr ',' ' '); do
		grep -qE "^\\.It Sy (.* )?$column( |\$)" \
			"$MAN/gilbench-results.5" ||
			{ echo "$column is not in gilbench-results.5"; false; }
	done
}

@test "every column is in gilbench-results(5)" {
	expect 0 small
	columns_documented "$DIR/plan.csv"
	columns_documented "$DIR/samples.csv"
	columns_documented "$DIR/cells.csv"
}

@test "every parameter of every workload is listed" {
	local name
	expect 0 "$GILBENCH" list
	for name in latency distribution cache source data; do
		holds "$out" "(^|[ ,])$name([ ,=]|\$)"
	done
}
