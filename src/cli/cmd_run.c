/*
 * gilbench run: from options to a run directory, a table and figures. This
 * file reads as the table of contents of the program.
 */
#include "cmd.h"

#include "cli/run_conclude.h"
#include "cli/run_measure.h"
#include "cli/run_prepare.h"
#include "cli/run_work.h"
#include "engine/interrupt.h"

int cmd_run(int argc, char **argv)
{
	struct run_work work;
	struct why why;

	run_work_init(&work);
	int status = run_prepare(&work, argc, argv);

	if (status < 0) {
		bool broken =
			run_measure(&work, &why) < 0 && !interrupt_signal();

		if (broken)
			cmd_fail("run", EXIT_BROKEN, why.text);
		server_stop(&work.server);
		bool part = work.settings.n_shards || work.settings.survey;

		status = (part ? run_conclude_part
			       : run_conclude)(&work, broken ? why.text : NULL);
	}
	run_work_fini(&work);
	return status;
}
