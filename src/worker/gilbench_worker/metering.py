"""The GIL meter of a metered invocation."""
import _gilbench

from gilbench_worker import events

EVENTS = 1 << 18  # kept per GIL: more than 200 ms of the fastest switching


def begin(request, worker):
    """Install the meter; say so if that cannot be."""
    reason = _gilbench.meter_install(request.get("log"), EVENTS)
    if reason and worker == 0:
        events.tell("meter", reason=reason)
