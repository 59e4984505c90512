"""The constants of a user's own workload: gilbench-workload(7)."""
import os

from gilbench_worker import own_kernel
from gilbench_worker.own_mistake import Mistake

FOLDS = ("sum", "mean", "min", "max")  # of a metric over the workers


def expect(places, holds, name, what, cure):
    """A constant that is something else is a Mistake."""
    if not holds:
        raise Mistake("%s: %s is not %s; %s" % (
            places.shown, name, what, cure))


def check_constants(module, places):
    """UNIT, CLASS, PARAMS and the others."""
    unit = module.UNIT
    expect(places, isinstance(unit, str) and unit.isprintable() and
           0 < len(unit) <= 40, "UNIT", "a short text", 'UNIT = "step"')
    expect(places, getattr(module, "CLASS", "cpu") in ("cpu", "io"), "CLASS",
           '"cpu" or "io"', 'CLASS = "cpu"')
    chain = getattr(module, "CHAIN", 1)
    expect(places, isinstance(chain, int) and 0 < chain <= 1000000, "CHAIN",
           "a number of units", "CHAIN = 1")
    low = getattr(module, "TOLERANCE", 0)
    expect(places, isinstance(low, (int, float)) and low >= 0, "TOLERANCE",
           "a number, at least 0", "TOLERANCE = 0")
    params = getattr(module, "PARAMS", {})
    expect(places, isinstance(params, dict), "PARAMS", "a dict",
           'PARAMS = {"n": 1000}')
    for name, value in params.items():
        expect(places, isinstance(name, str) and name.isidentifier(),
               "PARAMS key %r" % (name,), "a name", 'PARAMS = {"n": 1000}')
        expect(places, isinstance(value, (bool, int, float, str)),
               "PARAMS[%r]" % name, "a number, a text or a bool",
               "make the rest of it in prepare()")
        expect(places, name not in ("seed", "workers"),
               "PARAMS[%r]" % name, "yours to define",
               "it is always in params; leave it out")


def check_metrics(module, places):
    """METRICS is rows of text, and metrics() gives their values."""
    rows = getattr(module, "METRICS", [])
    cure = 'METRICS = [("name_s", "s", "mean", "what it is")]'
    expect(places, isinstance(rows, (list, tuple)) and len(rows) <= 8,
           "METRICS", "a list of at most 8", cure)
    for row in rows:
        expect(places, isinstance(row, (list, tuple)) and len(row) == 4 and
               all(isinstance(text, str) and text.isprintable()
                   for text in row) and row[0].isidentifier() and
               row[2] in FOLDS, "METRICS row %r" % (row,),
               "(name, unit, %s, help)" % " or ".join(FOLDS), cure)
    expect(places, bool(rows) == hasattr(module, "metrics"), "METRICS",
           "there together with metrics()",
           "add def metrics(state): return a value for each, or leave both")


def check_native(workload, module, places):
    """The shared object exists."""
    if not hasattr(module, "NATIVE"):
        return
    expect(places, isinstance(module.NATIVE, str), "NATIVE", "a path",
           'NATIVE = "./mine.so"')
    path = own_kernel.shared_object(workload, module)
    if not os.path.isfile(path):
        raise Mistake("%s: NATIVE: there is no %s; build it with cc -shared "
                      "-fPIC" % (places.shown, path))


def check(workload, module, places):
    """All of them."""
    check_constants(module, places)
    check_metrics(module, places)
    check_native(workload, module, places)
