"""One invocation: read the request, say hello, run the executor."""
import json
import os
import sys

import _gilbench

from gilbench_worker import executors, failure, gil


def main():
    """Run the request in argv[1]; exit status 1 if anything failed."""
    request = json.loads(sys.argv[1])
    _gilbench.attach(request["arena"], request["events"])
    _gilbench.emit(json.dumps({
        "event": "hello",
        "pid": os.getpid(),
        "executable": sys.executable,
        "version": sys.version.split()[0],
    }))
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
