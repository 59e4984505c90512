/* The GIL meter's part in a metered stage: what it adds to a worker's slot. */
#ifndef GILBENCH_WORKER_METER_STAGE_H
#define GILBENCH_WORKER_METER_STAGE_H

#include "worker/loop.h"

extern const struct loop_meter meter_stage;

#endif
