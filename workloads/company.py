"""Where mixed's burners run: in the worker's process, a child, or nowhere."""
import os
import sys

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "burner_child.py")


class Child:
    """The same in a child, with a GIL of its own."""

    def __init__(self, n, cpus, task):
        import subprocess
        self.burning = False
        self.child = subprocess.Popen(
            [sys.executable, "-B", SCRIPT, str(n), cpus, task],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            universal_newlines=True)

    def ask(self, word):
        """Say a word; returns the child's own."""
        self.child.stdin.write(word + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        if not answer:
            raise ChildProcessError("the child with the burners has ended")
        return answer

    def start(self):
        """Returns once all burn."""
        if not self.burning:
            self.burning = bool(self.ask("go"))

    def stop(self):
        """Loops per second of all since start()."""
        if not self.burning:
            return 0.0
        self.burning = False
        return float(self.ask("stop"))

    def end(self):
        """No burner is left."""
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


class Nobody:
    """No burner."""

    def start(self):
        """Nothing burns."""

    def stop(self):
        """Nothing was burnt."""
        return 0.0

    end = start


def make(params):
    """The burners that the parameters ask for."""
    place, n = params["place"], int(params["burners"])
    if place == "none" or n == 0:
        return Nobody()
    if place == "child":
        return Child(n, params["beside"], params["burner"])
    from . import burners
    return burners.Threads(n, params["beside"], params["burner"])


class State:
    """One worker's connection, and its burners."""

    burners = Nobody()

    def __init__(self, io, params):
        self.io = io
        self.burners = make(params)

    def __del__(self):
        self.burners.end()


def refresh(state, first, count):
    """Before a stage: let them burn."""
    state.burners.start()


def metrics(state):
    """After a stage: let them rest; how fast they were."""
    return (state.burners.stop(),)
