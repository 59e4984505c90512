"""train-step with NumPy: a mini-batch is a matrix, a layer a product.

The same digits, chains and steps as train_step.py, which it is compared
with; batches of a whole chain are drawn at its start.
"""
import math

import numpy as np

from . import train_step
from .perceptron import N_CLASSES
from .splitmix_numpy import Random
from .train_step import CHAIN, N_PROOF_STEPS, PROOF_STREAM, UNIT, run

__all__ = ["UNIT", "prepare", "run", "prove"]


class State(train_step.State):
    """One worker's digits and model, in arrays."""

    def __init__(self, params):
        super().__init__(params)
        self.training = _arrays(self.training)
        self.held_out = _arrays(self.held_out)
        self.rows = np.arange(self.n_batch)

    def start(self, stream, n_steps=CHAIN):
        """Begin a chain of n_steps with a new model."""
        random = Random(self.seed, stream)
        self.w1 = _draw(random, self.n_hidden, self.n_pixels)
        self.w2 = _draw(random, N_CLASSES, self.n_hidden)
        self.b1 = np.zeros(self.n_hidden)
        self.b2 = np.zeros(N_CLASSES)
        self.batches = iter(random.integers(
            len(self.training[1]), n_steps, self.n_batch))

    def forward(self, x):
        """The activations of the hidden layer, and the logits."""
        h = np.tanh(x @ self.w1 + self.b1)
        return h, h @ self.w2 + self.b2

    def step(self, rate):
        """Train on the next mini-batch; its loss before the update."""
        batch = next(self.batches)
        images, labels = self.training
        x = images[batch]
        right = self.rows, labels[batch]
        h, z = self.forward(x)
        z -= z.max(axis=1, keepdims=True)
        error = np.exp(z)
        total = error.sum(axis=1, keepdims=True)
        loss = (np.log(total).sum() - z[right].sum()) / len(batch)
        error /= total
        error[right] -= 1
        delta = error @ self.w2.T * (1 - h * h)
        rate /= len(batch)
        self.w1 -= rate * (x.T @ delta)
        self.b1 -= rate * delta.sum(axis=0)
        self.w2 -= rate * (h.T @ error)
        self.b2 -= rate * error.sum(axis=0)
        return float(loss)


def _arrays(digits):
    """(image, label) pairs as a matrix of images and a vector of labels."""
    images, labels = zip(*digits)
    return np.array(images), np.array(labels)


def _draw(random, n_out, n_in):
    """Uniform weights (Glorot and Bengio 2010), a column for each output."""
    limit = math.sqrt(6 / (n_in + n_out))
    weights = (2 * random.uniform(n_out, n_in) - 1) * limit
    return np.ascontiguousarray(weights.T)


def prepare(params):
    """Read the digits."""
    return State(params)


def prove(state):
    """The share of held-out digits that a longer chain recognises."""
    state.next = None
    state.start(PROOF_STREAM, N_PROOF_STEPS)
    for i in range(N_PROOF_STEPS):
        state.step(state.rate * (N_PROOF_STEPS - i) / N_PROOF_STEPS)
    images, labels = state.held_out
    _, z = state.forward(images)
    return float((z.argmax(axis=1) == labels).mean())
