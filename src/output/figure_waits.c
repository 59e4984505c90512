/*
 * The figure `waits`: of the times that a thread took the GIL, the share that
 * had waited longer than x; a curve per job, at its largest number of threads.
 * Every wait of the first 200 ms of the metered samples is in it.
 */
#include "output/figure.h"
#include "output/figure_list.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

#include "base/alloc.h"
#include "output/hold_choice.h"

#define MAX_CURVES 8  /* as many as waits.gp has lines for */
#define LEAST_WAITS 5 /* fewer are no distribution */
#define N_POINTS 240
#define X_LOW 1e-3 /* ms */
#define NAME_IN 2.8
#define LINE_IN .145
#define TOP_IN .56
#define PLOT_IN 1.6
#define BOTTOM_IN .58
#define LEFT_IN .5
#define RIGHT_IN .16

struct curve {
	unsigned cell;
	char *name;
	double *waits_ms; /* sorted */
	size_t n;
	bool tainted;
};

struct waits {
	const struct results *results;
	struct curve curves[MAX_CURVES];
	unsigned n_curves, n_left_out;
	double x_high, switch_ms; /* NAN: they differ */
	char note[160];
	double width, height, note_in;
};

static bool gather(const struct results *results, struct curve *curve)
{
	curve->tainted = !hold_choice_has_valid(results, curve->cell);
	for (size_t i = 0; i < results->n_holds; i++) {
		const struct hold *hold = &results->holds[i];

		if (hold->cell != curve->cell ||
		    (hold->tainted && !curve->tainted))
			continue;
		curve->waits_ms = alloc_grow(curve->waits_ms, curve->n,
					     sizeof(*curve->waits_ms));
		curve->waits_ms[curve->n++] = 1e3 * hold->wait_s;
	}
	if (curve->n < LEAST_WAITS) {
		free(curve->waits_ms);
		return false;
	}
	gsl_sort(curve->waits_ms, 1, curve->n);
	return true;
}

static double switch_ms(const struct cell *cell)
{
	char value[32];

	if (cell_param(cell, "switch_interval_s", value, sizeof(value)) == 0)
		return 1e3 * strtod(value, NULL);
	return 5; /* CPython's own */
}

static void add_job(struct waits *w, const struct contest *job)
{
	struct curve curve = { 0 };
	unsigned most = 0;

	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned c = job->cells[i];
		size_t n;

		if (w->results->cells[c].workers <= most ||
		    !hold_choice_attempt(w->results, c, &n))
			continue;
		most = w->results->cells[c].workers;
		curve.cell = c;
	}
	if (!most || !gather(w->results, &curve))
		return;
	if (w->n_curves == MAX_CURVES) {
		w->n_left_out++;
		free(curve.waits_ms);
		return;
	}
	char *all = alloc_printf("%s ×%u%s%s", job->first->workload, most,
				 *job->detail ? ", " : "", job->detail);
	double interval = switch_ms(&w->results->cells[curve.cell]);

	curve.name = dat_fit(all, NAME_IN, 7.5);
	free(all);
	if (!w->n_curves)
		w->switch_ms = interval;
	else if (interval != w->switch_ms)
		w->switch_ms = NAN;
	w->x_high = fmax(w->x_high, curve.waits_ms[curve.n - 1]);
	w->curves[w->n_curves++] = curve;
}

static void make_note(struct waits *w)
{
	unsigned n_tainted = 0;
	char tainted[64] = "", more[48] = "";

	for (unsigned i = 0; i < w->n_curves; i++)
		n_tainted += w->curves[i].tainted;
	if (n_tainted)
		snprintf(tainted, sizeof(tainted), "; %u disturbed", n_tainted);
	if (w->n_left_out)
		snprintf(more, sizeof(more), "; %u not drawn", w->n_left_out);
	snprintf(w->note, sizeof(w->note),
		 "threads·python, first 200 ms of metered samples%s%s", tainted,
		 more);
}

/* Words at the line, but inside the plot: from its end, as a share of it. */
static void write_switch(struct dat *dat, const struct waits *w)
{
	bool drawn = w->switch_ms > X_LOW && w->switch_ms < w->x_high;
	double plot = w->width - LEFT_IN - RIGHT_IN;
	char text[48] = "";

	if (drawn)
		snprintf(text, sizeof(text), "switch interval %g ms",
			 w->switch_ms);
	double half = dat_width(text, 6.5) / 2 / plot;
	double at = log(w->switch_ms / X_LOW) / log(w->x_high / X_LOW);

	dat_real(dat, drawn ? w->switch_ms : w->x_high);
	dat_text(dat, text);
	dat_real(dat, drawn ? fmin(at, 1 + (RIGHT_IN - .05) / plot - half) : 1);
}

static void write_axes(struct dat *dat, const struct waits *w)
{
	dat_block(dat,
		  "n_curves x_low x_high switch switch_text switch_at left "
		  "right bottom top legend_x legend_y",
		  "axes");
	dat_count(dat, w->n_curves);
	dat_real(dat, X_LOW);
	dat_real(dat, w->x_high);
	write_switch(dat, w);
	dat_real(dat, LEFT_IN / w->width);
	dat_real(dat, 1 - RIGHT_IN / w->width);
	dat_real(dat, BOTTOM_IN / w->height);
	dat_real(dat, (BOTTOM_IN + PLOT_IN) / w->height);
	dat_real(dat, FIGURE_MARGIN / w->width);
	dat_real(dat, 1 - (.4 + w->note_in) / w->height);
}

/* Steps, as fine as can be seen; only where they change. */
static void write_curve(struct dat *dat, const struct waits *w, unsigned k)
{
	const struct curve *curve = &w->curves[k];
	size_t n_below = 0, n_written = SIZE_MAX;

	dat_block(dat, "ms percent", "curve %u", k + 1);
	for (int i = 0; i <= N_POINTS; i++) {
		double x = X_LOW * pow(w->x_high / X_LOW, (double)i / N_POINTS);

		while (n_below < curve->n && curve->waits_ms[n_below] <= x)
			n_below++;
		if (n_below == n_written && i < N_POINTS)
			continue;
		dat_real(dat, x);
		dat_real(dat, 100 * (1 - (double)n_below / (double)curve->n));
		n_written = n_below;
	}
}

static void write_all(FILE *file, struct waits *w)
{
	struct dat dat;

	make_note(w);
	w->note_in = figure_note_in(w->note, w->width);
	w->x_high = pow(10, ceil(log10(fmax(w->x_high * 1.05, 10 * X_LOW))));
	w->height = TOP_IN + w->note_in + w->n_curves * LINE_IN + PLOT_IN +
		    BOTTOM_IN;
	dat_begin(&dat, file, "waits", "how long threads waited for the GIL");
	figure_head(&dat, w->results, "How long threads wait for the GIL",
		    w->note, w->width, w->height);
	write_axes(&dat, w);
	dat_block(&dat, "name", "curves");
	for (unsigned k = 0; k < w->n_curves; k++)
		dat_text(&dat, w->curves[k].name);
	for (unsigned k = 0; k < w->n_curves; k++)
		write_curve(&dat, w, k);
	dat_end(&dat);
}

double figure_waits(FILE *file, const struct results *results, double width)
{
	struct waits w = { .results = results,
			   .width = figure_width(width, FIGURE_NARROW) };
	unsigned n_jobs;
	struct contest *jobs = contests_find(results, &n_jobs);

	for (unsigned j = 0; j < n_jobs; j++)
		add_job(&w, &jobs[j]);
	if (w.n_curves)
		write_all(file, &w);
	for (unsigned k = 0; k < w.n_curves; k++) {
		free(w.curves[k].name);
		free(w.curves[k].waits_ms);
	}
	contests_free(jobs, n_jobs);
	return w.n_curves ? w.width : 0;
}
