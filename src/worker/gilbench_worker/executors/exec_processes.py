"""processes: one multiprocessing.Process for each worker, all long-lived.

A job is not handed over for every sample, as a Pool would: the workers stay
in the stage loop, and what handing over costs is measured apart.
"""
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys

import _gilbench

from gilbench_worker import body, dispatch, failure, gil, handover, sharing


def executable():
    """What this process really runs."""
    return os.readlink("/proc/self/exe")


def child(request, number, parent_runs, pipe, end, shared):
    """A worker's process."""
    _gilbench.attach(request["arena"], request["events"])
    if executable() != parent_runs:
        failure.abort(number, "the parent runs %s, but the worker %s" % (
            parent_runs, executable()))
        sys.exit(1)
    gil.listen()
    sharing.adopt(request, shared)

    def answer():
        dispatch.answer(pipe.recv, pipe.send)
        pipe.close()

    if not body.run(request, number, answer, end):
        sys.exit(1)


def port(pipe):
    """send() and receive() that take a worker's end calmly."""
    def send(job):
        try:
            pipe.send(job)
        except ConnectionError:
            pass

    def receive():
        try:
            return pipe.recv()
        except (EOFError, ConnectionError):
            return None

    return send, receive


def cause(status):
    """What an exit status says; the worker itself may have said more."""
    if status < 0:
        try:
            return "killed by " + signal.Signals(-status).name
        except ValueError:
            return "killed by signal %d" % -status
    return "exit status %d before the end" % status


def watch(processes):
    """Wait for all. One that ends too soon ends the invocation."""
    number = {process.sentinel: i for i, process in enumerate(processes)}
    done = True
    while number:
        for sentinel in multiprocessing.connection.wait(list(number)):
            i = number.pop(sentinel)
            processes[i].join()
            status = processes[i].exitcode
            if status or not _gilbench.finished():
                failure.abort(i, cause(status))
                done = False
    return done


def run(request):
    """Start the workers, measure the dispatch, wait for them."""
    context = multiprocessing.get_context(request["mp_start"] or None)
    consumer = handover.Consumer(request, context)
    shared = sharing.make(request, context)
    processes, ports = [], []
    for i, end in enumerate(consumer.ends):
        ours, theirs = context.Pipe()
        process = context.Process(
            target=child,
            args=(request, i, executable(), theirs, end, shared))
        process.start()
        theirs.close()
        processes.append(process)
        ports.append(port(ours))
    consumer.begin()
    dispatch.measure(ports)
    return consumer.end(watch(processes))
