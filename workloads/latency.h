/*
 * How long the server waits before it answers unit u: a pure function of
 * (parameters, seed, u). The server waits by it; the driver bounds the
 * speed-up by it. Plain C and libm only.
 */
#ifndef GILBENCH_LATENCY_H
#define GILBENCH_LATENCY_H

#include <stdint.h>

enum latency_distribution {
	LATENCY_CONSTANT,
	LATENCY_LOGNORMAL, /* the time to the first token of a language model */
	N_LATENCY_DISTRIBUTIONS
};

/* "constant", "lognormal"; and back, or -1. */
extern const char *const latency_names[N_LATENCY_DISTRIBUTIONS];
int latency_find(const char *name);

/* Limits of the parameters. */
#define LATENCY_MAX_S 60.
#define LATENCY_MAX_SIGMA 2.
#define LATENCY_MAX_TOKENS 65536
#define LATENCY_MAX_TOKEN_INTERVAL_S 10.

struct latency {
	enum latency_distribution distribution;
	double latency_s;        /* constant: each; lognormal: the median */
	double sigma;            /* lognormal: of the logarithm */
	uint64_t n_tokens;       /* 0: the answer comes at once when it comes */
	double token_interval_s; /* from one token to the next */
};

/* From the arrival of the request to the answer, or to its first token. */
double latency_first_s(const struct latency *latency, uint64_t seed,
		       uint64_t unit);
/* To the end of the answer: its last token. */
double latency_total_s(const struct latency *latency, uint64_t seed,
		       uint64_t unit);

/*
 * The greatest speed-up that the waits of units 0 ... size - 1 allow when
 * worker i takes the i-th of n_workers equal runs of units: the sum of all
 * over the largest sum of one worker. The first size % n_workers workers
 * take one unit more. NAN if nothing waits.
 */
double latency_bound(const struct latency *latency, uint64_t seed,
		     uint64_t size, unsigned n_workers);

#endif
