"""What the GIL meter costs: the same loops before and after it is installed.

    meter_cost.py LIBDIR TURNS ROWS NAME

Two processes of one program differ by more than the meter costs, as their
memory lies elsewhere; so each process does both, and others install nothing:
what these take longer the second time is taken off. CPU-bound loops by CPU
time, the fastest of several, as noise only adds; medians over processes, with
the 95 % sign interval. "polled" starts, instead of the meter, a thread that
asks for the GIL every millisecond: what a probe costs that polls. Rows for
`make bench` are appended to the file ROWS, with the NAME of the interpreter.
"""
import os
import statistics
import subprocess
import sys
import threading
import time

PAIRS = 20000
POLL_S = 0.001


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


def wall_s():
    """Wall time of one thread that does add() five times; the fastest."""
    def once():
        start = time.monotonic()
        for _ in range(5):
            add()
        return time.monotonic() - start
    return min(once() for _ in range(3))


def times():
    """ns per release and take, s of CPU loops in one and in two threads."""
    import _gilbench
    return [min(_gilbench.spin(0, 0, PAIRS)[0][0] / PAIRS for _ in range(5)),
            min(cpu_s(1) for _ in range(9)), min(cpu_s(2) for _ in range(9))]


def poll():
    """Wait for the GIL, let it go, again and again."""
    while True:
        time.sleep(POLL_S)


def once(kind):
    """In a process of its own: times() and wall_s(), before and after; what
    has a goal is measured next to the change, as the machine's speed drifts."""
    import _gilbench
    add()
    wall = wall_s()
    before = times()
    if kind == "metered":
        _gilbench.meter_start(None, 0)
    if kind == "polled":
        threading.Thread(target=poll, daemon=True).start()
    after = times()
    print(*before, wall, *after, wall_s())


def run(kind):
    """once(), in a new process: what it takes more the second time."""
    text = subprocess.run(
        [sys.executable, "-B", os.path.abspath(__file__), sys.argv[1], kind],
        check=True, stdout=subprocess.PIPE).stdout
    x = [float(word) for word in text.split()]
    return [x[4] - x[0]] + [100 * (x[4 + i] / x[i] - 1) for i in (1, 2, 3)]


def main():
    """Measure, print and append."""
    sys.path.append(sys.argv[1])
    if len(sys.argv) < 4:
        once(sys.argv[2])
        return
    from piece import interval
    control, metered, polled = zip(*(
        (run("control"), run("metered"), run("polled"))
        for _ in range(int(sys.argv[2]))))
    names = (("ns", "per release and take", ""),
             ("%", "of CPU-bound, 1 thread", "<= 1"),
             ("%", "of CPU-bound, 2 threads", "<= 1"),
             ("%", "of the clock, 1 thread", ""))
    version = sys.argv[4]
    with open(sys.argv[3], "a") as rows:
        for what, runs in (("meter", metered), ("polling", polled)):
            for i, (unit, name, goal) in enumerate(names):
                base = statistics.median(c[i] for c in control)
                costs = [m[i] - base for m in runs]
                value = (statistics.median(costs),) + interval(costs)
                print("%-7s costs %+8.2f (%+.2f to %+.2f) %s %s" % (
                    (what,) + value + (unit, name)))
                ends = ["%.3f" % x for x in value[1:]]
                if len(costs) == 1:
                    ends = ["", ""]
                rows.write("meter|%s, %s, %s|%.3f|%s|%s|%s|%s|%s\n" % (
                    (what, name, version, value[0]) + tuple(ends) + (
                        goal if what == "meter" else "", unit,
                        "what the meter adds" if what == "meter" else
                        "what a thread adds that polls every 1 ms")))


main()
