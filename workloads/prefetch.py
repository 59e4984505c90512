"""Loaders that hand batches over to one consumer, as data loaders do.

The way of a batch:

    loader i: load a shard, cut it --put--> queue --get--> consumer: "train"
              ack.get() at the end <--put-- ack[i] <------ last batch of a call

The loaders are the executor's workers: threads, or processes. The consumer is
no worker: it is one thread in the coordinator's process, as the training loop
of a data loader is in the main process, and beside loader threads it shares
their GIL. The queue is bounded: `prefetch` batches for each loader. A loader's
call ends when its last batch was consumed; so the barrier and the clock stay
the workers' own, and measure the whole way. Without a queue (executor serial)
one worker loads and trains in turn: a data loader without workers.

A unit's checksum is computed by the consumer, from what arrived, and is the
same whatever the batches: see dataset_load.c.
"""
import queue
import time
import zlib

from .dataset_load import STRIDE
from .training import Training

BYTES = 4  # a value: a float of C


class Tally:
    """What one loader's batches came to since its call began."""

    def __init__(self):
        self.checksum = self.crc = 0
        self.first_s = 0.0  # time.monotonic() when the first batch was there
        self.trained_s = 0.0
        self.n_batches = 0

    def take(self, training, unit, offset, n_unit, values):
        """Consume a batch: the values of a unit of n_unit from offset on."""
        if not self.n_batches:
            self.first_s = time.monotonic()
        sample = memoryview(values).cast("f")[(unit - offset) % STRIDE::STRIDE]
        self.crc = zlib.crc32(sample.tobytes(), self.crc if offset else 0)
        if offset + len(values) // BYTES == n_unit:
            self.checksum += self.crc + (n_unit << 32)
        self.trained_s += training.step()
        self.n_batches += 1


class Seen:
    """What a loader saw since its metrics were taken."""

    def __init__(self):
        self.begin_s = time.monotonic()
        self.first_s = self.trained_s = self.n_batches = self.n_images = 0

    def add(self, first_s, trained_s, n_batches):
        """A call."""
        self.first_s = self.first_s or first_s
        self.trained_s += trained_s
        self.n_batches += n_batches
        self.end_s = time.monotonic()


class Consumer:
    """Takes the batches of all loaders, in a thread of the executor's."""

    def __init__(self, params, workers, context=None):
        make = context or queue  # multiprocessing's, or threads'
        self.queue = make.Queue(int(params["prefetch"]) * workers)
        self.acks = [make.SimpleQueue() for _ in range(workers)]
        self.training = Training(float(params["consume"]))
        self.ends = [(i, self.queue, ack, workers, self.training.alone_s)
                     for i, ack in enumerate(self.acks)]

    def consume(self):
        """Until stop()."""
        tallies = [None] * len(self.acks)
        while True:
            message = self.queue.get()
            if message is None:
                return
            i, is_last, batch = message
            tallies[i] = tally = tallies[i] or Tally()
            tally.take(self.training, *batch)
            if is_last:
                tallies[i] = None
                self.acks[i].put((tally.checksum, tally.first_s,
                                  tally.trained_s, tally.n_batches))

    def stop(self):
        """No loader will put any more."""
        self.queue.put(None)
