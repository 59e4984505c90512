/*
 * The plan is made again from its options and compared by its hash; it is never
 * read from plan.csv, where it would lack what this machine can tell.
 */
#include "cli/run_resume.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/run_warnings.h"
#include "config.h"
#include "engine/remaining.h"
#include "engine/run_state.h"
#include "model/bundle.h"
#include "output/plan_csv.h"
#include "output/sample_files.h"
#include "output/skips.h"

static int refuse_options(const struct run_work *work, struct why *why)
{
	const struct run_settings *settings = &work->settings;

	for (size_t i = 0; i < work->typed.n; i++) {
		int row = work->typed.items[i].row;

		if (options_scope(&run_help, row) != OPTION_CALL)
			return why_set(why,
				       "--%s: the plan of %s is fixed; a new "
				       "run can have another",
				       run_help.rows[row].name,
				       settings->resume);
	}
	if (settings->plan_file || settings->output)
		return why_set(why, "--resume and --%s contradict each other",
			       settings->plan_file ? "plan" : "output");
	return 0;
}

int run_resume_read(struct run_work *work, struct why *why)
{
	struct run_settings *settings = &work->settings;
	const char *dir = settings->resume;

	if (refuse_options(work, why) < 0)
		return -1;
	if (cmd_check_runs("run", &settings->resume, 1, why) < 0)
		return -1;
	work->json = rundir_read_run(dir, why);
	if (!work->json)
		return -1;
	if (run_sections_load(&work->sections,
			      json_object_get(work->json, "plan"), settings,
			      why) < 0)
		return why_context(why, "%s/run.json", dir);
	if (settings->n_shards && settings->precision > 0)
		return why_set(why, "--shard: --precision looks at the whole "
				    "plan, so one call must measure it");
	return 0;
}

/* The facts that decide how fast an interpreter is. */
static int check_build(const struct python *python, const json_t *before,
		       struct why *why)
{
	static const char *const keys[] = { "full_version",  "compiler",
					    "cflags",        "config_args",
					    "free_threaded", "shared" };
	const char *version =
		json_string_value(json_object_get(before, "version"));
	const json_t *facts = json_object_get(before, "facts");

	if (!version || strcmp(version, python->version) != 0)
		return why_set(why, "was %s, and is %s now",
			       version ? version : "another", python->version);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!json_equal(json_object_get(facts, keys[i]),
				json_object_get(python->facts, keys[i])) &&
		    json_object_get(facts, keys[i]))
			return why_set(why,
				       "was built otherwise: its %s is "
				       "not what it was",
				       keys[i]);
	return 0;
}

static int check_pythons(const struct run_work *work, struct why *why)
{
	const json_t *array = json_object_get(work->json, "pythons");
	size_t i;
	json_t *before;

	json_array_foreach(array, i, before)
	{
		const char *label =
			json_string_value(json_object_get(before, "label"));
		unsigned k = 0;

		while (label && k < work->pythons.n &&
		       strcmp(work->pythons.items[k].label, label) != 0)
			k++;
		if (!label || k == work->pythons.n)
			return why_set(why, "interpreter '%s' is not here",
				       label ? label : "");
		if (check_build(&work->pythons.items[k], before, why) < 0)
			return why_context(why, "interpreter '%s'", label);
	}
	return 0;
}

int run_resume_check(const struct run_work *work, struct why *why)
{
	const char *hash =
		json_string_value(json_object_get(work->json, "plan_hash"));
	const char *version =
		json_string_value(json_object_get(work->json, "gilbench"));
	bool other = !version || strcmp(version, PACKAGE_VERSION) != 0;
	char own[17];

	if (check_pythons(work, why) < 0)
		return why_context(why,
				   "%s: the rest would not be of the same "
				   "plan",
				   work->settings.resume);
	snprintf(own, sizeof(own), "%016llx",
		 (unsigned long long)work->plan.hash);
	if (hash && strcmp(hash, own) == 0)
		return 0;
	return why_set(why,
		       "%s: its plan cannot be made here again (hash %s, not "
		       "%s)%s%s",
		       work->settings.resume, own, hash ? hash : "none",
		       other ? "; it is of gilbench " : "",
		       other && version ? version : "");
}

/* Groups of this shard that no other hardware has done whole. */
static void choose_groups(struct run_work *work)
{
	const struct run_settings *settings = &work->settings;
	const struct plan *plan = &work->plan;
	bool *metered = alloc_zero(plan->n_cells, sizeof(*metered));
	unsigned n_bundles;
	unsigned *bundles =
		bundle_cells(plan->cells, plan->n_cells, &n_bundles);
	unsigned *shards =
		bundle_shards(plan->cells, plan->n_cells, bundles, n_bundles,
			      settings->n_shards ? settings->n_shards : 1);

	for (unsigned i = 0; i < plan->n_cells; i++)
		metered[i] = schedule_is_metered(
			plan, &plan->groups[plan->cells[i].group], i);
	struct bundle_left *left =
		done_bundles(&work->done, plan->cells, plan->n_cells, bundles,
			     n_bundles, metered);

	work->wanted = alloc_zero(plan->n_groups, sizeof(*work->wanted));
	for (unsigned i = 0; i < plan->n_cells; i++) {
		unsigned b = bundles[i];
		bool elsewhere = left[b].n_left == 0 &&
				 left[b].hardware != work->run.hardware;

		work->wanted[plan->cells[i].group] =
			!elsewhere && shards[b] == settings->shard;
	}
	free(left);
	free(shards);
	free(bundles);
	free(metered);
}

static void apply_skip(void *context, const struct skip *skip)
{
	struct run_work *work = context;
	struct cell *cell = &work->plan.cells[skip->cell];

	if (!skip->metered && cell->status == CELL_OK &&
	    strcmp(skip->hardware, run_work_host(work, "fingerprint")) == 0)
		run_set_status(cell, CELL_SKIPPED, skip->reason);
}

/* What --precision has seen so far. */
struct recount {
	struct tally *tally;
	const char *hardware;
	const char *host;    /* NULL: any */
	struct sample *rows; /* of one attempt */
	unsigned n;
};

static void close_attempt(struct recount *recount)
{
	if (recount->n)
		tally_add(recount->tally, recount->rows, recount->n);
	recount->n = 0;
}

static int recount_row(void *context, const struct sample *row, struct why *why)
{
	struct recount *recount = context;
	const struct sample *last =
		recount->n ? &recount->rows[recount->n - 1] : NULL;

	(void)why;
	if (strcmp(row->hardware, recount->hardware) != 0 ||
	    (recount->host && strcmp(row->host, recount->host) != 0))
		return 0;
	if (last && (last->cell != row->cell || last->block != row->block ||
		     last->attempt != row->attempt || last->part != row->part))
		close_attempt(recount);
	recount->rows =
		alloc_grow(recount->rows, recount->n, sizeof(*recount->rows));
	recount->rows[recount->n] = *row;
	recount->rows[recount->n].cpus = recount->rows[recount->n].reason =
		NULL;
	recount->n++;
	return 0;
}

static int recount(struct run_work *work, const char *hardware,
		   const char *host, struct why *why)
{
	const struct plan *plan = &work->plan;
	struct recount all = { &work->run.tally, hardware, host, NULL, 0 };

	tally_init(&work->run.tally, plan->n_cells);
	int status = sample_files_read(work->dir.path, plan->cells,
				       plan->n_cells, recount_row, &all, why);

	close_attempt(&all);
	free(all.rows);
	return status;
}

int run_resume_find(struct run_work *work, struct why *why)
{
	const struct run_settings *settings = &work->settings;
	const struct plan *plan = &work->plan;
	const char *hardware = run_work_host(work, "fingerprint");
	const char *host =
		settings->survey ? run_work_host(work, "name") : NULL;

	if (done_read(&work->done, work->dir.path, plan->cells, plan->n_cells,
		      settings->plan.blocks, settings->plan.samples, host,
		      why) < 0 ||
	    skips_read(work->dir.path, plan->cells, plan->n_cells, apply_skip,
		       work, why) < 0)
		return -1;
	work->known = job_sizes_load(work->dir.path, plan->cells, plan->n_cells,
				     hardware, why);
	if (!work->known)
		return -1;
	work->run.done = work->done.ledger;
	work->run.hardware = ledger_find(work->done.ledger, hardware);
	work->run.first_order = work->done.next_order;
	choose_groups(work);
	work->run.wanted = work->wanted;
	return settings->precision > 0 ? recount(work, hardware, host, why) : 0;
}

int run_resume_note_skips(struct run_work *work, struct why *why)
{
	const struct plan *plan = &work->plan;
	const char *hardware = run_work_host(work, "fingerprint");
	struct cell *before;
	unsigned n;
	int status = plan_csv_read(work->dir.path, &before, &n, why);
	struct skip *skips = alloc_zero(plan->n_cells, sizeof(*skips));
	size_t n_skips = 0;

	for (unsigned i = 0; i < n && i < plan->n_cells; i++) {
		const struct cell *cell = &plan->cells[i];

		if (cell->status == CELL_SKIPPED &&
		    before[i].status != CELL_SKIPPED &&
		    work->wanted[cell->group] &&
		    !ledger_skipped(work->done.ledger, work->run.hardware, i))
			skips[n_skips++] = (struct skip){ i, false, hardware,
							  cell->reason };
	}
	if (status == 0)
		status = skips_append(work->dir.path, plan->cells, skips,
				      n_skips, why);
	free(skips);
	plan_csv_free(before, n);
	return status;
}
