"""What it costs to hand a worker a job and get its answer back.

The job is empty, but it carries what a real one does: the numbers of the
first unit and of the units there, a checksum back. It is measured once all
workers are prepared and before they enter the stage loop.
"""
import marshal
import os
import time

from gilbench_worker import events

JOB = (100000, 1000)  # first, count
TRIPS = 21  # enough for a median; in turn over the workers
MAX_TRIPS = 64  # however many workers there are


def empty(first, count):
    """A job without work."""
    return first - first + count - count


def answer(receive, send):
    """A worker's side: answer until there is no job."""
    while True:
        job = receive()
        if job is None:
            return
        send(empty(*job))


def trip_s(port):
    """One round trip; None if the worker ended instead of answering."""
    send, receive = port
    start = time.perf_counter()
    send(JOB)
    answered = receive()
    return None if answered is None else time.perf_counter() - start


def median(values):
    """As in statistics, which not all subinterpreters can import."""
    values = sorted(values)
    half = len(values) // 2
    return (values[half] + values[-half - 1]) / 2


def report(trips):
    """Tell the driver."""
    events.tell("dispatch", dispatch_s=median(trips))


def measure(ports):
    """The coordinator's side: measure, then let all into the stage loop.

    A port is the pair send(job), receive() of one worker; send() to one that
    has ended does nothing, and receive() gives None.
    """
    n_trips = max(TRIPS, min(len(ports), MAX_TRIPS))
    # the first answer of each says that it is prepared: not counted
    trips = [trip_s(port) for port in ports]
    if None not in trips:
        trips = [trip_s(ports[i % len(ports)]) for i in range(n_trips)]
    if None not in trips:
        report(trips)
    for send, _ in ports:
        send(None)


def over_pipes(reading, writing):
    """A port on two pipes' ends, for interpreters that share nothing else.

    Messages take turns, so that one read gets one message.
    """
    def send(message):
        try:
            os.write(writing, marshal.dumps(message))
        except BrokenPipeError:
            pass

    def receive():
        message = os.read(reading, 512)
        return marshal.loads(message) if message else None

    return send, receive
