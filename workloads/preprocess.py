"""preprocess: one unit is one document, from text to a feature vector.

The twin of preprocess.c, where it is said what a word is and how it is
hashed. As one writes it with the standard library: a regular expression, a
Counter, a dict for the vector.
"""
import math
import os
import re
import zlib
from collections import Counter, defaultdict

UNIT = "document"

WORD = re.compile(rb"[0-9a-z\x80-\xff]+")


class State:
    """One worker's documents."""

    def __init__(self, params):
        self.n_features = int(params["features"])
        directory = params["corpus_dir"]
        with os.scandir(directory) as entries:
            names = sorted(os.fsencode(entry.name) for entry in entries
                           if entry.name[0] != "." and entry.is_file())
        names = names[:int(params["documents"])]
        self.documents = []
        for name in names:
            with open(os.path.join(os.fsencode(directory), name),
                      "rb") as file:
                self.documents.append(file.read())
        n_bytes = sum(map(len, self.documents))
        if (len(names) != int(params["documents"])
                or n_bytes != int(params["corpus_bytes"])
                or zlib.crc32(b"".join(name + b"\0" for name in names))
                != int(params["corpus_names"])):
            raise ValueError(
                "the corpus has changed: %s: %d files with %d bytes instead "
                "of %s with %s, or other names" % (
                    directory, len(names), n_bytes, params["documents"],
                    params["corpus_bytes"]))

    def words(self, u):
        """The words of unit u's document."""
        document = self.documents[u % len(self.documents)]
        return WORD.findall(document.lower())

    def unit(self, u):
        """Compute unit u."""
        vector = self.vector(self.words(u))
        return sum((2 * feature + 1) * int(value * 2 ** 30)
                   for feature, value in vector.items())

    def vector(self, words):
        """Signed counts of hashed words, scaled to length 1."""
        counts = defaultdict(int)
        for word, count in Counter(words).items():
            bits = zlib.crc32(word)
            feature = (bits & 0x7FFFFFFF) % self.n_features
            counts[feature] += -count if bits >> 31 else count
        length = math.sqrt(sum(n * n for n in counts.values()))
        return {feature: n / length for feature, n in counts.items() if n}


def prepare(params):
    """Read the documents."""
    return State(params)


def run(state, first, count):
    """Vectorise the documents of units first ... first + count - 1."""
    checksum = sum(state.unit(u) for u in range(first, first + count))
    return checksum & 0xFFFFFFFFFFFFFFFF
