"""Steps, micro-batches and chains of train-step, for all kernels.

The twin of train_step.c, where it is said what they are. A kernel's State
adds what it computes with: start(), step(), learn(), descend(), recognised().
"""
import math

from . import digits

PROOF_STREAM = 2 ** 64 - 1
UNIT_STREAMS = 2 ** 63
MIN_BATCH = 8
PROOF_BATCH = 64
# what net_*.c have: steps of a chain; steps, and images in all, of the proof
LENGTHS = {"digits": (20, 200, 4800), "nanogpt-cpu": (2, 80, 9600)}


class Chains:
    """One worker's part of the training."""

    def __init__(self, params):
        self.chain, n_steps, n_images = LENGTHS[params["preset"]]
        self.n_hidden = int(params["hidden"])
        self.n_batch = int(params["batch"])
        self.rate = float(params["lr"])
        self.seed = int(params["seed"])
        self.together = params["sync"] == "step"
        self.n_micro = int(params["micro_batches"]) if self.together else 1
        self.proof_batch = min(
            self.n_batch, max(MIN_BATCH, PROOF_BATCH // self.n_micro))
        self.n_proof = max(n_steps, n_images // (
            self.proof_batch * self.n_micro))
        self.next = None  # the unit that the model is ready for
        self.n_pixels, self.training, self.held_out = digits.load(
            params["shipped"])

    def one(self, u, rate):
        """Unit u, which comes next: a step, or our part of one."""
        if not self.together:
            return checksum(self.step(rate))
        m = u % self.n_micro
        value = checksum(self.learn(u, m)) if m in self.sync.own else 0
        if m == self.n_micro - 1:
            self.descend(rate)
        return value

    def unit(self, u):
        """Compute unit u, which should but need not follow the last one."""
        length = self.chain * self.n_micro
        if u % length == 0 or u != self.next:
            self.start(u // length, self.chain)
            for earlier in range(u - u % length, u):
                self.one(earlier, self.rate)
        value = self.one(u, self.rate)
        self.next = u + 1
        return value


def checksum(loss):
    """A loss as an integer."""
    return math.floor(loss * 2 ** 20 + 0.5)


def join(state, crew):
    """From here on compute units together with others."""
    state.sync.join(crew)
    state.next = None


def run(state, first, count):
    """Take steps first ... first + count - 1."""
    total = sum(state.unit(u) for u in range(first, first + count))
    return total & 0xFFFFFFFFFFFFFFFF


def prove(state):
    """The share of held-out digits that a longer chain recognises."""
    n, n_micro, n_batch = state.n_proof, state.n_micro, state.n_batch
    state.next = None
    state.n_batch = state.proof_batch
    state.start(PROOF_STREAM, n)
    for i in range(n * n_micro):
        state.one(i, state.rate * (n - i // n_micro) / n)
    state.n_batch = n_batch
    return state.recognised() / len(state.held_out)
