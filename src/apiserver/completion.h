/*
 * What /v1/complete is asked and answers. No HTTP in here.
 *
 * A request is a JSON object of unit, seed, distribution, latency_s, sigma,
 * tokens, token_interval_s and response_bytes; whatever else it holds, a
 * prompt say, is payload. The answer is {"unit":U,"text":"..."} with a text
 * of response_bytes letters and spaces.
 */
#ifndef GILBENCH_APISERVER_COMPLETION_H
#define GILBENCH_APISERVER_COMPLETION_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "workloads/latency.h"

#define COMPLETION_MAX_BYTES (16 << 20)

struct completion {
	struct latency latency;
	uint64_t seed, unit;
	size_t response_bytes;
};

/*
 * Read a request. Everything must be there and in its range, and a token has
 * at least one byte. 0; or -1 with why, which quotes nothing of the request.
 */
int completion_read(struct completion *completion, const char *json, size_t n,
		    struct why *why);

/*
 * What was read last, of requests that all are {"unit":U and then the same, as
 * those of a workload are: they are read once. Not shared between threads.
 */
struct completion_memory {
	struct completion completion;
	char *rest; /* what followed the unit, n_rest bytes; NULL: nothing */
	size_t n_rest;
};

/* The same as completion_read(); what it read well it keeps in mind. */
int completion_recall(struct completion_memory *memory,
		      struct completion *completion, const char *json, size_t n,
		      struct why *why);
void completion_forget(struct completion_memory *memory);

/*
 * The answer: a pure function of seed, unit and response_bytes, n bytes and
 * not terminated. Freed with free().
 */
char *completion_answer(const struct completion *completion, size_t *n);

#endif
