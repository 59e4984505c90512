"""What the nets of nets_numpy.py are made of.

The weights are views of one array, and so is a gradient.
"""
import math

import numpy as np


class Net:
    """Layers: a matrix of n_in rows and a vector of biases for each."""

    def __init__(self, *sizes):
        self.sizes = sizes
        self.n_weights = sum((n_in + 1) * n_out for n_in, n_out in sizes)
        self.weights = np.zeros(self.n_weights)
        self.layers = self.parts(self.weights)

    def parts(self, flat):
        """(matrix, biases) of each layer, as views of an array."""
        at, layers = 0, []
        for n_in, n_out in self.sizes:
            end = at + n_in * n_out
            layers.append((flat[at:end].reshape(n_in, n_out),
                           flat[end:end + n_out]))
            at = end + n_out
        return layers

    def start(self, random):
        """New weights: uniform (Glorot and Bengio 2010), biases 0."""
        self.weights[:] = 0
        for (n_in, n_out), (w, _) in zip(self.sizes, self.layers):
            limit = math.sqrt(6 / (n_in + n_out))
            w[:] = ((2 * random.uniform(n_out, n_in) - 1) * limit).T


def cross_entropy(z, labels):
    """Of logits: summed over the mini-batch, and its errors."""
    right = np.arange(len(labels)), labels
    z = z - z.max(axis=1, keepdims=True)
    error = np.exp(z)
    total = error.sum(axis=1, keepdims=True)
    loss = np.log(total).sum() - z[right].sum()
    error /= total
    error[right] -= 1
    return loss, error


def set_layer(gradient, inputs, errors):
    """The gradient of one layer."""
    matrix, biases = gradient
    np.matmul(inputs.T, errors, out=matrix)
    errors.sum(axis=0, out=biases)
