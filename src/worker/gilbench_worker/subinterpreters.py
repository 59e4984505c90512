"""Interpreters with a GIL of their own, in the ways of CPython 3.12 on.

3.12 has _xxsubinterpreters, later ones _interpreters, on which
concurrent.interpreters (3.14) stands; that one would need the same calls.
"""
import threading

try:
    import _interpreters as api
except ImportError:
    import _xxsubinterpreters as api

# two that come or go at a time have crashed 3.12 and 3.13
serially = threading.Lock()


def create():
    """A new one: isolated, so that its GIL is its own. Its number."""
    with serially:
        return api.create("isolated") if hasattr(api, "exec") else api.create()


def run(interpreter, script):
    """Run source code in it, in this thread. None, or what it raised."""
    if not hasattr(api, "exec"):
        try:
            api.run_string(interpreter, script)
        except api.RunFailedError as error:
            return str(error)
        return None
    raised = api.exec(interpreter, script)
    return raised and "%s: %s" % (raised.type.__name__, raised.msg)


def destroy(interpreter):
    """End it."""
    with serially:
        api.destroy(interpreter)
