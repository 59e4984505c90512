"""The IDX format of MNIST, as idx.c reads it: unsigned bytes, plain or gzip."""
import gzip
import struct
import zlib


class IdxError(Exception):
    """The file is not what it should be."""


def decode(path, content, n_dimensions):
    """Decode the content of the file `path`. Returns (sizes, items)."""
    if path.endswith(".gz"):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise IdxError("%s: gzip: %s" % (path, error)) from error
    n_header = 4 + 4 * n_dimensions
    magic = bytes((0, 0, 8, n_dimensions))
    if not magic.startswith(content[:4]):
        raise IdxError("%s: offset 0: not IDX of %d dimensions" % (
            path, n_dimensions))
    if len(content) < n_header:
        raise IdxError("%s: offset %d: truncated within the header" % (
            path, len(content)))
    sizes = struct.unpack_from(">%dI" % n_dimensions, content, 4)
    n_items = 1
    for size in sizes:
        n_items *= size
    if n_items == 0 or n_items != len(content) - n_header:
        raise IdxError("%s: offset %d: header says %d items, %d follow" % (
            path, n_header, n_items, len(content) - n_header))
    return sizes, content[n_header:]


def read(path, n_dimensions):
    """Read a whole file. Returns (sizes, items)."""
    with open(path, "rb") as file:
        return decode(path, file.read(), n_dimensions)
