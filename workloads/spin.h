/* Work of a known length. */
#ifndef GILBENCH_WORKLOADS_SPIN_H
#define GILBENCH_WORKLOADS_SPIN_H

#include <stdint.h>

/* Use so much CPU time of the calling thread. */
void spin_cpu_ns(uint64_t ns);

#endif
