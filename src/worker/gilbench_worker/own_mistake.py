"""A mistake in a user's own workload: where, what and the cure, in a line."""
import linecache
import os
import traceback

from gilbench_worker import failure

LIB = os.path.dirname(os.__file__)  # the standard library


class Mistake(Exception):
    """Its text is the whole line."""


class Places:
    """Names places in files as the user would."""

    def __init__(self, workload, shown):
        self.workload = workload
        self.shown = shown

    def place(self, file, line):
        """FILE:LINE, the workload's file as it was typed."""
        if file == self.workload:
            file = self.shown
        return "%s:%s" % (file, line)

    def function(self, function):
        """Where a function is defined."""
        code = getattr(function, "__code__", None)
        if code is None:
            return self.shown
        return self.place(code.co_filename, code.co_firstlineno)

    def frame(self, error):
        """The place in the user's code that an exception comes from."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__)
                  if not frame.filename.startswith((failure.GLUE, LIB, "<"))]
        own = [frame for frame in frames if frame.filename == self.workload]
        return (own or frames or [None])[-1]

    def error(self, error, function=None):
        """Where it happened; a call that did not get as far: its function."""
        if isinstance(error, SyntaxError) and error.filename:
            return self.place(error.filename, error.lineno)
        frame = self.frame(error)
        if frame:
            return self.place(frame.filename, frame.lineno)
        return self.function(function) if function else self.shown


def words(error):
    """What it says, in one line."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    name = type(error).__name__
    return " ".join(("%s: %s" % (name, text) if text else name).split())


def reads_arguments(places, error):
    """Does the line that failed look at the command line?"""
    frame = places.frame(error)
    if frame is None:
        return False
    return "argv" in linecache.getline(frame.filename, frame.lineno)


def at_import(places, error):
    """The Mistake of a workload that cannot be imported."""
    what = words(error)
    if isinstance(error, SystemExit):
        what = "ends the interpreter when it is imported"
        cure = ("put what makes it a program below "
                "if __name__ == \"__main__\":")
    elif isinstance(error, SyntaxError):
        cure = "correct this line"
    elif isinstance(error, (AttributeError, TypeError)) and not (
            places.frame(error)):  # not in it, but of what it has
        cure = "name a function(first, count), function(unit) or function()"
    elif isinstance(error, ModuleNotFoundError):
        cure = "install it for this interpreter, or set PYTHONPATH"
    elif reads_arguments(places, error):
        cure = ("there are no arguments: take them from PARAMS, and set them "
                "with --param")
    else:
        cure = "what may fail belongs into prepare()"
    return Mistake("%s: %s; %s" % (places.error(error), what, cure))


def in_call(places, error, name, function, params):
    """The Mistake of a call that raised."""
    cure = "correct it"
    if isinstance(error, KeyError) and name == "prepare":
        cure = "params holds %s; give it a default in PARAMS" % (
            ", ".join(sorted(params)))
    elif isinstance(error, TypeError) and not places.frame(error):
        cure = "see gilbench-workload(7) for its arguments"
    return Mistake("%s: %s() raised %s; %s" % (
        places.error(error, function), name, words(error), cure))
