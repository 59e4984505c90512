"""What the GIL meter costs: the same loops with it and without, in turns.

    meter_cost.py LIBDIR PROCESSES ROWS NAME

Two processes of one program differ by more than the meter costs, as their
memory lies elsewhere. So one forks three that are alike: one stays as it is,
one installs the meter, one starts, whenever it is asked, a thread that asks for
the GIL every millisecond: what a probe costs that polls. They do the same loops
in turns, in less than a tenth of a second each; what counts are the ratios within
a turn, and their median. CPU-bound loops are compared by CPU time. Medians over PROCESSES of those, with
the 95 % sign interval. Rows for `make bench` are appended to the file ROWS, with
the NAME of the interpreter.
"""
import os
import statistics
import subprocess
import sys
import threading
import time
import traceback

KINDS = ("plain", "metered", "polled")
TURNS = 60
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


def loops():
    """ns per release and take; s of CPU of one thread and of two; s of the
    clock of one."""
    import _gilbench
    pair_ns = _gilbench.spin(0, 0, PAIRS)[0][0] / PAIRS
    one, two = cpu_s(1), cpu_s(2)
    start = time.monotonic()
    add()
    return pair_ns, one, two, time.monotonic() - start


def poll(polling):
    """Wait for the GIL, let it go, again and again."""
    while polling:
        time.sleep(POLL_S)


def polled_loops():
    """loops() beside poll()."""
    polling = [True]
    thread = threading.Thread(target=poll, args=(polling,))
    thread.start()
    found = loops()
    polling.clear()
    thread.join()
    return found


def serve(kind, asked, answer):
    """The child: loops() for each "t" that it reads."""
    if kind == "metered":
        import _gilbench
        _gilbench.meter_start(None, 0)
    while os.read(asked, 1) == b"t":
        found = polled_loops() if kind == "polled" else loops()
        os.write(answer, ("%r %r %r %r\n" % found).encode())


def fork(kind, others):
    """A child of this kind: where to ask it, and where it answers."""
    asked, ask = os.pipe()
    answers, answer = os.pipe()
    if os.fork() == 0:
        status = 1
        try:
            # whoever holds an end keeps the others from seeing ours
            for fd in [ask, answers] + [ask for ask, _ in others]:
                os.close(fd)
            serve(kind, asked, answer)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(asked)
    os.close(answer)
    return ask, os.fdopen(answers)


def once():
    """In a process of its own: what metered and polled take more than plain,
    a line each: ns, then percent three times."""
    loops()  # whatever is done once only is done before they part
    children = []
    for kind in KINDS:
        children.append(fork(kind, children))
    turns = []
    for i in range(TURNS + 1):
        times = [None] * len(KINDS)
        for k in range(len(KINDS)):
            which = (i + k) % len(KINDS)
            ask, answers = children[which]
            os.write(ask, b"t")
            times[which] = [float(word) for word in answers.readline().split()]
        turns.append(times)
    for ask, _ in children:
        os.write(ask, b"e")
        os.wait()
    del turns[0]
    for which in (1, 2):
        print(statistics.median(t[which][0] - t[0][0] for t in turns),
              *(100 * statistics.median(t[which][i] / t[0][i] - 1
                                        for t in turns) for i in (1, 2, 3)))


def run():
    """once(), in a new process: what it printed."""
    text = subprocess.run(
        [sys.executable, "-B", os.path.abspath(__file__), sys.argv[1]],
        check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout
    return [[float(word) for word in line.split()]
            for line in text.splitlines()]


def main():
    """Measure, print and append."""
    sys.path.append(sys.argv[1])
    if len(sys.argv) == 2:
        once()
        return
    from piece import interval
    runs = zip(*(run() for _ in range(int(sys.argv[2]))))
    names = (("ns", "per release and take", ""),
             ("%", "of CPU-bound, 1 thread", "<= 1"),
             ("%", "of CPU-bound, 2 threads", "<= 1"),
             ("%", "of the clock, 1 thread", ""))
    version = sys.argv[4]
    with open(sys.argv[3], "a") as rows:
        for what, found in zip(("meter", "polling"), runs):
            for i, (unit, name, goal) in enumerate(names):
                costs = [costs_of_one[i] for costs_of_one in found]
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
