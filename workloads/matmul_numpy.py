"""matmul with NumPy: the product is the BLAS's that NumPy was built with.

The same matrices and checksums as matmul.c.
"""
import numpy as np

from . import matmul
from .matmul import UNIT, run
from .splitmix_numpy import Random

__all__ = ["UNIT", "prepare", "run"]


class State(matmul.State):
    """One worker's matrices, and the weights of a product's elements."""

    def __init__(self, params):
        super().__init__(params)
        self.columns = np.arange(1.0, self.n + 1)
        self.rows = np.arange(1, 2 * self.n, 2)

    def draw(self, seed, number):
        """A matrix of whole numbers, as doubles."""
        return Random(seed, number).integers(256, self.n, self.n) - 128.0

    def unit(self, u):
        """Compute unit u."""
        a, b = self.pair(u)
        product = a @ b
        sums = product @ self.columns
        return int(np.dot(self.rows, sums.astype(np.int64)))


def prepare(params):
    """Draw the matrices."""
    return State(params)
