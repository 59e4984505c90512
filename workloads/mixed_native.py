"""mixed's native kernel: the exchange is C, the burners are Python all the
same."""
from . import company


class State:
    """One worker's connection, and its burners."""

    def __init__(self, kernel, params):
        self.io = kernel.prepare(params)
        self.burners = company.make(params)

    def __del__(self):
        if hasattr(self, "burners"):  # not if there was no connection
            self.burners.end()


class Kernel:
    """What mixed.py offers, around the C kernel."""

    def __init__(self, kernel):
        self.UNIT = kernel.UNIT
        self.kernel = kernel

    def prepare(self, params):
        """Connect to the server on this machine; the burners wait."""
        return State(self.kernel, params)

    def refresh(self, state, first, count):
        """Before a stage: let them burn."""
        state.burners.start()

    def run(self, state, first, count):
        """Make requests first ... first + count - 1."""
        return self.kernel.run(state.io, first, count)

    def metrics(self, state):
        """After a stage: let them rest; how fast they were."""
        return (state.burners.stop(),)
