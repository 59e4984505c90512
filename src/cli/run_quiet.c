/* Watching the machine before a run, with the limits that taint samples. */
#include "cli/run_quiet.h"

#include <sched.h>

#include "base/clock.h"
#include "cli/run_warnings.h"
#include "engine/interrupt.h"
#include "machine/busy.h"

#define WATCH_S 2.
#define PATIENCE_S 600.

int run_quiet(bool strict, bool wait, struct progress *progress,
	      json_t *warnings, struct why *why)
{
	uint64_t until =
		clock_now_ns() + (uint64_t)(wait ? PATIENCE_S * 1e9 : 0);
	bool told = false;
	cpu_set_t cpus;

	if (!strict && !wait)
		return 0;
	sched_getaffinity(0, sizeof(cpus), &cpus);
	for (;;) {
		struct busy busy;

		busy_watch(&busy, &cpus, WATCH_S);
		if (interrupt_signal() || !busy_taints(&busy, why))
			return 0;
		if (clock_now_ns() >= until)
			break;
		if (!told)
			progress_note(progress, "waiting, %s", why->text);
		told = true;
	}
	why_context(why, "the machine is busy");
	if (strict)
		return -1;
	run_warnings_add(warnings, why->text);
	return 0;
}
