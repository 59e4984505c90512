"""Synchronous data-parallel training: the twin of train_sync.c.

The micro-batches of a step are shared out to the workers. Each puts its
gradients into memory that all see; each sums a slice of all of them, from the
first micro-batch to the last, and reads the sums of the others.
"""
from array import array

LINE = 8  # doubles of a cache line


class Alone:
    """A crew of one: what a state has until it joins others."""

    worker = 0
    n_workers = 1

    def __init__(self, n_doubles):
        self.shared = memoryview(bytearray(8 * n_doubles))

    def meet(self):
        """Nobody else is waited for."""


class Sync:
    """The exchange of gradients, as lists of floats."""

    def __init__(self, n_micro, n_weights):
        self.n_micro = n_micro
        self.n_weights = n_weights
        self.stride = (n_weights + LINE - 1) // LINE * LINE
        self.join(Alone((n_micro + 1) * self.stride))

    def join(self, crew):
        """From here on one of a crew's workers."""
        self.crew = crew
        i, n = crew.worker, crew.n_workers
        self.own = range(self.n_micro * i // n, self.n_micro * (i + 1) // n)
        lines = self.stride // LINE
        self.begin = lines * i // n * LINE
        self.end = lines * (i + 1) // n * LINE
        self.share(crew.shared)

    def share(self, memory):
        """A row for each micro-batch's gradient, then one for the sum."""
        self.rows = memory.cast("d")

    def put(self, m, gradient):
        """The gradient of micro-batch m, one of our own."""
        at = m * self.stride
        self.rows[at:at + self.n_weights] = array("d", gradient)

    def add(self):
        """Sum our slice."""
        size = self.end - self.begin
        starts = [m * self.stride + self.begin for m in range(self.n_micro)]
        slices = [self.rows[at:at + size].tolist() for at in starts]
        at = self.n_micro * self.stride + self.begin
        self.rows[at:at + size] = array("d", map(sum, zip(*slices)))

    def total(self):
        """The sum, valid until the next call of sum()."""
        at = self.n_micro * self.stride
        return self.rows[at:at + self.n_weights].tolist()

    def sum(self):
        """Wait for all gradients of the step; their sum."""
        self.crew.meet()
        self.add()
        self.crew.meet()
        return self.total()
