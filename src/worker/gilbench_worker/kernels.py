"""Kernels by name: what offers UNIT, prepare(), run(), refresh(), prove().

A native kernel offers the same names as a workload's Python module, so that
all kernels are run by the same glue.
"""
import functools
import importlib
import types

import _gilbench

from gilbench_worker import own, own_kernel

PACKAGE = "gilbench_workloads"
COMPANY = ("mixed",)  # NAME_native.py: what is Python beside the C kernel


def python(workload):
    """The workload's Python module."""
    if own.is_own(workload):
        return own_kernel.python(workload)
    return importlib.import_module(PACKAGE + "." + workload)


def numpy(workload):
    """The workload's module that works on NumPy's arrays."""
    return importlib.import_module(PACKAGE + "." + workload + "_numpy")


def torch(workload):
    """The workload's module that works on PyTorch's tensors."""
    return importlib.import_module(PACKAGE + "." + workload + "_torch")


def native(run, workload):
    """The workload's C kernel, called through `run`."""
    if own.is_own(workload):
        workload = own_kernel.shared_object(workload, own.load(workload))
    facts = _gilbench.native_describe(workload)
    if facts is None:
        raise LookupError(workload + " has no native kernel")
    kernel = types.SimpleNamespace(
        UNIT=facts[0],
        prepare=functools.partial(_gilbench.native_prepare, workload),
        run=run,
        refresh=_gilbench.native_refresh,
        metrics=_gilbench.native_metrics,
        prove=_gilbench.native_prove,
    )
    around = PACKAGE + "." + workload + "_native"
    if workload in COMPANY:
        return importlib.import_module(around).Kernel(kernel)
    return kernel


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
    if own.is_own(workload):
        return own_kernel.PROOF_UNITS
    facts = _gilbench.native_describe(workload)
    return facts[1] if facts else 1
