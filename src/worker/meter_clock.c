/* The choice of the clock, and what a tick is worth. */
#include "worker/meter_clock.h"

#include <stdio.h>
#include <string.h>

#define CLOCKSOURCE                                                            \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

static struct gil_log_stamp first;

#if defined(__x86_64__)
bool meter_clock_tsc;

static bool kernel_uses_tsc(void)
{
	FILE *file = fopen(CLOCKSOURCE, "re");
	char name[16] = "";

	if (!file)
		return false;
	bool is_tsc = fgets(name, sizeof(name), file) &&
		      strncmp(name, "tsc\n", 4) == 0;

	fclose(file);
	return is_tsc;
}
#endif

/*
 * The narrowest of a few brackets: a thread may lose its CPU between the two
 * clocks.
 */
void meter_clock_stamp(struct gil_log_stamp *stamp)
{
	struct gil_log_stamp best = { 0 };
	uint64_t narrowest = UINT64_MAX;

	for (int i = 0; i < 4; i++) {
		uint64_t before = meter_clock_ticks();
		uint64_t ns = clock_now_ns();
		uint64_t width = meter_clock_ticks() - before;

		if (width >= narrowest)
			continue;
		narrowest = width;
		best.ticks = meter_clock_tsc ? before + width / 2 : ns;
		best.ns = ns;
	}
	*stamp = best;
}

void meter_clock_init(void)
{
	struct gil_log_stamp now;

	if (first.ns)
		return;
#if defined(__x86_64__)
	meter_clock_tsc = kernel_uses_tsc();
#endif
	meter_clock_stamp(&first);
	do
		meter_clock_stamp(&now);
	while (meter_clock_tsc && now.ns - first.ns < 1000000);
}

double meter_clock_rate(const struct gil_log_stamp *now)
{
	if (!meter_clock_tsc || now->ticks <= first.ticks)
		return 1;
	return (double)(now->ns - first.ns) /
	       (double)(now->ticks - first.ticks);
}
