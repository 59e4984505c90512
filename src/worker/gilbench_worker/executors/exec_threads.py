"""threads: one threading.Thread for each worker.

The main thread hands out no work and never takes the GIL while a job is
timed: it waits in join().
"""
import queue
import threading

from gilbench_worker import body, dispatch


class Worker(threading.Thread):
    """A thread with a queue in and a queue out."""

    def __init__(self, request, number):
        super().__init__(name="worker-%d" % number)
        self.request = request
        self.number = number
        self.jobs = queue.SimpleQueue()
        self.answers = queue.SimpleQueue()
        self.done = False

    def run(self):
        self.done = body.run(self.request, self.number, self.answer)
        self.answers.put(None)  # for a coordinator that still waits

    def answer(self):
        dispatch.answer(self.jobs.get, self.answers.put)


def run(request):
    """Start the workers, measure the dispatch, wait for them."""
    workers = [Worker(request, i) for i in range(request["workers"])]
    for worker in workers:
        worker.start()
    dispatch.measure([(worker.jobs.put, worker.answers.get)
                      for worker in workers])
    for worker in workers:
        worker.join()
    return all(worker.done for worker in workers)
