/*
 * The end of a run: run.json, derived files, figures, report, table, and the
 * exit status that the measurements ask for.
 */
#include "cli/run_conclude.h"

#include <string.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/derived.h"
#include "cli/run_call.h"
#include "cli/run_json.h"
#include "cli/run_prepare.h"
#include "cli/run_warnings.h"
#include "engine/interrupt.h"
#include "model/checksum.h"
#include "output/table.h"

static bool cannot_tell(const struct results *results)
{
	for (int i = 0; i < N_FINDINGS; i++)
		if (results->findings[i].verdict == VERDICT_CANNOT_TELL)
			return true;
	return false;
}

/* In any call. */
static bool any_failed(const struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		if (results->estimates[i].status == CELL_FAILED)
			return true;
	return false;
}

/* Did another call see results that differ? It says so. */
static bool others_differed(const struct run_work *work)
{
	struct why why;

	if (!calls_differed(&work->done.calls, EXIT_MISMATCH, work->dir.path,
			    &why))
		return false;
	cmd_fail("run", EXIT_MISMATCH, why.text);
	return true;
}

/* The exit status that the measurements ask for. */
static int judge(struct run_work *work, const struct results *results)
{
	struct run *run = &work->run;
	struct why why;

	if (!run->mismatch && checksum_clash(results->cells, results->histories,
					     results->n_cells, &why)) {
		run->mismatch = true;
		snprintf(run->mismatch_text, sizeof(run->mismatch_text), "%s",
			 why.text);
	}
	if (interrupt_signal())
		return EXIT_SIGNAL + interrupt_signal();
	if (run->mismatch || others_differed(work))
		return EXIT_MISMATCH;
	if (run->n_failed || any_failed(results))
		return EXIT_CELLS;
	if (work->settings.strict && cannot_tell(results))
		return EXIT_VERDICT;
	return EXIT_DONE;
}

static int save_json(struct run_work *work, int status, struct why *why)
{
	run_json_finish(work, status);
	return rundir_write_json(&work->dir, "run.json", work->json, why);
}

/* The record of this call, if it has measured. */
static int end_call(struct run_work *work, int status, const char *broken,
		    struct why *why)
{
	return work->call ? run_call_end(work, status,
					 !broken && !interrupt_signal(), why)
			  : 0;
}

/*
 * The record of a call has its own warnings; run.json has those of all calls
 * that still hold, this one's last.
 */
static void note_warnings(struct run_work *work, const char *broken)
{
	json_t *all = calls_warnings(&work->done.calls, work->call);

	if (work->run.mismatch)
		calls_add_warning(work->warnings, work->run.mismatch_text);
	if (broken)
		calls_add_warning(work->warnings, broken);
	calls_add_warnings(all, work->warnings);
	calls_add_warnings(all, work->at_end);
	json_object_set_new(work->json, "warnings", all);
}

int run_conclude(struct run_work *work, const char *broken)
{
	const struct exports *exports = &work->settings.exports;
	struct results results;
	struct why why, no_figures;
	int status = EXIT_BROKEN;

	if (run_write_plan(work, &why) < 0 ||
	    save_json(work, status, &why) < 0 ||
	    results_load(&results, work->dir.path, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	status = broken ? EXIT_BROKEN : judge(work, &results);
	if (work->run.mismatch)
		cmd_fail("run", EXIT_MISMATCH, work->run.mismatch_text);
	note_warnings(work, broken);
	if (save_json(work, status, &why) < 0 ||
	    end_call(work, status, broken, &why) < 0 ||
	    results_refresh(&results, &why) < 0 ||
	    derived_write(&work->dir, &results, !work->settings.no_plot,
			  exports, &no_figures, &why) < 0)
		status = cmd_fail("run", EXIT_BROKEN, why.text);
	else if (*no_figures.text)
		progress_note(&work->progress, "no figures: %s",
			      no_figures.text);
	if (results.n_samples && (broken || status != EXIT_BROKEN))
		table_print(exports_take_stdout(exports) ? stderr : stdout,
			    &results);
	if (interrupt_signal())
		progress_note(&work->progress,
			      "interrupted; to go on: gilbench run --resume %s",
			      work->dir.path);
	results_fini(&results);
	return status;
}

int run_conclude_part(struct run_work *work, const char *broken)
{
	const struct run *run = &work->run;
	int status = broken               ? EXIT_BROKEN
		     : interrupt_signal() ? EXIT_SIGNAL + interrupt_signal()
		     : run->mismatch      ? EXIT_MISMATCH
		     : run->n_failed      ? EXIT_CELLS
					  : EXIT_DONE;
	struct why why;

	if (run->mismatch)
		cmd_fail("run", EXIT_MISMATCH, run->mismatch_text);
	note_warnings(work, broken);
	if (end_call(work, status, broken, &why) < 0)
		return cmd_fail("run", EXIT_BROKEN, why.text);
	progress_note(&work->progress,
		      "the table, the figures and the report are made by: "
		      "gilbench merge %s",
		      work->dir.path);
	return status;
}
