"""Patterns that call: what is looked up, and who is called."""
import math

from . import pattern_module


def object_cfunction(numbers):
    """A method of an object of the worker's own, written in C."""
    waiting = list(range(8))
    total = 0
    for i in numbers:
        waiting.append(i)
        total += waiting.pop(0)
    return total


def cmodule_function(numbers):
    """A function of a module written in C."""
    total = 0.0
    for i in numbers:
        total += math.fabs(i)
    return int(total)


def object_lookup_special(numbers):
    """A built-in that looks up a special method: round(), __round__."""
    total = 0
    for i in numbers:
        total += round(i / 4)
    return total


def mult_constant(numbers):
    """Arithmetic with a constant of the code."""
    total = 0.0
    for i in numbers:
        total += i * 1.5
    return int(total)


def count_up(first):
    """A short generator."""
    yield first
    yield first + 1
    yield first + 2


def generator(numbers):
    """Make a generator and go through it."""
    total = 0
    for i in numbers:
        for j in count_up(i):
            total += j
    return total


class Counter:
    """Has methods."""

    def __init__(self):
        self.total = 0

    def add(self, n):
        """One of them."""
        self.total += n


def pymethod(numbers):
    """A method written in Python, of an object of the worker's own."""
    counter = Counter()
    for i in numbers:
        counter.add(i)
    return counter.total


def successor(n):
    """A function."""
    return n + 1


def pyfunction(numbers):
    """A function of the same module."""
    total = 0
    for i in numbers:
        total += successor(i)
    return total


def module_function(numbers):
    """A function of another module, by the module's name."""
    total = 0
    for i in numbers:
        total += pattern_module.predecessor(i)
    return total
