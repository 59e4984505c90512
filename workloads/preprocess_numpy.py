"""preprocess with NumPy: words by the regular expression, numbers in arrays.

The same features as preprocess.c.
"""
import math
import zlib

import numpy as np

from . import preprocess
from .preprocess import UNIT, run

__all__ = ["UNIT", "prepare", "run"]


class State(preprocess.State):
    """One worker's documents."""

    def unit(self, u):
        """Compute unit u."""
        features, values = self.vector(self.words(u))
        weights = 2 * features.astype(np.int64) + 1
        return int(np.dot(weights, (values * 2 ** 30).astype(np.int64)))

    def vector(self, words):
        """Signed counts of hashed words, scaled to length 1."""
        bits = np.fromiter(map(zlib.crc32, words), np.uint32, len(words))
        features, places = np.unique((bits & 0x7FFFFFFF) % self.n_features,
                                     return_inverse=True)
        signs = 1.0 - 2.0 * (bits >> 31)
        counts = np.bincount(places, weights=signs, minlength=len(features))
        length = math.sqrt(counts @ counts)
        return features, counts / length if length else counts


def prepare(params):
    """Read the documents."""
    return State(params)
