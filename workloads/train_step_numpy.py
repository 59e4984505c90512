"""train-step with NumPy: a mini-batch is a matrix, a layer a product.

The same digits, chains and steps as train_step.py, which it is compared
with; batches of a whole chain are drawn at its start.
"""
import numpy as np

from . import train_chain
from .nets_numpy import NETS
from .splitmix_numpy import Random
from .train_chain import UNIT_STREAMS, Chains, prove, run
from .train_step import UNIT
from .train_sync_numpy import ArraySync

__all__ = ["UNIT", "prepare", "join", "run", "prove"]


class State(Chains):
    """One worker's digits and model, in arrays."""

    def __init__(self, params):
        net_class = NETS[params["preset"]]
        super().__init__(params)
        self.images, self.labels = arrays(self.training)
        self.net = net_class(self.n_pixels, self.n_hidden)
        self.sync = ArraySync(self.n_micro, self.net.n_weights)
        self.find_gradients()

    def find_gradients(self):
        """The views of each micro-batch's gradient."""
        self.gradients = [self.net.parts(row)
                          for row in self.sync.rows[:self.n_micro]]

    def start(self, stream, n_steps):
        """Begin a chain of n_steps with a new model."""
        random = Random(self.seed, stream)
        self.net.start(random)
        if not self.together:
            self.batches = iter(random.integers(
                len(self.labels), n_steps, self.n_batch))

    def gradient(self, batch, m):
        """The gradient of a mini-batch; its loss."""
        return float(self.net.learn(
            self.images[batch], self.labels[batch],
            self.gradients[m])) / self.n_batch

    def step(self, rate):
        """Train on the next mini-batch; its loss before the update."""
        loss = self.gradient(next(self.batches), 0)
        gradient = self.sync.rows[0][:self.net.n_weights]
        self.net.weights -= rate / self.n_batch * gradient
        return loss

    def learn(self, u, m):
        """Compute the gradient of unit u, micro-batch m; its loss."""
        batch = Random(self.seed, UNIT_STREAMS + u).integers(
            len(self.labels), self.n_batch)
        return self.gradient(batch, m)

    def descend(self, rate):
        """Update the model by all gradients of a step."""
        rate = rate / self.n_batch / self.n_micro
        self.net.weights -= rate * self.sync.sum()

    def recognised(self):
        """How many of the held-out digits the model knows."""
        images, labels = arrays(self.held_out)
        return int((self.net.logits(images).argmax(axis=1) == labels).sum())


def join(state, crew):
    """As all do it; and find the gradients in the crew's memory."""
    train_chain.join(state, crew)
    state.find_gradients()


def arrays(digits):
    """(image, label) pairs as a matrix of images and a vector of labels."""
    images, labels = zip(*digits)
    return np.array(images), np.array(labels)


def prepare(params):
    """Read the digits."""
    return State(params)
