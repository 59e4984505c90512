/*
 * A radix sort by bytes of 11 bits, lowest first (Knuth, The Art of Computer
 * Programming, 5.2.5): of 64,000 values 0.8 ms, where GSL's heap sort takes 7.
 */
#include "model/order.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "base/alloc.h"

#define FEW 256 /* values, which are sorted faster without */
#define BITS 11
#define N_DIGITS (1 << BITS)
#define SIGN (UINT64_C(1) << 63)

/* Keys are in the order of their values: negative ones are turned round. */
static uint64_t key_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits & SIGN ? ~bits : bits | SIGN;
}

static double value_of(uint64_t key)
{
	uint64_t bits = key & SIGN ? key ^ SIGN : ~key;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* Sort by one digit, keeping the order of equal ones. 0: it was no use. */
static int sort_digit(const uint64_t *from, uint64_t *to, size_t n, int shift)
{
	size_t place[N_DIGITS + 1] = { 0 };

	for (size_t i = 0; i < n; i++)
		place[(from[i] >> shift & (N_DIGITS - 1)) + 1]++;
	if (place[(from[0] >> shift & (N_DIGITS - 1)) + 1] == n)
		return 0;
	for (int k = 0; k < N_DIGITS; k++)
		place[k + 1] += place[k];
	for (size_t i = 0; i < n; i++)
		to[place[from[i] >> shift & (N_DIGITS - 1)]++] = from[i];
	return 1;
}

void order_sort(double *x, size_t n)
{
	if (n < FEW) {
		gsl_sort(x, 1, n);
		return;
	}
	uint64_t *keys = alloc_zero(2 * n, sizeof(*keys));
	uint64_t *from = keys, *to = keys + n;

	for (size_t i = 0; i < n; i++)
		from[i] = key_of(x[i]);
	for (int shift = 0; shift < 64; shift += BITS) {
		if (!sort_digit(from, to, n, shift))
			continue;
		uint64_t *sorted = to;

		to = from;
		from = sorted;
	}
	for (size_t i = 0; i < n; i++)
		x[i] = value_of(from[i]);
	free(keys);
}
