"""Kernels by name: what offers UNIT, prepare(), run(), refresh(), prove().

A native kernel offers the same names as a workload's Python module, so that
all kernels are run by the same glue.
"""
import functools
import importlib
import types

import _gilbench

PACKAGE = "gilbench_workloads"
COMPANY = ("mixed",)  # NAME_native.py: what is Python beside the C kernel


def is_own(workload):
    """True for a user's: a path, or module:function."""
    return "/" in workload or ":" in workload


def python(workload):
    """The workload's Python module."""
    if is_own(workload):
        from gilbench_worker import own_kernel
        return own_kernel.python(workload)
    return importlib.import_module(PACKAGE + "." + workload)


def numpy(workload):
    """The workload's module that works on NumPy's arrays."""
    return importlib.import_module(PACKAGE + "." + workload + "_numpy")


def torch(workload):
    """The workload's module that works on PyTorch's tensors."""
    return importlib.import_module(PACKAGE + "." + workload + "_torch")


def native(held, workload):
    """The workload's C kernel, with the GIL released or held."""
    if is_own(workload):
        from gilbench_worker import own, own_kernel
        workload = own_kernel.shared_object(workload, own.load(workload))
    unit = _gilbench.native_describe(workload)
    if unit is None:
        raise LookupError(workload + " has no native kernel")
    kernel = types.SimpleNamespace(
        UNIT=unit,
        prepare=functools.partial(_gilbench.native_prepare, workload),
        run=_gilbench.native_run_held if held else _gilbench.native_run,
        join=lambda state, crew: _gilbench.native_join(
            state, crew.worker, held),
        refresh=_gilbench.native_refresh,
        prove=_gilbench.native_prove,
    )
    around = PACKAGE + "." + workload + "_native"
    if workload in COMPANY:
        return importlib.import_module(around).Kernel(kernel)
    return kernel


KERNELS = {
    "python": python,
    "native": functools.partial(native, False),
    "native-held": functools.partial(native, True),
    "numpy": numpy,
    "torch": torch,
}


def load(kernel, workload):
    """The kernel called `kernel` of a workload."""
    return KERNELS[kernel](workload)
