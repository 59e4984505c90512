"""mixed's native kernel: the exchange is C, the burners are Python all the
same."""
from . import company


class Kernel:
    """What mixed.py offers, around the C kernel."""

    refresh = staticmethod(company.refresh)
    metrics = staticmethod(company.metrics)

    def __init__(self, kernel):
        self.UNIT = kernel.UNIT
        self.kernel = kernel

    def prepare(self, params):
        """Connect to the server on this machine; the burners wait."""
        return company.State(self.kernel.prepare(params), params)

    def run(self, state, first, count):
        """Make requests first ... first + count - 1."""
        return self.kernel.run(state.io, first, count)
