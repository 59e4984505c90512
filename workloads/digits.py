"""The handwritten digits that are shipped; the twin of digits.c."""
import os

from . import idx
from .splitmix import Random

SPLIT_SEED = 1797
HELD_OUT = 5


def load(directory):
    """(pixels of an image, digits to train on, digits that are held out).

    A digit is (image, label), an image a list of numbers 0 ... 1.
    """
    (n, rows, columns), pixels = idx.read(
        os.path.join(directory, "digits-images-idx3-ubyte.gz"), 3)
    _, labels = idx.read(
        os.path.join(directory, "digits-labels-idx1-ubyte.gz"), 1)
    size = rows * columns
    digits = [([pixel / 16 for pixel in pixels[i * size:(i + 1) * size]],
               labels[i]) for i in Random(SPLIT_SEED, 0).permutation(n)]
    return size, digits[:n - n // HELD_OUT], digits[n - n // HELD_OUT:]
