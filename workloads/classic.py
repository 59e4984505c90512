"""classic: one unit is one of the tasks that ccbench is known for.

pidigits and regex hold the GIL, the one in Python, the other in C; zlib, bz2
and sha1 are C that releases it. What compressors put out depends on their
version: what comes out again is the checksum.
"""
import bz2
import hashlib
import itertools
import re
import zlib

from .classic_text import make_text

UNIT = "task"

N_TEXTS = 4
DOUBLED = re.compile(rb"\b\w*(\w)\1\w*\b")  # a word like "letter"


def pi():
    """The digits of pi, by the unbounded spigot of Gibbons (2006)."""
    q, r, t, k, n, m = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), (
                10 * (3 * q + r) // t - 10 * n)
        else:
            q, r, t, k, n, m = (
                q * k, (2 * q + r) * m, t * m, k + 1,
                (q * (7 * k + 2) + r * m) // (t * m), m + 2)


class Pi:
    """Task pidigits: each unit computes the same digits anew."""

    def __init__(self, params):
        self.n_digits = int(params["digits"])

    def unit(self, u):
        """Compute unit u."""
        digits = itertools.islice(pi(), self.n_digits)
        return u + sum(i * digit for i, digit in enumerate(digits, 1))


class Text:
    """What does something to a text, and what a right result is worth."""

    def __init__(self, params, task, worth):
        self.task = task
        self.rounds = []
        for number in range(N_TEXTS):
            text = make_text(int(params["seed"]), number,
                             int(params["bytes"]))
            result = task(text)
            self.rounds.append((text, result, worth(result)))

    def unit(self, u):
        """Compute unit u. Another result than before is worth nothing."""
        text, wanted, worth = self.rounds[u % N_TEXTS]
        return worth + u if self.task(text) == wanted else 0


def sha1(text):
    """Its digest."""
    return hashlib.sha1(text, usedforsecurity=False).digest()


TASKS = {
    "pidigits": Pi,
    "regex": lambda params: Text(params, DOUBLED.findall, len),
    "zlib": lambda params: Text(params, zlib.compress, lambda packed:
                                zlib.crc32(zlib.decompress(packed))),
    "bz2": lambda params: Text(params, bz2.compress, lambda packed:
                               zlib.crc32(bz2.decompress(packed))),
    "sha1": lambda params: Text(params, sha1, lambda digest:
                                int.from_bytes(digest, "big")),
}


def prepare(params):
    """Make the texts, if there are any, and see what becomes of them."""
    return TASKS[params["task"]](params)


def run(state, first, count):
    """Do units first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF
