"""A user's own workload as a kernel: what the glue calls."""
import os

from gilbench_worker import own

PROOF_UNITS = 4  # computed by each kernel, to be compared
# what it may offer besides UNIT, prepare and run
OPTIONAL = ("refresh", "prove", "arun", "run_parallel", "metrics")


def typed(name, default, text):
    """A parameter as its default is."""
    if isinstance(default, bool):
        return text == "true"
    if isinstance(default, str):
        return text
    try:
        return type(default)(text)
    except ValueError:
        raise ValueError("%s=%s: its default is %r, so give it a%s" % (
            name, text, default, " whole number" if
            isinstance(default, int) else " number")) from None


def own_params(module, params):
    """The params that a workload's prepare() is given."""
    values = {name: typed(name, default, params[name])
              for name, default in getattr(module, "PARAMS", {}).items()}
    return dict(values, seed=int(params["seed"]),
                workers=int(params["workers"]))


class Python:
    """The kernel in the workload's own Python."""

    def __init__(self, module):
        self.module = module
        self.UNIT = module.UNIT
        self.run = module.run
        for name in OPTIONAL:
            if hasattr(module, name):
                setattr(self, name, getattr(module, name))
        if hasattr(module, "aprepare"):
            self.aprepare = lambda params: module.aprepare(
                own_params(module, params))

    def prepare(self, params):
        """The state of a worker."""
        return self.module.prepare(own_params(self.module, params))


def python(workload):
    """The kernel of a workload."""
    return Python(own.load(workload))


def shared_object(workload, module):
    """Path of the C kernel that the workload names, or None."""
    name = getattr(module, "NATIVE", None)
    return name and os.path.normpath(
        os.path.join(os.path.dirname(workload), name))
