"""Patterns that make objects."""
import copy
import dataclasses


class Point:
    """Has one attribute."""

    def __init__(self, x):
        self.x = x


def create_pyobject(numbers):
    """An object of a class written in Python."""
    total = 0
    for i in numbers:
        total += Point(i).x
    return total


def create_closure(numbers):
    """A function that remembers a variable."""
    total = 0
    for i in numbers:
        def more():
            return i + 1
        total += more()
    return total


def create_dict(numbers):
    """A dict with constant keys."""
    total = 0
    for i in numbers:
        total += {"x": i, "y": 1}["x"]
    return total


@dataclasses.dataclass
class Sample:
    """A dataclass."""

    x: int
    y: int


def instantiate_dataclass(numbers):
    """An object of it."""
    total = 0
    for i in numbers:
        total += Sample(i, 1).x
    return total


def shallow_copy(numbers):
    """copy.copy() of a list of the worker's own."""
    row = [1, 2, 3]
    total = 0
    for i in numbers:
        total += i + copy.copy(row)[2]
    return total


def deepcopy(numbers):
    """copy.deepcopy() of a nested list of the worker's own."""
    table = [[1, 2], [3, (4, 5)]]
    total = 0
    for i in numbers:
        total += i + copy.deepcopy(table)[1][0]
    return total
