"""interpreters: a thread for each worker, with an interpreter in it that has
a GIL of its own.

A job goes there through a pipe: every version has it, and the queues that
3.14 brought look for a message every 10 ms only. What a worker imports must
be isolated: neither multiprocessing nor statistics, http.client or datetime.
"""
import os
import sys
import threading

from gilbench_worker import dispatch, failure, subinterpreters

# a worker, in an interpreter that knows nothing yet
INSIDE = """
import sys
sys.path[:] = {path!a}
from gilbench_worker import body, dispatch, gil
gil.listen()
send, receive = dispatch.over_pipes({jobs}, {answers})
if not body.run({request!a}, {number}, lambda: dispatch.answer(receive, send)):
    raise RuntimeError("it ended too soon")
"""


class Worker(threading.Thread):
    """A thread that makes its interpreter, runs a worker there and ends it."""

    def __init__(self, request, number):
        super().__init__(name="worker-%d" % number)
        self.number = number
        self.done = False
        jobs, send = os.pipe()
        receive, answers = os.pipe()
        self.inside = jobs, answers
        self.port = dispatch.over_pipes(receive, send)
        self.script = INSIDE.format(
            path=sys.path, jobs=jobs, answers=answers, request=request,
            number=number)

    def run(self):
        try:
            self.work()
        except BaseException as error:
            failure.report(self.number, error)

    def work(self):
        interpreter = subinterpreters.create()
        raised = subinterpreters.run(interpreter, self.script)
        for end in self.inside:  # for a coordinator that still waits
            os.close(end)
        if raised:
            failure.abort(self.number, failure.translate(raised))
        subinterpreters.destroy(interpreter)
        self.done = not raised


def run(request):
    """Start the workers, measure the dispatch, wait for them."""
    workers = [Worker(request, i) for i in range(request["workers"])]
    for worker in workers:
        worker.start()
    dispatch.measure([worker.port for worker in workers])
    for worker in workers:
        worker.join()
    return all(worker.done for worker in workers)
