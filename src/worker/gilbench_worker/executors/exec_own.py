"""own: the workload has workers of its own (threads, a pool, a data loader).

One thread times them all: it calls run_parallel(state, first, count, workers)
for the whole job. What becomes of it inside is not gilbench's affair, so its
workers are neither placed one by one nor metered, and no dispatch is measured.
"""
import _gilbench

from gilbench_worker import body, failure, gil

MASK = 0xFFFFFFFFFFFFFFFF


class Crew:
    """The workload's workers as one. arm() and fire() are called by C."""

    def __init__(self, kernel, state, workers):
        self.kernel = kernel
        self.state = state
        self.workers = workers

    def arm(self, i, first, count, stride, n_calls):
        """Untimed: note the job. The slots are parts of it, in order."""
        if i:
            _gilbench.stop(i, 0)  # slot 0 stands for all
            return
        count *= self.workers
        self.jobs = [first + call * stride for call in range(n_calls)]
        self.count = count
        if hasattr(self.kernel, "refresh"):
            for start in self.jobs:
                self.kernel.refresh(self.state, start, count)

    def fire(self):
        """Timed: do the whole job, as often as it is to be done."""
        checksum = 0
        for first in self.jobs:
            checksum += self.kernel.run_parallel(
                self.state, first, self.count, self.workers)
        _gilbench.stop(0, checksum & MASK)

    def metrics(self):
        """What tells the metrics after a stage, or None."""
        metrics = getattr(self.kernel, "metrics", None)
        return (lambda: [metrics(self.state)]) if metrics else None


def work(request):
    """Be all workers until the end."""
    kernel = body.begin(request, 0)
    if request.get("prove"):
        body.prove(request, kernel)
    state = kernel.prepare(request["params"])
    crew = Crew(kernel, state, request["workers"])
    gil.state(request["gil"])
    watch = gil.watch(request["gil"])
    for i in range(request["workers"]):
        _gilbench.ready(i, watch)
    return bool(_gilbench.work_all(
        crew.arm, crew.fire, crew.metrics(), watch))


def run(request):
    """In the main thread, as a program would."""
    try:
        return work(request)
    except BaseException as error:
        failure.report(0, error)
        return False
