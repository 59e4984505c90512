/*
 * The figure `timesplit`: where workers x wall time went, from the metered
 * samples; a stacked bar per cell, a group per job.
 */
#include "output/figure.h"
#include "output/figure_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define MAX_BARS 40 /* what a page is high enough for */
#define ROW_IN .19
#define GROUP_GAP .35 /* rows, between jobs */
#define BAR_HALF .4   /* rows */
#define NAME_MAX_IN 1.5
#define TOP_IN .75      /* above the bars */
#define BOTTOM_IN .42   /* below */
#define NUMBER_FROM .09 /* a part that has room for its number */

struct bar {
	unsigned cell;
	double y; /* rows, downwards from 0 */
	char *name;
};

enum detail {
	ALL,
	PARALLEL, /* without serial */
	LARGEST,  /* only the largest number of workers */
};

struct timesplit {
	const struct results *results;
	const struct contest *jobs;
	unsigned n_jobs;
	struct bar bars[MAX_BARS];
	unsigned n_bars, n_left_out;
	enum detail detail;
	double *title_y; /* by job; NAN: it has no bar */
	double y_low;
	char note[128];
	double width, height, names_in, note_in;
};

/* Text in numbers: white on the dark tones. In the order of the bar. */
static const struct {
	enum split_part part;
	unsigned rgb;
} parts[] = {
	{ SPLIT_RUNNING, 0xffffff },
	{ SPLIT_WAITING, 0 },
	{ SPLIT_RUNNABLE, 0xffffff },
	{ SPLIT_BLOCKED, 0 },
};

static bool is_metered(const struct timesplit *t, unsigned cell)
{
	return isfinite(t->results->estimates[cell].split[SPLIT_BLOCKED]);
}

/* Of a job's metered cells. */
static unsigned most_workers(const struct timesplit *t,
			     const struct contest *job)
{
	unsigned most = 0;

	for (unsigned i = 0; i < job->n_cells; i++)
		if (is_metered(t, job->cells[i]) &&
		    t->results->cells[job->cells[i]].workers > most)
			most = t->results->cells[job->cells[i]].workers;
	return most;
}

static bool has_bar(const struct timesplit *t, const struct contest *job,
		    unsigned cell)
{
	const struct cell *c = &t->results->cells[cell];

	if (!is_metered(t, cell))
		return false;
	/* the control's serial bar would be the native one once more */
	if (contest_is_serial(c))
		return t->detail == ALL && !contest_is_control(c);
	return t->detail != LARGEST || c->workers == most_workers(t, job);
}

/* As much detail as there is room for. */
static void choose_detail(struct timesplit *t)
{
	for (t->detail = ALL; t->detail < LARGEST; t->detail++) {
		unsigned n = 0;

		for (unsigned j = 0; j < t->n_jobs; j++)
			for (unsigned i = 0; i < t->jobs[j].n_cells; i++)
				n += has_bar(t, &t->jobs[j],
					     t->jobs[j].cells[i]);
		if (n <= MAX_BARS)
			return;
	}
}

static char *bar_name(const struct cell *cell)
{
	char *name = alloc_printf("%s·%s", cell->executor, cell->kernel);
	char times[16] = "";

	if (!contest_is_serial(cell))
		snprintf(times, sizeof(times), " ×%u", cell->workers);
	char *cut = dat_fit(name, NAME_MAX_IN - dat_width(times, 7), 7);
	char *whole = alloc_printf("%s%s", cut, times);

	free(cut);
	free(name);
	return whole;
}

static void add_job(struct timesplit *t, unsigned j)
{
	const struct contest *job = &t->jobs[j];

	t->title_y[j] = NAN;
	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned c = job->cells[i];

		if (!has_bar(t, job, c))
			continue;
		if (t->n_bars == MAX_BARS) {
			t->n_left_out++;
			continue;
		}
		if (isnan(t->title_y[j])) {
			t->y_low -= t->n_bars ? GROUP_GAP : 0;
			t->title_y[j] = t->y_low - .5;
			t->y_low -= 1;
		}
		t->bars[t->n_bars++] =
			(struct bar){ c, t->y_low - .5,
				      bar_name(&t->results->cells[c]) };
		t->y_low -= 1;
	}
}

static void lay_out(struct timesplit *t)
{
	double longest = 0;

	for (unsigned i = 0; i < t->n_bars; i++)
		longest = fmax(longest, dat_width(t->bars[i].name, 7));
	t->names_in = longest + .2;
	t->note_in = figure_note_in(t->note, t->width);
	t->height = TOP_IN + t->note_in - t->y_low * ROW_IN + BOTTOM_IN;
}

static void make_note(struct timesplit *t)
{
	char more[48] = "";

	if (t->n_left_out)
		snprintf(more, sizeof(more), "; %u more cells are not drawn",
			 t->n_left_out);
	snprintf(t->note, sizeof(t->note),
		 "%% of workers × wall time, metered%s%s",
		 t->detail == LARGEST ? "; most workers only" : "", more);
}

static void write_axes(struct dat *dat, const struct timesplit *t)
{
	dat_block(dat,
		  "left right bottom top y_low y_high legend_rows legend_x "
		  "legend_y",
		  "axes");
	dat_real(dat, t->names_in / t->width);
	dat_real(dat, 1 - .14 / t->width);
	dat_real(dat, BOTTOM_IN / t->height);
	dat_real(dat, 1 - (TOP_IN + t->note_in) / t->height);
	dat_real(dat, t->y_low);
	dat_real(dat, 0);
	dat_count(dat, 2);
	dat_real(dat, FIGURE_MARGIN / t->width);
	dat_real(dat, 1 - (.4 + t->note_in) / t->height);
}

static void write_bars(struct dat *dat, const struct timesplit *t)
{
	dat_block(dat, "y y_low y_high x0 x1 x2 x3 x4 text", "cells");
	for (unsigned i = 0; i < t->n_bars; i++) {
		const struct bar *bar = &t->bars[i];
		const double *split = t->results->estimates[bar->cell].split;
		double x = 0;

		dat_real(dat, bar->y);
		dat_real(dat, bar->y - BAR_HALF);
		dat_real(dat, bar->y + BAR_HALF);
		dat_real(dat, 0);
		for (int k = 0; k < N_SPLIT_PARTS; k++) {
			x += 100 * split[parts[k].part];
			dat_real(dat, k == N_SPLIT_PARTS - 1 ? 100 : x);
		}
		dat_text(dat, bar->name);
	}
}

/* Titles stand at the page's left edge, where there is room for all of it. */
static void write_groups(struct dat *dat, const struct timesplit *t)
{
	dat_block(dat, "text x y", "groups");
	for (unsigned j = 0; j < t->n_jobs; j++) {
		const struct contest *job = &t->jobs[j];

		if (isnan(t->title_y[j]))
			continue;
		char *all = alloc_printf("%s%s%s", job->first->workload,
					 *job->detail ? ", " : "", job->detail);
		char *title = dat_fit(all, t->width - .24, 8);

		dat_text(dat, title);
		dat_real(dat, .1 / t->width);
		dat_real(dat,
			 1 - (TOP_IN + t->note_in - t->title_y[j] * ROW_IN) /
					 t->height);
		free(title);
		free(all);
	}
}

/* The largest of four parts is a quarter at least: there is some number. */
static void write_numbers(struct dat *dat, const struct timesplit *t)
{
	char text[16];

	dat_block(dat, "x y text rgb", "numbers");
	for (unsigned i = 0; i < t->n_bars; i++) {
		const struct bar *bar = &t->bars[i];
		const double *split = t->results->estimates[bar->cell].split;
		double x = 0;

		for (int k = 0; k < N_SPLIT_PARTS; k++) {
			double share = split[parts[k].part];

			x += share;
			if (share < NUMBER_FROM)
				continue;
			snprintf(text, sizeof(text), "%.0f", 100 * share);
			dat_real(dat, 100 * (x - share / 2));
			dat_real(dat, bar->y);
			dat_text(dat, text);
			dat_count(dat, (long)parts[k].rgb);
		}
	}
}

static void write_all(FILE *file, const struct timesplit *t)
{
	struct dat dat;

	dat_begin(&dat, file, "timesplit", "where the workers' time went");
	figure_head(&dat, t->results, "Where the time went", t->note, t->width,
		    t->height);
	write_axes(&dat, t);
	write_bars(&dat, t);
	write_groups(&dat, t);
	write_numbers(&dat, t);
	dat_end(&dat);
}

double figure_timesplit(FILE *file, const struct results *results, double width)
{
	struct timesplit t = { .results = results,
			       .width = figure_width(width, FIGURE_NARROW) };
	struct contest *jobs = contests_find(results, &t.n_jobs);

	t.jobs = jobs;
	choose_detail(&t);
	t.title_y = alloc_zero(t.n_jobs, sizeof(*t.title_y));
	for (unsigned j = 0; j < t.n_jobs; j++)
		add_job(&t, j);
	make_note(&t);
	lay_out(&t);
	if (t.n_bars)
		write_all(file, &t);
	for (unsigned i = 0; i < t.n_bars; i++)
		free(t.bars[i].name);
	free(t.title_y);
	contests_free(jobs, t.n_jobs);
	return t.n_bars ? t.width : 0;
}
