/*
 * From estimates to what a rule looks at: a cell's own numbers, its control,
 * what bounds it. The rules are in verdict.c.
 */
#include "model/trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "model/kin.h"

static void take_gain(struct trial *trial)
{
	const struct estimate *e = trial->estimate;

	trial->value = e->speedup;
	trial->share = e->efficiency;
	trial->n_pairs = e->n_pairs;
	trial->bound = e->ceiling;
	trial->evidence[ROWS_VALID] =
		(struct evidence){ e->speedup_ci, e->efficiency_ci };
	trial->evidence[ROWS_ALL] =
		(struct evidence){ e->speedup_all_ci, e->efficiency_all_ci };
}

bool trial_gain(const struct findings_input *input, struct trial *trial)
{
	(void)input;
	take_gain(trial);
	return true;
}

bool trial_loss(const struct findings_input *input, struct trial *trial)
{
	const struct estimate *e = trial->estimate;

	(void)input;
	/* with too few blocks for an interval it may lose time */
	if (isnan(e->gil_wait_share) ||
	    e->speedup_ci.high / e->cell->workers >= 0.9)
		return false;
	take_gain(trial);
	trial->value = e->loss_waiting;
	trial->bound = NAN;
	/* metered invocations are others than the timed: taint is the same */
	for (int i = 0; i < 2; i++)
		trial->evidence[i].ratio = e->loss_waiting_ci;
	return true;
}

bool trial_overlap(const struct findings_input *input, struct trial *trial)
{
	const struct cell *cell = trial->estimate->cell;
	const struct witness *seen =
		history_complete(&input->histories[trial->cell]);
	char latency[32];
	double latency_s;
	struct why why;

	take_gain(trial);
	trial->bound =
		seen && input->wait_bound
			? input->wait_bound(cell, seen->units / seen->loops)
			: NAN;
	/* not known: at most as many waits at once as there are workers */
	if (isnan(trial->bound))
		trial->bound = cell->workers;
	trial->share = trial->value / trial->bound;
	for (int i = 0; i < 2; i++) {
		struct evidence *evidence = &trial->evidence[i];

		evidence->share.low = evidence->ratio.low / trial->bound;
		evidence->share.high = evidence->ratio.high / trial->bound;
	}
	trial->short_waits =
		seen && seen->server_shares_cpu == 1 &&
		cell_param(cell, "latency", latency, sizeof(latency)) == 0 &&
		units_seconds(latency, &latency_s, &why) == 0 &&
		latency_s < 0.005;
	return true;
}

/* As many processes in the same group, or -1. */
static int find_processes(const struct findings_input *input,
			  const struct cell *own)
{
	size_t n;
	const struct multimap_item *items = kin_processes(input->kin, own, &n);

	for (size_t i = 0; i < n; i++) {
		unsigned cell = items[i].number;

		if (input->cells[cell].group == own->group &&
		    input->cells[cell].workers == own->workers &&
		    strcmp(input->cells[cell].executor, "processes") == 0)
			return (int)cell;
	}
	return -1;
}

/* F6: threads over processes, which are as many and in the same group. */
bool trial_rivals(const struct findings_input *input, struct trial *trial)
{
	int i = find_processes(input, trial->estimate->cell);

	if (i < 0)
		return false;
	if (input->estimates[i].status == CELL_SKIPPED) {
		trial->missing = &input->estimates[i];
		return false;
	}
	take_gain(trial);
	trial->rival = &input->estimates[i];
	trial->bound = NAN;
	for (int k = 0; k < 2; k++) {
		struct series a =
			series_of_time(&input->histories[trial->cell], k);
		struct series b = series_of_time(&input->histories[i], k);
		struct series q = series_divide(&b, &a);
		struct summary summary = series_summary(&q);

		trial->evidence[k].ratio = summary.ci;
		if (k == ROWS_VALID) {
			trial->value = summary.value;
			trial->n_pairs = summary.n;
		}
		series_fini(&a);
		series_fini(&b);
		series_fini(&q);
	}
	return true;
}

/* Do they the same job in the same places, whatever runs them? */
static bool same_job(const struct cell *a, const struct cell *b)
{
	return strcmp(a->workload, b->workload) == 0 &&
	       strcmp(a->kernel, b->kernel) == 0 &&
	       strcmp(a->executor, b->executor) == 0 &&
	       a->workers == b->workers && strcmp(a->pin, b->pin) == 0 &&
	       strcmp(a->scaling, b->scaling) == 0 &&
	       cell_params_equal_but(a, b, "gil");
}

bool trial_free(const struct findings_input *input, struct trial *trial)
{
	const struct cell *own = trial->estimate->cell;

	size_t n;
	const struct multimap_item *items = kin_same_job(input->kin, own, &n);

	take_gain(trial);
	trial->control = NULL;
	for (size_t i = 0; i < n; i++) {
		unsigned cell = items[i].number;
		const struct witness *seen =
			history_complete(&input->histories[cell]);

		if (seen && seen->gil_before == 1 &&
		    strcmp(input->cells[cell].python, own->python) == 0 &&
		    same_job(&input->cells[cell], own) &&
		    input->estimates[cell].n_pairs)
			trial->control = &input->estimates[cell];
	}
	return true;
}

static const struct findings_build *build_of(const struct findings_input *input,
					     const struct cell *cell)
{
	for (unsigned i = 0; i < input->n_builds; i++)
		if (strcmp(input->builds[i].label, cell->python) == 0)
			return &input->builds[i];
	return NULL;
}

/* 3: only the GIL is another; 2: flags are, 1: versions are; 0: no default. */
static int likeness(const struct findings_build *own,
		    const struct findings_build *other)
{
	if (!other || other->free_threaded)
		return 0;
	if (strcmp(own->version, other->version) != 0)
		return 1;
	return *own->flags && strcmp(own->flags, other->flags) == 0 ? 3 : 2;
}

/* The default build's cell that is most like this one, or -1. */
static int find_default(const struct findings_input *input,
			const struct cell *own, int *best_likeness,
			const struct estimate **missing)
{
	size_t n;
	const struct multimap_item *items = kin_same_job(input->kin, own, &n);
	int best = -1;

	*best_likeness = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned cell = items[i].number;
		int like = likeness(build_of(input, own),
				    build_of(input, &input->cells[cell]));

		if (like <= *best_likeness ||
		    !same_job(&input->cells[cell], own))
			continue;
		if (!history_complete(&input->histories[cell])) {
			*missing = &input->estimates[cell];
			continue;
		}
		best = (int)cell;
		*best_likeness = like;
	}
	return best;
}

/* Two interpreters have noise of the same kind: log ratios are symmetric. */
static struct summary price(const struct history *own,
			    const struct history *other, enum history_rows rows)
{
	struct series a = series_of_time(own, rows);
	struct series b = series_of_time(other, rows);
	struct series q = series_divide(&a, &b);
	double *x = alloc_zero(q.n, sizeof(*x));
	struct summary summary = { .n = (unsigned)q.n };

	for (size_t i = 0; i < q.n; i++)
		x[i] = log(q.points[i].value);
	summary.value = exp(stats_centre(x, q.n, &summary.ci));
	summary.ci.low = exp(summary.ci.low);
	summary.ci.high = exp(summary.ci.high);
	free(x);
	series_fini(&a);
	series_fini(&b);
	series_fini(&q);
	return summary;
}

bool trial_price(const struct findings_input *input, struct trial *trial)
{
	const struct cell *own = trial->estimate->cell;
	const struct findings_build *build = build_of(input, own);
	int like = 0;
	int other =
		build ? find_default(input, own, &like, &trial->missing) : -1;

	if (other < 0)
		return false;
	const struct findings_build *rival =
		build_of(input, &input->cells[other]);

	take_gain(trial);
	trial->rival = &input->estimates[other];
	trial->control = NULL;
	trial->bound = NAN;
	for (int k = 0; k < 2; k++) {
		struct summary summary = price(&input->histories[trial->cell],
					       &input->histories[other], k);

		trial->evidence[k] = (struct evidence){ .ratio = summary.ci };
		if (k == ROWS_VALID) {
			trial->value = summary.value;
			trial->n_pairs = summary.n;
		}
	}
	if (like == 1)
		snprintf(trial->reason, sizeof(trial->reason),
			 "unlike versions, %.40s and %.40s", build->version,
			 rival->version);
	else if (like == 2)
		snprintf(trial->reason, sizeof(trial->reason),
			 "%.40s and %.40s were not built alike: %.70s; %.70s",
			 build->label, rival->label, build->flags,
			 rival->flags);
	return true;
}

const struct estimate *trial_serial(const struct findings_input *input,
				    const struct cell *cell)
{
	int serial = kin_baseline(input->kin, cell);

	return serial < 0 ? NULL : &input->estimates[serial];
}

const struct estimate *trial_control(const struct findings_input *input,
				     const struct cell *cell)
{
	const struct estimate *control = NULL;
	size_t n;
	unsigned *cells = kin_controls(input->kin, cell, &n);

	for (size_t i = 0; i < n && !control; i++) {
		const struct cell *other = &input->cells[cells[i]];

		if (other->workers == cell->workers &&
		    strcmp(other->workload, cell->workload) == 0 &&
		    strcmp(other->python, cell->python) == 0 &&
		    strcmp(other->pin, cell->pin) == 0 &&
		    strcmp(other->scaling, cell->scaling) == 0 &&
		    input->estimates[cells[i]].n_pairs)
			control = &input->estimates[cells[i]];
	}
	free(cells);
	return control;
}
