"""train-step: one unit is one mini-batch of training on handwritten digits.

In plain lists. What a chain and a micro-batch are: train_chain.py.
"""
from .perceptron import N_CLASSES, Perceptron
from .splitmix import Random
from .train_chain import UNIT_STREAMS, Chains, join, prove, run
from .train_sync import Sync

__all__ = ["UNIT", "prepare", "join", "run", "prove"]

UNIT = "mini-batch"


class State(Chains):
    """One worker's digits and model."""

    def __init__(self, params):
        super().__init__(params)
        self.sync = Sync(
            self.n_micro, (self.n_pixels + 1 + N_CLASSES) * self.n_hidden
            + N_CLASSES)

    def start(self, stream, n_steps):
        """Begin a chain with a new model."""
        self.random = Random(self.seed, stream)
        self.model = Perceptron(self.n_pixels, self.n_hidden, self.random)

    def draw(self, random):
        """A mini-batch."""
        training = self.training
        return [training[random.below(len(training))]
                for _ in range(self.n_batch)]

    def step(self, rate):
        """Train on the next mini-batch; its loss."""
        return self.model.step(self.draw(self.random), rate)

    def learn(self, u, m):
        """Compute the gradient of unit u, micro-batch m; its loss."""
        loss, gradient = self.model.gradient(
            self.draw(Random(self.seed, UNIT_STREAMS + u)))
        self.sync.put(m, gradient)
        return loss / self.n_batch

    def descend(self, rate):
        """Update the model by all gradients of a step."""
        self.model.descend(
            self.sync.sum(), rate / self.n_batch / self.n_micro)

    def recognised(self):
        """How many of the held-out digits the model knows."""
        n_right = 0
        for image, label in self.held_out:
            _, z = self.model.forward(image)
            n_right += z.index(max(z)) == label
        return n_right


def prepare(params):
    """Read the digits."""
    return State(params)
