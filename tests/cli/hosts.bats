# Several hosts that have measured the same plan: the host is the unit.
load common

# A run as if N hosts had measured it, the last one with slow processes.
hosts()
{
	expect 0 small --blocks 6 --seed 3
	cp -r "$DIR" "$TMP/alone"
	"$GILBENCH_BINDIR/gilbench-python" "$BATS_TEST_DIRNAME/hosts.py" \
		"$DIR" "$1"
	expect 0 "$GILBENCH" report "$DIR"
}

@test "who stands out is found, by cell" {
	hosts 6
	[ "$(csv "$DIR/hosts.csv" True host | sort | uniq -c | xargs)" = \
		"3 lab1 3 lab2 3 lab3 3 lab4 3 lab5 3 lab6" ]
	[ "$(csv "$DIR/hosts.csv" 'r["stands_out"] == "1"' executor host)" = \
		"processes lab6" ]
	[ "$(csv "$DIR/hosts.csv" True n_hosts | sort -u)" = 6 ]
	grep -q '^6 hosts have measured the same cells' "$DIR/report.md"
	grep -qE '^\| *api-call .*lab6|^\| .*2 processes .*lab6 \|$' \
		"$DIR/report.md"
	# and in what it differs
	grep -qx -- '- frequency governor: performance on lab1, lab2, lab3, lab4, lab5; powersave on lab6' \
		"$DIR/report.md"
	grep -q 'lab6' "$DIR/figures/hosts.dat"
	[ -s "$DIR/figures/hosts.svg" ]
}

@test "median and range are those over hosts" {
	hosts 5
	csv "$DIR/hosts.csv" 'r["executor"] == "processes"' speedup \
		hosts_median hosts_least hosts_most | sort -g >"$TMP/seen"
	awk '{ x[NR] = $1; m = $2; l = $3; h = $4 }
		END { exit !(NR == 5 && x[3] == m && x[1] == l && x[5] == h) }' \
		"$TMP/seen"
}

@test "hosts are never mixed: the other sections are of one" {
	hosts 4
	grep -q 'the other sections are of lab1 alone' "$DIR/report.md"
	# the first host's samples are those of the run itself
	diff "$TMP/alone/cells.csv" "$DIR/cells.csv"
	# and all of them are kept
	[ "$(wc -l <"$DIR/samples.csv")" -eq \
		$((4 * ($(wc -l <"$TMP/alone/samples.csv") - 1) + 1)) ]
}

@test "of few hosts none stands out" {
	hosts 3
	[ "$(csv "$DIR/hosts.csv" 'r["stands_out"] == "1"' host)" = "" ]
	grep -q 'With fewer than 5 hosts none can be said to stand out' \
		"$DIR/report.md"
}

@test "every column of hosts.csv is in gilbench-results(5)" {
	local column
	hosts 2
	for column in $(head -n 1 "$DIR/hosts.csv" | tr ',' ' '); do
		grep -qE "^\\.It Sy (.* )?$column( |\$)" \
			"$BATS_TEST_DIRNAME/../../man/gilbench-results.5" ||
			{ echo "$column is not there"; false; }
	done
}

@test "one host has no such section" {
	expect 0 small
	[ ! -e "$DIR/hosts.csv" ]
	lacks "$(cat "$DIR/report.md")" '^## The hosts'
}
