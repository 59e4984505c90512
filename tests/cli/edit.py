"""Change the samples of a run directory: edit.py DIR [CONDITION FACTOR]...

All attempts become undisturbed. Times get a noise of 1 %, the same in every
directory but for its name; then those of rows for which the expression
CONDITION holds (r is the row) are multiplied by FACTOR.
"""
import csv
import glob
import random
import sys


def edit(row, name, changes):
    """One row."""
    row["status"], row["reason"] = "ok", ""
    wall_s = float(row["wall_s"])
    noise = random.Random(name + row["cell_id"] + row["block"] +
                          row["invocation"])
    wall_s *= 1 + noise.uniform(-0.01, 0.01)
    for condition, factor in zip(changes[::2], changes[1::2]):
        if eval(condition, {"r": row}):
            wall_s *= float(factor)
    row["wall_s"] = "%.9f" % wall_s


def main(directory, *changes):
    """All its samples files."""
    name = directory.rstrip("/").rsplit("/", 1)[-1]
    for path in glob.glob(directory + "/samples/*.csv"):
        with open(path, newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if row["wall_s"]]
        for row in rows:
            edit(row, name, changes)
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames,
                                    lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


main(*sys.argv[1:])
