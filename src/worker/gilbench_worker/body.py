"""What one worker does, in whatever it runs: thread, process, interpreter."""
import sys

import _gilbench

from gilbench_worker import events, failure, gil, kernels


def prove(request, kernel):
    """Compute what every kernel must agree on, with a state of its own."""
    state = kernel.prepare(request["params"])
    units = request["proof_units"]
    if hasattr(kernel, "refresh"):
        kernel.refresh(state, 0, units)
    checksum = kernel.run(state, 0, units)
    merit = kernel.prove(state) if hasattr(kernel, "prove") else None
    events.tell("proof", merit=merit,
                checksum="%016x" % (checksum & 0xFFFFFFFFFFFFFFFF))


def begin(request, worker):
    """Bind this thread and set up the interpreter. Returns the kernel."""
    _gilbench.attach(request["arena"], request["events"])
    _gilbench.bind(worker)
    if request.get("meter"):
        from gilbench_worker import metering
        metering.begin(request, worker)
    if request.get("switch_interval_s") is not None:
        sys.setswitchinterval(request["switch_interval_s"])
    if request.get("handover"):
        from gilbench_worker import handover
        return handover.Kernel(request)
    return kernels.load(request["kernel"], request["workload"])


def run(request, worker, answer=None, end=None):
    """Be worker number `worker` until the end. False if it came too soon.

    answer() is called once prepared, before the first stage: there the
    executor measures what it costs to hand over a job. `end` is the worker's
    of the way to a consumer, where there is one (handover.py).
    """
    try:
        kernel = begin(request, worker)
        state = kernel.prepare(request["params"])
        if worker == 0 and request.get("prove"):
            prove(request, kernel)
        if end:
            kernel.connect(state, end)
        if _gilbench.shared() is not None:
            from gilbench_worker import crew
            crew.join(request, worker, kernel, state)
        gil.state(request["gil"])
        watch = gil.watch(request["gil"])
        _gilbench.ready(worker, watch)
        if answer:
            answer()
        return bool(_gilbench.work(
            worker, kernel.run, getattr(kernel, "refresh", None),
            getattr(kernel, "metrics", None), state, watch))
    except BaseException as error:
        failure.report(worker, error)
        return False
