/* Timing the clock with itself. */
#include "machine/clocks.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"

enum {
	N_ROUNDS = 11,
	N_READINGS = 1000,
	N_SLEEPS = 21
};

/* A clock that does not step within this has no use for a benchmark. */
#define LONGEST_STEP_NS 20000000u

static int compare(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return a < b ? -1 : a > b;
}

static double median(double *x, size_t n)
{
	qsort(x, n, sizeof(*x), compare);
	return x[n / 2];
}

static double read_s(void)
{
	double x[N_ROUNDS];

	for (int i = 0; i < N_ROUNDS; i++) {
		uint64_t start = clock_now_ns();

		for (int k = 1; k < N_READINGS; k++)
			clock_now_ns();
		x[i] = (double)(clock_now_ns() - start) * 1e-9 / N_READINGS;
	}
	return median(x, N_ROUNDS);
}

/* The smallest difference of two readings, at most the longest step. */
static double step_s(void)
{
	uint64_t start = clock_now_ns(), last = start, step = LONGEST_STEP_NS;

	for (int n = 0; n < N_READINGS && last - start < LONGEST_STEP_NS;) {
		uint64_t now = clock_now_ns();

		if (now == last)
			continue;
		if (now - last < step)
			step = now - last;
		last = now;
		n++;
	}
	return (double)step * 1e-9;
}

static double oversleep_s(void)
{
	const struct timespec length = { .tv_nsec = 1000000 };
	double x[N_SLEEPS];

	for (int i = 0; i < N_SLEEPS; i++) {
		uint64_t start = clock_now_ns();

		nanosleep(&length, NULL);
		x[i] = (double)(clock_now_ns() - start) * 1e-9 - 1e-3;
	}
	return fmax(0, median(x, N_SLEEPS));
}

void clocks_measure(struct fitness_facts *facts)
{
	facts->clock_read_s = read_s();
	facts->clock_step_s = step_s();
	facts->oversleep_s = oversleep_s();
}
