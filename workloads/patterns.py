"""patterns: one unit is a pattern of Python, many times over.

Each is a few lines, written from the name that CPython's benchmark of
free-threading, Tools/ftscalingbench, has for it. A pattern takes a range and
returns a whole number. Workers share what programs share: functions, classes,
modules, constants.
"""
from . import pattern_calls, pattern_objects, pattern_reads

UNIT = "pattern"

MODULES = pattern_calls, pattern_objects, pattern_reads


class State:
    """Which one, and how often."""

    def __init__(self, params):
        name = params["pattern"]
        self.pattern = next(
            getattr(module, name) for module in MODULES
            if hasattr(module, name))
        self.repeats = int(params["repeats"])

    def unit(self, u):
        """Compute unit u."""
        return self.pattern(range(u, u + self.repeats))


def prepare(params):
    """Find the pattern."""
    return State(params)


def run(state, first, count):
    """Do units first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF
