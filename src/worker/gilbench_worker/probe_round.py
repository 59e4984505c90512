"""One round of a probe: a statement, in a loop, in some threads at once."""
import threading
import time
import timeit

import _gilbench

TEMPLATE = """
def inner(_loops, _begin, _end{init}):
    {setup}
    _begin()
    for _i in _loops:
        {stmt}
        pass
    _end()
"""


def compiled(setup, statement):
    """The function of a thread, as timeit makes it."""
    for part, name in ((setup, "<setup>"), (statement, "<statement>")):
        compile(part, name, "exec")
    source = TEMPLATE.format(init="", setup=timeit.reindent(setup, 4),
                             stmt=timeit.reindent(statement, 8))
    space = {}
    exec(compile(source, "<probe>", "exec"), space)
    return space["inner"]


def own_times():
    """Seconds that this thread has held the GIL, and waited for it."""
    own = threading.get_native_id()
    rows = [row for row in _gilbench.meter_report()
            if row[1] == own and row[0] >= 0]
    return sum(row[3] for row in rows) / 1e9, sum(
        row[4] + row[5] for row in rows) / 1e9


def run_round(inner, n_threads, loops):
    """One row of the answer."""
    barrier = threading.Barrier(n_threads)
    begins, ends, held, waited, errors = [], [], [], [], []

    def thread():
        before = None

        def begin():
            nonlocal before
            barrier.wait()
            begins.append(time.perf_counter())
            before = own_times()

        def end():
            after = own_times()
            ends.append(time.perf_counter())
            held.append(after[0] - before[0])
            waited.append(after[1] - before[1])
        try:
            inner(range(loops), begin, end)
        except BaseException as error:
            errors.append(error)
            barrier.abort()

    threads = [threading.Thread(target=thread) for _ in range(n_threads)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for error in errors:
        if not isinstance(error, threading.BrokenBarrierError):
            raise error
    return {"threads": n_threads, "loops": loops,
            "wall_s": max(ends) - min(begins), "hold_s": sum(held),
            "wait_s": sum(waited)}
