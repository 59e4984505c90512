# gilbench check: imagined machines against golden output, this one as it is,
# and with another program on its CPUs.
load common

GOLDEN=$BATS_TEST_DIRNAME/check

check()
{
	"$GILBENCH" check "$@"
}

# put FILE TEXT: a file of the imagined machine in $TMP/root.
put()
{
	mkdir -p "$(dirname "$TMP/root/$1")"
	printf '%s\n' "$2" >"$TMP/root/$1"
}

# A machine of 4 cores with 2 threads each, of which all may be used.
imagine()
{
	local cpu dir=sys/devices/system/cpu

	put proc/self/status 'Cpus_allowed_list:	0-7'
	put proc/self/cgroup 0::/
	put $dir/online 0-7
	for cpu in 0 1 2 3 4 5 6 7; do
		put $dir/cpu$cpu/topology/thread_siblings_list \
			"$((cpu % 4)),$((cpu % 4 + 4))"
		put $dir/cpu$cpu/cpufreq/scaling_governor powersave
		put $dir/cpu$cpu/cpufreq/scaling_driver intel_pstate
	done
	put $dir/intel_pstate/no_turbo 0
	put sys/devices/system/clocksource/clocksource0/current_clocksource tsc
	put proc/cpuinfo 'flags		: fpu vme'
	put proc/meminfo 'MemAvailable:   16777216 kB'
	put sys/kernel/debug/sched/base_slice_ns 2800000
}

# of ITEM: what --format json says of it: grade and value.
of()
{
	jq -er --arg name "$1" '.items[] | select(.name == $name) |
		"\(.grade) \(.value)"' "$TMP/out"
}

@test "an imagined machine: what can be read is told, nothing is measured" {
	imagine
	expect 4 check --sysroot "$TMP/root"
	[ -z "$err" ]
	diff -u "$GOLDEN/desktop.txt" "$TMP/out"
}

@test "a quota below the cores makes it unable" {
	imagine
	put proc/self/mountinfo \
		'30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw'
	put sys/fs/cgroup/cpu.max '150000 100000'
	expect 6 check --sysroot "$TMP/root"
	holds "$out" '^Fit to measure: no \(quota\)\.$'
	expect 6 check --sysroot "$TMP/root" --format json
	[ "$(of quota)" = 'bad 1.5 CPUs, of 8 visible' ]
	[ "$(jq -r .verdict "$TMP/out")" = unable ]
	[ "$(jq .exit_status "$TMP/out")" -eq 6 ]
	[ "$(jq .facts.quota_cpus "$TMP/out")" = 1.5 ]
	[ "$(jq .facts.foreign_share "$TMP/out")" = null ]
}

@test "this machine: every item has a grade, and the status is the verdict" {
	local status=0
	check --time 2s --format json >"$TMP/out" 2>"$TMP/err" || status=$?
	jq -e --argjson status "$status" '.schema == 1 and
		.exit_status == $status and
		{fit: 0, noisy: 4, unable: 6}[.verdict] == $status and
		(.items | length) == 17 and
		([.items[].grade] - ["good", "fair", "bad", "unknown"] == []) and
		(.items | map(select(.grade == "bad" and .advice == "")) == [])
		and .facts.n_usable >= 1 and .facts.watched_s > 0.5 and
		.facts.clock_read_s > 0' "$TMP/out" ||
		{ cat "$TMP/out" "$TMP/err"; false; }
}

@test "text fits a terminal; nothing is left behind" {
	local status=0
	check --time 1s >"$TMP/out" 2>"$TMP/err" || status=$?
	[ "$status" -eq 0 ] || [ "$status" -eq 4 ] || [ "$status" -eq 6 ]
	[ -z "$(cat "$TMP/err")" ]
	holds "$(head -n 1 "$TMP/out")" '^Fit to measure: '
	[ "$(wc -L <"$TMP/out")" -le 79 ]
	until_true 5 nothing_left
}

@test "one CPU is not enough" {
	local cpu
	command -v taskset || skip "taskset is missing"
	cpu=$(taskset -cp $$ | sed 's/.*[:,-] *//')
	expect 6 taskset -c "$cpu" "$GILBENCH" check --time 1s --format json
	holds "$(of cpus)" "^bad 1 of [0-9]+ CPUs \\($cpu\\), 1 core\$"
	holds "$(of ceiling)" '^unknown needs 2 cores'
}

@test "a busy machine is named, with its busiest program" {
	[ "$(nproc)" -ge 2 ] || skip "one CPU only"
	timeout 30 sh -c 'echo $$ >"$1"; while :; do :; done' - "$TMP/pid" 3>&- &
	local timer=$! spinner status=0
	until_true 5 test -s "$TMP/pid"
	spinner=$(cat "$TMP/pid")
	check --time 2s --format json >"$TMP/out" || status=$?
	kill "$timer"
	# 6: it could not measure anyhow, with two threads of one core for instance
	[ "$status" -eq 4 ] || [ "$status" -eq 6 ]
	holds "$(of load)" '^bad other programs used a CPU'
	[ "$status" -eq 6 ] || [ "$(jq -r .verdict "$TMP/out")" = noisy ]
	jq -e '.facts.foreign_share > 0.5' "$TMP/out"
	jq -e --arg pid "(pid $spinner)" '.facts.busiest | endswith($pid)' \
		"$TMP/out"
}

@test "parts that are missing are told, and crash nothing" {
	mkdir "$TMP/bin"
	cp "$GILBENCH" "$TMP/bin/gilbench"
	expect 6 "$TMP/bin/gilbench" check --time 1s --format json
	holds "$(of python)" '^bad .*embedded'
	holds "$(of noise-floor)" '^unknown .*gilbench-ceiling'
	until_true 5 nothing_left
}

@test "every item is in the manual" {
	local name
	check --time 0 --format json >"$TMP/out" || :
	for name in $(jq -r '.items[].name' "$TMP/out"); do
		grep -qx ".It Sy $name" \
			"$BATS_TEST_DIRNAME/../../man/gilbench-check.1" ||
			{ echo "$name is not in the manual"; false; }
	done
}

@test "--time 0 reads and measures nothing" {
	local status=0
	check --time 0 --format json >"$TMP/out" || status=$?
	[ "$status" -eq 4 ] || [ "$status" -eq 6 ]
	[ "$(of load)" = 'unknown not watched' ]
	[ "$(of noise-floor)" = 'unknown not measured' ]
	holds "$(of python)" '^good CPython 3\.'
}

bad()
{
	local pattern=$1
	shift

	expect 2 check "$@"
	[ -z "$out" ]
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$pattern"
}

@test "bad input: one line, exit status 2" {
	bad "time.*soon" --time soon
	bad "time.*2h" --time 2h
	bad "neither text nor json" --format csv
	bad "sysroot.*none.*No such file" --sysroot "$TMP/none"
	bad "not a directory" --sysroot "$GOLDEN/desktop.txt"
	bad "takes no operand" now
	bad "did you mean --format" --fromat json
}
