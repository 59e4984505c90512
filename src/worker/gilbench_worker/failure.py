"""What to say when something breaks: once per invocation, by the first."""
import os
import sys

import _gilbench

from gilbench_worker import events

GLUE = os.path.dirname(os.path.abspath(__file__))
MAX_REASON = 1000  # an event is one write, atomic up to 4096 bytes


class Reason(Exception):
    """Its text is the whole reason: "code: words"."""


def translate(text):
    """An import that an interpreter with a GIL of its own refuses: a skip.

    Its words are CPython's, wherever they are quoted.
    """
    before, refused, _ = text.partition(
        " does not support loading in subinterpreters")
    if not refused:
        return text
    return ("skipped: module-not-isolated: %s cannot be imported in an "
            "interpreter with a GIL of its own" % before.split()[-1])


def place(error):
    """Where in the workload's Python it happened: " (file.py:12)"."""
    where, at = "", error.__traceback__
    while at:
        file = at.tb_frame.f_code.co_filename
        if not file.startswith((GLUE, "<frozen")):
            where = " (%s:%d)" % (os.path.basename(file), at.tb_lineno)
        at = at.tb_next
    return where


def abort(worker, reason):
    """End the invocation; the first to do so says why. True if we were."""
    first = _gilbench.abort()
    if first:
        events.tell("error", worker=worker, reason=reason[:MAX_REASON])
    return bool(first)


def report(worker, error):
    """An exception of a worker: its traceback goes to standard error.

    Of the first one only: others' may come of it.
    """
    if isinstance(error, Reason):
        abort(worker, str(error))
        return
    text = str(error).strip()
    name = type(error).__name__
    text = (name + ": " + text if text else name) + place(error)
    if isinstance(error, ImportError):
        text = translate(text)
    if abort(worker, text):
        sys.__excepthook__(type(error), error, error.__traceback__)
