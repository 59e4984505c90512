"""What the GIL meter costs: the same loops with and without it.

    meter_cost.py LIBDIR

Fresh processes in turn, since the meter stays once it is installed. CPU-bound
loops by CPU time: the median of the ratios of neighbours, and their quartiles.
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


def once(metered):
    """In a process of its own: ns per release and take, s of CPU loops."""
    import _gilbench
    if metered:
        _gilbench.meter_start(None, 0)
    add()
    print(min(_gilbench.spin(0, 0, PAIRS)[0][0] / PAIRS for _ in range(3)),
          min(cpu_s(1) for _ in range(3)), min(cpu_s(2) for _ in range(3)))


def run(kind):
    """once(), in a new process."""
    text = subprocess.run(
        [sys.executable, "-B", os.path.abspath(__file__), sys.argv[1], kind],
        check=True, stdout=subprocess.PIPE).stdout
    return [float(word) for word in text.split()]


def main():
    sys.path.append(sys.argv[1])
    if len(sys.argv) > 2:
        once(sys.argv[2] == "metered")
        return
    bare, metered = zip(*((run("bare"), run("metered"))
                          for _ in range(TURNS)))
    print("cost: %.0f ns per release and take" % (
        min(m[0] for m in metered) - min(b[0] for b in bare)))
    for i in (1, 2):
        low, middle, high = statistics.quantiles(
            [100 * (m[i] / b[i] - 1) for m, b in zip(metered, bare)], n=4)
        print("cost: CPU-bound, %d threads: %+.2f %% (%+.2f to %+.2f)" % (
            i, middle, low, high))


main()
