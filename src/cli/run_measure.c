/*
 * The middle of a run: pilot and blocks, with every row handed on to the files
 * of the run directory.
 */
#include "cli/run_measure.h"

#include <math.h>

#include "base/units.h"
#include "cli/run_listen.h"
#include "cli/run_warnings.h"

int run_measure(struct run_work *work, struct why *why)
{
	struct listening listening = { &work->dir, &work->plan, &work->progress,
				       work->warnings, work->known };
	const struct run_listener listener = run_listen(&listening);
	struct run *run = &work->run;
	char text[32];

	run->listener = &listener;
	int status = run_pilot(run, why);

	progress_clear(&work->progress);
	if (status == 0) {
		double seconds = run_estimate_s(run);
		double block_s = seconds / run->n_blocks; /* there is one */
		bool cut = run->max_time_s > 0 && run->max_time_s < seconds;

		progress_note(
			&work->progress,
			"%u cells, %s%u blocks x %u samples: %s %s",
			run->plan->n_cells,
			run->precision > 0 ? "at most " : "", run->n_blocks,
			run->bench.n_samples,
			cut || run->precision > 0 ? "at most" : "about",
			units_show_seconds(cut ? fmax(run->max_time_s, block_s)
					       : seconds,
					   text, sizeof(text)));
		status = run_blocks(run, why);
	}
	progress_clear(&work->progress);
	if (status == 0)
		run_warnings_of_end(work->at_end, run);
	run->listener = NULL;
	return status;
}
