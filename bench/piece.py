"""What pieces of `make bench` in Python share: the runs, the rows, the ratios.

A row is a line of the file that $BENCH_ROWS names:

    piece|row|value|low|high|goal|unit|meaning

goal is ">= 0.9", "<= 1.3" or empty; value is empty if the row is missing, and
meaning then says why. bench/README.md has the rules.
"""
import csv
import math
import os
import signal
import statistics
import subprocess
import sys

MISSING = 77
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
GILBENCH = os.path.join(BUILD, "bin", "gilbench")
PYTHON = os.path.join(BUILD, "bin", "gilbench-python")
LIBDIR = os.path.join(BUILD, "lib", "gilbench")
# when the time is up: temporary directories are to go
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def rounds(default):
    """How often to measure: the second argument."""
    return int(sys.argv[2]) if len(sys.argv) > 2 else default


def skip(words):
    """End: a peer is missing."""
    print(words)
    sys.exit(MISSING)


def interval(values):
    """Of a median: the 95 % sign interval, or the range of fewer than 6."""
    x, n, k, tail = sorted(values), len(values), 0, 0.0
    while n >= 6:
        tail += math.comb(n, k) * 0.5 ** n
        if tail > 0.025:
            break
        k += 1
    return (x[k - 1], x[n - k]) if k else (x[0], x[-1])


def holds(value, goal):
    """Does it keep the goal?"""
    if not goal:
        return True
    sign, limit = goal.split()
    return value >= float(limit) if sign == ">=" else value <= float(limit)


class Piece:
    """The rows of one piece."""

    def __init__(self):
        self.name = os.path.basename(sys.argv[0])
        self.rows = []
        self.missed = False

    def row(self, name, values, goal="", unit="ratio", meaning=""):
        """The median of values and its interval."""
        value = statistics.median(values)
        low, high = interval(values)
        if len(values) == 1:
            low = high = None
        self.add(name, value, low, high, goal, unit, meaning)

    def add(self, name, value, low, high, goal, unit, meaning):
        """A row whose numbers are known."""
        self.missed |= not holds(value, goal)
        self.rows.append((name, value, low, high, goal, unit, meaning))

    def missing(self, name, goal, unit, reason):
        """A row that cannot be measured here."""
        self.rows.append((name, None, None, None, goal, unit, reason))

    def finish(self):
        """Print the rows, hand them on, end."""
        text = ["%s|%s|%s" % (self.name, row[0], "|".join(
            "" if x is None else "%.6g" % x if isinstance(x, float) else str(x)
            for x in row[1:])) for row in self.rows]
        print()
        for name, value, low, high, goal, unit, meaning in self.rows:
            if value is None:
                print("%-34s missing: %s" % (name, meaning))
                continue
            print("%-34s %9.4g %-5s %-19s %-8s %s" % (
                name, value, unit,
                "" if low is None else "(%.4g to %.4g)" % (low, high), goal,
                "" if holds(value, goal) else "MISSED"))
        if "BENCH_ROWS" in os.environ:
            with open(os.environ["BENCH_ROWS"], "a") as file:
                file.write("\n".join(text) + "\n")
        if all(row[1] is None for row in self.rows):
            sys.exit(MISSING)
        sys.exit(self.missed)


def cpu_s(pid):
    """CPU time of a process so far, without that of what it waited for."""
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def take_turns(n, *sides):
    """n tuples of what the sides return; who is first changes each time."""
    for i in range(n):
        result = [None] * len(sides)
        for k in range(len(sides)):
            which = (i + k) % len(sides)
            result[which] = sides[which]()
        yield tuple(result)


def run(directory, *options, status=(0, 4)):
    """gilbench run into a directory; options are words."""
    done = subprocess.run(
        [GILBENCH, "run", "--no-plot", "--progress", "none", "-o", directory]
        + [str(word) for word in options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        universal_newlines=True)
    if done.returncode not in status:
        sys.exit("gilbench run: status %d\n%s" % (done.returncode, done.stdout))


def table(directory, name):
    """The rows of a CSV file of a run."""
    with open(os.path.join(directory, name), newline="") as file:
        return list(csv.DictReader(file))


def rates(directory, pick=statistics.median):
    """{(workload, kernel, executor, workers, params): {block: units/s}}, the
    median (or another pick) of the samples of each block's last attempts
    without the meter."""
    attempts = {}
    for row in table(directory, "samples.csv"):
        if row["metered"] == "0" and row["wall_s"]:
            key = (row["workload"], row["kernel"], row["executor"],
                   int(row["workers"]), row["params"])
            block = attempts.setdefault(key, {}).setdefault(row["block"], {})
            attempt = row["invocation"], row["sample"]
            block[attempt] = float(row["units"]) / float(row["wall_s"])
    return {key: {block: pick(of.values())
                  for block, of in blocks.items()}
            for key, blocks in attempts.items()}
