"""A user's own workload: a file, or a function of a module.

It is loaded here, in the process that looks at it first (own_look.py) and in
every worker. What it must offer: gilbench-workload(7).
"""
import os
import sys
from _thread import allocate_lock

from gilbench_worker import modules

loading = allocate_lock()


def add_path(directory):
    """Modules beside the workload: behind the standard library, before what
    is installed."""
    if directory in sys.path:
        return
    at = [i for i, path in enumerate(sys.path)
          if os.path.basename(path) in ("site-packages", "dist-packages")]
    sys.path.insert(at[0] if at else len(sys.path), directory)


def leads_to(name, path):
    """Is it this file that `import name` finds?"""
    if "." in name:
        return False
    spec = modules.spec(name)
    return spec is not None and spec.origin == path


def load_file(path):
    """One module, however many workers ask. By its own name if that leads to
    it, so that children of a pool of its own can import it."""
    name = os.path.splitext(os.path.basename(path))[0]
    own_name = "gilbench_own_" + name
    with loading:
        add_path(os.path.dirname(path))
        if leads_to(name, path):
            return modules.find(name)
        if own_name in sys.modules:
            return sys.modules[own_name]
        return modules.load(own_name, path)


def load_function(workload):
    """The workload that a function of a module makes."""
    from gilbench_worker import own_function
    name, _, path = workload.partition(":")
    with loading:
        add_path(os.getcwd())
        module = modules.find(name)
    return own_function.workload(module, path)


def load(workload):
    """Its module, or what stands for it."""
    if workload.endswith(".py"):
        return load_file(workload)
    return load_function(workload)
