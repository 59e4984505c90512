# A run directory that was cut off, edited, or made by somebody who means ill:
# what it says is drawn, or an error names the file and the line.
load common

# edit FILE EXPRESSION: FILE with the text t replaced by this Python expression.
edit()
{
	"$GILBENCH_BINDIR/gilbench-python" -c '
import sys
with open(sys.argv[1], newline="") as file:
    t = file.read()
with open(sys.argv[1], "w", newline="") as file:
    file.write(eval(sys.argv[2]))' "$@"
}

# The samples file of the run.
samples()
{
	echo "$DIR"/samples/*.csv
}

# named LINE PATTERN EXPRESSION: after this edit the error names file and line.
named()
{
	expect 0 small
	edit "$(samples)" "$3"
	expect 1 "$GILBENCH" plot "$DIR"
	holds "$err" "^gilbench plot: $(samples):$1: $2"
	[ "$(wc -l <<<"$err")" -eq 1 ]
}

@test "a run that was cut off in a row" {
	expect 0 drawn
	cp "$DIR/figures/throughput.dat" "$TMP"
	edit "$(samples)" 't + t.splitlines()[1][:100]'
	expect 0 "$GILBENCH" plot "$DIR"
	cmp "$DIR/figures/throughput.dat" "$TMP/throughput.dat"
}

@test "a record of a call that is none" {
	local record
	expect 0 small
	record=$(echo "$DIR"/calls/*.json)
	echo '{}' >"$record"
	expect 1 "$GILBENCH" status "$DIR"
	holds "$err" "^gilbench status: $record: no call of gilbench\$"
	printf '\n{' >"$record"
	expect 1 "$GILBENCH" status "$DIR"
	holds "$err" "^gilbench status: $record:2: .*expected"
}

@test "a spreadsheet's byte order mark and line ends" {
	expect 0 drawn
	cp "$DIR/figures/throughput.dat" "$TMP"
	edit "$(samples)" '"\ufeff" + t.replace("\n", "\r\n")'
	edit "$DIR/plan.csv" '"\ufeff" + t.replace("\n", "\r\n")'
	expect 0 "$GILBENCH" plot "$DIR"
	cmp "$DIR/figures/throughput.dat" "$TMP/throughput.dat"
}

@test "two files with other columns" {
	expect 0 drawn
	cp "$DIR/figures/throughput.dat" "$TMP"
	"$GILBENCH_BINDIR/gilbench-python" -c '
import csv, sys
with open(sys.argv[1], newline="") as file:
    rows = list(csv.DictReader(file))
half = [r for r in rows if r["block"] == "1"]
with open(sys.argv[1] + ".csv", "w", newline="") as file:
    names = ["new"] + [n for n in rows[0] if n != "pss_bytes"][::-1]
    out = csv.DictWriter(file, names, extrasaction="ignore", restval="x,\"y")
    out.writeheader()
    out.writerows(half)
with open(sys.argv[1], "w", newline="") as file:
    out = csv.DictWriter(file, list(rows[0]))
    out.writeheader()
    out.writerows(r for r in rows if r["block"] != "1")' "$(samples)"
	expect 0 "$GILBENCH" plot "$DIR"
	cmp "$DIR/figures/throughput.dat" "$TMP/throughput.dat"
}

@test "a row that is there twice" {
	named 3 'sample 0 follows sample 0' \
		't.replace("\n", "\n" + t.splitlines()[1] + "\n", 1)'
}

@test "an attempt that is there twice" {
	named '[0-9]+' 'cell [0-9a-f]{16}: block 0, attempt 0 is there twice' \
		't + "\n".join(t.splitlines()[1:3]) + "\n"'
}

@test "a cell that nobody planned" {
	named 2 "cell 'x' is not in the plan" \
		't.replace(t.splitlines()[1][:16], "x")'
}

@test "a number that is none" {
	named 2 "column wall_s cannot hold 'nan'" \
		't.replace(t.splitlines()[1].split(",")[15], "nan", 1)'
}

@test "a time before its start" {
	named 2 "column wall_s cannot hold '-1'" \
		't.replace(t.splitlines()[1].split(",")[15], "-1", 1)'
}

@test "a zero byte" {
	named 2 'a zero byte' 't.replace("\n", "\n\0", 1)'
}

@test "a quote that is never closed" {
	named 2 'a quote is not closed' 't.replace("\n", "\n\"", 1)'
}

@test "a field without end" {
	named 2 'the line is too long' \
		't.replace("\n", "\n" + 3000000 * "x", 1)'
}

@test "names from elsewhere are text and nothing else" {
	expect 0 drawn
	mkdir "$TMP/victim"
	cd "$TMP/victim"
	"$GILBENCH_BINDIR/gilbench-python" -c '
import csv, json, sys
name = """"; system("touch pwned"); # `touch pwned` $(touch pwned) \\input{x}
<script>alert(1)</script> {/Symbol a} @^_ %s %n \x1b[2J\x9b2J"""
directory = sys.argv[1]
for path in [directory + "/plan.csv"] + sys.argv[2:]:
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    with open(path, "w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        for row in rows:
            for column in "workload", "kernel", "pin", "python", "reason":
                row[column] += name
            out.writerow(row)
with open(directory + "/run.json") as file:
    run = json.load(file)
run["host"] = {key: name for key in run["host"]}
run["plan_hash"] = name
run["pythons"][0]["label"] += name
with open(directory + "/run.json", "w") as file:
    json.dump(run, file)' "$DIR" "$(samples)"
	expect 0 "$GILBENCH" plot "$DIR"
	[ -z "$(find "$TMP" -name pwned)" ]
	"$GILBENCH_BINDIR/gilbench-python" -c '
import sys, xml.dom.minidom
for path in sys.argv[1:]:
    assert not xml.dom.minidom.parse(path).getElementsByTagName("script")' \
		"$DIR"/figures/*.svg
	lacks "$(cat "$DIR"/figures/*.dat)" "$(printf '\033')"
}
