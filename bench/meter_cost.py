"""What the GIL meter costs: the same loops before and after it is installed.

    meter_cost.py LIBDIR

Two processes of one program differ by more than the meter costs, as their
memory lies elsewhere; so each process does both, and every second one installs
nothing: what it takes longer the second time is taken off. CPU-bound loops by
CPU time, the fastest of several, as noise only adds; medians over processes,
with the 95 % sign interval for the metered ones.
"""
import os
import statistics
import subprocess
import sys
import threading
import time

TURNS = 25
PAIRS = 20000


def add():
    """CPU-bound Python."""
    x = 0
    for i in range(200000):
        x += i * i & 7


def cpu_s(n_threads):
    """CPU time of threads that each add()."""
    threads = [threading.Thread(target=add) for _ in range(n_threads)]
    start = time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.process_time() - start


def times():
    """ns per release and take, s of CPU loops in one and in two threads."""
    import _gilbench
    return [min(_gilbench.spin(0, 0, PAIRS)[0][0] / PAIRS for _ in range(5)),
            min(cpu_s(1) for _ in range(9)), min(cpu_s(2) for _ in range(9))]


def once(metered):
    """In a process of its own: times() before and after."""
    import _gilbench
    add()
    before = times()
    if metered:
        _gilbench.meter_start(None, 0)
    print(*(before + times()))


def run(kind):
    """once(), in a new process: what it takes more the second time."""
    text = subprocess.run(
        [sys.executable, "-B", os.path.abspath(__file__), sys.argv[1], kind],
        check=True, stdout=subprocess.PIPE).stdout
    x = [float(word) for word in text.split()]
    return [x[3] - x[0]] + [100 * (x[3 + i] / x[i] - 1) for i in (1, 2)]


def sign_interval(values):
    """Of 25 values: the order statistics 8 and 18 (Conover, 3.2)."""
    x = sorted(values)
    return x[7], x[17]


def main():
    sys.path.append(sys.argv[1])
    if len(sys.argv) > 2:
        once(sys.argv[2] == "metered")
        return
    control, metered = zip(*((run("control"), run("metered"))
                             for _ in range(TURNS)))
    names = ("ns per release and take", "% of CPU-bound, 1 thread",
             "% of CPU-bound, 2 threads")
    for i, name in enumerate(names):
        base = statistics.median(c[i] for c in control)
        costs = [m[i] - base for m in metered]
        print("cost: %+6.2f (%+.2f to %+.2f) %s" % (
            (statistics.median(costs),) + sign_interval(costs) + (name,)))


main()
