"""The numbers of splitmix.py as NumPy arrays: many at a time.

A number of SplitMix64 depends on its position alone, so any run of them is
one expression over an array of positions. Unsigned arrays wrap around.
"""
import numpy as np

from . import splitmix

GAMMA = np.uint64(splitmix.GAMMA)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


class Random(splitmix.Random):
    """The stream number `stream` of `seed`."""

    __slots__ = ()

    def bits(self, n):
        """The next n numbers, 64 uniform bits each."""
        z = np.arange(1, n + 1, dtype=np.uint64) * GAMMA
        z += np.uint64(self._state)
        self._state = self._state + n * splitmix.GAMMA & splitmix.MASK
        z = (z ^ (z >> np.uint64(30))) * FIRST
        z = (z ^ (z >> np.uint64(27))) * SECOND
        return z ^ (z >> np.uint64(31))

    def uniform(self, *shape):
        """An array of this shape, uniform in [0, 1), in C order."""
        bits = self.bits(int(np.prod(shape)))
        return ((bits >> np.uint64(11)) * 2.0 ** -53).reshape(shape)

    def integers(self, n, *shape):
        """An array of this shape of indices 0 ... n - 1, in C order."""
        bits = self.bits(int(np.prod(shape)))
        return (bits % np.uint64(n)).astype(np.intp).reshape(shape)
