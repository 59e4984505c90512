"""idx.py on files that are cut, corrupt or hostile: test_idx.c's cases.

    damaged_idx.py SOURCE_DIR

Every error is an IdxError that names the file. Exit status 1: one is not.
"""
import gzip
import importlib
import os
import sys
import tempfile

sys.dont_write_bytecode = True
HEAD = bytes((0, 0, 8, 3)) + b"\0\0\0\3\0\0\0\2\0\0\0\2"
IMAGES = HEAD + bytes(range(10, 22))
PACKED = gzip.compress(IMAGES, mtime=0)
failures = 0


def check(what, good):
    """Print how a check went."""
    global failures
    failures += not good
    print("%s - idx.py: %s" % ("ok" if good else "not ok", what))


def main():
    """All checks."""
    sys.path.insert(0, sys.argv[1])
    idx = importlib.import_module("workloads.idx")

    def error(path, content):
        """What is wrong with it; "" if nothing is."""
        try:
            idx.decode(path, content, 3)
        except idx.IdxError as wrong:
            return str(wrong)
        return ""

    def is_named(path, content):
        return error(path, content).startswith(path + ": ")

    whole = (3, 2, 2), IMAGES[16:]
    check("plain", idx.decode("x", IMAGES, 3) == whole)
    check("packed", idx.decode("x.gz", PACKED, 3) == whole)
    check("members", idx.decode("x.gz", gzip.compress(IMAGES[:9])
                                + gzip.compress(IMAGES[9:]), 3) == whole)
    check("every cut", all(is_named("x", IMAGES[:n])
                           for n in range(len(IMAGES))))
    check("every cut of gzip", all(is_named("x.gz", PACKED[:n])
                                   for n in range(len(PACKED))))
    unseen = 0
    for bit in range(8 * 10, 8 * len(PACKED)):
        bad = bytearray(PACKED)
        bad[bit // 8] ^= 1 << bit % 8
        if not is_named("x.gz", bytes(bad)):
            unseen += idx.decode("x.gz", bytes(bad), 3) == whole or 1000
    check("every flipped bit, but those that mean nothing", unseen < 8)
    check("too long", "3 images" not in error("x", IMAGES)
          and is_named("x", IMAGES + b"\0"))
    for what, at, change in (
            ("not IDX", 0, b"P5"), ("type", 2, b"\r"), ("dimensions", 3, b"\1"),
            ("a size of 0", 4, b"\0\0\0\0"), ("larger", 8, b"\0\0\0\x1c"),
            ("hostile", 4, b"\x80\0\0\0\x80\0\0\0\0\0\0\4")):
        check(what, is_named(
            "x", IMAGES[:at] + change + IMAGES[at + len(change):]))
    check("no gzip", is_named("x.gz", IMAGES))
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "x-idx3-ubyte.gz")
        for make in (lambda: None, lambda: os.mkdir(path)):
            make()
            try:
                idx.read(path, 3)
                check("a file that cannot be read", False)
            except OSError as wrong:  # it says the name itself
                check(wrong.strerror, wrong.filename == path)


main()
sys.exit(failures != 0)
