"""dataset-load with prefetch: loaders that hand batches over to a consumer.

One module for all kernels: they differ in what a shard is loaded with. How a
batch gets to the consumer, and who that is: prefetch.py.
"""
from array import array

from . import dataset_load
from .prefetch import BYTES, Consumer, Seen, Tally
from .training import Training

UNIT = dataset_load.UNIT
refresh = dataset_load.refresh


class State(dataset_load.State):
    """One loader; one that is not connected trains itself."""
    end = training = loader = seen = None

    def __init__(self, params, kernel):
        self.n_batch = int(params["batch"])
        self.consume_s = float(params["consume"])
        self.held = kernel == "native-held"
        if kernel == "python":
            super().__init__(params)
            return
        import _gilbench
        self.load_native = _gilbench.native_load
        self.loader = _gilbench.native_prepare("dataset_load", params)
        self.native = self.loader  # refreshes its shards, too

    def values(self, u):
        """The number of images of unit u, and their values as floats of C."""
        if self.loader:
            return self.load_native(self.loader, u, self.held)
        sizes, pixels = self.load(self.names[u % len(self.names)])
        table = self.table
        return sizes[0], array("f", [table[pixel] for pixel in pixels])

    def batches(self, u, seen):
        """Cut unit u. A batch: unit, offset, values of the unit, bytes."""
        n_images, values = self.values(u)
        seen.n_images += n_images
        content = memoryview(values).cast("B")
        n_unit = len(content) // BYTES
        step = n_unit // n_images * self.n_batch
        for at in range(0, n_unit, step):
            yield u, at, n_unit, bytes(content[at * BYTES:][:step * BYTES])


def prepare(params, kernel="python"):
    """List the shards."""
    return State(params, kernel)


def connect(state, end):
    """A loader's end of the way to the consumer."""
    state.end = end


def load_and_train(state, first, count, seen):
    """In turn. As Consumer.consume() tells it."""
    tally = Tally()
    state.training = state.training or Training(state.consume_s)
    for u in range(first, first + count):
        for batch in state.batches(u, seen):
            tally.take(state.training, *batch)
    return (tally.checksum, tally.first_s, tally.trained_s, tally.n_batches)


def hand_over(state, first, count, seen):
    """All batches, then wait for the last one's end."""
    number, queue, ack = state.end[:3]
    for u in range(first, first + count):
        for batch in state.batches(u, seen):
            n_done = batch[1] + len(batch[3]) // BYTES
            is_last = u + 1 == first + count and n_done == batch[2]
            queue.put((number, is_last, batch))
    return ack.get()


def run(state, first, count):
    """Load the shards of units first ... first + count - 1."""
    seen = state.seen = state.seen or Seen()
    way = hand_over if state.end else load_and_train
    checksum, *times = way(state, first, count, seen)
    seen.add(*times)
    return checksum & 0xFFFFFFFFFFFFFFFF


def metrics(state):
    """first_batch_s, consumer_slowdown, images_per_s."""
    seen, state.seen = state.seen, None
    workers, alone_s = state.end[3:] if state.end else (
        1, state.training.alone_s)
    alone_s *= seen.n_batches
    return (seen.first_s - seen.begin_s,
            seen.trained_s / alone_s if alone_s else float("nan"),
            workers * seen.n_images / (seen.end_s - seen.begin_s))
