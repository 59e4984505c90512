"""Workloads whose workers hand what they make over to a consumer.

NAME_prefetch.py has prepare(params, kernel), connect(state, end), run(),
refresh(), metrics() for all kernels, and a class Consumer(params, workers,
context) with `ends`, one for each worker, consume() and stop(). The consumer
is no worker, and takes no part in the barrier: a worker's call ends when what
it made was consumed.
"""
import threading

from gilbench_worker import failure, kernels, modules


def module(request):
    """What the workload has for it."""
    return modules.find("%s.%s_prefetch" % (
        kernels.PACKAGE, request["workload"]))


class Kernel:
    """The kernel that hands over."""

    def __init__(self, request):
        own = module(request)
        self.UNIT = own.UNIT
        self.prepare = lambda params: own.prepare(params, request["kernel"])
        self.connect = own.connect
        self.run = own.run
        self.refresh = own.refresh
        self.metrics = own.metrics


class Consumer(threading.Thread):
    """The consumer of an executor's workers, in a thread of its own.

    Made before the workers start, because it measures itself alone; started
    after them, because a process with threads should not fork. A workload
    that hands nothing over has none: then the ends are None.
    """

    def __init__(self, request, context=None):
        super().__init__(name="consumer", daemon=True)
        self.side = None
        self.ends = [None] * request["workers"]
        if request.get("handover"):
            self.side = module(request).Consumer(
                request["params"], request["workers"], context)
            self.ends = self.side.ends

    def begin(self):
        """Once the workers have been started."""
        if self.side:
            self.start()

    def end(self, done):
        """Once they have ended; `done`: as they should."""
        if self.side and done:
            self.side.stop()
            self.join()
        return done

    def run(self):
        try:
            self.side.consume()
        except BaseException as error:
            failure.report(0, error)
