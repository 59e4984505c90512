/*
 * What the figures share: series and their colours, the words of a page, its
 * layout. Lengths are inches.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_H
#define GILBENCH_OUTPUT_FIGURE_H

#include <stdbool.h>

#include "output/figure_dat.h"
#include "output/figure_grid.h"
#include "output/contest.h"
#include "output/results.h"

#define FIGURE_WIDTH 7.0  /* two columns of a page */
#define FIGURE_NARROW 3.4 /* one */
#define FIGURE_MARGIN .09 /* around all text */

/* The width that was asked for, or, if that is 0, what suits the figure. */
double figure_width(double asked, double suits);

/* A series is an executor with a kernel: hue and tone; or an interpreter. */
struct figure_series {
	const char *executor, *kernel;     /* borrowed; NULL: any */
	const struct contest *interpreter; /* of its cells; NULL: any */
	unsigned style; /* linestyle in style.gp; also the order */
	char *name;     /* "threads·python" */
};

/* RGB of a series: text dark enough for 4.5:1 on white; a bar; its edge. */
unsigned figure_text_rgb(unsigned style);
unsigned figure_fill_rgb(unsigned style);
unsigned figure_edge_rgb(unsigned style);
unsigned series_style(const struct cell *cell);
/* The series of all cells that are `wanted`, sorted by style. */
struct figure_series *
series_find(const struct results *results,
	    bool (*wanted)(const struct results *, unsigned), unsigned *n);
void series_free(struct figure_series *series, unsigned n);
bool series_has(const struct figure_series *series, const struct cell *cell);
/* Is it a parallel cell with a speed-up? */
bool figure_has_speedup(const struct results *results, unsigned cell);

/* " · CPython 3.11.2 · n = 9 blocks × 3 · seed 1 · plan 99a86a5b": free(). */
char *figure_origin(const struct results *results, bool terse);
/*
 * The block `figure;`. The provenance is from run.json alone. A note that is
 * too long has several lines; those beyond the first need figure_note_in().
 */
double figure_note_in(const char *note, double width);
void figure_head(struct dat *dat, const struct results *results,
		 const char *title, const char *note, double width,
		 double height);
/* "mini-batches". free(). */
char *figure_units(const struct contest *job);
/* For a note: how many have no interval, or no value. Returns buffer. */
const char *figure_gaps(const struct results *results, char *buffer,
			unsigned n);

#endif
