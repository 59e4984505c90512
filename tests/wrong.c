/*
 * What the sanitizers must see, for sanitized.bats to know that they look: a
 * shared object that Python calls.
 */
#include <stdlib.h>

void race(long n);
void overflow(long n);

static volatile long counter;

/* Two threads that meet in here race. */
void race(long n)
{
	while (n-- > 0)
		counter++;
}

/* Writes one byte too many. */
void overflow(long n)
{
	volatile char *bytes = malloc((size_t)n);

	if (bytes)
		bytes[n] = 1;
	free((void *)bytes);
}
