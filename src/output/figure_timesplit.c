/*
 * The figure `timesplit`: where workers x wall time went, from the metered
 * samples; a stacked bar per cell, a group per job.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_rows.h"

#include <math.h>

#define TOP_IN .75      /* above the bars */
#define BOTTOM_IN .42   /* below */
#define NUMBER_FROM .09 /* a part that has room for its number */

struct timesplit {
	struct rows rows;
	char note[128];
	double width, height, note_in;
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

static bool is_metered(const struct results *results, unsigned cell)
{
	return isfinite(results->estimates[cell].split[SPLIT_BLOCKED]);
}

static void lay_out(struct timesplit *t)
{
	char more[48];

	snprintf(t->note, sizeof(t->note),
		 "%% of workers × wall time, metered%s%s",
		 t->rows.detail == ROWS_LARGEST ? "; most workers only" : "",
		 rows_left_out(&t->rows, more, sizeof(more)));
	t->note_in = figure_note_in(t->note, t->width);
	t->height = TOP_IN + t->note_in - t->rows.y_low * ROWS_IN + BOTTOM_IN;
}

static void write_axes(struct dat *dat, const struct timesplit *t)
{
	dat_block(dat,
		  "left right bottom top y_low y_high legend_rows legend_x "
		  "legend_y",
		  "axes");
	dat_real(dat, (t->rows.names_in + .2) / t->width);
	dat_real(dat, 1 - .14 / t->width);
	dat_real(dat, BOTTOM_IN / t->height);
	dat_real(dat, 1 - (TOP_IN + t->note_in) / t->height);
	dat_real(dat, t->rows.y_low);
	dat_real(dat, 0);
	dat_count(dat, 2);
	dat_real(dat, FIGURE_MARGIN / t->width);
	dat_real(dat, 1 - (.4 + t->note_in) / t->height);
}

static void write_bars(struct dat *dat, const struct timesplit *t)
{
	dat_block(dat, "y y_low y_high x0 x1 x2 x3 x4 text", "cells");
	for (unsigned i = 0; i < t->rows.n; i++) {
		const struct rows_row *bar = &t->rows.items[i];
		const double *split =
			t->rows.results->estimates[bar->cell].split;
		double x = 0;

		dat_real(dat, bar->y);
		dat_real(dat, bar->y - ROWS_HALF);
		dat_real(dat, bar->y + ROWS_HALF);
		dat_real(dat, 0);
		for (int k = 0; k < N_SPLIT_PARTS; k++) {
			x += 100 * split[parts[k].part];
			dat_real(dat, k == N_SPLIT_PARTS - 1 ? 100 : x);
		}
		dat_text(dat, bar->name);
	}
}

/* The largest of four parts is a quarter at least: there is some number. */
static void write_numbers(struct dat *dat, const struct timesplit *t)
{
	char text[16];

	dat_block(dat, "x y text rgb", "numbers");
	for (unsigned i = 0; i < t->rows.n; i++) {
		const struct rows_row *bar = &t->rows.items[i];
		const double *split =
			t->rows.results->estimates[bar->cell].split;
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
	figure_head(&dat, t->rows.results, "Where the time went", t->note,
		    t->width, t->height);
	write_axes(&dat, t);
	write_bars(&dat, t);
	rows_write_groups(&dat, &t->rows, TOP_IN + t->note_in, t->width,
			  t->height);
	write_numbers(&dat, t);
	dat_end(&dat);
}

double figure_timesplit(FILE *file, const struct results *results, double width)
{
	static const enum rows_detail details[] = { ROWS_ALL, ROWS_PARALLEL,
						    ROWS_LARGEST };
	struct timesplit t = {
		.rows = { .results = results,
			  .has = is_metered,
			  .details = details,
			  .n_details = 3 },
		.width = figure_width(width, FIGURE_NARROW),
	};
	bool any = rows_make(&t.rows);

	if (any) {
		lay_out(&t);
		write_all(file, &t);
	}
	rows_fini(&t.rows);
	return any ? t.width : 0;
}
