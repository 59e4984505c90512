"""Can a package be imported where an interpreter has a GIL of its own?

isolated.py PACKAGE: one JSON object on standard output, before anything is
measured. Some builds of NumPy do not refuse but abort the process: then
nothing is printed, and that is an answer, too.
"""
import json
import sys

from gilbench_worker import failure, subinterpreters


def main():
    """Try it in a new interpreter."""
    package = sys.argv[1]
    raised = subinterpreters.run(
        subinterpreters.create(),
        "import sys\nsys.path[:] = %a\nimport %s" % (sys.path, package))
    code, _, words = failure.translate(raised or "").partition("skipped: ")
    error = words or code.strip().partition("\n")[0]
    if error and not words:
        error = "module-not-isolated: importing %s: %s" % (package, error)
    print(json.dumps({"error": error or None}))
    sys.stdout.flush()
