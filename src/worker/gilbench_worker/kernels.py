"""Kernels by name: what offers UNIT, prepare(), run(), refresh(), prove().

A native kernel offers the same names as a workload's Python module, so that
all kernels are run by the same glue.
"""
import _gilbench

from gilbench_worker import modules

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
    return modules.find(PACKAGE + "." + workload)


def numpy(workload):
    """The workload's module that works on NumPy's arrays."""
    return modules.find(PACKAGE + "." + workload + "_numpy")


def torch(workload):
    """The workload's module that works on PyTorch's tensors."""
    return modules.find(PACKAGE + "." + workload + "_torch")


class Native:
    """The workload's C kernel, with the GIL released or held."""

    refresh = _gilbench.native_refresh
    prove = _gilbench.native_prove

    def __init__(self, workload, held):
        self.UNIT = _gilbench.native_describe(workload)
        if self.UNIT is None:
            raise LookupError(workload + " has no native kernel")
        self.run = _gilbench.native_run_held if held else _gilbench.native_run
        self.workload = workload
        self.held = held

    def prepare(self, params):
        """The kernel's state."""
        return _gilbench.native_prepare(self.workload, params)

    def join(self, state, crew):
        """Where workers compute every unit together."""
        _gilbench.native_join(state, crew.worker, self.held)


def native(workload, held=False):
    """The workload's C kernel, and what it has around it."""
    if is_own(workload):
        from gilbench_worker import own, own_kernel
        workload = own_kernel.shared_object(workload, own.load(workload))
    kernel = Native(workload, held)
    if workload in COMPANY:
        around = modules.find(PACKAGE + "." + workload + "_native")
        return around.Kernel(kernel)
    return kernel


def native_held(workload):
    """The same with the GIL held: the control."""
    return native(workload, held=True)


KERNELS = {
    "python": python,
    "native": native,
    "native-held": native_held,
    "numpy": numpy,
    "torch": torch,
}


def load(kernel, workload):
    """The kernel called `kernel` of a workload."""
    return KERNELS[kernel](workload)
