"""Patterns that read what all workers refer to."""
import operator
import threading

place = threading.local()
count_o = operator.methodcaller("count", "o")


def load_string_const(numbers):
    """A string in the code."""
    total = 0
    for i in numbers:
        word = "seven"
        total += i
    return total + len(word)


def load_tuple_const(numbers):
    """A tuple in the code."""
    total = 0
    for i in numbers:
        pair = (7, "seven")
        total += i
    return total + len(pair)


def thread_local_read(numbers):
    """An attribute of a threading.local()."""
    place.step = 3
    total = 0
    for i in numbers:
        total += i * place.step
    return total


def method_caller(numbers):
    """A method by operator.methodcaller(), which all workers share."""
    total = 0
    for i in numbers:
        total += i + count_o("zoo")
    return total
