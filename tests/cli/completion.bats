# Completion at work in the shells. That every option is there, check-options
# sees to.
load common

# offered WORD...: what bash offers for the last of these.
offered()
{
	"$GILBENCH" completion bash >"$TMP/bash"
	bash -c '. "$1" || exit; shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_gilbench 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"' - \
		"$TMP/bash" "$@"
}

@test "bash: commands" {
	[ "$(offered gilbench ru)" = run ]
	[ "$(offered gilbench "" | wc -l)" -gt 10 ]
}

@test "bash: options of the command" {
	[ "$(offered gilbench run --min)" = --min-time ]
	[ -z "$(offered gilbench plot --min)" ]
}

@test "bash: the words of an argument" {
	[ "$(offered gilbench run --kernel native-)" = native-held ]
	[ "$(offered gilbench run -k native-)" = native-held ]
	[ "$(offered gilbench run --scaling = w)" = weak ]
	[ "$(offered gilbench run --scaling =)" = "$(printf 'strong\nweak')" ]
	offered gilbench plot --figure "" | grep -qx speedup
}

@test "bash: the names of parameters, each once" {
	[ "$(offered gilbench run --param hid)" = hidden= ]
	[ "$(offered gilbench plan --param cache)" = cache= ]
}

# "none" keeps bash from offering files where there is no better word.
@test "bash: files where they may stand" {
	"$GILBENCH" completion bash >"$TMP/bash"
	grep -- '--workload | -w)' "$TMP/bash" | grep -q 'none= '
	grep -- '--kernel | -k)' "$TMP/bash" | grep -q 'none=1 '
	expect 1 grep -- '--copy)' "$TMP/bash"
}

@test "bash: the last item of a list" {
	[ "$(offered gilbench run -x serial,threa)" = serial,threads ]
}

@test "bash: directories" {
	mkdir -p "$TMP/there/results"
	cd "$TMP/there"
	touch result.txt
	[ "$(offered gilbench run -o res)" = results ]
}

@test "zsh takes the script" {
	command -v zsh >/dev/null || skip "zsh is missing"
	"$GILBENCH" completion zsh >"$TMP/_gilbench"
	# -d: no dump file; -u: whoever owns the directories
	expect 0 zsh -f -c 'fpath=($1 $fpath); autoload -Uz compinit
		compinit -u -D
		[[ $_comps[gilbench] = _gilbench ]] || exit 3
		autoload +X _gilbench' - "$TMP"
	expect 0 zsh -f -c 'autoload -Uz compinit; compinit -u -D
		eval "$(cat $1)"
		[[ $_comps[gilbench] = _gilbench ]]' - "$TMP/_gilbench"
	[ -z "$err" ]
}

@test "a shell that is neither" {
	expect 2 "$GILBENCH" completion tcsh
	holds "$err" 'bash or zsh'
	expect 2 "$GILBENCH" completion
}
