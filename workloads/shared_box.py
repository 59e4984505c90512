"""An object that workers update, its lock, and what each has done to it.

As one writes it: for threads plain objects and threading.Lock; for processes
shared memory for a counter, a manager's dict or list, multiprocessing.Lock.
"""
import itertools
import threading

MAX_WORKERS = 4096  # of a cell
managers = []  # of this process: they end with it


class Counter:
    """What RawValue is to processes."""

    __slots__ = ("value",)

    def __init__(self):
        self.value = 0


class Box:
    """`done` has a number for each worker, which only that one writes.

    join() gives a worker its place there.
    """

    def __init__(self, params, content, lock, done, join):
        self.kind = params["object"]
        self.n_items = int(params["items"])
        self.content = content
        self.lock = lock
        self.done = done
        self.join = join
        self.told = 0  # updates that lost() has told

    def total(self):
        """Updates that are in the object."""
        if self.kind == "counter":
            return self.content.value
        if self.kind == "dict":
            return sum(self.content.values())
        return sum(self.content[:])

    def lost(self):
        """Updates that are not, since the last call. Nobody may be busy."""
        all_lost = sum(self.done) - self.total()
        lost, self.told = all_lost - self.told, all_lost
        return lost


def items(params):
    """A dict or a list of zeros."""
    n = int(params["items"])
    return dict.fromkeys(range(n), 0) if params["object"] == "dict" else (
        [0] * n)


def for_threads(params):
    """Of the workers of one process, who must not join at the same time."""
    content = Counter() if params["object"] == "counter" else items(params)
    return Box(params, content, threading.Lock(), [0] * MAX_WORKERS,
               itertools.count().__next__)


class Places:
    """Running numbers for processes."""

    def __init__(self, context):
        self.n = context.Value("I", 0)

    def __call__(self):
        with self.n.get_lock():
            self.n.value += 1
            return self.n.value - 1


def for_processes(params, context):
    """Of all processes that are given it when they are started."""
    if params["object"] == "counter":
        content = context.RawValue("Q", 0)
    else:
        managers.append(context.Manager())
        content = getattr(managers[-1], params["object"])(items(params))
    return Box(params, content, context.Lock(),
               context.RawArray("Q", MAX_WORKERS), Places(context))
