"""An interpreter describes itself: one JSON object on standard output.

Runs once for each interpreter, before anything is measured. An interpreter
that gilbench cannot use says only what it is, back to Python 2.
"""

import json
import os
import sys
import sysconfig


def shared_libpython():
    """Path of the libpython this process has mapped, or None.

    Not sysconfig's Py_ENABLE_SHARED: Debian's static python says 1.
    """
    with open("/proc/self/maps", errors="surrogateescape") as maps:
        for line in maps:
            path = line.rstrip("\n").split(None, 5)[5:]
            if path and os.path.basename(path[0]).startswith("libpython"):
                return path[0]
    return None


def jit_state(config_args):
    """'none', 'off' or 'on'; 'built' where it cannot be asked (3.13)."""
    jit = getattr(sys, "_jit", None)  # 3.14
    if jit is None:
        wanted = "--enable-experimental-jit" in config_args
        return "built" if wanted else "none"
    if not jit.is_available():
        return "none"
    return "on" if jit.is_enabled() else "off"


def build():
    """How it was compiled: what decides its speed."""
    cflags = sysconfig.get_config_var("CFLAGS") or ""
    args = sysconfig.get_config_var("CONFIG_ARGS") or ""
    levels = [flag for flag in cflags.split() if flag.startswith("-O")]
    return {
        "compiler": sys.version.rpartition("[")[2].rstrip("]"),
        "cflags": cflags,
        "opt_level": levels[-1] if levels else "",
        "config_args": args,  # says nothing of Debian's PGO
        "jit": jit_state(args),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    }


def version_of(package):
    """By its metadata: importing it could take seconds."""
    from importlib import metadata
    try:
        return metadata.version(package)
    except Exception:  # missing, or its metadata is broken
        return None


def gil_enabled():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def gilbench_module():
    """'ok', or why _gilbench cannot be used."""
    before = gil_enabled()
    try:
        import _gilbench
        _gilbench.finished()
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)
    return "ok" if gil_enabled() == before else "importing it changed the GIL"


def describe():
    import multiprocessing
    from gilbench_worker import bytecode
    bytecode.keep(os.path.dirname(os.path.dirname(__file__)))
    libpython = shared_libpython()
    return dict(
        build(), prefix=sys.prefix, base_prefix=sys.base_prefix,
        gil_enabled=gil_enabled(), libpython=libpython,
        shared=libpython is not None,
        start_methods=multiprocessing.get_all_start_methods(),
        start_method=multiprocessing.get_start_method(),
        switch_interval_s=sys.getswitchinterval(),
        gilbench_module=gilbench_module(),
        numpy=version_of("numpy"), torch=version_of("torch"))


def main():
    facts = {"executable": sys.executable, "hexversion": sys.hexversion,
             "version": "%d.%d.%d" % sys.version_info[:3],
             "full_version": sys.version}
    if sys.version_info >= (3, 9):
        facts["implementation"] = sys.implementation.name
        if facts["implementation"] == "cpython":
            facts.update(describe())
    print(json.dumps(facts))
