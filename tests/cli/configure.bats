# configure --with-python: what cannot be embedded gets one clear line.
load common

CONFIGURE=$BATS_TEST_DIRNAME/../../configure

# refused PYTHON PATTERN
refused()
{
	[ -x "$CONFIGURE" ] || skip "there is no configure"
	[ ! -e "${CONFIGURE%/*}/config.status" ] || skip "configured in place"
	mkdir "$TMP/build"
	cd "$TMP/build"
	unset PKG_CONFIG_PATH PKG_CONFIG_LIBDIR
	expect 1 "$CONFIGURE" -q --with-python="$1"
	[ "$(wc -l <"$TMP/err")" -eq 1 ] || { cat "$TMP/err"; false; }
	holds "$err" "$2"
	[ ! -e Makefile ]
}

@test "configure refuses what is no Python" {
	refused /bin/true '/bin/true is no Python'
}

@test "configure refuses a name that pkg-config does not know" {
	refused no-such-python 'no-such-python'
}

# It says what a static build in $TMP would.
@test "configure refuses a Python without a shared library" {
	cat >"$TMP/python3" <<-END
		#!/bin/sh
		case \$2 in
		*LIBDIR*) echo $TMP/lib ;;
		*LDVERSION*) echo 3.99 ;;
		*) echo $TMP ;;
		esac
	END
	chmod +x "$TMP/python3"
	refused "$TMP/python3" 'no shared libpython'
}
