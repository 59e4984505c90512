"""Executors by name, one file each: run(request) -> True if all went well.

A file is not named like a module of the standard library, and it is only
imported when it is asked for: what one executor needs costs others nothing.
"""
from gilbench_worker import modules

EXECUTORS = {
    "serial": "exec_serial",
    "threads": "exec_threads",
    "processes": "exec_processes",
    "interpreters": "exec_interpreters",
    "asyncio": "exec_asyncio",
    "own": "exec_own",
}


def find(name):
    """The executor's module."""
    return modules.find(__name__ + "." + EXECUTORS[name])
