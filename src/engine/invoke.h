/*
 * One invocation: a fresh process tree that warms up and measures one cell.
 *
 * The driver starts (through the guardian, guardian.h)
 *
 *   PYTHON -B -c 'import sys; ...; from gilbench_worker.main import main; ...'
 * REQUEST gilbench-ceiling REQUEST                     (executor "ceiling")
 *
 * REQUEST is one JSON object:
 *   arena, events   paths ("/proc/PID/fd/N") of the arena and of the pipe
 *   workload        module name, "train_step"
 *   kernel, executor, workers
 *   params          object of strings: struct settings, "shipped" included
 *   mp_start        "" (the interpreter's own), "fork", "forkserver", "spawn"
 *   switch_interval_s   number or null
 *   prove           true: compute the proof (below) before the first gate
 *
 * It answers on the events pipe, one JSON object a line, each written with
 * one write():
 *   {"event":"hello","pid":P,"executable":S,"version":S}     once, at start
 *   {"event":"proof","checksum":"HEX16","merit":X|null}       if asked
 *   {"event":"ready","gil":1|0|-1}     all workers prepared: STAGE_READY
 *   {"event":"dispatch","dispatch_s":X}     parallel executors only
 *   {"event":"stage","gate":K}    the last worker has left the stage of gate
 *                                 K: what it measured lies in the slots
 *   {"event":"error","worker":I,"reason":S}     then the arena is aborted
 * Standard output and error belong to the workload; the driver keeps the end
 * of each.
 *
 * The driver opens gate after gate (arena.h), reads the slots after every
 * "stage" line, and announces STAGE_FINISH at the end.
 */
#ifndef GILBENCH_ENGINE_INVOKE_H
#define GILBENCH_ENGINE_INVOKE_H

#endif
