"""file-read: one unit is one block read from a file.

The twin of file_read.c, where it is said which block a unit reads and what
its checksum is. os.pread() (block_files.py) is what a loader in Python calls
where threads share a file: it has no position of its own, and lets go of the
GIL while it reads.
"""
import struct

from .block_files import BlockFiles
from .splitmix import Random

UNIT = "block"

N_WORDS = 8
MIN_WORDS_BYTES = 64
ORDER_STREAM = 1 << 32


def spread(n):
    """A struct of N_WORDS words that are spread over n bytes."""
    gap = "%dxQ" % ((n - 8) // (N_WORDS - 1) - 8)
    return struct.Struct("=Q" + (N_WORDS - 1) * gap)


def total(block):
    """The sum of N_WORDS words, or of the bytes if there are too few."""
    if len(block) < MIN_WORDS_BYTES:
        return sum(block)
    return sum(spread(len(block)).unpack_from(block))


class State:
    """One worker's files, and the order of their blocks."""
    native = order = None

    def __init__(self, params):
        self.params = params
        self.block = int(params["block"])
        self.files = BlockFiles(params["files_path"], self.block)
        n_blocks = self.files.n_blocks
        if n_blocks != int(params["blocks"]):
            raise OSError("%s: %s blocks at first, %d now" % (
                params["files_path"], params["blocks"], n_blocks))
        if params["pattern"] == "random":
            self.order = Random(
                int(params["seed"]), ORDER_STREAM).permutation(n_blocks)
        self.unpack = spread(self.block).unpack_from

    def unit(self, u):
        """Compute unit u."""
        number = u % self.files.n_blocks
        if self.order:
            number = self.order[number]
        block = self.files.read(number)
        if len(block) == self.block:
            return sum(self.unpack(block)) + number
        return total(block) + number


def prepare(params):
    """Open the files."""
    return State(params)


def run(state, first, count):
    """Read the blocks of units first ... first + count - 1."""
    checksum = sum(map(state.unit, range(first, first + count)))
    return checksum & 0xFFFFFFFFFFFFFFFF


def refresh(state, first, count):
    """Warm or evict the blocks: only C can see what the page cache holds."""
    import _gilbench
    if state.native is None:
        state.native = _gilbench.native_prepare("file_read", state.params)
    _gilbench.native_refresh(state.native, first, count)
