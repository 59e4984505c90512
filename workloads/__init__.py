"""The workloads' Python kernels, one module each: the twin of NAME.c.

A module has
  UNIT                         what a unit is called
  prepare(params) -> state     params: dict of str (struct settings)
  run(state, first, count)     compute units; their checksum modulo 2**64
  refresh(state, first, count) before a stage, untimed; may be missing
  prove(state) -> merit        may be missing
  metrics(state) -> floats     after a stage, untimed: what was seen since the
                               last call, as struct metric; may be missing

Where the parameter `sharing` is `shared`, for the executor processes:
  share(params, context)       in the parent, before they are started: what all
                               share; context is that of multiprocessing
  adopt(what)                  in each of them, before prepare()

For the executor asyncio, in workloads that wait on sockets (has_async):
  async aprepare(params) -> state     one task's; prepare() if missing
  async arun(state, first, count)     what run() computes; never blocks
"""
