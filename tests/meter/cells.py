"""The GIL meter in a run: the metered rows of samples.csv.

    cells.py SAMPLES_CSV
"""
import csv
import sys

CLOCKS = 20e-6  # s: stamps of two clocks, and a start before the first call


def number(row, name):
    return float(row[name]) if row[name] else 0


def faults(row):
    """What cannot be, whatever the machine did meanwhile."""
    wall = number(row, "wall_s")
    workers = int(row["workers"])
    hold, wait, drop = (number(row, "gil_%s_s" % part)
                        for part in ("hold", "wait", "drop"))
    acquires = number(row, "n_gil_acquires")
    if acquires < workers:
        yield "%g acquires" % acquires
    if not hold > 0:
        yield "the GIL was not held"
    if hold + wait + drop > workers * wall + CLOCKS:
        yield "the parts exceed the wall time"
    if row["executor"] == "threads" and hold > wall + CLOCKS:
        yield "two threads held one GIL"
    if row["kernel"] == "native" and acquires < number(row, "units"):
        yield "a unit that did not release the GIL"
    if row["kernel"] == "python" and workers == 1 and acquires > 1:
        yield "a thread that is alone let go"


def main():
    with open(sys.argv[1], newline="") as file:
        rows = [row for row in csv.DictReader(file)
                if row["metered"] == "1" and row["executor"] != "ceiling"]
    kinds = sorted({(row["kernel"], row["executor"]) for row in rows})
    failed = 0
    for i, kind in enumerate(kinds):
        wrong = [fault for row in rows
                 if (row["kernel"], row["executor"]) == kind
                 for fault in faults(row)]
        failed += bool(wrong)
        print("%s %d - cells: %s%s" % ("not ok" if wrong else "ok", i + 1,
                                       " ".join(kind),
                                       ": " + wrong[0] if wrong else ""))
    print("1..%d" % len(kinds))
    sys.exit(failed > 0 or len(kinds) != 6)


main()
