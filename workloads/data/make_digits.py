"""Make the shipped digits from scikit-learn's copy of the UCI data set.

    python3 make_digits.py digits.csv.gz

digits.csv.gz is part of scikit-learn (sklearn/datasets/data/digits.csv.gz;
Debian: the package python3-sklearn). Each of its 1797 lines holds the 64
pixels of an 8 x 8 image, 0 to 16, and the digit. This script writes the same
images and labels, in the same order, in the IDX format of MNIST, compressed
without a time stamp, beside itself. Origin and licence: LICENSE.digits.
"""
import gzip
import os
import struct
import sys
import zlib


def save(name, shape, items):
    """Write an IDX file of unsigned bytes."""
    header = struct.pack(">HBB", 0, 8, len(shape))
    header += struct.pack(">%dI" % len(shape), *shape)
    # zlib's own gzip header: no time, no name, the same from every Python
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "wb") as file:
        file.write(packer.compress(header + bytes(items)) + packer.flush())


def main():
    """Convert the file named on the command line."""
    with gzip.open(sys.argv[1], "rt", encoding="ascii") as file:
        rows = [[int(float(field)) for field in line.split(",")]
                for line in file]
    assert all(len(row) == 65 for row in rows)
    assert all(0 <= pixel <= 16 for row in rows for pixel in row[:64])
    assert all(0 <= row[64] <= 9 for row in rows)
    save("digits-images-idx3-ubyte.gz", (len(rows), 8, 8),
         [pixel for row in rows for pixel in row[:64]])
    save("digits-labels-idx1-ubyte.gz", (len(rows),),
         [row[64] for row in rows])


if __name__ == "__main__":
    main()
