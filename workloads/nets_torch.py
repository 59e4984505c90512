"""What train-step trains, as PyTorch modules.

The same nets as net_perceptron.c and net_feed_forward.c; the way back is
autograd's.
"""
import math

import torch
from torch import nn

N_CLASSES = 10


def linear(n_in, n_out):
    """A layer in double precision, whose weights are not drawn yet."""
    return nn.utils.skip_init(nn.Linear, n_in, n_out, dtype=torch.float64)


class Net(nn.Module):
    """What both have."""

    def restart(self, random):
        """New weights: uniform (Glorot and Bengio 2010), biases 0."""
        with torch.no_grad():
            for layer in self.modules():
                if isinstance(layer, nn.Linear):
                    n_out, n_in = layer.weight.shape
                    limit = math.sqrt(6 / (n_in + n_out))
                    layer.weight.copy_(
                        (2 * random.uniform(n_out, n_in) - 1) * limit)
                    layer.bias.zero_()


class Perceptron(Net):
    """One hidden layer of tanh."""

    def __init__(self, n_inputs, n_hidden):
        super().__init__()
        self.hidden = linear(n_inputs, n_hidden)
        self.last = linear(n_hidden, N_CLASSES)

    def forward(self, x):
        """Logits."""
        return self.last(torch.tanh(self.hidden(x)))


class FeedForward(Net):
    """The feed-forward part of a transformer block."""

    WIDTH = 128

    def __init__(self, n_inputs, n_hidden):
        super().__init__()
        self.embed = linear(n_inputs, self.WIDTH)
        self.widen = linear(self.WIDTH, n_hidden)
        self.narrow = linear(n_hidden, self.WIDTH)
        self.head = linear(self.WIDTH, N_CLASSES)

    def forward(self, x):
        """Logits."""
        e = self.embed(x)
        h = nn.functional.gelu(self.widen(e), approximate="tanh")
        return self.head(e + self.narrow(h))


NETS = {"digits": Perceptron, "nanogpt-cpu": FeedForward}
