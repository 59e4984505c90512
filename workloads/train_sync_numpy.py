"""The exchange of gradients of train_sync.py, as NumPy arrays."""
import numpy as np

from .train_sync import Sync


class ArraySync(Sync):
    """The exchange of gradients, as arrays."""

    def share(self, memory):
        shape = self.n_micro + 1, self.stride
        self.rows = np.frombuffer(memory)[:shape[0] * shape[1]].reshape(shape)

    def add(self):
        part = slice(self.begin, self.end)
        total = self.rows[-1][part]
        total[:] = self.rows[0][part]
        for row in self.rows[1:-1]:
            total += row[part]

    def total(self):
        return self.rows[-1][:self.n_weights]
