/*
 * A panel of the figure `speedup`: one job's worker counts, axes and tics.
 * The axes are logarithmic above 4 workers; lengths are inches.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_PANEL_H
#define GILBENCH_OUTPUT_FIGURE_PANEL_H

#include "output/figure.h"

#define PANEL_MAX_COUNTS 1024

struct panel {
	const struct results *results;
	const struct contest *job;
	unsigned counts[PANEL_MAX_COUNTS]; /* of workers, rising from 1 */
	unsigned n_counts;
	unsigned most; /* the largest, but at least 2 */
	bool log;
	double x_low, x_high, y_low, y_high, y_step;
	double point_low, point_high; /* of its estimates */
	bool y_labels;
	struct box box;
	double width, height;
};

/* False if the job has no speed-up to show. */
bool panel_init(struct panel *panel, const struct results *results,
		const struct contest *job);
/* Panels with the same largest count get the same y axis. */
void panel_share_y(struct panel *panels, unsigned n);
bool panel_same_y(const struct panel *a, const struct panel *b);
/* Set the x range: room for points beside a count, and for values. */
void panel_set_x(struct panel *panel, double beside_in, double values_in);

/* From a value to what is linear on paper, and back. */
double panel_scale(const struct panel *panel, double value);
double panel_unscale(const struct panel *panel, double value);
/* x moved sideways on paper. */
double panel_shift(const struct panel *panel, double x, double inches);

/* "1 2 4 8": the tics that have room. */
void panel_write_x_tics(struct dat *dat, const struct panel *panel);
void panel_write_y_tics(struct dat *dat, const struct panel *panel);

/* The estimate of a series at a number of workers, or NULL. */
const struct estimate *panel_estimate(const struct panel *panel,
				      const struct figure_series *series,
				      unsigned workers);
bool panel_has(const struct panel *panel, const struct figure_series *series);
/* "1 3": the numbers, from 1, of the series that have a point in it. */
void panel_write_series(struct dat *dat, const struct panel *panel,
			const struct figure_series *series, unsigned n);

#endif
