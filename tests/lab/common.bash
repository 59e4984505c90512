# What the labs share.
# shellcheck shell=bash

# End; the last line says why.
cannot()
{
	echo "$*"
	exit 77
}

# free_ports N: prints the first of N + 1 ports in a row at which nobody
# listens, below those that the kernel hands out itself.
free_ports()
{
	local base try port taken

	taken=$(awk 'FNR > 1 { split($2, a, ":"); print a[2] }' \
		/proc/net/tcp /proc/net/tcp6)
	for try in $(seq 50); do
		base=$((20000 + (RANDOM % 1100) * 10))
		for port in $(seq "$base" $((base + $1))); do
			! grep -qxi "$(printf %04X "$port")" <<<"$taken" ||
				continue 2
		done
		echo "$base"
		return
	done
	cannot "no free ports after $try tries"
}
