"""threads: one threading.Thread for each worker.

The main thread hands out no work and never takes the GIL while a job is
timed: it waits in join().
"""
import threading
from _queue import SimpleQueue  # as in queue, which imports much else

from gilbench_worker import body, dispatch, handover


class Worker(threading.Thread):
    """A thread with a queue in and a queue out."""

    def __init__(self, request, number, end):
        super().__init__(name="worker-%d" % number)
        self.request = request
        self.number = number
        self.end = end
        self.jobs = SimpleQueue()
        self.answers = SimpleQueue()
        self.done = False

    def run(self):
        try:
            self.done = body.run(
                self.request, self.number, self.answer, self.end)
        finally:
            self.answers.put(None)  # for a coordinator that still waits

    def answer(self):
        dispatch.answer(self.jobs.get, self.answers.put)


def run(request):
    """Start the workers, measure the dispatch, wait for them."""
    consumer = handover.Consumer(request)
    workers = [Worker(request, i, end)
               for i, end in enumerate(consumer.ends)]
    for worker in workers:
        worker.start()
    consumer.begin()
    dispatch.measure([(worker.jobs.put, worker.answers.get)
                      for worker in workers])
    for worker in workers:
        worker.join()
    return consumer.end(all(worker.done for worker in workers))
