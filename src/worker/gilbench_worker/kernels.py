"""Kernels by name: what offers UNIT, prepare(), run(), refresh(), prove().

A native kernel offers the same names as a workload's Python module, so that
all kernels are run by the same glue.
"""
import functools
import importlib
import importlib.util
import os
import sys
import threading
import types

import _gilbench

PACKAGE = "gilbench_workloads"
loading = threading.Lock()


def load_file(path):
    """A user's own workload: one module, however many workers ask."""
    name = "gilbench_own_" + os.path.splitext(os.path.basename(path))[0]
    with loading:
        if name not in sys.modules:
            sys.path.append(os.path.dirname(path))
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
        return sys.modules[name]


def python(workload):
    """The workload's Python module."""
    if workload.endswith(".py"):
        return load_file(workload)
    return importlib.import_module(PACKAGE + "." + workload)


def numpy(workload):
    """The workload's module that works on NumPy's arrays."""
    return importlib.import_module(PACKAGE + "." + workload + "_numpy")


def torch(workload):
    """The workload's module that works on PyTorch's tensors."""
    return importlib.import_module(PACKAGE + "." + workload + "_torch")


def native(run, workload):
    """The workload's C kernel, called through `run`."""
    facts = _gilbench.native_describe(workload)
    if facts is None:
        raise LookupError(workload + " has no native kernel")
    return types.SimpleNamespace(
        UNIT=facts[0],
        prepare=functools.partial(_gilbench.native_prepare, workload),
        run=run,
        refresh=_gilbench.native_refresh,
        metrics=_gilbench.native_metrics,
        prove=_gilbench.native_prove,
    )


KERNELS = {
    "python": python,
    "native": functools.partial(native, _gilbench.native_run),
    "native-held": functools.partial(native, _gilbench.native_run_held),
    "numpy": numpy,
    "torch": torch,
}


def load(kernel, workload):
    """The kernel called `kernel` of a workload."""
    return KERNELS[kernel](workload)


def proof_units(workload):
    """How many units a kernel computes to be compared with others."""
    facts = _gilbench.native_describe(workload)
    return facts[1] if facts else 1
