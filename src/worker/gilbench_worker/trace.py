"""Runs a program as `python SCRIPT` and `python -m MODULE` would, metered.

Arguments: lib/gilbench, the log, the events of a ring, "script" or "module",
the program and its arguments.
"""
import os
import sys

from . import tracing


def main():
    libdir, log, events, kind, *argv = sys.argv[1:]
    sys.argv[:] = argv
    if hasattr(sys, "orig_argv"):  # 3.10
        sys.orig_argv[:] = [sys.orig_argv[0], *argv]
        if kind == "module":
            sys.orig_argv[1:1] = ["-m"]
    reason = tracing.begin(libdir, log, int(events))
    if reason:  # of the program: a child's would pass for it
        with open(log + ".reason", "w") as file:
            file.write(reason)
    run(kind, argv[0])


def run(kind, program):
    try:
        if kind == "module":
            add_path(os.getcwd())
            run_module(program, True)
        elif importer(program):
            sys.path.insert(0, program)
            run_module("__main__", False)
        else:
            add_path(os.path.dirname(os.path.realpath(program)))
            run_script(program)
    except BaseException:
        sys.excepthook = without_us(sys.excepthook)
        raise


def add_path(directory):
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path.insert(0, directory)


def run_module(name, alter_argv):
    import runpy
    # what the interpreter itself calls for -m, in every version
    runpy._run_module_as_main(name, alter_argv)


def importer(path):
    """Of a directory or archive with a __main__.py; None for a script."""
    for hook in sys.path_hooks:
        try:
            return hook(path)
        except ImportError:
            pass


def run_script(path):
    """In the real __main__, which outlives the script's last line."""
    from _frozen_importlib_external import (
        SourceFileLoader, SourcelessFileLoader)
    # since 3.9, and without touching "./"
    path = path if os.path.isabs(path) else os.getcwd() + "/" + path
    space = sys.modules["__main__"].__dict__
    if path.endswith(".pyc"):
        loader = SourcelessFileLoader("__main__", path)
        code = loader.get_code("__main__")
    else:
        loader = SourceFileLoader("__main__", path)
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
    space.update(__file__=path, __loader__=loader)
    if sys.version_info < (3, 15):
        space["__cached__"] = None
    exec(code, space)


def without_us(hook):
    """The program's own part of a traceback is what is shown."""
    ours = [f.__code__ for f in (main, run, run_script, run_module)]

    def show(kind, error, traceback):
        own = traceback
        while own and own.tb_frame.f_code is not ours[0]:
            own = own.tb_next
        if own:
            while own and own.tb_frame.f_code in ours:
                own = own.tb_next
            error, traceback = error.with_traceback(own), own
        hook(kind, error, traceback)
    return show
