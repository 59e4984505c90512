"""What train-step trains, with NumPy: a mini-batch is a matrix.

The same nets as net_perceptron.c and net_feed_forward.c.
"""
import math

import numpy as np

from .net_numpy import Net, cross_entropy, set_layer

N_CLASSES = 10


class Perceptron(Net):
    """One hidden layer of tanh."""

    def __init__(self, n_inputs, n_hidden):
        super().__init__((n_inputs, n_hidden), (n_hidden, N_CLASSES))

    def forward(self, x):
        """The activations of the hidden layer, and the logits."""
        (w1, b1), (w2, b2) = self.layers
        h = np.tanh(x @ w1 + b1)
        return h, h @ w2 + b2

    def logits(self, x):
        """Of a mini-batch."""
        return self.forward(x)[1]

    def learn(self, x, labels, gradient):
        """Set the gradient, summed over the mini-batch; its loss, likewise."""
        hidden, last = gradient
        h, z = self.forward(x)
        loss, error = cross_entropy(z, labels)
        delta = error @ self.layers[1][0].T * (1 - h * h)
        set_layer(hidden, x, delta)
        set_layer(last, h, error)
        return loss


class FeedForward(Net):
    """The feed-forward part of a transformer block."""

    WIDTH = 128
    SCALE = math.sqrt(2 / math.pi)
    CUBE = 0.044715

    def __init__(self, n_inputs, n_hidden):
        super().__init__((n_inputs, self.WIDTH), (self.WIDTH, n_hidden),
                         (n_hidden, self.WIDTH), (self.WIDTH, N_CLASSES))

    def forward(self, x):
        """All that the way back needs: e, a, t, h, r, and the logits."""
        (we, be), (w1, b1), (w2, b2), (wh, bh) = self.layers
        e = x @ we + be
        a = e @ w1 + b1
        t = np.tanh(self.SCALE * (a + self.CUBE * a * a * a))
        h = 0.5 * a * (1 + t)
        r = e + h @ w2 + b2
        return e, a, t, h, r, r @ wh + bh

    def logits(self, x):
        """Of a mini-batch."""
        return self.forward(x)[-1]

    def learn(self, x, labels, gradient):
        """Set the gradient, summed over the mini-batch; its loss, likewise."""
        embed, widen, narrow, head = gradient
        _, (w1, _), (w2, _), (wh, _) = self.layers
        e, a, t, h, r, z = self.forward(x)
        loss, error = cross_entropy(z, labels)
        set_layer(head, r, error)
        dr = error @ wh.T
        set_layer(narrow, h, dr)
        slope = self.SCALE * (1 + 3 * self.CUBE * a * a)
        da = dr @ w2.T * (0.5 * (1 + t + a * (1 - t * t) * slope))
        set_layer(widen, e, da)
        set_layer(embed, x, dr + da @ w1.T)
        return loss


NETS = {"digits": Perceptron, "nanogpt-cpu": FeedForward}
