"""A program under the meter, for life.py: program.py LIBDIR LOG SCENE."""
import os
import sys
import threading
import time

sys.path.append(sys.argv[1])
import _gilbench  # noqa: E402

SMALL = 4096  # events: a ring that wraps


def busy(seconds=0.05):
    """Python that wants the GIL all the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(100))


def run(target, n_threads, *args):
    """Threads that do target() and end."""
    threads = [threading.Thread(target=target, args=args)
               for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def plain():
    """Threads, by name, beside a sleeping one."""
    def named():
        _gilbench.meter_name("worker")
        busy()
    run(named, 2)


def fork():
    """A child by os.fork(), one by multiprocessing, one that only execs."""
    busy()
    pid = os.fork()
    if not pid:
        busy()
        os._exit(0)
    os.waitpid(pid, 0)
    import multiprocessing  # not before: what it imports acts after a fork
    process = multiprocessing.get_context("fork").Process(
        target=run, args=(busy, 2))
    process.start()
    process.join()
    os.system("true")


def wrap():
    """More holds than the ring keeps."""
    _gilbench.spin(0, 0, 3 * SMALL)


def many():
    """More threads than records, 50 at a time."""
    for _ in range(84):
        run(_gilbench.spin, 50, 0, 0, 3)


def daemon():
    """Threads that still want the GIL when the interpreter goes away."""
    for _ in range(3):
        threading.Thread(target=busy, args=(60,), daemon=True).start()
    time.sleep(0.05)


def interpreters():
    """Two with a GIL of their own, one made before the meter began."""
    run(lambda: RUN(EARLY, SPIN), 1)
    run(lambda: RUN(create(), SPIN), 1)


def ended(how):
    """Busy threads, and the process goes in the midst of them."""
    def scene():
        for _ in range(2):
            threading.Thread(target=busy, args=(60,), daemon=True).start()
        time.sleep(0.05)
        how()
    return scene


def failed_exec():
    """It goes on, and ends by an exception."""
    try:
        os.execv("/", ["none"])
    except PermissionError:
        ended(busy)()
        raise


def create():
    """An interpreter with a GIL of its own."""
    try:
        return MODULE.create(isolated=True)
    except TypeError:
        return MODULE.create("isolated")


def protections():
    """Of the interpreter's own pages."""
    with open("/proc/self/maps") as maps:
        return [line.split()[:2] for line in maps
                if "/libpython" in line or os.readlink("/proc/self/exe") in line]


SPIN = "for i in range(100000): pass"
SCENES = {
    "plain": plain, "fork": fork, "wrap": wrap, "many": many,
    "daemon": daemon, "interpreters": interpreters,
    "exit": ended(lambda: os._exit(3)),
    "exec": ended(lambda: os.execv("/bin/true", ["true"])),
    "failed exec": failed_exec,
    "abort": ended(os.abort),
}
if sys.argv[3] == "interpreters":
    if sys.version_info >= (3, 13):
        import _interpreters as MODULE
        RUN = MODULE.exec
    else:
        import _xxsubinterpreters as MODULE
        RUN = MODULE.run_string
    EARLY = create()
BEFORE = protections()
REASON = _gilbench.meter_start(sys.argv[2], SMALL)
if REASON:
    sys.exit(REASON)
if protections() != BEFORE:
    sys.exit("an import table was left writable")
SCENES[sys.argv[3]]()
