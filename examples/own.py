"""MinHash signatures of documents, to find near duplicates in a corpus.

The corpus is drawn from the seed. Broder, "On the Resemblance and Containment
of Documents", 1997.
"""
import concurrent.futures
import random
import zlib

UNIT = "document"
PARAMS = {"words": 200, "hashes": 16}


def prepare(params):
    """64 documents, and the hash functions."""
    draw = random.Random(params["seed"])
    vocabulary = ["w%d" % i for i in range(5000)]
    documents = [draw.choices(vocabulary, k=params["words"])
                 for _ in range(64)]
    return documents, [draw.getrandbits(32) for _ in range(params["hashes"])]


def signature(words, seeds):
    """The least hash of all runs of three words, by each function."""
    shingles = {zlib.crc32(" ".join(run).encode())
                for run in zip(words, words[1:], words[2:])}
    return [min(shingle * 0x9E3779B1 + seed & 0xFFFFFFFF
                for shingle in shingles) for seed in seeds]


def run(state, first, count):
    """Timed: documents first ... first + count - 1."""
    documents, seeds = state
    return sum(sum(signature(documents[unit % len(documents)], seeds))
               for unit in range(first, first + count))


def run_parallel(state, first, count, workers):
    """The same in a pool, which is started each time."""
    size = -(-count // workers)
    parts = [(start, min(size, first + count - start))
             for start in range(first, first + count, size)]
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(run, [state] * len(parts), *zip(*parts)))
