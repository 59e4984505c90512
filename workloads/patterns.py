"""patterns: one unit is a pattern of Python, many times over.

Each is a few lines, written from the name that CPython's benchmark of
free-threading, Tools/ftscalingbench, has for it. A pattern takes a range and
returns a whole number. Workers share what programs share: functions, classes,
modules, constants.
"""
import importlib

UNIT = "pattern"

MODULES = "pattern_calls", "pattern_reads", "pattern_objects"


def find(name):
    """The pattern: by the module that imports the most last."""
    for module in MODULES:
        content = importlib.import_module("." + module, __package__)
        if hasattr(content, name):
            return getattr(content, name)
    raise LookupError(name)


class State:
    """Which one, and how often."""

    def __init__(self, params):
        self.pattern = find(params["pattern"])
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
