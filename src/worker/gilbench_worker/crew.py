"""The workers that compute every unit together, as one of them sees them."""
import _gilbench


class Crew:
    """What a kernel's join() is told.

    shared is memory that all workers see, zeros at first; meet() waits until
    all have come, and raises RuntimeError if one of them has ended.
    """

    def __init__(self, worker, n_workers, shared):
        self.worker = worker
        self.n_workers = n_workers
        self.shared = shared
        self.meet = _gilbench.meet


def join(request, worker, kernel, state):
    """Tell the kernel's state its crew: units are computed together."""
    kernel.join(state, Crew(worker, request["workers"], _gilbench.shared()))
