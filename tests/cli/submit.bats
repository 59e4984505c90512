# gilbench submit: what it writes and starts, with engines that only tell what
# they were given. Real ones are in tests/lab.
load common

# A run directory with four shards, in which nothing is measured yet, under a
# name that tries to break out.
plan_four()
{
	DIR="$TMP/it's \$(touch $TMP/broken) {} run"
	mkdir "$TMP/bin"
	export PATH=$TMP/bin:$PATH
	"$GILBENCH" plan --python "$FAKE" -w api-call -k python \
		-x serial,threads -t 2 --pin none,compact,scatter,same \
		--blocks 1 -n 2 -o "$DIR"
}

# engine NAME: its words go to $TMP/NAME.N, one on each line, and it prints N.
engine()
{
	cat >"$TMP/bin/$1" <<-END
	#!/bin/sh
	n=\$((\$(ls "$TMP" | grep -c "^$1[.]") + 1))
	printf '%s\n' "\$@" >"$TMP/$1.\$n"
	echo "\$n${2-}"
	END
	chmod +x "$TMP/bin/$1"
}

# said FILE: the words that an engine got, on one line.
said()
{
	tr '\n' ' ' <"$TMP/$1"
}

not_broken()
{
	[ ! -e "$TMP/broken" ]
}

@test "slurm: an array of all shards, and a merge after any end" {
	plan_four
	engine sbatch ';lab'
	expect 0 "$GILBENCH" submit "$DIR" slurm --throttle 2 --time 5 \
		--partition p --pass=--account=a
	[ "$(said sbatch.1)" = "--parsable --chdir=$DIR --partition=p --time=5 --array=0-3%2 --account=a $DIR/submit/shard.sh " ]
	[ "$(said sbatch.2)" = "--parsable --chdir=$DIR --partition=p --dependency=afterany:1 --account=a $DIR/submit/merge.sh " ]
	[ ! -e "$TMP/sbatch.3" ]
	holds "$out" '^job 1$'
	local wanted
	for wanted in --exclusive --requeue --open-mode=append; do
		grep -qx -- "#SBATCH $wanted" "$DIR/submit/shard.sh"
	done
	# what #SBATCH says has nothing of the name, and nothing ran it
	lacks "$(grep -h '^#' "$DIR"/submit/*.sh)" "it's"
	not_broken
}

@test "the scripts run gilbench in the directory, whatever its name" {
	plan_four
	engine sbatch
	engine gilbench
	expect 0 "$GILBENCH" submit "$DIR" slurm -n 2 --shared \
		--gilbench "$TMP/bin/gilbench"
	SLURM_ARRAY_TASK_ID=1 sh "$DIR/submit/shard.sh"
	[ "$(said gilbench.1)" = "run --resume $DIR --shard 1/2 --wait --no-plot --progress plain " ]
	sh "$DIR/submit/merge.sh"
	[ "$(said gilbench.2)" = "merge $DIR " ]
	lacks "$(cat "$DIR/submit/shard.sh")" '--exclusive'
	not_broken
}

@test "submit.sh does by hand what submit did" {
	plan_four
	engine sbatch
	expect 0 "$GILBENCH" submit "$DIR" slurm
	mkdir "$TMP/first"
	mv "$TMP"/sbatch.* "$TMP/first"
	sh "$DIR/submit/submit.sh"
	cmp "$TMP/first/sbatch.1" "$TMP/sbatch.1"
	# the order of two options differs
	diff <(sort "$TMP/first/sbatch.2") <(sort "$TMP/sbatch.2")
	not_broken
}

@test "a dry run starts nothing, and prints what it would" {
	plan_four
	engine sbatch
	expect 0 "$GILBENCH" submit "$DIR" slurm --dry-run
	[ ! -e "$TMP/sbatch.1" ]
	holds "$out" 'job=\$\(sbatch --parsable .*--array=0-3 '
	[ "$out" = "$(cat "$DIR/submit/submit.sh")" ]
}

@test "slurm: what is done is not submitted again" {
	plan_four
	engine sbatch
	expect 0 "$GILBENCH" run --resume "$DIR" --shard 1/4
	expect 0 "$GILBENCH" submit "$DIR" slurm -n 4
	holds "$(said sbatch.1)" ' --array=0,2-3 '
	expect 0 "$GILBENCH" run --resume "$DIR"
	expect 0 "$GILBENCH" submit "$DIR" slurm -n 4
	holds "$out" 'nothing is left'
	[ ! -e "$TMP/sbatch.3" ]
}

@test "slurm: a survey is a job for each node" {
	plan_four
	engine sbatch
	printf '#!/bin/sh\necho >>"$TMP/asked"; printf "n1\\nn2\\nn1\\n"\n' \
		>"$TMP/bin/sinfo"
	chmod +x "$TMP/bin/sinfo"
	TMP=$TMP expect 0 "$GILBENCH" submit "$DIR" slurm --survey
	[ "$(wc -l <"$TMP/asked")" -eq 1 ]
	holds "$(said sbatch.1)" ' --nodelist=n1 '
	holds "$(said sbatch.2)" ' --nodelist=n2 '
	holds "$(said sbatch.3)" ' --dependency=afterany:1:2 '
	grep -q -- '--resume "$run" --survey' "$DIR/submit/shard.sh"
}

@test "slurm: nodes of a file; what was taken is merged though one is refused" {
	plan_four
	engine sbatch
	printf '\n[[ $* != *nodelist=n2* ]] || exit 1\n' >>"$TMP/bin/sbatch"
	sed -i '1s,.*,#!/bin/bash,' "$TMP/bin/sbatch"
	printf 'n1\nn2 # old\nn3\n' >"$TMP/hosts"
	expect 1 "$GILBENCH" submit "$DIR" slurm --survey --hosts "$TMP/hosts"
	holds "$(said sbatch.1)" ' --nodelist=n1 '
	holds "$(said sbatch.2)" ' --nodelist=n2 '
	holds "$(said sbatch.3)" ' --dependency=afterany:1 .*merge.sh'
	[ ! -e "$TMP/sbatch.4" ]
	# by hand it stops there
	expect 1 sh "$DIR/submit/submit.sh"
	[ ! -e "$TMP/sbatch.6" ]
	local name
	for name in 'n[1-3]' n1,n2 'a b' user@n1; do
		echo "$name" >"$TMP/hosts"
		expect 2 "$GILBENCH" submit "$DIR" slurm --survey \
			--hosts "$TMP/hosts"
		holds "$err" 'is no name of one node'
	done
}

@test "slurm: shards that may share a node wait for each other" {
	plan_four
	engine sbatch
	expect 0 "$GILBENCH" submit "$DIR" slurm --shared
	grep -q -- '--wait --no-plot' "$DIR/submit/shard.sh"
	expect 0 "$GILBENCH" submit "$DIR" slurm
	[ "$(grep -c -- '--wait' "$DIR/submit/shard.sh")" -eq 0 ]
}

@test "ssh: parallel gets the script and the shards as arguments" {
	plan_four
	engine parallel
	printf '%s\n' '# the lab' h1 '' ' 2/h2 # twice' me@h3 h1 \
		'ssh -o X=a#b h4' >"$TMP/hosts"
	# it measures nothing: all is missing, whatever it says
	expect 3 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" -n 3 \
		--pass=--timeout=60
	holds "$err" 'some shards did not end well'
	printf '%s\n' h1 2/h2 me@h3 'ssh -o X=a#b h4' | cmp - "$DIR/submit/hosts"
	[ "$(said parallel.1)" = "--will-cite --line-buffer --sshloginfile $DIR/submit/hosts --joblog=$DIR/submit/joblog --jobs 1 --tagstring shard {2} --retries=4 --timeout=60 sh {1} {2} ::: $DIR/submit/shard.sh ::: 0 1 2 " ]
	lacks "$(cat "$DIR/submit/submit.sh")" cleanup
	not_broken
	engine gilbench
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" -n 3 \
		--gilbench "$TMP/bin/gilbench" --dry-run
	sh "$DIR/submit/shard.sh" 2
	[ "$(said gilbench.1)" = "run --resume $DIR --shard 2/3 --require-exclusive --no-plot --progress plain " ]
}

@test "ssh: cells that failed are no reason to try elsewhere, others are" {
	plan_four
	engine parallel
	echo h1 >"$TMP/hosts"
	local status
	for status in 0:0 3:0 4:0 1:1 75:75 143:143; do
		printf '#!/bin/sh\nexit %s\n' "${status%:*}" \
			>"$TMP/bin/gilbench"
		chmod +x "$TMP/bin/gilbench"
		expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" \
			--gilbench "$TMP/bin/gilbench" --dry-run
		expect "${status#*:}" sh "$DIR/submit/shard.sh" 0
	done
}

@test "a tarball is unpacked once on each machine" {
	plan_four
	engine parallel
	engine gilbench
	echo h1 >"$TMP/hosts"
	mkdir -p "$TMP/gilbench-1/bin"
	mv "$TMP/bin/gilbench" "$TMP/gilbench-1/bin"
	tar -C "$TMP" -czf "$TMP/relocatable.tar.gz" gilbench-1
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" \
		--copy "$TMP/relocatable.tar.gz" --dry-run
	expect 0 sh "$DIR/submit/shard.sh" 0
	local first
	first=$(stat -c %i "$XDG_CACHE_HOME"/gilbench/copy-*/bin/gilbench)
	expect 0 sh "$DIR/submit/shard.sh" 1
	[ "$(stat -c %i "$XDG_CACHE_HOME"/gilbench/copy-*/bin/gilbench)" = "$first" ]
	holds "$(said gilbench.2)" '--shard 1/4'
	[ "$(ls "$XDG_CACHE_HOME/gilbench" | grep -c '^new-')" -eq 0 ]
	not_broken
}

@test "a tarball that cannot be unpacked leaves nothing half" {
	plan_four
	engine parallel
	echo h1 >"$TMP/hosts"
	mkdir -p "$TMP/gilbench-1/bin"
	head -c 300000 /dev/urandom >"$TMP/gilbench-1/bin/gilbench"
	chmod +x "$TMP/gilbench-1/bin/gilbench"
	tar -C "$TMP" -czf "$TMP/whole" gilbench-1
	head -c 200000 "$TMP/whole" >"$TMP/cut.tar.gz"
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" \
		--copy "$TMP/cut.tar.gz" --dry-run
	expect 2 sh "$DIR/submit/shard.sh" 0
	[ "$(ls "$XDG_CACHE_HOME/gilbench" | wc -l)" -eq 0 ]
	# what is no file at all
	expect 1 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" \
		--copy "$TMP"
	holds "$err" 'submit: .*: Is a directory'
}

@test "a shard that is ended while it unpacks leaves nothing in the cache" {
	plan_four
	engine parallel
	echo h1 >"$TMP/hosts"
	echo any >"$TMP/any.tar.gz"
	expect 0 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts" \
		--copy "$TMP/any.tar.gz" --dry-run
	printf '#!/bin/sh\n: >"%s"\nexec sleep 1\n' "$TMP/began" >"$TMP/bin/tar"
	chmod +x "$TMP/bin/tar"
	local how shard status
	for how in TERM:143 HUP:129 USR1:138; do
		sh "$DIR/submit/shard.sh" 0 >/dev/null 2>&1 3>&- &
		shard=$! status=0
		until_true 20 [ -e "$TMP/began" ]
		kill -"${how%:*}" $shard
		wait $shard || status=$?
		[ $status -eq "${how#*:}" ]
		[ "$(ls "$XDG_CACHE_HOME/gilbench" | wc -l)" -eq 0 ]
		rm "$TMP/began"
	done
}

@test "ssh: an interrupt ends the engine, and what is there is merged" {
	plan_four
	echo h1 >"$TMP/hosts"
	expect 0 "$GILBENCH" run --resume "$DIR" --shard 0/4
	local how driver status
	# the second does as GNU parallel does
	for how in ':; exec sleep 60' \
		'trap "kill \$!; exit 255" TERM; sleep 60 & :; wait'; do
		printf '#!/bin/sh\n%s\n' "${how/:;/echo >"$TMP/began";}" \
			>"$TMP/bin/parallel"
		chmod +x "$TMP/bin/parallel"
		"$GILBENCH" submit "$DIR" ssh -n 4 --hosts "$TMP/hosts" \
			>/dev/null 2>&1 3>&- &
		driver=$! status=0
		until_true 20 [ -e "$TMP/began" ]
		kill -TERM $driver
		wait $driver || status=$?
		[ $status -eq 143 ]
		[ -s "$DIR/report.md" ]
		rm "$TMP/began" "$DIR/report.md"
	done
	rm "$TMP/bin/parallel"
	expect 1 env PATH="$TMP/bin" "$GILBENCH" submit "$DIR" ssh \
		--hosts "$TMP/hosts"
	holds "$err" 'parallel cannot be run'
}

@test "a plan for which all must be seen is not split" {
	mkdir "$TMP/bin"
	export PATH=$TMP/bin:$PATH
	engine sbatch
	"$GILBENCH" plan --python "$FAKE" -w api-call -k python -t 2 \
		-x serial,threads --precision 2 -o "$DIR"
	expect 2 "$GILBENCH" submit "$DIR" slurm
	holds "$err" 'precision looks at the whole plan'
	echo n1 >"$TMP/hosts"
	expect 0 "$GILBENCH" submit "$DIR" slurm --survey --hosts "$TMP/hosts"
}

@test "what is wrong is said" {
	plan_four
	engine sbatch
	expect 2 "$GILBENCH" submit "$DIR"
	expect 2 "$GILBENCH" submit "$DIR" pbs
	expect 2 "$GILBENCH" submit "$DIR" ssh
	holds "$err" 'needs --hosts'
	expect 2 "$GILBENCH" submit "$TMP" slurm
	holds "$err" 'run directory'
	expect 2 "$GILBENCH" submit "$DIR" slurm --survey -n 2
	expect 2 "$GILBENCH" submit "$DIR" slurm --pass nonsense
	expect 2 "$GILBENCH" submit "$DIR" slurm --gilbench bin/gilbench
	holds "$err" 'neither an absolute path nor a name'
	: >"$TMP/hosts"
	expect 2 "$GILBENCH" submit "$DIR" ssh --hosts "$TMP/hosts"
	holds "$err" 'names no host'
	printf '#!/bin/sh\necho "no such account" >&2; exit 1\n' \
		>"$TMP/bin/sbatch"
	expect 1 "$GILBENCH" submit "$DIR" slurm
	holds "$err" 'sbatch: no such account'
	rm "$TMP/bin/sbatch"
	expect 1 env PATH="$TMP/bin" "$GILBENCH" submit "$DIR" slurm
	holds "$err" 'sbatch'
	mv "$DIR" "$TMP/a%b"
	expect 1 "$GILBENCH" submit "$TMP/a%b" slurm
	holds "$err" 'cannot take'
}
