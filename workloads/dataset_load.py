"""dataset-load: one unit is one shard, from the file to normalised pixels.

The twin of dataset_load.c, where it is said which shard a unit reads and
what its checksum is. Pixels are normalised by a table of their 256 values.
"""
import os
import zlib
from array import array

from . import idx
from .idx import IdxError

UNIT = "shard"

STRIDE = 61


class State:
    """One worker's list of shards."""

    def __init__(self, params):
        self.params = params
        self.directory = params["shards_dir"]
        names = [name for name in os.listdir(self.directory)
                 if name.endswith(("idx3-ubyte", "idx3-ubyte.gz"))]
        names.sort(key=os.fsencode)
        if len(names) < int(params["shards"]):
            raise IdxError("shards are gone from " + self.directory)
        self.names = names[:int(params["shards"])]
        mean = float(params["pixel_mean"])
        std = float(params["pixel_std"])
        self.table = [(value - mean) / std for value in range(256)]
        self.client = self.native = None
        if params["source"] == "http":
            from .http_client import Client
            self.client = Client(params["server"])

    def load(self, name):
        """Read a shard; its sizes and its pixels."""
        if self.client:
            path = "/shards/" + name
            return idx.decode(path, self.client.request("GET", path), 3)
        return idx.read(os.path.join(self.directory, name), 3)

    def unit(self, u):
        """Compute unit u."""
        _, pixels = self.load(self.names[u % len(self.names)])
        table = self.table
        values = [table[pixel] for pixel in pixels]
        sample = array("f", values[u % STRIDE::STRIDE])
        return zlib.crc32(sample) + (len(values) << 32)


def prepare(params):
    """List the shards."""
    return State(params)


def run(state, first, count):
    """Load the shards of units first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF


def refresh(state, first, count):
    """Warm or evict the shards: only C can see what the page cache holds."""
    import _gilbench
    if state.native is None:
        state.native = _gilbench.native_prepare(
            "dataset_load", dict(state.params, source="file"))
    _gilbench.native_refresh(state.native, first, count)
