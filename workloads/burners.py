"""Threads that only compute, beside a worker that waits. They burn from start()
to stop() and tell how much. Where they run: company.py.
"""
import os
import threading
import time

SPIN = 1000  # iterations between two looks at whether to stop


def spin():
    """Pure Python that never waits."""
    x = 1
    for _ in range(SPIN):
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
    return x


class Threads:
    """n burners in this process."""

    def __init__(self, n, cpus):
        self.cpus = [int(cpu) for cpu in cpus.split(",") if cpu]
        self.burning = self.over = False
        self.gate = threading.Event()
        self.spins = [0] * n
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
                spin()
                self.spins[i] += 1

    def start(self):
        """Returns once all burn."""
        if self.burning:
            return
        before = list(self.spins)
        self.burning = True
        self.gate.set()
        while any(a == b for a, b in zip(self.spins, before)):
            time.sleep(0.001)
        self.before, self.began = sum(self.spins), time.monotonic()

    def stop(self):
        """Iterations per second of all since start()."""
        if not self.burning:
            return 0.0
        self.burning = False
        self.gate.clear()
        return (sum(self.spins) - self.before) * SPIN / (
            time.monotonic() - self.began)

    def end(self):
        """No burner is left."""
        self.over, self.burning = True, False
        self.gate.set()
        for thread in self.threads:
            thread.join()
