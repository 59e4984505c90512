"""asyncio: the workers are tasks of one event loop, in the main thread.

For workloads that wait on sockets: `arun` of the workload's module computes
units as `run` does. How the tasks are timed: tasks.py.
"""
import asyncio
import time

import _gilbench

from gilbench_worker import body, dispatch, failure, gil, tasks


async def no_op(first, count):
    """A task without work."""
    return dispatch.empty(first, count)


async def round_trips():
    """Seconds from making a task to its result."""
    trips = []
    for _ in range(dispatch.TRIPS):
        start = time.perf_counter()
        await asyncio.create_task(no_op(*dispatch.JOB))
        trips.append(time.perf_counter() - start)
    return trips


async def prepare(kernel, request):
    """A state for each task."""
    if not hasattr(kernel, "aprepare"):
        return [kernel.prepare(request["params"])
                for _ in range(request["workers"])]
    return [await kernel.aprepare(request["params"])
            for _ in range(request["workers"])]


def work(request, loop):
    """Be all workers until the end."""
    kernel = body.begin(request, 0)
    if request.get("prove"):
        body.prove(request, kernel)
    states = loop.run_until_complete(prepare(kernel, request))
    crew = tasks.Tasks(loop, kernel, states)
    gil.state(request["gil"])
    watch = gil.watch(request["gil"])
    for i in range(request["workers"]):
        _gilbench.ready(i, watch)
    dispatch.report(loop.run_until_complete(round_trips()))
    try:
        return bool(_gilbench.work_all(
            crew.arm, crew.fire, crew.metrics(), watch))
    finally:
        loop.run_until_complete(crew.cancel())


def run(request):
    """One loop, all workers in it."""
    loop = asyncio.new_event_loop()
    try:
        return work(request, loop)
    except BaseException as error:
        failure.report(0, error)
        return False
    finally:
        loop.close()
