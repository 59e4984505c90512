"""Does a user's own workload keep the contract of gilbench-workload(7)?"""
import inspect

from gilbench_worker import own, own_constants, own_kernel, own_mistake
from gilbench_worker.own_mistake import Mistake

REQUIRED = {
    "UNIT": 'add UNIT = "step", what one unit is called',
    "prepare": "add def prepare(params): return the state of one worker",
    "run": "add def run(state, first, count): return the sum of the units' "
           "checksums",
}
CALLABLES = ("prepare", "run") + own_kernel.OPTIONAL + ("aprepare",)


def check_names(module, places):
    """What must be there is, and is of the right kind."""
    for name, cure in REQUIRED.items():
        if not hasattr(module, name):
            raise Mistake("%s: it has no %s; %s" % (places.shown, name, cure))
    for name in CALLABLES:
        if hasattr(module, name) and not callable(getattr(module, name)):
            raise Mistake("%s: %s is not a function; define it with def" % (
                places.shown, name))
    for name in ("arun", "aprepare"):
        value = getattr(module, name, None)
        if value and not inspect.iscoroutinefunction(value):
            raise Mistake("%s: %s() is not async; define it with async def" % (
                places.function(value), name))
    if inspect.iscoroutinefunction(module.run):
        raise Mistake("%s: run() is async; call it arun, and write a run() "
                      "that blocks" % places.function(module.run))


def load(workload, places):
    """The module, or a Mistake."""
    try:
        return own.load(workload)
    except BaseException as error:
        raise own_mistake.at_import(places, error) from error


def check(workload, places):
    """The module of a workload whose names are in order."""
    module = load(workload, places)
    check_names(module, places)
    own_constants.check(workload, module, places)
    return module
