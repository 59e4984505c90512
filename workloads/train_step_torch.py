"""train-step with PyTorch on the CPU, as one writes it: modules, autograd,
torch.optim.SGD; in double precision, as the other kernels.

The same digits, chains and steps as train_step.py, which it is compared
with; batches of a whole chain are drawn at its start.
"""
import os

import torch
from torch.nn.functional import cross_entropy

from .nets_torch import NETS
from .splitmix_torch import Random
from .train_chain import UNIT_STREAMS, Chains, join, prove, run
from .train_step import UNIT
from .train_sync_torch import TensorSync

__all__ = ["UNIT", "prepare", "join", "run", "prove"]


class State(Chains):
    """One worker's digits and model, in tensors."""

    def __init__(self, params):
        net_class = NETS[params["preset"]]
        super().__init__(params)
        self.images, self.labels = tensors(self.training)
        self.net = net_class(self.n_pixels, self.n_hidden)
        self.weights = list(self.net.parameters())
        self.sizes = [part.numel() for part in self.weights]
        self.optimizer = torch.optim.SGD(self.weights, lr=self.rate)
        self.sync = TensorSync(self.n_micro, sum(self.sizes))

    def start(self, stream, n_steps):
        """Begin a chain of n_steps with a new model."""
        random = Random(self.seed, stream)
        self.net.restart(random)
        if not self.together:
            self.batches = iter(random.integers(
                len(self.labels), n_steps, self.n_batch))

    def gradient(self, batch):
        """Forward and backward; the mean loss before the update."""
        self.optimizer.zero_grad()
        loss = cross_entropy(self.net(self.images[batch]), self.labels[batch])
        loss.backward()
        return loss.item()

    def update(self, rate):
        """Move the weights against their gradient."""
        self.optimizer.param_groups[0]["lr"] = rate
        self.optimizer.step()

    def step(self, rate):
        """Train on the next mini-batch; its loss before the update."""
        loss = self.gradient(next(self.batches))
        self.update(rate)
        return loss

    def learn(self, u, m):
        """Compute the gradient of unit u, micro-batch m; its loss."""
        batch = Random(self.seed, UNIT_STREAMS + u).integers(
            len(self.labels), self.n_batch)
        loss = self.gradient(batch)
        self.sync.put(m, [part.grad for part in self.weights])
        return loss

    def descend(self, rate):
        """Update the model by all gradients of a step, means of their own."""
        parts = self.sync.sum().split(self.sizes)
        for weights, part in zip(self.weights, parts):
            weights.grad = part.view_as(weights)
        self.update(rate / self.n_micro)
        self.optimizer.zero_grad(set_to_none=True)

    def recognised(self):
        """How many of the held-out digits the model knows."""
        images, labels = tensors(self.held_out)
        with torch.no_grad():
            return int((self.net(images).argmax(dim=1) == labels).sum())


def tensors(digits):
    """(image, label) pairs as a matrix of images and a vector of labels."""
    images, labels = zip(*digits)
    return torch.tensor(images, dtype=torch.float64), torch.tensor(labels)


def prepare(params):
    """Read the digits. As many threads as --blas-threads says."""
    n = os.environ.get("OMP_NUM_THREADS")
    if n:
        torch.set_num_threads(int(n))
    return State(params)
