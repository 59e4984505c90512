#!/usr/bin/env python3
"""The answers that tests/unit/test_bootstrap.c compares with.

    python3 tests/oracle/bootstrap.py > tests/oracle/bootstrap.csv

The same resamples as src/model/bootstrap.c, drawn by a SplitMix64 of its own
and evaluated by NumPy. Above 256 invocations the medians are drawn from the
normal approximation, by SciPy.
"""
import math

import numpy
from scipy.stats import norm

MASK = 2**64 - 1
GAMMA = 0x9e3779b97f4a7c15
RESAMPLES = 10000
MOST_DRAWN = 256
ROUNDING = 1e-12
LEAST = 6  # invocations of a side that give an interval


def mix(z):
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
    z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
    return z ^ z >> 31


class Rng:
    """src/base/rng.h"""

    def __init__(self, seed, stream):
        self.state = mix(seed + GAMMA & MASK) ^ mix(stream * GAMMA + 1 & MASK)

    def next(self):
        self.state = self.state + GAMMA & MASK
        return mix(self.state)


def draw_median(run, rng):
    """Of a sorted run."""
    n = len(run)
    if n <= MOST_DRAWN:
        return numpy.median([run[(rng.next() >> 32) * n >> 32] for _ in range(n)])
    u = ((rng.next() >> 11) + 0.5) * 2.0**-53
    return run[int((0.5 + norm.ppf(u) / (2 * math.sqrt(n))) * n)]


def log_medians(runs):
    return [math.log(numpy.median(run)) for run in runs if run]


def draw_side(side, picks, times):
    """What resampling moves the side by, and what it moves the runs by."""
    runs = [sorted(run) for run in side if run]
    numbers = [picks.next() % len(runs) for _ in side][:len(runs)]
    medians = [math.log(draw_median(runs[x], times)) for x in numbers]
    old = log_medians(runs)
    return (numpy.median(medians) - numpy.median(old),
            [medians[i] - old[x] for i, x in enumerate(numbers)])


def scale(side, moves):
    medians = log_medians(side)
    n, v = len(medians), numpy.mean(numpy.square(moves))
    s2 = numpy.var(medians, ddof=1) if n > 1 else 0
    meant = v if n == 1 or s2 < v else v + (s2 - v) * n / (n - 1)
    resampled = s2 * (n - 1) / n + v
    return math.sqrt(meant / resampled) if resampled > 0 else 1


def ratio(a, b, seed, stream):
    picks, times = Rng(seed, 0), Rng(seed, stream + 1)
    point = numpy.median(log_medians(b)) - numpy.median(log_medians(a))
    if min(sum(map(len, side)) for side in (a, b)) < LEAST:
        return [math.exp(point)]
    off_a, moves_a, off_b, moves_b = [], [], [], []
    for _ in range(RESAMPLES):
        for side, off, moves in ((a, off_a, moves_a), (b, off_b, moves_b)):
            moved, runs_moved = draw_side(side, picks, times)
            off.append(moved)
            moves.append(runs_moved)
    x = (point + scale(b, moves_b) * numpy.array(off_b) -
         scale(a, moves_a) * numpy.array(off_a))
    low, high = numpy.quantile(x, [0.025, 0.975])
    beyond = min(numpy.count_nonzero(x <= ROUNDING),
                 numpy.count_nonzero(x >= -ROUNDING))
    above = numpy.count_nonzero(x <= math.log(1.05) + ROUNDING)
    return [math.exp(point), math.exp(low), math.exp(high),
            min(1, 2 * (beyond + 1) / (RESAMPLES + 1)),
            (above + 1) / (RESAMPLES + 1)]


def noisy(rng, sizes, mean, sd):
    """Digits enough to differ, and few enough to read."""
    return [[float("%.6g" % (mean * math.exp(sd * x)))
             for x in rng.standard_normal(n)] for n in sizes]


def main():
    rng = numpy.random.default_rng(20871)
    cases = [
        ("one", [[2.0]], [[3.0]]),
        ("two", [[2.0, 4.0]], [[3.0, 3.0]]),
        ("five", [[2.0, 1, 5, 4, 3]], [[1.0, 2, 3, 4, 5, 6]]),
        ("constant", [[1.5] * 6] * 3, [[1.5] * 6] * 3),
        ("ties", [[1.0, 2, 2, 2, 3]] * 2, [[2.0, 2, 3, 3, 3]] * 2),
        ("six", noisy(rng, [6], 1, .02), noisy(rng, [6], 1.1, .02)),
        ("same", noisy(rng, [15] * 3, .1, .02), noisy(rng, [15] * 3, .1, .02)),
        ("slower", noisy(rng, [15] * 3, 1, .05),
         noisy(rng, [15] * 3, 1.1, .05)),
        ("uneven", noisy(rng, [9, 0, 12, 7], 1, .1),
         noisy(rng, [30, 8], .9, .1)),
        ("many", noisy(rng, [300, 40], 1, .1), noisy(rng, [257], 1, .1)),
    ]
    print("name,a,b,stream,ratio,low,high,p,p_above")
    for stream, (name, *sides) in enumerate(cases):
        text = [";".join(" ".join("%.17g" % x for x in run) for run in side)
                for side in sides]
        numbers = ["%.17g" % x for x in ratio(*sides, 7, stream)]
        numbers += [""] * (5 - len(numbers))
        print(",".join([name, *text, str(stream), *numbers]))


main()
