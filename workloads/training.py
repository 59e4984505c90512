"""A stand-in for a training step: pure Python for a known time, GIL held."""
import time


def spin(turns):
    """Bytecode and nothing else."""
    x = 0.5
    for _ in range(turns):
        x = x * 0.999 + 0.1
    return x


def timed(turns):
    """Seconds that spin() takes now."""
    start = time.monotonic()
    spin(turns)
    return time.monotonic() - start


class Training:
    """A fixed number of turns, which take `seconds` when nothing disturbs.

    alone_s is what they took in this process, before anything else ran there:
    what a step among loaders is held against.
    """

    def __init__(self, seconds):
        self.turns = 0
        self.alone_s = 0.0
        if not seconds:
            return
        turns = 1000
        for _ in range(16):  # a Python specialises code over its first calls
            timed(turns)
        while timed(turns) < 0.003:
            turns *= 2
        self.turns = max(1, round(
            turns * seconds / min(timed(turns) for _ in range(3))))
        n = max(1, min(5, int(0.25 / seconds)))  # not for seconds on end
        self.alone_s = sorted(timed(self.turns) for _ in range(n))[n // 2]

    def step(self):
        """Train on a batch. Seconds that it took."""
        return timed(self.turns) if self.turns else 0.0
