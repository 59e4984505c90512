"""A perceptron with one hidden layer, trained by gradient descent.

As one writes it without libraries: a matrix is a list of rows, a product is
a sum over zipped rows. The twin of what train_step.c does in loops.
"""
import math
from operator import mul

N_CLASSES = 10


class Perceptron:
    """tanh in the hidden layer, softmax and cross-entropy at the end."""

    def __init__(self, n_inputs, n_hidden, random):
        self.w1 = _draw(random, n_hidden, n_inputs)
        self.w2 = _draw(random, N_CLASSES, n_hidden)
        self.b1 = [0.0] * n_hidden
        self.b2 = [0.0] * N_CLASSES

    def forward(self, image):
        """The activations of the hidden layer, and the logits."""
        h = [math.tanh(b + sum(map(mul, w, image)))
             for w, b in zip(self.w1, self.b1)]
        return h, [b + sum(map(mul, w, h)) for w, b in zip(self.w2, self.b2)]

    def learn(self, batch):
        """Forward and backward through (image, label) pairs.

        Their loss, and of both layers the errors and the inputs.
        """
        images, hs, errors, deltas, loss = [], [], [], [], 0.0
        w2_columns = list(zip(*self.w2))
        for image, label in batch:
            h, z = self.forward(image)
            top = max(z)
            powers = [math.exp(v - top) for v in z]
            total = sum(powers)
            loss += math.log(total) - (z[label] - top)
            error = [power / total for power in powers]
            error[label] -= 1
            images.append(image)
            hs.append(h)
            errors.append(error)
            deltas.append([sum(map(mul, error, w)) * (1 - v * v)
                           for w, v in zip(w2_columns, h)])
        return loss, ((deltas, images), (errors, hs))

    def step(self, batch, rate):
        """Train on a mini-batch; the mean loss before the update."""
        loss, (hidden, last) = self.learn(batch)
        rate /= len(batch)
        _update(self.w1, self.b1, *hidden, rate)
        _update(self.w2, self.b2, *last, rate)
        return loss / len(batch)

    def gradient(self, batch):
        """The loss of a mini-batch, and its gradient as one list."""
        loss, layers = self.learn(batch)
        gradient = []
        for errors, inputs in layers:
            columns = list(zip(*inputs))
            errors = list(zip(*errors))
            for error in errors:
                gradient += [sum(map(mul, error, column))
                             for column in columns]
            gradient += map(sum, errors)
        return loss, gradient

    def descend(self, gradient, rate):
        """Move all weights against a gradient, as gradient() lists it."""
        values = iter(gradient)
        for weights, biases in (self.w1, self.b1), (self.w2, self.b2):
            for j, row in enumerate(weights):
                weights[j] = [w - rate * g for w, g in zip(row, values)]
            biases[:] = [b - rate * g for b, g in zip(biases, values)]


def _draw(random, n_out, n_in):
    """Uniform weights (Glorot and Bengio 2010)."""
    limit = math.sqrt(6 / (n_in + n_out))
    return [[(2 * random.unit() - 1) * limit for _ in range(n_in)]
            for _ in range(n_out)]


def _update(weights, biases, errors, inputs, rate):
    """Move a layer against the gradient, which is summed over the batch."""
    columns = list(zip(*inputs))
    for j, error in enumerate(zip(*errors)):
        weights[j] = [w - rate * sum(map(mul, error, column))
                      for w, column in zip(weights[j], columns)]
        biases[j] -= rate * sum(error)
