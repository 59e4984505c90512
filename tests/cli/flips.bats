# What a kernel reads changes between two invocations, by one bit or more:
# real runs with the default interpreter.
load common

# hooked CASE COMMAND: every interpreter that runs an invocation first puts
# the user's text back as it was, and in an invocation whose request has CASE
# then runs a line of Python on it. It is there before anything is read, and
# invocations do not overlap.
hooked()
{
	mkdir -p "$TMP/hook" "$TMP/texts"
	printf 'the cat sat on the mat' >"$TMP/texts/a"
	printf 'a second document' >"$TMP/texts/b"
	cat >"$TMP/hook/sitecustomize.py" <<-END
		path = "$TMP/texts/a"
		with open("/proc/self/cmdline") as file:
		    request = file.read()
		if '"executor":' in request:
		    with open(path, "wb") as file:
		        file.write(b"the cat sat on the mat")
		    if '$1' in request:
		        $2
	END
}

run_hooked()
{
	PYTHONPATH=$TMP/hook expect "$1" "$GILBENCH" run -w preprocess \
		-k "$2" -x serial,threads -t 2 --pin none --blocks 1 -n 1 \
		--warmup 1 --min-time 2ms --param corpus="$TMP/texts" \
		--no-plot --progress none -o "$DIR"
}

# 't' is 0x74, 'u' is 0x75
flip='open(path, "r+b").write(b"u")'

@test "a bit flipped in what one executor reads fails the run" {
	hooked '"executor":"threads"' "$flip"
	run_hooked 5 python
	holds "$err" 'checksum: preprocess, kernel python: .* by threads with 2'
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "threads"' status)" = failed ]
	[ "$(csv "$DIR/cells.csv" 'r["executor"] == "serial"' status)" != failed ]
}

@test "a bit flipped in what one kernel reads fails the run" {
	hooked '"kernel":"native-held"' "$flip"
	run_hooked 5 python,native-held
	holds "$err" 'preprocess: kernels python and native-held do not compute'
}

@test "without the flip the same run is fine" {
	hooked '"executor":"none"' "$flip"
	run_hooked 0 python,native-held
	[ "$(csv "$DIR/cells.csv" 'r["status"] == "failed"' status)" = "" ]
}

@test "a corpus that shrinks is said to, and fails one cell" {
	hooked '"executor":"threads"' 'open(path, "wb").close()'
	run_hooked 3 python,native
	[ "$(csv "$DIR/cells.csv" 'r["status"] == "failed"' executor |
		sort -u)" = threads ]
	[ "$(csv "$DIR/cells.csv" 'r["status"] == "failed" and
		"the corpus has changed: " in r["reason"] and
		"/texts" in r["reason"]' kernel | sort)" = "native
python" ]
}

@test "a corpus that is not UTF-8 is refused with file and offset" {
	hooked none pass
	printf 'caf\351' >"$TMP/texts/b"
	run_hooked 2 python
	holds "$err" '/texts/b: offset 3: not UTF-8'
	[ ! -e "$DIR/cells.csv" ]
}
