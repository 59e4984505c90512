/*
 * Two sides, cell by cell: ratio, interval and p value by the bootstrap, then
 * what can only be told of all cells together, then the verdicts.
 */
#include "model/compare.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/adjust.h"

#define LEVEL 0.05

const char *const compare_verdict_names[N_COMPARE_VERDICTS] = {
	[COMPARE_FASTER] = "faster",
	[COMPARE_SLOWER] = "slower",
	[COMPARE_SAME] = "same",
	[COMPARE_UNCLEAR] = "unclear",
};

/* What is known of the table while it is made. */
struct draft {
	struct compare *compare;
	const struct compare_side *sides;
	const struct compare_gate *gate;
	uint64_t seed;
	double *noise; /* between runs of one side, all cells */
	size_t n_noise;
	struct bootstrap *means; /* by workload */
};

/* --- which cells -------------------------------------------------------- */

/* Is this cell the first of its id, over the runs of the side in order? */
static bool is_first(const struct compare_side *side, unsigned run,
		     unsigned cell)
{
	const struct compare_side before = { side->runs, run };

	return !compare_side_find(&before, side->runs[run].cells[cell].id);
}

/* The cells of a side that the other has are taken, or only passed over;
 * returns how many it has not. */
static unsigned match_cells(const struct compare_side *own,
			    const struct compare_side *other,
			    struct compare *taker)
{
	unsigned n_only = 0;

	for (unsigned r = 0; r < own->n_runs; r++)
		for (unsigned i = 0; i < own->runs[r].n_cells; i++) {
			const char *id = own->runs[r].cells[i].id;

			if (!is_first(own, r, i))
				continue;
			if (!compare_side_find(other, id)) {
				n_only++;
				continue;
			}
			if (!taker)
				continue;
			taker->cells = alloc_grow(taker->cells, taker->n_cells,
						  sizeof(*taker->cells));
			taker->cells[taker->n_cells++] = (struct compare_cell){
				.cell = compare_side_find(own, id),
			};
		}
	return n_only;
}

/* --- one cell ----------------------------------------------------------- */

static void count_times(struct compare_cell *cell, int side,
			const struct bootstrap_side *times)
{
	for (size_t r = 0; r < times->n_runs; r++) {
		cell->n_runs[side] += times->runs[r].n > 0;
		cell->n[side] += times->runs[r].n;
	}
	cell->time_s[side] = bootstrap_time(times);
}

/* How far runs of one side are apart; the cell's margin is its logarithm as
 * long as that of the table is not known. */
static void take_noise(struct draft *draft, struct compare_cell *cell,
		       const struct bootstrap_side times[2])
{
	size_t n_a = times[0].n_runs, n_b = times[1].n_runs;
	double *x = alloc_zero(n_a * n_a + n_b * n_b, sizeof(*x));
	size_t n = compare_side_noise(times[0].runs, (unsigned)n_a, x);

	n += compare_side_noise(times[1].runs, (unsigned)n_b, x + n);
	cell->margin = n ? stats_quantile(x, n, .95) : 0;
	for (size_t i = 0; i < n; i++) {
		draft->noise = alloc_grow(draft->noise, draft->n_noise,
					  sizeof(*draft->noise));
		draft->noise[draft->n_noise++] = x[i];
	}
	free(x);
}

/* The ceiling is no Python: it enters no mean. */
static void add_to_mean(struct draft *draft, const struct compare_cell *cell,
			const struct bootstrap *ratio)
{
	struct compare *compare = draft->compare;
	unsigned w = 0;

	if (strcmp(cell->cell->executor, "ceiling") == 0)
		return;
	while (w < compare->n_workloads &&
	       strcmp(compare->workloads[w].name, cell->cell->workload) != 0)
		w++;
	if (w == compare->n_workloads) {
		compare->workloads = alloc_grow(compare->workloads, w,
						sizeof(*compare->workloads));
		compare->workloads[w] = (struct compare_workload){
			.name = cell->cell->workload,
		};
		draft->means =
			alloc_grow(draft->means, w, sizeof(*draft->means));
		draft->means[w] = (struct bootstrap){ 0 };
		compare->n_workloads++;
	}
	bootstrap_add(&draft->means[w], ratio, compare->workloads[w].n_cells++);
}

static double gate_p(const struct compare_gate *gate,
		     const struct bootstrap *ratio)
{
	return gate->faster ? bootstrap_p_below(ratio, 1 / (1 + gate->limit))
			    : bootstrap_p_above(ratio, 1 + gate->limit);
}

static int take_ratio(struct draft *draft, struct compare_cell *cell,
		      const struct bootstrap_side times[2], struct why *why)
{
	/* its own stream: other cells of the table change nothing */
	uint64_t stream = strtoull(cell->cell->id, NULL, 16);
	struct bootstrap ratio;

	if (bootstrap_ratio(&ratio, &times[0], &times[1], draft->seed, stream,
			    why) < 0)
		return why_context(why, "cell %s", cell->cell->id);
	cell->ratio = ratio.ratio;
	cell->ci = ratio.ci;
	cell->p = ratio.p;
	if (ratio.log_ratios) {
		add_to_mean(draft, cell, &ratio);
		cell->p_gate = gate_p(draft->gate, &ratio);
	}
	bootstrap_fini(&ratio);
	return 0;
}

static int measure_cell(struct draft *draft, struct compare_cell *cell,
			struct why *why)
{
	struct bootstrap_side times[2];
	int status = 0;

	for (int s = 0; s < 2; s++) {
		times[s] = (struct bootstrap_side){
			compare_side_times(&draft->sides[s], cell->cell->id),
			draft->sides[s].n_runs,
		};
		count_times(cell, s, &times[s]);
	}
	cell->ratio = cell->p = cell->p_adjusted = cell->p_gate = NAN;
	cell->ci = (struct interval){ NAN, NAN };
	take_noise(draft, cell, times);
	if (cell->n[0] && cell->n[1])
		status = take_ratio(draft, cell, times, why);
	free((void *)times[0].runs);
	free((void *)times[1].runs);
	return status;
}

/* --- all cells ---------------------------------------------------------- */

/* m: at least 2 %, and what runs of one side differ by, here or elsewhere. */
static void set_margins(struct draft *draft)
{
	struct compare *compare = draft->compare;
	double noise = draft->n_noise ? stats_quantile(draft->noise,
						       draft->n_noise, .95)
				      : 0;

	for (unsigned i = 0; i < compare->n_cells; i++) {
		struct compare_cell *cell = &compare->cells[i];

		cell->margin = expm1(fmax(fmax(cell->margin, noise),
					  log1p(COMPARE_MIN_MARGIN)));
	}
}

typedef int adjustment(const double *p, double *adjusted, size_t n,
		       struct why *why);

/* Adjust one field of all cells that have it. */
static int adjust_field(struct compare *compare, size_t from, size_t to,
			adjustment *adjust, struct why *why)
{
	double *p = alloc_zero(compare->n_cells, sizeof(*p));
	size_t n = 0;

	for (unsigned i = 0; i < compare->n_cells; i++) {
		char *cell = (char *)&compare->cells[i];

		if (!isnan(*(double *)(cell + from)))
			p[n++] = *(double *)(cell + from);
	}
	int status = adjust(p, p, n, why);

	n = 0;
	for (unsigned i = 0; i < compare->n_cells; i++) {
		char *cell = (char *)&compare->cells[i];

		if (!isnan(*(double *)(cell + from)))
			*(double *)(cell + to) = p[n++];
	}
	free(p);
	return status;
}

static void finish_means(struct draft *draft)
{
	for (unsigned w = 0; w < draft->compare->n_workloads; w++) {
		draft->compare->workloads[w].ratio = draft->means[w].ratio;
		draft->compare->workloads[w].ci = draft->means[w].ci;
		bootstrap_fini(&draft->means[w]);
	}
	free(draft->means);
}

/* --- verdicts ----------------------------------------------------------- */

/* Why there is no interval. */
static void explain_nothing(struct compare_cell *cell,
			    const struct compare_side sides[2])
{
	int s = cell->n[0] < STATS_MIN_PAIRS ? 0 : 1;
	const struct cell *own = compare_side_find(&sides[s], cell->cell->id);

	if (cell->n[s])
		snprintf(cell->reason, sizeof(cell->reason),
			 "%zu valid invocations in %c, %d are needed",
			 cell->n[s], "AB"[s], STATS_MIN_PAIRS);
	else
		snprintf(cell->reason, sizeof(cell->reason), "%s in %c%s%.100s",
			 cell_status_names[own->status], "AB"[s],
			 *own -> reason ? ": " : "", own->reason);
}

static void judge_cell(struct compare_cell *cell,
		       const struct compare_side sides[2])
{
	double high = 1 + cell->margin, low = 1 / high;
	bool few = cell->n_runs[0] < COMPARE_MIN_RUNS ||
		   cell->n_runs[1] < COMPARE_MIN_RUNS;
	bool changed = cell->ci.low > high || cell->ci.high < low;

	cell->verdict = COMPARE_UNCLEAR;
	if (isnan(cell->p))
		explain_nothing(cell, sides);
	else if (cell->ci.low >= low && cell->ci.high <= high)
		cell->verdict = COMPARE_SAME;
	else if (changed && few)
		snprintf(cell->reason, sizeof(cell->reason),
			 "a change needs %d runs a side to be told",
			 COMPARE_MIN_RUNS);
	else if (!changed)
		snprintf(cell->reason, sizeof(cell->reason),
			 "the interval reaches across the margin, %.1f %%",
			 100 * cell->margin);
	else if (!(cell->p_adjusted <= LEVEL))
		snprintf(cell->reason, sizeof(cell->reason),
			 "among so many cells this may be chance");
	else
		cell->verdict =
			cell->ratio > 1 ? COMPARE_SLOWER : COMPARE_FASTER;
}

static void judge_gate(struct compare_cell *cell,
		       const struct compare_gate *gate)
{
	bool beyond = gate->faster ? cell->ratio < 1 / (1 + gate->limit)
				   : cell->ratio > 1 + gate->limit;
	enum compare_verdict worst =
		gate->faster ? COMPARE_FASTER : COMPARE_SLOWER;

	cell->fails =
		gate->on && cell->verdict == worst && cell->p_gate <= LEVEL;
	cell->suspected = gate->on && beyond && !cell->fails;
}

int compare_make(struct compare *compare, const struct compare_side sides[2],
		 const struct compare_gate *gate, uint64_t seed,
		 struct why *why)
{
	struct draft draft = { compare, sides, gate, seed, NULL, 0, NULL };
	int status = 0;

	*compare = (struct compare){
		.few_runs = sides[0].n_runs < COMPARE_MIN_RUNS ||
			    sides[1].n_runs < COMPARE_MIN_RUNS,
	};
	compare->n_only[0] = match_cells(&sides[0], &sides[1], compare);
	compare->n_only[1] = match_cells(&sides[1], &sides[0], NULL);
	for (unsigned i = 0; i < compare->n_cells && status == 0; i++)
		status = measure_cell(&draft, &compare->cells[i], why);
	set_margins(&draft);
	finish_means(&draft);
	free(draft.noise);
	if (status < 0 ||
	    adjust_field(compare, offsetof(struct compare_cell, p),
			 offsetof(struct compare_cell, p_adjusted),
			 adjust_benjamini_hochberg, why) < 0 ||
	    adjust_field(compare, offsetof(struct compare_cell, p_gate),
			 offsetof(struct compare_cell, p_gate), adjust_holm,
			 why) < 0) {
		compare_fini(compare);
		return -1;
	}
	for (unsigned i = 0; i < compare->n_cells; i++) {
		judge_cell(&compare->cells[i], sides);
		judge_gate(&compare->cells[i], gate);
		compare->n_verdicts[compare->cells[i].verdict]++;
	}
	return 0;
}

void compare_fini(struct compare *compare)
{
	free(compare->cells);
	free(compare->workloads);
	*compare = (struct compare){ 0 };
}
