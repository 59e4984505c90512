/*
 * From estimates to what a rule looks at: a cell's own numbers, its control,
 * what bounds it. The rules are in verdict.c.
 */
#include "model/trial.h"

#include <math.h>
#include <string.h>

#include "base/units.h"

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

bool trial_gain(const struct findings_input *input,
		const struct history *histories, struct trial *trial)
{
	(void)input;
	(void)histories;
	take_gain(trial);
	return true;
}

bool trial_loss(const struct findings_input *input,
		const struct history *histories, struct trial *trial)
{
	const struct estimate *e = trial->estimate;

	(void)input;
	(void)histories;
	if (isnan(e->gil_wait_share) ||
	    !(e->speedup_ci.high / e->cell->workers < 0.9))
		return false;
	take_gain(trial);
	trial->value = e->loss_waiting;
	trial->bound = NAN;
	/* metered invocations are others than the timed: taint is the same */
	for (int i = 0; i < 2; i++)
		trial->evidence[i].ratio = e->loss_waiting_ci;
	return true;
}

bool trial_overlap(const struct findings_input *input,
		   const struct history *histories, struct trial *trial)
{
	const struct cell *cell = trial->estimate->cell;
	const struct sample *row = histories[trial->cell].complete;
	char latency[32];
	double latency_s;
	struct why why;

	take_gain(trial);
	trial->bound =
		row && input->wait_bound
			? input->wait_bound(cell, row->units / row->loops)
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
		row && row->server_shares_cpu == 1 &&
		cell_param(cell, "latency", latency, sizeof(latency)) == 0 &&
		units_seconds(latency, &latency_s, &why) == 0 &&
		latency_s < 0.005;
	return true;
}

/* F6: threads over processes, which are as many and in the same group. */
bool trial_rivals(const struct findings_input *input,
		  const struct history *histories, struct trial *trial)
{
	const struct cell *own = trial->estimate->cell;
	unsigned i = 0;

	while (i < input->n_cells &&
	       (input->cells[i].group != own->group ||
		input->cells[i].workers != own->workers ||
		strcmp(input->cells[i].executor, "processes") != 0 ||
		input->estimates[i].status == CELL_SKIPPED))
		i++;
	if (i == input->n_cells)
		return false;
	take_gain(trial);
	trial->rival = &input->estimates[i];
	trial->bound = NAN;
	for (int k = 0; k < 2; k++) {
		struct series a = series_of_time(&histories[trial->cell], k);
		struct series b = series_of_time(&histories[i], k);
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

const struct estimate *trial_serial(const struct findings_input *input,
				    const struct cell *cell)
{
	for (unsigned i = 0; i < input->n_cells; i++) {
		if (input->cells[i].group == cell->group &&
		    cell_is_baseline(&input->cells[i]))
			return &input->estimates[i];
	}
	return NULL;
}

const struct estimate *trial_control(const struct findings_input *input,
				     const struct cell *cell)
{
	for (unsigned i = 0; i < input->n_cells; i++) {
		const struct cell *other = &input->cells[i];

		if (strcmp(other->kernel, "native-held") == 0 &&
		    strcmp(other->executor, "threads") == 0 &&
		    other->workers == cell->workers &&
		    strcmp(other->workload, cell->workload) == 0 &&
		    strcmp(other->python, cell->python) == 0 &&
		    strcmp(other->pin, cell->pin) == 0 &&
		    strcmp(other->scaling, cell->scaling) == 0 &&
		    cell_params_agree(other, cell) &&
		    input->estimates[i].n_pairs)
			return &input->estimates[i];
	}
	return NULL;
}
