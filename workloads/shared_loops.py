"""The updates of shared-state, one loop for each way to make them.

Each returns the sum of its units, so that none can be left out.
"""


def count(box, units):
    """`counter.value += 1`."""
    counter, total = box.content, 0
    for u in units:
        counter.value += 1
        total += u
    return total


def count_locked(box, units):
    """The same under the lock."""
    counter, lock, total = box.content, box.lock, 0
    for u in units:
        with lock:
            counter.value += 1
        total += u
    return total


def store(box, units):
    """`items[key] += 1`."""
    items, n, total = box.content, box.n_items, 0
    for u in units:
        items[u % n] += 1
        total += u
    return total


def store_locked(box, units):
    """The same under the lock."""
    items, lock, n, total = box.content, box.lock, box.n_items, 0
    for u in units:
        with lock:
            items[u % n] += 1
        total += u
    return total


def find(params):
    """The loop over (box, units) that is asked for."""
    loops = {(True, False): count, (True, True): count_locked,
             (False, False): store, (False, True): store_locked}
    return loops[params["object"] == "counter", params["lock"] == "yes"]
