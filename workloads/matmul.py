"""matmul: one unit is one product of dense matrices, lists of rows.

The twin of matmul.c, where it is said which matrices a unit multiplies and
why their checksums are exact. A product without libraries: each element is
a sum over a row and a column.
"""
from operator import mul

from .splitmix import Random

UNIT = "product"


class State:
    """One worker's matrices."""

    def __init__(self, params):
        self.n = int(params["n"])
        seed = int(params["seed"])
        self.matrices = [self.draw(seed, i)
                         for i in range(int(params["matrices"]))]

    def draw(self, seed, number):
        """A matrix of whole numbers."""
        random = Random(seed, number)
        return [[float(random.below(256) - 128) for _ in range(self.n)]
                for _ in range(self.n)]

    def pair(self, u):
        """The two matrices of unit u."""
        n = len(self.matrices)
        return self.matrices[u % n], self.matrices[u // n % n]

    def unit(self, u):
        """Compute unit u."""
        a, b = self.pair(u)
        columns = list(zip(*b))
        product = [[sum(map(mul, row, column)) for column in columns]
                   for row in a]
        return self.sum_up(product)

    def sum_up(self, product):
        """The checksum: each row and column has a weight of its own."""
        weights = range(1, self.n + 1)
        return sum((2 * i + 1) * int(sum(map(mul, weights, row)))
                   for i, row in enumerate(product))


def prepare(params):
    """Draw the matrices."""
    return State(params)


def run(state, first, count):
    """Compute products first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF
