"""train-step: one unit is one mini-batch of training on handwritten digits.

The twin of train_step.c, where it is said what is trained, what a chain is,
and how the held-out digits are drawn.
"""
import math
import os

from . import idx
from .perceptron import Perceptron
from .splitmix import Random

UNIT = "mini-batch"

CHAIN = 20
PROOF_STREAM = 2 ** 64 - 1
SPLIT_SEED = 1797
HELD_OUT = 5
N_PROOF_STEPS = 400


class State:
    """One worker's digits and model."""

    def __init__(self, params):
        self.n_hidden = int(params["hidden"])
        self.n_batch = int(params["batch"])
        self.rate = float(params["lr"])
        self.seed = int(params["seed"])
        self.next = None  # the unit that the model is ready for
        shipped = params["shipped"]
        (n, rows, columns), pixels = idx.read(
            os.path.join(shipped, "digits-images-idx3-ubyte.gz"), 3)
        _, labels = idx.read(
            os.path.join(shipped, "digits-labels-idx1-ubyte.gz"), 1)
        size = self.n_pixels = rows * columns
        digits = [([pixel / 16 for pixel in pixels[i * size:(i + 1) * size]],
                   labels[i]) for i in Random(SPLIT_SEED, 0).permutation(n)]
        self.training = digits[:n - n // HELD_OUT]
        self.held_out = digits[n - n // HELD_OUT:]

    def start(self, stream):
        """Begin a chain with a new model."""
        self.random = Random(self.seed, stream)
        self.model = Perceptron(self.n_pixels, self.n_hidden, self.random)

    def step(self, rate):
        """Train on the next mini-batch; its loss."""
        training = self.training
        batch = [training[self.random.below(len(training))]
                 for _ in range(self.n_batch)]
        return self.model.step(batch, rate)

    def unit(self, u):
        """Compute unit u, which should but need not follow the last one."""
        if u % CHAIN == 0 or u != self.next:
            self.start(u // CHAIN)
            for _ in range(u % CHAIN):
                self.step(self.rate)
        loss = self.step(self.rate)
        self.next = u + 1
        return math.floor(loss * 2 ** 20 + 0.5)


def prepare(params):
    """Read the digits."""
    return State(params)


def run(state, first, count):
    """Take steps first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF


def prove(state):
    """The share of held-out digits that a longer chain recognises."""
    state.next = None
    state.start(PROOF_STREAM)
    for i in range(N_PROOF_STEPS):
        state.step(state.rate * (N_PROOF_STEPS - i) / N_PROOF_STEPS)
    n_right = 0
    for image, label in state.held_out:
        _, z = state.model.forward(image)
        n_right += z.index(max(z)) == label
    return n_right / len(state.held_out)
