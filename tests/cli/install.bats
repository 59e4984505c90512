# What make install puts where, and that it runs from there, wherever "there"
# is later.
load common

BUILD=$GILBENCH_BINDIR/..

setup_file()
{
	# none of the calling make's
	unset MAKEFLAGS MAKELEVEL MFLAGS
}

@test "an installed tree can be moved" {
	make -s -C "$BUILD" install DESTDIR="$TMP/stage" prefix=/opt/gb \
		>"$TMP/log" 2>&1 || { cat "$TMP/log"; false; }
	mv "$TMP/stage/opt/gb" "$TMP/some where"
	local there="$TMP/some where"
	for file in bin/gilbench bin/gilbench-python bin/gilbench-apiserver \
		lib/gilbench/_gilbench.so lib/gilbench/gilbench-ceiling \
		share/man/man1/gilbench.1 share/man/man5/gilbench-results.5 \
		share/bash-completion/completions/gilbench \
		share/zsh/site-functions/_gilbench; do
		[ -s "$there/$file" ] || { echo "no $file"; false; }
	done
	# all there is comes from the source: nothing of the build tree is named
	[ -z "$(grep -rIl "$(cd "$BUILD" && pwd)" "$there")" ]
	GILBENCH=$there/bin/gilbench
	expect 0 "$GILBENCH" topo -t 1
	expect 0 small
	[ -s "$DIR/cells.csv" ]
}

@test "the glue's bytecode is kept, renewed, and goes with the rest" {
	local glue=$TMP/stage/opt/gb/lib/gilbench/gilbench_worker

	unset PYTHONDONTWRITEBYTECODE
	make -s -C "$BUILD" install DESTDIR="$TMP/stage" prefix=/opt/gb \
		>"$TMP/log" 2>&1 || { cat "$TMP/log"; false; }
	GILBENCH=$TMP/stage/opt/gb/bin/gilbench
	expect 0 "$GILBENCH" list
	ls "$glue"/__pycache__/body.*.pyc "$glue/executors/__pycache__"/*.pyc \
		"$glue/../gilbench_workloads/__pycache__"/train_step.*.pyc
	[ "$(ls "$glue/__pycache__" | wc -l)" -eq "$(ls "$glue"/*.py | wc -l)" ]
	# as old as its source says, not as the clock does
	touch -d 2001-02-03 "$glue/body.py"
	expect 0 "$GILBENCH" list
	"$GILBENCH_BINDIR/gilbench-python" -c 'import os, sys
with open(sys.argv[2], "rb") as file:
    assert int.from_bytes(file.read(16)[8:12], "little") == int(
        os.stat(sys.argv[1]).st_mtime)' \
		"$glue/body.py" "$glue"/__pycache__/body.*.pyc
	rm -r "$glue/__pycache__"
	PYTHONDONTWRITEBYTECODE=1 expect 0 "$GILBENCH" list
	[ ! -e "$glue/__pycache__" ]
	expect 0 "$GILBENCH" list
	make -s -C "$BUILD" uninstall DESTDIR="$TMP/stage" prefix=/opt/gb \
		>"$TMP/log" 2>&1 || { cat "$TMP/log"; false; }
	[ -z "$(find "$TMP/stage" -type f)" ]
}

@test "the relocatable tarball runs from any folder" {
	command -v patchelf >/dev/null || skip "patchelf is missing"
	local name there
	mkdir "$TMP/made" "$TMP/any where"
	expect 0 make -s -C "$BUILD" relocatable RELOCATABLE_DIR="$TMP/made"
	name=$(basename "$TMP"/made/*.tar.gz .tar.gz)
	tar -C "$TMP/any where" -xzf "$TMP/made/$name.tar.gz"
	there="$TMP/any where/$name"
	expect 0 env HOME="$TMP" "$there/bin/gilbench" run -w train-step \
		-k python,native -x serial,threads,processes -t 2 --pin none \
		--blocks 1 -n 1 --min-time 5ms --no-plot -o "$DIR"
	[ -z "$(csv "$DIR/cells.csv" 'r["status"] == "failed"' reason)" ]
	[ "$(jq -r '.pythons[0].facts.prefix' "$DIR/run.json")" = "$there" ]
	# of the machine it takes the C library only
	"$there/bin/gilbench-python" -Ic 'import ssl, ctypes, hashlib, sys
paths = {line.rstrip().split(None, 5)[5]
         for line in open("/proc/self/maps") if ".so" in line}
print(*sorted(p for p in paths if not p.startswith(sys.prefix)), sep="\n")' |
		sed 's/.*\///' >"$TMP/foreign"
	[ -s "$TMP/foreign" ]
	[ -z "$(grep -vE '^(ld-linux|lib(c|m|dl|rt|pthread|resolv))[-.]' \
		"$TMP/foreign")" ]
	[ -s "$there/README" ]
}
