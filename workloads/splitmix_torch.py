"""The numbers of splitmix.py as PyTorch tensors: many at a time.

See splitmix_numpy.py. There are no unsigned 64 bits: products wrap around all
the same, and what a shift to the right drags in is masked away.
"""
import math

import torch

from . import splitmix


def _signed(bits):
    return bits - (1 << 64) if bits >> 63 else bits


GAMMA = _signed(splitmix.GAMMA)
FIRST = _signed(0xBF58476D1CE4E5B9)
SECOND = _signed(0x94D049BB133111EB)


def _shifted(z, n):
    return (z >> n) & ((1 << (64 - n)) - 1)


class Random(splitmix.Random):
    """The stream number `stream` of `seed`."""

    __slots__ = ()

    def bits(self, n):
        """The next n numbers, 64 uniform bits each."""
        z = torch.arange(1, n + 1) * GAMMA + _signed(self._state)
        self._state = self._state + n * splitmix.GAMMA & splitmix.MASK
        z = (z ^ _shifted(z, 30)) * FIRST
        z = (z ^ _shifted(z, 27)) * SECOND
        return z ^ _shifted(z, 31)

    def uniform(self, *shape):
        """A tensor of this shape, uniform in [0, 1), in C order."""
        bits = _shifted(self.bits(math.prod(shape)), 11)
        return (bits.double() * 2.0 ** -53).reshape(shape)

    def integers(self, n, *shape):
        """A tensor of this shape of indices 0 ... n - 1, in C order."""
        bits = self.bits(math.prod(shape))
        high = _shifted(bits, 1) % n  # the remainder of 63 bits, then of 64
        return ((2 * high + (bits & 1)) % n).reshape(shape)
