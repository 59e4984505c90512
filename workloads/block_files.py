"""Files as one sequence of blocks, as block_files.c has them."""
import os
from bisect import bisect_right


def list_files(path):
    """The file, or the files of the directory but hidden ones."""
    if not os.path.isdir(path):
        return [path]
    paths = [os.path.join(path, name) for name in os.listdir(path)
             if name[0] != "."]
    paths.sort(key=os.fsencode)
    return [path for path in paths if os.path.isfile(path)]


class BlockFiles:
    """Open files."""

    def __init__(self, path, block):
        self.block = block
        self.fds = []
        self.paths = list_files(path)
        self.sizes = []
        self.firsts = []  # of each file, the number of its first block
        self.n_blocks = 0
        for each in self.paths:
            self.fds.append(os.open(each, os.O_RDONLY | os.O_CLOEXEC))
            self.sizes.append(os.fstat(self.fds[-1]).st_size)
            self.firsts.append(self.n_blocks)
            self.n_blocks += -(-self.sizes[-1] // block)

    def __del__(self):
        for fd in self.fds:
            os.close(fd)

    def read(self, number):
        """Block number `number`."""
        i = bisect_right(self.firsts, number) - 1
        offset = (number - self.firsts[i]) * self.block
        block = os.pread(self.fds[i], self.block, offset)
        if len(block) == self.block:
            return block
        return self.rest(block, i, offset)

    def rest(self, block, i, offset):
        """A block of which a read got less: the last of its file as a rule."""
        n = min(self.block, self.sizes[i] - offset)
        while len(block) < n:
            more = os.pread(self.fds[i], n - len(block), offset + len(block))
            if not more:
                raise OSError(
                    "%s: offset %d: %d bytes instead of %d: the file was cut"
                    % (self.paths[i], offset, len(block), n))
            block += more
        return block
