"""The GIL meter in a program that is traced, and in the children that it
starts by multiprocessing. The program shall not notice."""
import sys
import threading

import _gilbench

# How multiprocessing starts a child that is a fresh interpreter, and the
# server that forks them; its resource tracker is no part of the program.
CHILDREN = ("from multiprocessing.spawn import",
            "from multiprocessing.forkserver import")

BOOTSTRAP = """\
import sys
sys.path.append({libdir!r})
written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
from gilbench_worker import tracing
sys.dont_write_bytecode = written
tracing.begin({libdir!r}, {log!r}, {events!r})
"""


def begin(libdir, log, events):
    """Start the meter; returns why it cannot work, or None."""
    sys.path.remove(libdir)
    reason = _gilbench.meter_start(log, events)
    if reason is None:
        name_threads()
        follow_children(
            BOOTSTRAP.format(libdir=libdir, log=log, events=events))
    return reason


def name_thread(name):
    text = str(name).encode("utf-8", "replace").replace(b"\0", b"?")
    _gilbench.meter_name(text.decode("utf-8"))


def name_threads():
    """Tell the meter Python's names of threads: as they begin and, for those
    that were renamed, as they end. Both methods are called by the thread
    itself, outside of its run()."""
    def wrap(method):
        original = getattr(threading.Thread, method, None)
        if original is None:
            return

        def wrapper(self, *args):
            name_thread(self._name)
            return original(self, *args)
        setattr(threading.Thread, method, wrapper)

    wrap("_set_native_id")
    wrap("_delete")
    name_thread(threading.current_thread()._name)


class Finder:
    """Waits for multiprocessing.util to be imported, and is gone then."""

    def __init__(self, found):
        self.found = found

    def find_spec(self, name, path=None, target=None):
        if name != "multiprocessing.util":
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                self.watch(spec.loader)
                return spec

    def watch(self, loader):
        def exec_module(module):
            del loader.exec_module
            loader.exec_module(module)
            self.found(module)
        loader.exec_module = exec_module


def follow_children(bootstrap):
    def found(util):
        original = util.spawnv_passfds

        def spawnv_passfds(path, args, passfds):
            code = args.index("-c") + 1 if "-c" in args else 0
            if code and args[code].startswith(CHILDREN):
                args = list(args)
                args[code] = "exec(%r, {}); %s" % (bootstrap, args[code])
            return original(path, args, passfds)
        util.spawnv_passfds = spawnv_passfds

    util = sys.modules.get("multiprocessing.util")
    if util:
        found(util)
    else:
        sys.meta_path.insert(0, Finder(found))
