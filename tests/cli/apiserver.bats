#!/usr/bin/env bats
# gilbench-apiserver from the outside: what it answers, when, and when it
# ends. No test asserts how fast it is, only that nothing comes early.

setup() {
	server=$GILBENCH_BINDIR/gilbench-apiserver
	cd "$BATS_TEST_TMPDIR"
	pid=
}

teardown() {
	if [ "$pid" ]; then
		kill "$pid" 2>/dev/null || :
		wait "$pid" || :
	fi
}

# Start the server; its standard input stays open as descriptor 9.
start() {
	mkfifo input
	"$server" "$@" <input >output 2>errors 3>&- &
	pid=$!
	exec 9>input
	for _ in {1..500}; do
		[ ! -s output ] || break
		sleep 0.02
	done
	read -r word port _ echo <output
	[ "$word" = port ]
	url=http://127.0.0.1:$port
}

# The server ends by itself, with this status.
ends_with() {
	local status=0

	wait "$pid" || status=$?
	pid=
	[ "$status" -eq "$1" ]
}

# request NAME=VALUE...: a good request, with some fields replaced.
request() {
	local -A field=(
		[unit]=7 [seed]='"1"' [distribution]='"constant"'
		[latency_s]=0 [sigma]=0.5 [tokens]=0 [token_interval_s]=0.01
		[response_bytes]=100
	)
	local assignment name text=

	for assignment; do
		field[${assignment%%=*}]=${assignment#*=}
	done
	for name in "${!field[@]}"; do
		[ "${field[$name]}" = none ] ||
			text+="${text:+,}\"$name\":${field[$name]}"
	done
	printf '{%s}' "$text"
}

post() {
	curl -s --data-binary "$(request "$@")" "$url/v1/complete"
}

status_of() {
	curl -s -o /dev/null -w '%{http_code}' "$@"
}

@test "apiserver: says its port and listens on the loopback only" {
	start
	[ "$(wc -l <output)" -eq 1 ]
	printf -v hex %04X "$port"
	run awk -v port=":$hex" '$4 == "0A" && $2 ~ port "$" { print $2 }' \
		/proc/net/tcp /proc/net/tcp6
	[ "$output" = "0100007F:$hex" ]
}

@test "apiserver: the echo returns what it gets, on the loopback only" {
	start
	printf -v hex %04X "$echo"
	run awk -v port=":$hex" '$4 == "0A" && $2 ~ port "$" { print $2 }' \
		/proc/net/tcp /proc/net/tcp6
	[ "$output" = "0100007F:$hex" ]
	exec 7<>"/dev/tcp/127.0.0.1/$echo" 8<>"/dev/tcp/127.0.0.1/$echo"
	printf 'one' >&7
	printf 'two' >&8
	[ "$(head -c 3 <&8)" = two ]
	printf 'more' >&7
	[ "$(head -c 7 <&7)" = onemore ]
	exec 7>&- 8>&-
	# who sends much and reads nothing is not served for ever
	head -c 30000000 /dev/zero >"/dev/tcp/127.0.0.1/$echo" || :
	exec 7<>"/dev/tcp/127.0.0.1/$echo"
	printf x >&7
	[ "$(head -c 1 <&7)" = x ]
	exec 7>&-
}

@test "apiserver: /health, on a connection that is kept" {
	start
	run curl -sv -w '%{num_connects}\n' "$url/health" "$url/health"
	[ "$(grep -c '^{"status":"ok"}' <<<"$output")" -eq 2 ]
	[ "$(grep -cx '[10]' <<<"$output")" -eq 2 ]
	grep -qx 0 <<<"$output"
	[ "$(grep -ci 'connection: close' <<<"$output")" -eq 0 ]
}

@test "apiserver: a late answer is not early, and keeps the connection" {
	start
	run curl -sv -w '\n%{num_connects} %{time_total}\n' \
		--data-binary "$(request latency_s=0.2)" \
		"$url/v1/complete" "$url/v1/complete"
	[ "$(grep -ci 'connection: close' <<<"$output")" -eq 0 ]
	times=$(grep -E '^[01] [0-9.]+$' <<<"$output")
	[ "$(cut -d' ' -f1 <<<"$times" | xargs)" = "1 0" ]
	awk '$2 < 0.2 { exit 1 }' <<<"$times"
}

@test "apiserver: an answer depends on seed, unit and size only" {
	start
	answer=$(post)
	[ "$(text_length "$answer")" -eq 100 ]
	[ "$(post latency_s=0.01 sigma=1 prompt='"x"')" = "$answer" ]
	[ "$(post distribution='"lognormal"' latency_s=0.01)" = "$answer" ]
	[ "$(post unit=8)" != "$answer" ]
	[ "$(post seed='"2"')" != "$answer" ]
	[ "$(post seed='"18446744073709551615"')" != "$answer" ]
}

@test "apiserver: what was asked before changes no answer" {
	start
	ask() {
		curl -s --data-binary "$1" "$url/v1/complete"
	}
	rest=',"seed":"1","distribution":"constant","latency_s":0,"sigma":0'
	rest+=',"tokens":0,"token_interval_s":0,"response_bytes":20}'
	first=$(ask "{\"unit\":7$rest")
	other=$(ask "{\"unit\":8$rest")
	[[ $first == '{"unit":7,'* ]]
	[[ $other == '{"unit":8,'* ]]
	[ "${first#*text}" != "${other#*text}" ]
	[ "$(ask "{\"unit\":7$rest")" = "$first" ]
	[[ $(ask "{\"unit\":9${rest/20/30}") == '{"unit":9,'* ]]
	for bad in 07 -7 7x '' 99999999999999999999; do
		[[ $(ask "{\"unit\":$bad$rest") == '{"error":'* ]]
	done
	# the last member with a name is the one that counts
	twice=${rest%?}',"unit":5}'
	[[ $(ask "{\"unit\":5$twice") == '{"unit":5,'* ]]
	[[ $(ask "{\"unit\":6$twice") == '{"unit":5,'* ]]
}

text_length() {
	local text=${1#'{"unit":7,"text":"'}

	text=${text%'"}'}
	echo ${#text}
}

@test "apiserver: a stream brings the same answer token by token" {
	start
	whole=$(post)
	run curl -s -D head -o body -w '%{time_starttransfer} %{time_total}' \
		--data-binary "$(request latency_s=0.1 tokens=5 \
			token_interval_s=0.1)" "$url/v1/complete"
	grep -qi '^transfer-encoding: chunked' head
	[ "$(cat body)" = "$whole" ]
	awk '$1 < 0.1 || $2 < 0.5 { exit 1 }' <<<"$output"
	# one chunk a token, and the last, empty one
	run curl -s --raw --data-binary \
		"$(request tokens=4 token_interval_s=0 response_bytes=80)" \
		"$url/v1/complete"
	[ "$(grep -cE '^[0-9a-f]+'$'\r''$' <<<"$output")" -eq 5 ]
	[ "$(post tokens=100 token_interval_s=0)" = "$whole" ]
}

@test "apiserver: a bad request gets 400 and says what is bad" {
	start
	bad() {
		run curl -s -w '%{http_code}' --data-binary "$1" \
			"$url/v1/complete"
		[[ $output == '{"error":"'*"$2"*'"}'*400 ]]
	}
	for name in unit seed distribution latency_s sigma tokens \
		token_interval_s response_bytes; do
		bad "$(request $name=none)" "$name"
		bad "$(request $name=-1)" "$name"
		bad "$(request $name='"x"')" "$name"
		bad "$(request $name=null)" "$name"
		bad "$(request $name=1e999)" JSON
	done
	bad "$(request seed='"18446744073709551616"')" seed
	bad "$(request seed='""')" seed
	bad "$(request latency_s=60.1)" latency_s
	bad "$(request unit=0.5)" unit
	bad "$(request response_bytes=16777217)" response_bytes
	bad "$(request tokens=101)" tokens
	bad '' JSON
	bad '{"unit":' JSON
	bad '[]' JSON
	bad "$(printf '[%.0s' {1..5000})" JSON
	[ "$(status_of "$url/health")" = 200 ]
}

@test "apiserver: other paths, methods and sizes are refused" {
	start
	[ "$(status_of "$url/")" = 404 ]
	[ "$(status_of "$url/v1/complete/x")" = 404 ]
	[ "$(status_of "$url/v1/complete")" = 405 ]
	[ "$(status_of -X DELETE "$url/v1/complete")" = 405 ]
	[ "$(status_of -d x "$url/health")" = 405 ]
	head -c 3000000 /dev/zero >large
	[ "$(status_of --data-binary @large "$url/v1/complete")" = 413 ]
	# a body without a length is cut off when it is too large
	run curl -s -H 'Transfer-Encoding: chunked' --data-binary @large \
		"$url/v1/complete"
	[ "$status" -ne 0 ]
	printf 'X-Large: %065536d\n' 0 >header
	[ "$(status_of -H @header "$url/health")" = 431 ]
	[ "$(status_of "$url/health")" = 200 ]
}

@test "apiserver: what is not HTTP is dropped" {
	start
	head -c 100000 /dev/urandom >"/dev/tcp/127.0.0.1/$port" || :
	head -c 100000 /dev/zero >"/dev/tcp/127.0.0.1/$port" || :
	for bytes in 'SSH-2.0-x\r\n\r\n' 'GET / HTTP/9.9\r\n\r\n' \
		'POST /v1/complete HTTP/1.1\r\nContent-Length: -1\r\n\r\n'; do
		exec 8<>"/dev/tcp/127.0.0.1/$port"
		printf "$bytes" >&8
		run timeout 20 cat <&8
		[ "$status" -ne 124 ]
		[[ $output != *'200 OK'* ]]
		exec 8>&-
	done
	[ "$(status_of "$url/health")" = 200 ]
}

@test "apiserver: --shards serves plain files of one directory" {
	mkdir -p shards/sub
	head -c 3000000 /dev/urandom >shards/0.gz
	: >shards/empty
	echo secret | tee secret shards/.hidden >shards/sub/file
	mkfifo shards/pipe
	start --shards shards
	curl -s "$url/shards/0.gz" | cmp - shards/0.gz
	[ "$(status_of "$url/shards/empty")" = 200 ]
	for name in '' . .. ../secret ..%2fsecret %2e%2e%2fsecret sub \
		sub/file .hidden pipe missing /etc/passwd 0.gz/ \
		"$(printf '%05000d' 0)"; do
		[ "$(status_of --path-as-is "$url/shards/$name")" = 404 ]
	done
}

@test "apiserver: without --shards there are none" {
	: >file
	start
	[ "$(status_of "$url/shards/file")" = 404 ]
}

@test "apiserver: hundreds of answers wait without a thread each" {
	start --threads 2
	request latency_s=1 >body
	for _ in {1..250}; do
		printf 'url=%s\noutput=/dev/null\nwrite-out="%%{http_code}\\n"\n' \
			"$url/v1/complete"
	done >curl.conf
	curl -s -Z --parallel-immediate --parallel-max 250 -K curl.conf \
		--data-binary @body >codes 3>&- &
	client=$!
	most=0
	while kill -0 $client 2>/dev/null; do
		tasks=("/proc/$pid/task/"*)
		((${#tasks[@]} <= most)) || most=${#tasks[@]}
		sleep 0.05
	done
	wait $client
	[ "$(sort codes | uniq -c | xargs)" = "250 200" ]
	# the one that accepts, the two that serve, and the echo
	[ "$most" -eq $((4 + ${SANITIZER_THREADS:-0})) ]
}

@test "apiserver: requests that come together are answered in turn" {
	start
	for latency_s in 0.05 0 0.01; do
		request latency_s=$latency_s >body
		printf 'POST /v1/complete HTTP/1.1\r\nHost: x\r\n'
		printf 'Content-Length: %d\r\n\r\n' "$(wc -c <body)"
		cat body
	done >all
	printf 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
		>>all
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	cat all >&8
	run timeout 20 cat <&8
	exec 8>&-
	[ "$status" -eq 0 ]
	[ "$(grep -o '"unit":7\|"status"' <<<"$output" | uniq -c | xargs)" = \
		'3 unit:7 1 status' ]
}

@test "apiserver: a client that goes away harms nobody" {
	start
	for tokens in 0 10; do
		run curl -s -m 0.1 --data-binary \
			"$(request latency_s=0.2 tokens=$tokens)" \
			"$url/v1/complete"
		[ "$status" -eq 28 ]
		run curl -s -m 0.1 --data-binary "$(request tokens=$tokens \
			response_bytes=16000000 latency_s=0.05)" \
			-o /dev/full "$url/v1/complete"
		[ "$status" -ne 0 ]
	done
	[ "$(post latency_s=0.3)" = "$(post)" ]
}

@test "apiserver: ends with its standard input" {
	start
	exec 9>&-
	ends_with 0
	[ ! -s errors ]
}

@test "apiserver: says at its end how late answers were" {
	start --threads 2
	for latency_s in 0.01 0.02 0.03; do
		[ "$(post latency_s=$latency_s)" ]
	done
	# this was due before it was there
	request latency_s=0.001 >body
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	printf 'POST /v1/complete HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' >&8
	printf 'Content-Length: %d\r\n\r\n' "$(wc -c <body)" >&8
	sleep 0.2
	cat body >&8
	[[ $(cat <&8) == *'"unit":7'* ]]
	exec 8>&-
	# these do not count: at once, streamed, not waited for
	[ "$(post)" ]
	[ "$(post latency_s=0.01 tokens=5)" ]
	run curl -s -m 0.1 --data-binary "$(request latency_s=60)" \
		"$url/v1/complete"
	[ "$status" -eq 28 ]
	exec 9>&-
	ends_with 0
	[ "$(wc -l <output)" -eq 2 ]
	run awk 'NR == 2 && $1 == "late" && $2 == 4 && $3 == "p50_s" &&
		$5 == "p99_s" && $7 == "max_s" && 0 < $4 && $4 <= $6 &&
		$6 <= $8 && NF == 8 { print "good" }' output
	[ "$output" = good ]
}

@test "apiserver: ends on SIGTERM and SIGINT, whoever still waits" {
	for signal in TERM INT; do
		start
		curl -s --data-binary "$(request latency_s=60)" \
			"$url/v1/complete" >answer 3>&- &
		client=$!
		[ "$(post latency_s=0.2)" ]
		kill -$signal "$pid"
		ends_with 0
		status=0
		wait $client || status=$?
		[ "$status" -ne 0 ]
		[ ! -s errors ]
		[ ! -s answer ]
		exec 9>&-
		rm input output
	done
}

@test "apiserver: --help and --version" {
	run "$server" --help
	[ "$status" -eq 0 ]
	[[ $output == "Usage: gilbench-apiserver"* ]]
	run "$server" --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^gilbench-apiserver\ [0-9.]+$ ]]
}

@test "apiserver: wrong usage is one line and status 2" {
	for flags in --nonsense "--port x" "--port 65536" "--port -1" \
		"--threads 0" "--threads 1e9" "--shards missing" argument \
		--port; do
		# shellcheck disable=SC2086 # words on purpose
		run "$server" $flags </dev/null
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == *gilbench-apiserver:* ]]
	done
}

@test "apiserver: a port that is taken is an error" {
	start
	run "$server" --port "$port" </dev/null
	[ "$status" -eq 1 ]
	[[ $output == "gilbench-apiserver: 127.0.0.1:$port: "* ]]
}

@test "api-call: the Python kernel, whole and streamed" {
	start
	cat >kernel.py <<-END
		import sys
		sys.path.append(sys.argv[1])
		from gilbench_workloads import api_call, http_client
		params = {
		    "server": sys.argv[2], "seed": "1", "latency": "0.001",
		    "distribution": "lognormal", "sigma": "0.5",
		    "tokens": "0", "token_interval": "0.001",
		    "request_bytes": "512", "response_bytes": "2048"}
		whole = api_call.run(api_call.prepare(params), 0, 4)
		streamed = api_call.prepare(dict(params, tokens="5"))
		assert api_call.run(streamed, 0, 4) == whole != 0
		one_by_one = sum(api_call.run(streamed, u, 1) for u in range(4))
		assert one_by_one == whole
		try:
		    api_call.run(api_call.prepare(dict(params, tokens="2049")), 0, 1)
		except http_client.HttpError as error:
		    print(error)
	END
	run "$GILBENCH_BINDIR/gilbench-python" -B kernel.py \
		"$GILBENCH_BINDIR/../lib/gilbench" "$port"
	[ "$status" -eq 0 ]
	[[ $output == *"status 400"*"tokens must not exceed"* ]]
}
