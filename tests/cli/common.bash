# What the command-line tests share. They call the gilbench of the build tree
# ($GILBENCH_BINDIR) with a fake interpreter ($GILBENCH_TESTDIR/fake-python)
# that invents its times: a run takes a moment and its speed-ups are known.

: "${GILBENCH_BINDIR:?is set by make check}" "${GILBENCH_TESTDIR:?}"
GILBENCH=$GILBENCH_BINDIR/gilbench
FAKE=$GILBENCH_TESTDIR/fake-python

setup()
{
	TMP=$(mktemp -d)
	DIR=$TMP/run
	# finds every process of this test, whoever its parent is
	export GILBENCH_TEST_MARK=$TMP
	# not the tests' own cache, where pythons/find looks
	export GILBENCH_TEST_CACHE=${GILBENCH_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gilbench-tests/ft313}
	export XDG_CACHE_HOME=$TMP/cache
	export FAKE_SPEEDUP=threads=1.0,processes=1.9
	# tests may run side by side
	export GILBENCH_LOCK=none
	unset FAKE_FAIL FAKE_UNIT_NS
}

teardown()
{
	local pid

	for pid in $(marked); do
		kill -KILL "$pid" 2>/dev/null || :
	done
	if mountpoint -q "$TMP/disk"; then
		umount "$TMP/disk"
	fi
	rm -rf "$TMP"
}

# expect STATUS COMMAND...: runs it, with $out, $err and $seen for the test.
expect()
{
	local wanted=$1
	shift

	seen=0
	"$@" >"$TMP/out" 2>"$TMP/err" 3>&- </dev/null || seen=$?
	out=$(cat "$TMP/out")
	err=$(cat "$TMP/err")
	[ "$seen" -eq "$wanted" ] && return
	printf 'status %s instead of %s: %s\n%s\n%s\n' "$seen" "$wanted" \
		"$*" "$out" "$err"
	return 1
}

# holds TEXT PATTERN: an extended regular expression, any case.
holds()
{
	grep -qiE -- "$2" <<<"$1" || { printf 'no "%s" in: %s\n' "$2" "$1"; false; }
}

# lacks TEXT PATTERN: likewise. Bash goes on after a command with a ! that fails.
lacks()
{
	! grep -qiE -- "$2" <<<"$1" || { printf '"%s" in: %s\n' "$2" "$1"; false; }
}

# A plan of one group: serial, threads and processes, two blocks of two
# samples. api-call, because no ceiling needs to be measured for it.
small()
{
	drawn --no-plot "$@"
}

# The same with its figures.
drawn()
{
	"$GILBENCH" run --python "$FAKE" -w api-call -k python \
		-x serial,threads,processes -t 2 --pin none --blocks 2 -n 2 \
		--seed 7 -o "$DIR" "$@"
}

# csv FILE CONDITION COLUMN...: these columns of the rows for which the
# Python expression is true; r is the row.
csv()
{
	"$GILBENCH_BINDIR/gilbench-python" -c '
import csv, sys
with open(sys.argv[1], newline="") as file:
    for r in csv.DictReader(file, strict=True):
        if eval("(" + sys.argv[2] + ")"):
            print(*[r[column] for column in sys.argv[3:]])' "$@"
}

# measured EXECUTOR: how many samples it has. Other programs may disturb an
# attempt, which is then repeated: those count once.
measured()
{
	csv "$DIR/samples.csv" "r['executor'] == '$1' and r['wall_s'] and
		r['metered'] == '0'" workers block \
		invocation sample | sort -u | wc -l
}

# first_samples COLUMN...: of each invocation, in the order of measuring.
first_samples()
{
	csv "$DIR/samples.csv" 'r["sample"] == "0" and
		r["metered"] == "0"' order "$@" | sort -n |
		cut -d' ' -f2- | uniq
}

# Living processes that this test started, by their environment.
marked()
{
	local pid

	for pid in $(grep -lazF "GILBENCH_TEST_MARK=$TMP" \
		/proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); do
		[ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] && continue
		# not a zombie, and not bats itself
		case $(cat "/proc/$pid/comm" 2>/dev/null) in
		gilbench* | fake-python) echo "$pid" ;;
		esac
	done
}

# until_true SECONDS COMMAND...: polls; fails when the time is up.
until_true()
{
	local end=$((SECONDS + $1))
	shift

	until "$@"; do
		[ $SECONDS -lt "$end" ] || return 1
		sleep 0.02
	done
}

nothing_left()
{
	[ -z "$(marked)" ]
}
