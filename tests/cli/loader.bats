# file-read and dataset-load with the real interpreter: the user's own data,
# data that is damaged before a run or during it, an object store that answers
# wrongly, and loaders that hand batches over to a consumer. No speed is
# asserted. Broken files and replies byte by byte: tests/unit/test_idx.c,
# damaged_idx.py, test_http_client.c.
load common

# real ARGUMENT...: a short run of the default interpreter.
real()
{
	"$GILBENCH" run --pin none --blocks 1 -n 1 --warmup 1 --size 12 \
		--no-plot -o "$DIR" "$@"
}

# refused PATTERN ARGUMENT...: a usage error, before anything is measured.
refused()
{
	local pattern=$1
	shift

	expect 2 "$GILBENCH" run --python "$FAKE" -o "$DIR" "$@"
	holds "$err" "$pattern"
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
	[ ! -e "$DIR" ]
}

# images N ROWS COLUMNS: an images file on standard output.
images()
{
	"$GILBENCH_BINDIR/gilbench-python" -c '
import struct, sys
n, rows, columns = map(int, sys.argv[1:])
sys.stdout.buffer.write(struct.pack(">4I", 0x803, n, rows, columns) + bytes(
    i * i % 251 for i in range(n * rows * columns)))' "$@"
}

# good_data: 3 files of different images, and what else lies about.
good_data()
{
	mkdir "$TMP/data"
	images 9 28 28 | gzip >"$TMP/data/train-images-idx3-ubyte.gz"
	images 20 5 7 >"$TMP/data/small.idx3-ubyte"
	images 1 100 1 >"$TMP/data/one-idx3-ubyte"
	printf '\0\0\010\001\0\0\0\003abc' >"$TMP/data/train-labels-idx1-ubyte"
	echo 'not an image' >"$TMP/data/README"
}

# cells COLUMN...: of all cells, in order.
cells()
{
	csv "$DIR/cells.csv" True "$@"
}

# all_failed PATTERN: every cell that reads data, and every reason says so.
all_failed()
{
	local which='r["workload"] != "train-step"' # which may be the ceiling

	[ "$(csv "$DIR/cells.csv" "$which" status | sort -u)" = failed ]
	[ "$(csv "$DIR/cells.csv" "$which" reason |
		grep -vcE -- "$1")" -eq 0 ] || {
		cells kernel executor reason
		false
	}
}

@test "own images of any size, plain and packed, labels beside them" {
	good_data
	refused "data: 3 shards; shards=4 asks for more" -w dataset-load \
		--param data="$TMP/data" --param shards=4
	expect 0 real -w dataset-load -k python,native -x serial \
		--param data="$TMP/data"
	[ -z "$(cells status | grep -v -e ok -e tainted)" ]
	[ "$(cells checksum | sort -u | wc -l)" -eq 1 ]
}

@test "own images that are damaged: the file is named, nothing is measured" {
	local name=x-idx3-ubyte
	mkdir "$TMP/data"
	damaged() # PATTERN, the content on standard input
	{
		cat >"$TMP/data/$name"
		refused "$TMP/data/$name: .*$1" -w dataset-load \
			--param data="$TMP/data"
	}
	images 3 2 2 | tail -c +2 | damaged 'offset'
	printf 'P5 28 28 255 ' | damaged 'offset 0: not IDX'
	printf '\0\0\010\001\0\0\0\003abc' | damaged '1 dimensions'
	images 3 2 2 | head -c 10 | damaged 'truncated within the header'
	images 3 2 2 | head -c 27 | damaged 'truncated: header says 3 images'
	{ images 3 2 2; echo; } | damaged '1 bytes too many'
	damaged 'truncated' </dev/null
	rm "$TMP/data/$name"
	mkfifo "$TMP/data/$name" # and nobody who writes
	refused "$name: not a regular file" -w dataset-load \
		--param data="$TMP/data"
	rm "$TMP/data/$name"
	mkdir "$TMP/data/$name"
	refused "$name: not a regular file" -w dataset-load \
		--param data="$TMP/data"
	rmdir "$TMP/data/$name"
	ln -s nowhere "$TMP/data/$name"
	refused "$name: No such file" -w dataset-load --param data="$TMP/data"
	rm "$TMP/data/$name"
	name=x-idx3-ubyte.gz
	images 30 9 9 | gzip | head -c 100 | damaged 'gzip: truncated'
	images 30 9 9 | damaged 'gzip: '
	damaged 'gzip: truncated' </dev/null
}

@test "own files that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip "root may read all files"
	good_data
	chmod 0 "$TMP/data/one-idx3-ubyte"
	refused "one-idx3-ubyte: Permission denied" -w dataset-load \
		--param data="$TMP/data"
	refused "one-idx3-ubyte: Permission denied" -w file-read \
		--param data="$TMP/data"
}

@test "parameters that cannot be" {
	refused 'prefetch.*-1' -w dataset-load --param prefetch=-1
	refused 'batch.*0' -w dataset-load --param batch=0
	refused 'consume.*soon' -w dataset-load --param consume=soon
	refused 'cache.*lukewarm' -w dataset-load --param cache=lukewarm
	refused 'block.*between' -w file-read --param block=1
	refused 'pattern.*zigzag' -w file-read --param pattern=zigzag
	refused "$TMP/none: No such" -w file-read --param data="$TMP/none"
	refused '/dev/null: neither' -w file-read --param data=/dev/null
}

# while_it_runs WORDS: Python code that every worker's process executes before
# it does anything: the run has looked at the data, and has not yet read it.
while_it_runs()
{
	mkdir -p "$TMP/site"
	printf 'import os\nwith open("/proc/self/cmdline", "rb") as file:\n' \
		>"$TMP/site/sitecustomize.py"
	printf '    if b"arena" in file.read():\n        %s\n' "$1" \
		>>"$TMP/site/sitecustomize.py"
	export PYTHONPATH=$TMP/site
}

@test "a shard that is cut, replaced or gone once the run has begun" {
	local path=$TMP/data/train-images-idx3-ubyte.gz do
	good_data
	for do in "os.truncate('$path', 200)" \
		"open('$path', 'w').close()" \
		"os.remove('$path'); os.mkdir('$path')"; do
		while_it_runs "$do"
		expect 3 real -w dataset-load -k python,native -x serial \
			--param data="$TMP/data"
		all_failed "$path"
		rm -r "$DIR" "$TMP/data"
		good_data
	done
	while_it_runs "os.path.exists('$path') and os.remove('$path')"
	expect 3 real -w dataset-load -k python,native -x serial \
		--param data="$TMP/data"
	all_failed "shards are gone from $TMP/data"
}

@test "a file that is cut or gone once the run has begun" {
	images 100 40 40 >"$TMP/blocks"
	while_it_runs "os.truncate('$TMP/blocks', 5000)"
	expect 3 real -w file-read -k python,native -x serial \
		--param data="$TMP/blocks" --param block=4KiB
	all_failed "$TMP/blocks: 40 blocks at first, 2 now"
	rm -r "$DIR"
	images 100 40 40 >"$TMP/blocks"
	while_it_runs "os.path.exists('$TMP/blocks') and os.remove('$TMP/blocks')"
	expect 3 real -w file-read -k python,native -x serial \
		--param data="$TMP/blocks"
	all_failed "$TMP/blocks"
}

# store ANSWER: $GILBENCH becomes one whose server answers so.
store()
{
	local bin=$TMP/store/bin

	mkdir -p "$bin"
	cp "$GILBENCH_BINDIR/gilbench" "$GILBENCH_BINDIR/gilbench-python" "$bin"
	ln -sfn "$(realpath "$GILBENCH_BINDIR/../lib")" "$TMP/store/lib"
	printf '#!/bin/sh\nexec "%s" -B "%s" %s "$@"\n' \
		"$GILBENCH_BINDIR/gilbench-python" \
		"$BATS_TEST_DIRNAME/bad_store.py" "$1" \
		>"$bin/gilbench-apiserver"
	chmod +x "$bin/gilbench-apiserver"
	GILBENCH=$bin/gilbench
}

@test "an object store that answers wrongly" {
	local answer pattern
	good_data
	while read -r answer pattern; do
		store "$answer"
		expect 3 real -w dataset-load -k python,native -x serial \
			--param data="$TMP/data" --param source=http
		all_failed "/shards/[a-z0-9.-]*: $pattern"
		rm -r "$DIR"
	done <<-'END'
		short the connection was closed
		wrong-length (more than one|the reply is not|gzip|offset)
		busy status 503: busy
		gone the connection was closed
		cut (offset|gzip)
	END
}

@test "prefetch: all kernels hand the same over, and it is measured" {
	good_data
	expect 0 real -w dataset-load -k python,native,native-held \
		-x serial,threads,processes -t 2,3 \
		--param data="$TMP/data" --param prefetch=2 --param batch=7 \
		--param consume=0.2ms
	[ -z "$(cells status | grep -v -e ok -e tainted)" ]
	local handed ours='r["workload"] == "dataset-load"'
	[ "$(csv "$DIR/cells.csv" "$ours" executor | sort | uniq -c | xargs)" \
		= "6 processes 3 serial 6 threads" ]
	# what arrived is what was loaded
	handed=$(csv "$DIR/cells.csv" "$ours" checksum | sort -u)
	[ "$(wc -w <<<"$handed")" -eq 1 ]
	# serial is measured twice in a block
	[ "$(csv "$DIR/metrics.csv" 'float(r["value"]) > 0' metric |
		sort | uniq -c | xargs)" = "15 consumer_slowdown \
15 first_batch_s 15 images_per_s" ]
	rm -r "$DIR"
	expect 0 real -w dataset-load -k python,native -x serial \
		--param data="$TMP/data"
	[ "$(csv "$DIR/cells.csv" 'r["python"] != "none"' checksum |
		sort -u)" = "$handed" ]
	[ -z "$(csv "$DIR/metrics.csv" True metric 2>/dev/null)" ]
}

@test "prefetch: no consumer to train, and none to hand over to" {
	good_data
	expect 0 real -w dataset-load -k python -x serial,threads,interpreters \
		-t 2 --param data="$TMP/data" --param prefetch=1 \
		--param consume=0
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "interpreters"' status)" = \
		skipped ]
	holds "$(csv "$DIR/cells.csv" 'r["executor"] == "interpreters"' reason)" \
		'^no-(queue|subinterpreters)'
	# a slowdown of nothing is none
	[ "$(csv "$DIR/metrics.csv" True metric | sort -u | xargs)" = \
		"first_batch_s images_per_s" ]
}

@test "prefetch: from an object store, ahead of the consumer" {
	good_data
	expect 0 real -w dataset-load -k python,native -x serial,threads -t 2 \
		--param data="$TMP/data" --param prefetch=2 \
		--param consume=0 --param source=http
	[ -z "$(cells status | grep -v -e ok -e tainted)" ]
}

@test "prefetch: a loader that fails, while others wait for the consumer" {
	local path=$TMP/data/train-images-idx3-ubyte.gz
	good_data
	while_it_runs "os.truncate('$path', 200)"
	expect 3 real -w dataset-load -k python,native -x threads,processes \
		-t 3 --param data="$TMP/data" --param prefetch=1 \
		--param batch=1
	all_failed "$path"
	until_true 5 nothing_left
}

@test "prefetch: a consumer that fails ends the run" {
	good_data
	while_it_runs "import builtins, time; time.was = time.monotonic
        def monotonic():
            import threading
            if threading.current_thread().name == 'consumer':
                raise ValueError('it is not in the mood')
            return time.was()
        time.monotonic = monotonic"
	expect 3 real -w dataset-load -k python -x threads,processes -t 2 \
		--param data="$TMP/data" --param prefetch=1
	all_failed 'ValueError: it is not in the mood'
	until_true 5 nothing_left
}
