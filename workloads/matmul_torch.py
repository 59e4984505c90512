"""matmul with PyTorch, on the CPU.

The same matrices and checksums as matmul.c. PyTorch alone is enough.
"""
import torch

from . import matmul
from .matmul import UNIT, run
from .splitmix_torch import Random

__all__ = ["UNIT", "prepare", "run"]


class State(matmul.State):
    """One worker's matrices, and the weights of a product's elements."""

    def __init__(self, params):
        super().__init__(params)
        self.columns = torch.arange(1, self.n + 1, dtype=torch.float64)
        self.rows = torch.arange(1, 2 * self.n, 2)

    def draw(self, seed, number):
        """A matrix of whole numbers, as doubles."""
        return (Random(seed, number).integers(256, self.n, self.n)
                - 128).double()

    def unit(self, u):
        """Compute unit u."""
        a, b = self.pair(u)
        product = a @ b
        sums = product @ self.columns
        return int(torch.dot(self.rows, sums.to(torch.int64)))


def prepare(params):
    """Draw the matrices."""
    return State(params)
