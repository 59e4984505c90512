# gilbench topo: imagined machines against golden output, and this one.
load common

MACHINES=$BATS_TEST_DIRNAME/topo

# golden NAME ARGUMENT...: the output is that of topo/NAME.txt.
golden()
{
	local name=$1
	shift

	expect 0 "$GILBENCH" topo "$@"
	[ -z "$err" ]
	diff -u "$MACHINES/$name.txt" "$TMP/out"
}

bad()
{
	local pattern=$1
	shift

	expect 2 "$GILBENCH" topo "$@"
	[ -z "$out" ]
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$pattern"
}

@test "a server: packages, NUMA, shared caches, hardware threads" {
	golden server --topology \
		'synthetic:package:2 numa:1(memory=64GiB) l3:2(size=16MiB) core:4 pu:2(indexes=2*16:16*1)'
}

@test "a hybrid machine: kinds of cores, CPUs that are not usable" {
	golden hybrid --topology "xml:$MACHINES/hybrid.xml"
}

@test "no cores known; a CPU list; worker counts" {
	golden no-cores --topology synthetic:pu:3 --pin 2,0,core,none -t 1-4
}

@test "this machine: only the CPUs of the mask" {
	command -v taskset || skip "taskset is missing"
	cpu=$(taskset -cp $$ | sed 's/.*[:,-] *//')
	expect 0 taskset -c "$cpu" "$GILBENCH" topo --pin compact,core,scatter \
		-t 1
	holds "$out" '^this machine: 1 core'
	for policy in compact core scatter; do
		holds "$out" "^$policy +1   $cpu\$"
	done
}

@test "the XML export is the same machine again" {
	"$GILBENCH" topo --topology "xml:$MACHINES/hybrid.xml" \
		--xml "$TMP/again.xml" >"$TMP/first"
	"$GILBENCH" topo --topology "xml:$TMP/again.xml" >"$TMP/second"
	diff -u "$TMP/first" "$TMP/second"
}

@test "no line is wider than a terminal" {
	expect 0 "$GILBENCH" topo --topology 'synthetic:package:2 core:64 pu:2'
	[ "$(wc -L <"$TMP/out")" -le 79 ]
	expect 0 "$GILBENCH" topo --help
	[ "$(wc -L <"$TMP/out")" -le 79 ]
}

@test "bad input: one line, exit status 2" {
	bad "did you mean 'core'" --pin cor
	bad 'CPU 3 is not among the CPUs of this topology \(0-2\)' \
		--topology synthetic:pu:3 --pin 0,3
	bad 'CPU 99999 is not among the CPUs this process may use' --pin 99999
	bad "out of range" -t 0
	bad "out of range" -t 9999999
	bad "not a list" -t two
	bad "no synthetic topology" --topology synthetic:nonsense
	bad "too many parts" --topology 'synthetic:core:999999 pu:999999'
	bad "No such file" --topology xml:/nonexistent
	bad "not a topology" --topology "xml:$MACHINES/hybrid.txt"
	bad "xml:FILE or synthetic:DESCRIPTION" --topology server
	bad "No such file" --xml /nonexistent/topology.xml
	bad "unexpected argument" core
}
