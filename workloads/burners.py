"""Threads that only compute, beside a worker that waits. They burn from start()
to stop() and tell how much. What they do: burner_tasks.py; where: company.py.
"""
import os
import threading
import time

from . import burner_tasks


class Threads:
    """n burners of a task in this process."""

    def __init__(self, n, cpus, task):
        self.call, self.loops = burner_tasks.find(task)
        self.cpus = [int(cpu) for cpu in cpus.split(",") if cpu]
        self.burning = self.over = False
        self.gate = threading.Event()
        self.calls = [0] * n
        self.before = self.began = 0
        self.threads = [threading.Thread(target=self.burn, args=(i,))
                        for i in range(n)]
        for thread in self.threads:
            thread.start()

    def burn(self, i):
        """What burner number i does."""
        if self.cpus:
            os.sched_setaffinity(0, self.cpus)
        while not self.over:
            self.gate.wait()
            while self.burning:
                self.call()
                self.calls[i] += 1

    def start(self):
        """Returns once all burn."""
        if self.burning:
            return
        before = list(self.calls)
        self.burning = True
        self.gate.set()
        while any(a == b for a, b in zip(self.calls, before)):
            time.sleep(0.001)
        self.before, self.began = sum(self.calls), time.monotonic()

    def stop(self):
        """Loops per second of all since start()."""
        if not self.burning:
            return 0.0
        self.burning = False
        self.gate.clear()
        return (sum(self.calls) - self.before) * self.loops / (
            time.monotonic() - self.began)

    def end(self):
        """No burner is left."""
        self.over, self.burning = True, False
        self.gate.set()
        for thread in self.threads:
            thread.join()
