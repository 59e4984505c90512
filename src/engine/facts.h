/*
 * What a process tree says about itself on the events pipe, beside its
 * samples (protocol.md).
 */
#ifndef GILBENCH_ENGINE_FACTS_H
#define GILBENCH_ENGINE_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct proof {
	bool known;
	uint64_t checksum; /* of units 0 ... n_proof - 1 */
	double merit;      /* NAN: the workload has none */
};

/* Known once it is ready (teardown_s: finished). NAN: not measured. */
struct session_facts {
	double startup_s, dispatch_s, teardown_s;
	struct proof proof;
	uint64_t job_checksum; /* of the job done to warm up, all its units */
	/* Why the GIL cannot be metered; "": it can, or nobody asked. */
	char no_meter[256];
};

void facts_init(struct session_facts *facts);
/* Take note of an event called `name`, if it is one of these. */
void facts_note(struct session_facts *facts, const char *name,
		const json_t *event);

#endif
