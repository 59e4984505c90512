"""One invocation: read the request, run the executor.

Little is imported, and hardly anything before it is needed: start-up is
measured, and json alone would take half as long as an interpreter's start.
"""
import sys

import _gilbench

from gilbench_worker import executors, failure, gil


def read(text):
    """The request. What the driver writes in JSON are Python's literals, too,
    but for three names."""
    try:
        return eval(text, {"true": True, "false": False, "null": None})
    except UnicodeEncodeError:  # bytes that this locale's encoding has not
        import json
        return json.loads(text)


def main():
    """Run the request in argv[1]; exit status 1 if anything failed."""
    request = read(sys.argv[1])
    _gilbench.attach(request["arena"], request["events"])
    sys.argv[:] = [request["workload"]]  # the request is no one else's
    gil.listen()
    try:
        if request["gil"] < 0:  # as it is: it must stay so
            request["gil"] = gil.enabled()
        done = executors.find(request["executor"]).run(request)
    except Exception as error:
        failure.report(0, error)
        done = False
    if not done:
        sys.exit(1)
