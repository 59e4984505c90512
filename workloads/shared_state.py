"""shared-state: one unit is one update of a counter, a dict or a list.

Checksums tell that all updates were made; how many of them are left in the
object is counted apart: without a lock some may be lost.
"""
import threading

from . import shared_box, shared_loops

UNIT = "update"

guard = threading.Lock()
shared = {}  # boxes of all workers of this process, by what is asked for
worker = threading.local()  # its own boxes, and places in them


class State:
    """One worker's box, its place there, and how it updates the object."""

    def __init__(self, params, box, place):
        self.box = box
        self.place = place
        self.safe = params["lock"] == "yes" or params["sharing"] == "private"
        self.update = shared_loops.find(params)


def share(params, context):
    """The box of all processes, made by the one that starts them."""
    return shared_box.for_processes(params, context)


def adopt(box):
    """In a process that was started: what its parent shares."""
    shared[box.kind, str(box.n_items)] = box


def find_box(params):
    """The worker's own, or the one of all."""
    if params["sharing"] == "private":
        return shared_box.for_threads(params)
    kind = params["object"], params["items"]
    if kind not in shared:
        shared[kind] = shared_box.for_threads(params)
    return shared[kind]


def prepare(params):
    """A worker that prepares once more stays in its place."""
    kind = params["sharing"], params["object"], params["items"]
    boxes = worker.__dict__
    if kind not in boxes:
        with guard:
            box = find_box(params)
            boxes[kind] = box, box.join()
    return State(params, *boxes[kind])


def run(state, first, count):
    """Make updates first ... first + count - 1."""
    total = state.update(state.box, range(first, first + count))
    state.box.done[state.place] += count
    return total + count & 0xFFFFFFFFFFFFFFFF


def metrics(state):
    """What got lost. All workers have stopped: the first of them tells."""
    lost = 0 if state.place else state.box.lost()
    if lost and state.safe:
        raise RuntimeError("%d updates are lost, which none could be" % lost)
    return (float(lost),)
