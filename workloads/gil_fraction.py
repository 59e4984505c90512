"""gil-fraction: one unit is an iteration, a part of it with the GIL held.

The twin of gil_fraction.c, where it is said what follows from it. The held
part is a loop in Python, which others may interrupt at every switch interval;
the rest is one call of C that releases the GIL, as a library's would.
"""
import time

import _gilbench

from .splitmix import Random

UNIT = "iteration"


class State:
    """How long a worker holds the GIL in an iteration, and how long not."""

    def __init__(self, params):
        ns = float(params["iteration"]) * 1e9
        self.held_ns = int(float(params["p"]) * ns + 0.5)
        self.free_ns = int(ns + 0.5) - self.held_ns
        self.seed = int(params["seed"])
        self.meets = params["sync"] == "iteration"


def hold(ns):
    """Use so much CPU time in Python."""
    now = time.thread_time_ns
    end = now() + ns
    while now() < end:
        pass


def prepare(params):
    """Times as whole numbers."""
    return State(params)


def run(state, first, count):
    """Iterations first ... first + count - 1."""
    checksum = 0
    for u in range(first, first + count):
        if state.meets:
            _gilbench.meet()
        if state.held_ns:
            hold(state.held_ns)
        if state.free_ns:
            _gilbench.spin_free(state.free_ns)
        checksum += Random(state.seed, u).next()
    return checksum & 0xFFFFFFFFFFFFFFFF
