"""Runs a statement in one thread and in several, in turns, under the meter.

Arguments: the file for the answer, how many threads, rounds and seconds a
round lasts at least, the setup and the statement. The answer is JSON lines:
{"threads", "loops", "wall_s", "hold_s", "wait_s"}, the sums of the threads'
times; before these {"reason"}, why the meter cannot work, or null; and after
what went wrong {"error"}.
"""
import json
import signal
import sys

import _gilbench

from gilbench_worker.probe_round import compiled, run_round


def enough_loops(inner, least_s):
    """So many that one round of one thread takes long enough."""
    loops = 1
    while True:
        for factor in (1, 2, 5):
            wall_s = run_round(inner, 1, loops * factor)["wall_s"]
            if wall_s >= least_s:
                return loops * factor
        loops *= 10


def answer(say, n_threads, n_rounds, least_s, setup, statement):
    sys.path.insert(0, "")  # as in python -m timeit
    try:
        inner = compiled(setup, statement)
        loops = enough_loops(inner, least_s)
        for i in range(n_rounds):
            # what goes before is now the one, now the other
            for n in (1, n_threads) if i % 2 else (n_threads, 1):
                say(run_round(inner, n, loops))
    except BaseException as error:
        say({"error": "%s: %s" % (type(error).__name__, error)})


def main():
    # Ctrl-C ends it at once, by the signal: it is no error of the statement
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    path, n_threads, n_rounds, least_s, setup, statement = sys.argv[1:]
    with open(path, "w") as file:
        def say(row):
            print(json.dumps(row), file=file, flush=True)
        say({"reason": _gilbench.meter_install(None, 0)})
        answer(say, int(n_threads), int(n_rounds), float(least_s), setup,
               statement)
