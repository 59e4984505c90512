"""matmul with PyTorch, on the CPU.

The same matrices and checksums as matmul.c. PyTorch alone is enough: the
matrices are drawn with its 64-bit integers, which wrap around.
"""
import torch

from . import matmul, splitmix
from .matmul import UNIT, run

__all__ = ["UNIT", "prepare", "run"]


class Random(splitmix.Random):
    """The stream number `stream` of `seed`."""

    __slots__ = ()

    def bytes(self, n):
        """The low bytes of the next n numbers, a tensor of integers."""
        z = torch.arange(1, n + 1) * _signed(splitmix.GAMMA)
        z += _signed(self._state)
        z = (z ^ _shift(z, 30)) * _signed(0xBF58476D1CE4E5B9)
        z = (z ^ _shift(z, 27)) * _signed(0x94D049BB133111EB)
        self._state = self._state + n * splitmix.GAMMA & splitmix.MASK
        return (z ^ _shift(z, 31)) & 255


class State(matmul.State):
    """One worker's matrices, and the weights of a product's elements."""

    def __init__(self, params):
        super().__init__(params)
        self.columns = torch.arange(1, self.n + 1, dtype=torch.float64)
        self.rows = torch.arange(1, 2 * self.n, 2)

    def draw(self, seed, number):
        """A matrix of whole numbers, as doubles."""
        values = Random(seed, number).bytes(self.n * self.n) - 128
        return values.to(torch.float64).reshape(self.n, self.n)

    def unit(self, u):
        """Compute unit u."""
        a, b = self.pair(u)
        product = a @ b
        sums = product @ self.columns
        return int(torch.dot(self.rows, sums.to(torch.int64)))


def _signed(bits):
    """64 bits as PyTorch's integers have them."""
    return bits - 2 ** 64 if bits >> 63 else bits


def _shift(z, n):
    """z >> n of unsigned numbers: the sign is not copied."""
    return (z >> n) & (2 ** (64 - n) - 1)


def prepare(params):
    """Draw the matrices."""
    return State(params)
