"""Workers that are tasks of one event loop, in one thread.

C's stage loop waits for the driver, has the tasks made, stamps the start and
lets them run; each stamps its stop itself, by _gilbench.stop().
"""
import asyncio

import _gilbench

MASK = 0xFFFFFFFFFFFFFFFF


class Tasks:
    """The workers. arm() and fire() are called by C."""

    def __init__(self, loop, kernel, states):
        self.loop = loop
        self.kernel = kernel
        self.states = states
        self.tasks = []
        self.laps = _gilbench.laps()

    async def share(self, i, first, count, stride, n_calls):
        """What worker i does from the start to its stop."""
        arun, state = self.kernel.arun, self.states[i]
        await self.gate
        checksum = 0
        for call in range(n_calls):
            start = first + call * stride
            if not self.laps:
                checksum += await arun(state, start, count)
                continue
            for unit in range(start, start + count):
                wait = _gilbench.wait(i, unit)
                if wait > 0:  # an open loop
                    await asyncio.sleep(wait)
                checksum += await arun(state, unit, 1)
                _gilbench.lap(i)
        _gilbench.stop(i, checksum & MASK)

    def arm(self, i, first, count, stride, n_calls):
        """Untimed: task i is made; with the last, all wait at the gate."""
        if i == 0:
            self.tasks = []
            self.gate = self.loop.create_future()
        for call in range(n_calls):
            if hasattr(self.kernel, "refresh"):
                self.kernel.refresh(
                    self.states[i], first + call * stride, count)
        self.tasks.append(self.loop.create_task(
            self.share(i, first, count, stride, n_calls)))
        if i == len(self.states) - 1:
            self.all = asyncio.gather(*self.tasks)
            self.loop.run_until_complete(asyncio.sleep(0))

    def fire(self):
        """Timed: open the gate and run until all have stopped."""
        self.gate.set_result(None)
        self.loop.run_until_complete(self.all)

    def metrics(self):
        """What tells the tasks' metrics after a stage, or None."""
        metrics = getattr(self.kernel, "metrics", None)
        if metrics:
            return lambda: [metrics(state) for state in self.states]
        return None

    async def cancel(self):
        """After an error: no task is left behind."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
