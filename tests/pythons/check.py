"""What is wrong with the run of one interpreter; nothing if all is well.

    check.py DIR VERSION GIL

VERSION is "3.12", GIL the state that every sample must have: 1, 0, or axis,
where the axis --gil says it.
"""
import collections
import csv
import glob
import os
import sys


def rows(directory, name):
    """The rows of a CSV file, without the ceiling's."""
    with open(os.path.join(directory, name), newline="") as file:
        return [row for row in csv.DictReader(file, strict=True)
                if row["executor"] != "ceiling"]


def skip_code(row, minor):
    """Why the cell cannot run: its code, or "" if it can."""
    if row["executor"] == "interpreters" and minor < 12:
        return "no-subinterpreters"
    if row["executor"] == "asyncio" and (
            row["workload"] != "api-call" or row["kernel"] != "python"):
        return "no-async"
    return ""


def check_cell(row, minor):
    """A row of cells.csv."""
    code = skip_code(row, minor)
    if code:
        return row["status"] == "skipped" and row["reason"].startswith(
            code + ": ")
    # a busy machine taints, and measures all the same
    return row["status"] in ("ok", "tainted")


def latency_problems(directory):
    """Units of timed samples that were not counted, or ended too soon."""
    keys = "cell_id", "block", "attempt", "sample"
    units, counted = {}, collections.Counter()
    latency = {}
    for row in rows(directory, "samples.csv"):
        if row["workload"] == "api-call" and row["metered"] == "0" and \
                row["wall_s"]:
            units[tuple(row[key] for key in keys)] = int(row["units"])
            latency[row["cell_id"]] = float(dict(
                param.split("=") for param in row["params"].split(";"))[
                    "latency"])
    for path in glob.glob(os.path.join(directory, "latencies", "*.csv")):
        with open(path, newline="") as file:
            for row in csv.DictReader(file, strict=True):
                counted[tuple(row[key] for key in keys)] += int(row["units"])
                if float(row["high_s"]) < latency.get(row["cell_id"], 0):
                    yield "a request of %s took %s s" % (
                        row["cell_id"], row["high_s"])
    for key in units:
        if units[key] != counted[key]:
            yield "%s: %d units, %d latencies" % (
                key, units[key], counted[key])


def wanted_gil(row, gil):
    """What gil_before and gil_after must be."""
    if gil != "axis":
        return gil
    return "1" if "gil=on" in row["params"].split(";") else "0"


def problems(directory, version, gil):
    """All of them, a line each."""
    minor = int(version.split(".")[1])
    checksums = collections.defaultdict(set)
    measured = collections.Counter()
    for row in rows(directory, "samples.csv"):
        name = "/".join(row[key] for key in (
            "workload", "kernel", "executor", "params"))
        if {row["gil_before"], row["gil_after"]} != {wanted_gil(row, gil)}:
            yield "%s: GIL %s and then %s" % (
                name, row["gil_before"], row["gil_after"])
        measured[row["cell_id"]] += bool(row["wall_s"])
        checksums[row["workload"], row["kernel"], row["units"],
                  row["params"] if gil == "axis" else ""].add(row["checksum"])
    for key, seen in checksums.items():
        if len(seen) != 1 or "" in seen:
            yield "%s: checksums %s" % (key, sorted(seen))
    cells = rows(directory, "cells.csv")
    for row in cells:
        if not check_cell(row, minor):
            yield "%(workload)s/%(kernel)s/%(executor)s: %(status)s " \
                "%(reason)s" % row
        if row["status"] != "skipped" and not measured[row["cell_id"]]:
            yield "%(workload)s/%(kernel)s/%(executor)s: no sample" % row
    yield from latency_problems(directory)
    if not measured:
        yield "nothing was measured"


def main():
    """Print what is wrong."""
    lines = list(problems(*sys.argv[1:]))
    print("\n".join(lines))
    sys.exit(bool(lines))


main()
