# Bad input: one clear line, exit status 2, and nothing measured or written.
load common

# bad PATTERN ARGUMENT...: gilbench says so in one line that holds PATTERN.
bad()
{
	local pattern=$1
	shift

	cd "$TMP"
	expect 2 "$GILBENCH" "$@"
	[ -z "$out" ]
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$pattern"
	[ ! -e "$DIR" ] || { echo "$DIR was made"; false; }
	[ ! -e results ]
}

run_bad()
{
	local pattern=$1
	shift

	bad "$pattern" run --python "$FAKE" -o "$DIR" "$@"
}

@test "unknown command: did you mean" {
	bad 'did you mean run\?' rnu
}

@test "no command: usage" {
	expect 2 "$GILBENCH"
	holds "$err" 'usage'
}

@test "unknown option: did you mean" {
	run_bad '--blcoks.*did you mean --blocks' --blcoks 3
}

@test "option without its value" {
	bad '--?seed|-o' run --seed
}

@test "unexpected argument" {
	run_bad 'train-step' train-step
}

@test "unknown workload: did you mean" {
	run_bad "'train-stpe'.*did you mean train-step" -w train-stpe
}

@test "unknown workload: nothing is near" {
	run_bad "'xyzzyxyzzy'.*gilbench list" -w xyzzyxyzzy
}

@test "unknown kernel: did you mean" {
	run_bad "'natvie'.*did you mean native" -k natvie
}

@test "unknown executor: did you mean" {
	run_bad "'thraeds'.*did you mean threads" -x thraeds
}

@test "unknown pin policy: did you mean" {
	run_bad "scater.*did you mean '?scatter" --pin scater
}

@test "empty item in a list" {
	run_bad '-w|--workload|workload' -w train-step,,api-call
}

@test "-t 0" {
	run_bad '0' -t 0
}

@test "-t 9999999" {
	run_bad '9999999' -t 9999999
}

@test "-t with a falling range" {
	run_bad '4-2' -t 4-2
}

@test "-t with words" {
	run_bad 'many' -t many
}

@test "durations, counts and sizes that are none" {
	run_bad '--min-time.*soon' --min-time soon
	run_bad '--timeout' --timeout 0
	run_bad '--max-time.*never' --max-time never
	run_bad '--precision.*fine' --precision fine
	run_bad "--precision.*'2%%' is no percentage" --precision 2%%
	run_bad '--precision' --precision 0
	run_bad '--precision.*at least 9' --precision 2 --blocks 8
	run_bad '--blocks' --blocks 0
	run_bad '--samples|-n' -n 0
	run_bad '--warmup.*-1' --warmup -1
	run_bad '--size' --size 0
	run_bad '--seed.*x' --seed x
	run_bad '--scaling.*sideways' --scaling sideways
	run_bad '--context' --context novalue
	run_bad '--progress.*loud' --progress loud
	run_bad '--mp-start.*spoon' --mp-start spoon
}

@test "what is not in UTF-8" {
	run_bad '^gilbench run: --context: .* UTF-8$' --context a=$'\xff'
	run_bad '--workload: .* UTF-8$' -w $'./\xff.py'
	run_bad '--param: .* UTF-8$' --param data=$'/a\xc3'
	run_bad '--python: .* UTF-8$' --python $'/\xed\xa0\x80'
	run_bad '--env: .* UTF-8$' --env A=$'\xb5'
	bad '^gilbench plan: --pin: .* UTF-8$' plan --pin $'\x80' -o "$DIR"
	GILBENCH_FILTER=$'\xb5' run_bad 'environment.*--filter: .* UTF-8$'
	bad '--output: .* UTF-8$' run --python "$FAKE" -o "$DIR"$'\xff'
	bad '--resume: .* UTF-8$' run --resume "$DIR"$'\xff'
}

@test "a filter that is no regular expression" {
	run_bad '--filter' --filter '('
}

@test "a filter that leaves nothing" {
	run_bad '--filter' --filter xyzzy
}

@test "contradictory flags" {
	run_bad '--fast.*--rigorous|--rigorous.*--fast' --fast --rigorous
}

@test "output directory that is not empty" {
	mkdir "$TMP/full"
	echo mine >"$TMP/full/notes"
	bad "$TMP/full" run --python "$FAKE" -o "$TMP/full"
	[ "$(ls "$TMP/full")" = notes ]
}

@test "output directory below a file" {
	echo mine >"$TMP/file"
	bad "$TMP/file" run --python "$FAKE" -o "$TMP/file/run"
}

@test "output directory where nothing can be written" {
	bad '/proc/none' run --python "$FAKE" -o /proc/none
}

@test "a CPU that the machine does not have" {
	run_bad '1023' --pin 1023
}

@test "a CPU outside the mask" {
	local allowed
	allowed=$(taskset -cp $$ | sed 's/.*: //')
	case $allowed in
	*[-,]*) ;;
	*) skip "one CPU only: $allowed" ;;
	esac
	cd "$TMP"
	expect 2 taskset -c "${allowed%%[-,]*}" "$GILBENCH" run \
		--python "$FAKE" -o "$DIR" --pin "${allowed##*[-,]}"
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
	holds "$err" "${allowed##*[-,]}"
	[ ! -e "$DIR" ]
}

@test "unknown parameter: did you mean" {
	run_bad 'latencey.*did you mean latency' -w api-call \
		--param latencey=1ms
}

@test "parameter of a workload that is not selected" {
	run_bad 'api-call' -w train-step --param api-call.latency=1ms
}

@test "parameter values that cannot be" {
	run_bad 'latency.*soon' -w api-call --param latency=soon
	run_bad 'distribution.*flat' -w api-call --param distribution=flat
	run_bad 'NAME=VALUE' -w api-call --param latency
	run_bad 'latency=1ms,soon' -w api-call --param latency=1ms,soon
}

@test "two sets of shards for one server" {
	export XDG_CACHE_HOME=$TMP/cache
	run_bad 'one set of shards' -w dataset-load --param source=http \
		--param shards=1,2
}

@test "missing data directory" {
	run_bad "$TMP/none" -w dataset-load --param data="$TMP/none"
}

@test "data directory without data" {
	mkdir "$TMP/empty"
	run_bad "$TMP/empty" -w dataset-load --param data="$TMP/empty"
}

@test "corrupt shard: file and offset are named" {
	mkdir "$TMP/data"
	# an IDX header of 3 images of 28 x 28, and 1 image too few
	{
		printf '\0\0\010\003\0\0\0\003\0\0\0\034\0\0\0\034'
		head -c $((2 * 784)) /dev/zero
	} | gzip >"$TMP/data/cut.idx3-ubyte.gz"
	run_bad "cut\\.idx3-ubyte\\.gz.*(offset|byte) [0-9]" \
		-w dataset-load --param data="$TMP/data"
}

@test "corrupt gzip: file and offset are named" {
	mkdir "$TMP/data"
	{
		printf '\0\0\010\003\0\0\0\003\0\0\0\034\0\0\0\034'
		head -c $((3 * 784)) /dev/urandom
	} | gzip | head -c 1000 >"$TMP/data/cut.idx3-ubyte.gz"
	run_bad "cut\\.idx3-ubyte\\.gz.*(offset|byte) [0-9]" \
		-w dataset-load --param data="$TMP/data"
}

@test "python that does not exist" {
	bad "$TMP/python9" run --python "$TMP/python9" -o "$DIR"
}

@test "python that is none" {
	bad '/bin/true' run --python /bin/true -o "$DIR"
}

@test "plot: no run directory" {
	mkdir "$TMP/empty"
	bad "$TMP/empty" plot "$TMP/empty"
	bad "$TMP/none" plot "$TMP/none"
}

@test "help fits a screen" {
	local command lines
	for command in "" run list topo plot report trace probe check compare \
		merge submit; do
		lines=48
		# it has so many options, a line each
		[ "$command" != run ] || lines=56
		# shellcheck disable=SC2086 # no word is a word too many
		expect 0 "$GILBENCH" $command --help
		[ -z "$err" ]
		[ "$(wc -l <"$TMP/out")" -le $lines ]
		[ "$(wc -L <"$TMP/out")" -le 80 ]
		holds "$out" "usage"
	done
}

@test "version" {
	expect 0 "$GILBENCH" --version
	holds "$out" '^gilbench [0-9]+\.[0-9]'
}

@test "options from the environment" {
	GILBENCH_BLOCKS=none bad 'blocks.*none' run --python "$FAKE" -o "$DIR"
}

@test "list names everything that can be asked for" {
	local word
	expect 0 "$GILBENCH" list
	for word in train-step dataset-load api-call python native \
		native-held serial threads processes none compact scatter \
		core same; do
		holds "$out" "(^|[ ,])$word([ ,]|\$)"
	done
}

@test "topo says where each policy puts the workers" {
	local word
	expect 0 "$GILBENCH" topo
	for word in none compact scatter core same; do
		holds "$out" "$word"
	done
}

@test "an output that cannot be written is no success" {
	[ -w /dev/full ] || skip "no /dev/full"
	expect 1 sh -c "'$GILBENCH' list >/dev/full"
	[ "$(wc -l <"$TMP/err")" -eq 1 ]
}
