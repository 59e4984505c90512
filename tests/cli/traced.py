"""What trace.bats traces: each scene is a function, its name the argument."""
import os
import signal
import sys
import threading
import time


def start(name, function, *args):
    thread = threading.Thread(target=function, args=args, name=name)
    thread.start()
    return thread


def show(*args):
    """All that a program can see of how it was started."""
    space = sys.modules["__main__"].__dict__
    print(sorted(name for name in space), __name__, __file__, __package__,
          __spec__ and __spec__.name, type(__loader__), sys.argv, sys.path, sys.flags, sys.stdin,
          getattr(sys, "orig_argv", [""])[1:], sys.dont_write_bytecode,
          sys.excepthook, sys.executable, sep="\n")
    print({name: value for name, value in os.environ.items() if name != "_"})
    raise ValueError(args)


def some_work():
    thread = start("sleeper", time.sleep, .01)
    thread.join()
    sys.stdout.flush()


def end_by_signal(name):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    some_work()
    os.kill(os.getpid(), getattr(signal, "SIG" + name))


def end_by_exit(status):
    some_work()
    os._exit(int(status))


def end_by_exec():
    some_work()
    os.execvp("echo", ["echo", "another", "program"])


def interrupt():
    # a shell without job control lets what it starts behind & ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)


def count(pause="10"):
    """Its exit status is the last signal. With a pause of 0 it is awake when
    one comes, and two at once are seen as two."""
    def got(number, frame):
        print("got", number, flush=True)
        if number == signal.SIGTERM:
            sys.exit(int(number))
    signal.signal(signal.SIGINT, got)
    signal.signal(signal.SIGTERM, got)
    print("ready", flush=True)
    while True:
        time.sleep(float(pause))


def killpg():
    """Signals to its own process group, each when the last one is there."""
    seen = []
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    for i in range(10):
        os.killpg(0, signal.SIGUSR1)
        while len(seen) <= i:
            time.sleep(.001)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(len(seen)))
    print("ready", flush=True)
    while True:
        time.sleep(10)


def wait():
    print("ready", flush=True)
    time.sleep(60)


def spin(until):
    while time.monotonic() < until:
        sum(range(100))


def rename():
    threading.current_thread().name = "renamed"


def threads():
    until = time.monotonic() + .5
    started = [start("one", spin, until), start("two", spin, until),
               start("three", rename)]
    for thread in started:
        thread.join()


def many():
    gate = threading.Event()
    started = [start("many-%d" % i, gate.wait) for i in range(1000)]
    gate.set()
    for thread in started:
        thread.join()


def busy():
    for _ in range(6000):
        time.sleep(0)


def callback():
    """C calls Python, which looks up the state that it keeps by thread."""
    try:
        import ctypes
    except ImportError:  # a build without libffi
        return
    numbers = (ctypes.c_int * 3)(3, 1, 2)
    pointer = ctypes.POINTER(ctypes.c_int)
    compare = ctypes.CFUNCTYPE(ctypes.c_int, pointer, pointer)(
        lambda a, b: a[0] - b[0])
    ctypes.CDLL(None).qsort(numbers, 3, ctypes.sizeof(ctypes.c_int), compare)
    print(list(numbers), flush=True)


def child():
    callback()
    start("in-child", sum, range(1000)).join()


def children(method):
    import multiprocessing
    context = multiprocessing.get_context(method)
    started = [context.Process(target=child) for _ in range(2)]
    for process in started:
        process.start()
    for process in started:
        process.join()
        assert process.exitcode == 0


def limited_children():
    """Their logs are longer than their files may be."""
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    children("spawn")


def contend():
    """Threads that all want one list, and other locks besides."""
    shared, until = list(range(100000)), time.monotonic() + .5
    lock, box = threading.Lock(), {}

    def want(name):
        while time.monotonic() < until:
            shared.reverse()
            with lock:
                box[name] = [name]
    started = [start("want-%d" % i, want, i) for i in range(4)]
    for thread in started:
        thread.join()


def crowd():
    import multiprocessing
    context = multiprocessing.get_context("fork")
    for _ in range(40):
        process = context.Process(target=child)
        process.start()
        process.join()
    print("ready", flush=True)
    time.sleep(60)


SCENES = {"signal": end_by_signal, "_exit": end_by_exit, "exec": end_by_exec,
          "input": lambda: print(input()), "exit": lambda n: sys.exit(int(n))}

if __name__ == "__main__":
    SCENES.get(sys.argv[1], globals().get(sys.argv[1]))(*sys.argv[2:])
