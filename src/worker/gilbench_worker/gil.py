"""Is the GIL on, as it was asked for, and if not: which module did it?

A free-threaded CPython switches its GIL on, for good, to load a module that
does not say that it can do without; a warning names the module.
"""
import sys

from gilbench_worker import failure

culprits = []


def enabled():
    """1 or 0; there is no asking before 3.13."""
    return int(getattr(sys, "_is_gil_enabled", lambda: True)())


def listen():
    """Note which module it was. For all threads: any may be the first."""
    if not hasattr(sys, "_is_gil_enabled"):
        return
    import warnings
    show = warnings.showwarning

    def note(message, *rest, **keywords):
        if str(message).startswith("The global interpreter lock"):
            culprits.append(str(message).split("'")[1])
        show(message, *rest, **keywords)

    warnings.filterwarnings(
        "always", "The global interpreter lock", RuntimeWarning)
    warnings.showwarning = note


def state(asked):
    """What enabled() says; anything but `asked` ends the invocation."""
    seen = enabled()
    if seen == asked:
        return seen
    if seen and culprits:
        raise failure.Reason(
            "gil-changed: module %s switched the GIL on" % culprits[0])
    raise failure.Reason(
        "gil-changed: the GIL is %s and not as asked for" % (
            "on" if seen else "off"))


def watch(asked):
    """state() for a worker's stages; None where it cannot change."""
    if hasattr(sys, "_is_gil_enabled"):
        return lambda: state(asked)
    return None
