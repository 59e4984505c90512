"""A user's own workload as a kernel: what the glue calls."""
import os
import types

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


def python(workload):
    """The kernel in the workload's own Python."""
    module = own.load(workload)
    kernel = types.SimpleNamespace(
        UNIT=module.UNIT, run=module.run,
        prepare=lambda params: module.prepare(own_params(module, params)))
    if hasattr(module, "aprepare"):
        kernel.aprepare = lambda params: module.aprepare(
            own_params(module, params))
    for name in OPTIONAL:
        if hasattr(module, name):
            setattr(kernel, name, getattr(module, name))
    return kernel


def shared_object(workload, module):
    """Path of the C kernel that the workload names, or None."""
    name = getattr(module, "NATIVE", None)
    return name and os.path.normpath(
        os.path.join(os.path.dirname(workload), name))
