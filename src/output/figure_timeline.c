/*
 * The figure `timeline`: who held the GIL and who waited for it in the first
 * 200 ms of one metered sample, a lane per thread. The cell is that of the
 * first job that computes, under threads, with most workers up to 16.
 */
#include "output/figure.h"
#include "output/figure_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/hold_choice.h"

#define MAX_LANES 16
#define MAX_INTERVALS 4000 /* more are drawn as shares of bins */
#define N_BINS 400
#define THINNEST (1. / 800) /* of the axis: a shorter hold would vanish */
#define NEGLIGIBLE_MS 1.    /* of waits that are not known */
#define TOP_IN .165         /* below the legend */
#define BOTTOM_IN .54
#define LEFT_IN .7
#define RIGHT_IN .86
#define TIC_IN .38
#define LEGEND_ENTRY_IN 1.3
#define LEGEND_ROW_IN .145
/* In lanes, from the top of one: its line, and the height of a state. */
#define BASE .86
#define HOLD_HEIGHT .72
#define WAIT_HEIGHT .3

struct span {
	double from, to; /* ms */
};

struct spans {
	struct span *items;
	size_t n;
};

struct timeline {
	const struct results *results;
	unsigned cell, n_lanes;
	const struct hold *holds;
	size_t n_holds;
	double end_ms, step_ms;
	struct spans hold[MAX_LANES], wait[MAX_LANES], any;
	size_t n_intervals, n_thin;
	bool binned;
	char note[256];
	unsigned legend_rows;
	double width, height, legend_in;
};

static bool find_in_job(const struct results *results,
			const struct contest *job, bool computes,
			unsigned *cell)
{
	unsigned most = 0;

	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned c = job->cells[i];
		unsigned workers = results->cells[c].workers;
		size_t n;

		if (contest_computes(results, job) != computes || workers < 2 ||
		    workers > MAX_LANES || workers <= most ||
		    !hold_choice_attempt(results, c, &n))
			continue;
		most = workers;
		*cell = c;
	}
	return most > 0;
}

static bool choose_cell(struct timeline *t)
{
	unsigned n_jobs;
	struct contest *jobs = contests_find(t->results, &n_jobs);
	bool found = false;

	for (int computes = 1; computes >= 0; computes--)
		for (unsigned j = 0; j < n_jobs && !found; j++)
			found = find_in_job(t->results, &jobs[j], computes != 0,
					    &t->cell);
	contests_free(jobs, n_jobs);
	if (!found)
		return false;
	t->n_lanes = t->results->cells[t->cell].workers;
	t->holds = hold_choice_attempt(t->results, t->cell, &t->n_holds);
	return true;
}

/* The wall time of the attempt's sample. */
static double wall_ms(const struct timeline *t)
{
	struct roll_reader reader =
		roll_read(&t->results->histories[t->cell].metered);
	struct entry entry = { 0 };

	if (!roll_find(&reader, t->holds->block, t->holds->attempt, &entry))
		return 1e3 * HOLD_WINDOW_S;
	return 1e3 * entry.row.wall_s;
}

/*
 * Waits are known by the holds that end them: of those that last at the
 * window's end nothing is known, so it is drawn only up to where all waits
 * as long as the longest one have ended.
 */
static void set_axis(struct timeline *t)
{
	static const double steps[] = { .1, .2, .5, 1, 2, 5, 10, 20, 25 };
	double window = 1e3 * HOLD_WINDOW_S, longest = 0, wall = wall_ms(t);
	double most = fmin(9, (t->width - LEFT_IN - RIGHT_IN) / TIC_IN);
	unsigned k = 0;

	for (size_t i = 0; i < t->n_holds; i++)
		longest = fmax(longest, 1e3 * t->holds[i].wait_s);
	t->end_ms = wall < window ? wall : fmax(window / 20, window - longest);
	while (k < 8 && t->end_ms / steps[k] > most)
		k++;
	t->step_ms = steps[k];
	if (wall >= window)
		t->end_ms = floor((t->end_ms + NEGLIGIBLE_MS) / t->step_ms) *
			    t->step_ms;
}

static void add_span(const struct timeline *t, struct spans *spans, double from,
		     double to)
{
	from = fmax(0, from);
	to = fmin(t->end_ms, to);
	if (!(to > from))
		return;
	spans->items =
		alloc_grow(spans->items, spans->n, sizeof(*spans->items));
	spans->items[spans->n++] = (struct span){ from, to };
}

/* The GIL has one holder at a time; a log's rounding may say a bit more. */
static void add_any(struct timeline *t, double from, double to)
{
	struct span *last = t->any.n ? &t->any.items[t->any.n - 1] : NULL;

	if (last && from <= last->to)
		last->to = fmax(last->to, fmin(to, t->end_ms));
	else
		add_span(t, &t->any, from, to);
}

static void collect(struct timeline *t)
{
	for (size_t i = 0; i < t->n_holds; i++) {
		const struct hold *hold = &t->holds[i];
		double at = 1e3 * hold->acquired_s;
		double end = at + 1e3 * hold->hold_s;

		add_span(t, &t->hold[hold->worker], at, end);
		add_span(t, &t->wait[hold->worker], at - 1e3 * hold->wait_s,
			 at);
		add_any(t, at, end);
	}
	for (unsigned i = 0; i < t->n_lanes; i++) {
		t->n_intervals += t->hold[i].n + t->wait[i].n;
		for (size_t k = 0; k < t->hold[i].n; k++)
			t->n_thin += t->hold[i].items[k].to -
					     t->hold[i].items[k].from <
				     THINNEST * t->end_ms;
	}
	t->binned = t->n_intervals > MAX_INTERVALS;
}

static double total(const struct spans *spans)
{
	double sum = 0;

	for (size_t i = 0; i < spans->n; i++)
		sum += spans->items[i].to - spans->items[i].from;
	return sum;
}

static void write_point(struct dat *dat, double ms, double y)
{
	dat_real(dat, ms);
	dat_real(dat, y);
}

/* Each a rectangle on the line; together one closed polygon. */
static void write_spans(struct dat *dat, const struct timeline *t,
			const struct spans *spans, double base, double height)
{
	for (size_t i = 0; i < spans->n; i++) {
		double middle = (spans->items[i].from + spans->items[i].to) / 2;
		double half = fmax(THINNEST * t->end_ms,
				   spans->items[i].to - spans->items[i].from) /
			      2;

		write_point(dat, middle - half, base);
		write_point(dat, middle - half, base + height);
		write_point(dat, middle + half, base + height);
		write_point(dat, middle + half, base);
	}
}

/* The share of each bin, as a height. */
static void write_bins(struct dat *dat, const struct timeline *t,
		       const struct spans *spans, double base, double height)
{
	double share[N_BINS] = { 0 }, width = t->end_ms / N_BINS;

	for (size_t i = 0; i < spans->n; i++) {
		const struct span *span = &spans->items[i];

		for (int k = (int)(span->from / width);
		     k < N_BINS && k * width < span->to; k++)
			share[k] += (fmin(span->to, (k + 1) * width) -
				     fmax(span->from, k * width)) /
				    width;
	}
	write_point(dat, 0, base);
	for (int k = 0; k < N_BINS; k++) {
		write_point(dat, k * width, base + height * fmin(1, share[k]));
		write_point(dat, (k + 1) * width,
			    base + height * fmin(1, share[k]));
	}
	write_point(dat, t->end_ms, base);
}

static void write_polygon(struct dat *dat, const struct timeline *t,
			  const struct spans *spans, double base, double height)
{
	if (t->binned)
		write_bins(dat, t, spans, base, height);
	else
		write_spans(dat, t, spans, base, height);
	/* gnuplot complains of a block in which there is nothing to draw */
	if (!spans->n) {
		write_point(dat, 0, base);
		write_point(dat, 0, base);
	}
}

static void make_note(struct timeline *t)
{
	char thin[64] = "";

	if (t->binned)
		snprintf(thin, sizeof(thin), ", as shares of bins of %.3g ms",
			 t->end_ms / N_BINS);
	else if (t->n_thin)
		snprintf(thin, sizeof(thin),
			 "; holds under %.2g ms are drawn that wide",
			 THINNEST * t->end_ms);
	snprintf(t->note, sizeof(t->note),
		 "%zu intervals in the first %.3g ms of one metered sample%s%s",
		 t->n_intervals, t->end_ms, thin,
		 t->holds->tainted ? "; other programs disturbed it" : "");
}

static void lay_out(struct timeline *t)
{
	double lane = t->n_lanes <= 4 ? .3 : t->n_lanes <= 8 ? .24 : .185;

	t->legend_rows = grid_legend_rows(4, LEGEND_ENTRY_IN, t->width);
	t->legend_in = .41 + figure_note_in(t->note, t->width);
	t->height = t->legend_in + TOP_IN + t->legend_rows * LEGEND_ROW_IN +
		    (t->n_lanes + 1) * lane + BOTTOM_IN;
}

static void write_head(struct dat *dat, const struct timeline *t)
{
	const struct cell *cell = &t->results->cells[t->cell];
	char *title = alloc_printf("Who held the GIL: %s, %s·%s ×%u, %s",
				   cell->workload, cell->executor, cell->kernel,
				   cell->workers, cell->python);

	if (dat_width(title, 9.5) > t->width - 2 * FIGURE_MARGIN) {
		free(title);
		title = alloc_printf("Who held the GIL: %s", cell->workload);
	}
	figure_head(dat, t->results, title, t->note, t->width, t->height);
	free(title);
}

static void write_axes(struct dat *dat, const struct timeline *t)
{
	dat_block(dat,
		  "n_lanes x_high x_step y_low y_high left right bottom top "
		  "legend_rows legend_x legend_y",
		  "axes");
	dat_count(dat, t->n_lanes);
	dat_real(dat, t->end_ms);
	dat_real(dat, t->step_ms);
	dat_real(dat, -(double)t->n_lanes - 1);
	dat_real(dat, 0);
	dat_real(dat, LEFT_IN / t->width);
	dat_real(dat, 1 - RIGHT_IN / t->width);
	dat_real(dat, BOTTOM_IN / t->height);
	dat_real(dat,
		 1 - (t->legend_in + TOP_IN + t->legend_rows * LEGEND_ROW_IN) /
				 t->height);
	dat_count(dat, t->legend_rows);
	dat_real(dat, FIGURE_MARGIN / t->width);
	dat_real(dat, 1 - t->legend_in / t->height);
}

static void write_percent(struct dat *dat, double share)
{
	char text[16];

	snprintf(text, sizeof(text), "%.0f %%", 100 * share);
	dat_text(dat, text);
}

static void write_lanes(struct dat *dat, const struct timeline *t)
{
	char name[32];

	dat_block(dat, "name y y_base hold wait", "lanes");
	for (unsigned i = 0; i <= t->n_lanes; i++) {
		bool any = i == t->n_lanes;

		snprintf(name, sizeof(name), any ? "any thread" : "thread %u",
			 i + 1);
		dat_text(dat, name);
		dat_real(dat, -(i + .5));
		dat_real(dat, -(i + BASE));
		write_percent(dat,
			      total(any ? &t->any : &t->hold[i]) / t->end_ms);
		if (any)
			dat_text(dat, "");
		else
			write_percent(dat, total(&t->wait[i]) / t->end_ms);
	}
	for (unsigned i = 0; i < t->n_lanes; i++) {
		dat_block(dat, "ms y", "lane %02u hold", i + 1);
		write_polygon(dat, t, &t->hold[i], -(i + BASE), HOLD_HEIGHT);
		dat_block(dat, "ms y", "lane %02u wait", i + 1);
		write_polygon(dat, t, &t->wait[i], -(i + BASE), WAIT_HEIGHT);
	}
	dat_block(dat, "ms y", "any");
	write_polygon(dat, t, &t->any, -(t->n_lanes + BASE), HOLD_HEIGHT);
}

double figure_timeline(FILE *file, const struct results *results, double width)
{
	struct timeline t = { .results = results,
			      .width = figure_width(width, FIGURE_WIDTH) };
	struct dat dat;

	if (!choose_cell(&t))
		return 0;
	set_axis(&t);
	collect(&t);
	make_note(&t);
	lay_out(&t);
	dat_begin(&dat, file, "timeline", "who held the GIL, who waited");
	write_head(&dat, &t);
	write_axes(&dat, &t);
	write_lanes(&dat, &t);
	dat_end(&dat);
	for (unsigned i = 0; i < t.n_lanes; i++) {
		free(t.hold[i].items);
		free(t.wait[i].items);
	}
	free(t.any.items);
	return t.width;
}
