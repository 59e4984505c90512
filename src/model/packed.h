/*
 * Numbers in few bytes: what is kept of each of millions of rows. A time in
 * samples.csv is a whole number of nanoseconds; kept is its difference from
 * the one before, in the bytes that this needs. What is no whole number takes
 * nine. Nothing is lost: what comes back is the same double.
 */
#ifndef GILBENCH_MODEL_PACKED_H
#define GILBENCH_MODEL_PACKED_H

#include <stddef.h>
#include <stdint.h>

struct packed {
	unsigned char *bytes; /* free() */
	size_t n;
};

/* Whole numbers, seven bits a byte: small ones take one byte. */
void packed_count(struct packed *packed, uint64_t value);
/* Any double, in eight bytes. */
void packed_real(struct packed *packed, double value);
/*
 * Any double, NAN too: short if it is a whole number of 1 / per. *last, 0 at
 * first, is what it differs from, and then this number.
 */
void packed_part(struct packed *packed, double value, double per,
		 int64_t *last);

/* Back in the same order: `at` moves on behind the number. */
uint64_t packed_read_count(const unsigned char **at);
double packed_read_real(const unsigned char **at);
double packed_read_part(const unsigned char **at, double per, int64_t *last);

#endif
