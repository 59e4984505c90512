"""What burners do, over and over: pure Python, or a task of classic."""
SPIN = 1000  # loops between two looks at whether to stop

# the defaults of classic; which texts they are does not matter here
PARAMS = {"seed": "0", "digits": "200", "bytes": "65536"}


def spin():
    """Pure Python that never waits."""
    x = 1
    for _ in range(SPIN):
        x = x * 1103515245 + 12345 & 0x7FFFFFFF
    return x


def find(name):
    """What to call, and how many loops a call is."""
    if name == "spin":
        return spin, SPIN
    from . import classic
    state = classic.prepare(dict(PARAMS, task=name))
    return lambda: classic.run(state, 0, 1), 1
