/*
 * The figure `latency`: how long single requests took, a curve per executor
 * and kernel at its largest number of workers. The y axis is 1 / (1 - q) on a
 * logarithmic scale, so that each nine has as much room as the next.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define MAX_PANELS 12
#define MAX_CURVES 16
#define LEAST_UNITS 20  /* fewer have no median that says much */
#define LEAST_ABOVE 10. /* a curve ends where fewer are left */
#define P50 2.          /* 1 / (1 - q) */
#define P99 100.
#define PANEL_IN 1.7
#define PANEL_LEAST_IN 1.7
#define NAME_IN 2.6

struct curve {
	unsigned cell, series;
	const struct laps *laps;
};

struct panel {
	const struct contest *job;
	struct curve curves[MAX_CURVES];
	unsigned n_curves;
	double x_low, x_high, y_high;
	struct box box;
	double width;
};

struct latency {
	const struct results *results;
	struct figure_series *series;
	char *names[MAX_CURVES]; /* of series, for the legend */
	unsigned n_series;
	struct panel panels[MAX_PANELS];
	unsigned n_panels, n_left_out;
	uint64_t n_least, n_most; /* units of a curve */
	char note[256];
	struct grid grid;
	unsigned legend_rows;
	double legend_in;
};

static bool has_laps(const struct results *results, unsigned cell)
{
	const struct cell *c = &results->cells[cell];

	/* the control's serial curve would be the native one once more */
	return results->laps && results->laps[cell] &&
	       results->laps[cell]->n >= LEAST_UNITS &&
	       !contest_is_ceiling(c) &&
	       !(contest_is_control(c) && contest_is_serial(c));
}

static unsigned series_of(const struct latency *l, const struct cell *cell)
{
	unsigned k = 0;

	while (k < l->n_series && !series_has(&l->series[k], cell))
		k++;
	return k;
}

static void add_curve(struct latency *l, struct panel *panel, unsigned cell)
{
	struct curve curve = { .cell = cell,
			       .series = series_of(l, &l->results->cells[cell]),
			       .laps = l->results->laps[cell] };
	unsigned k = 0;

	if (curve.series == l->n_series)
		return;
	while (k < panel->n_curves && panel->curves[k].series != curve.series)
		k++;
	if (k == panel->n_curves)
		panel->n_curves++;
	else if (l->results->cells[cell].workers <
		 l->results->cells[panel->curves[k].cell].workers)
		return;
	panel->curves[k] = curve;
}

/* Where a curve ends. */
static double slowest(const struct laps *laps)
{
	return laps_percentile(laps, 1 - LEAST_ABOVE / (double)laps->n);
}

/* The ranges that hold a curve, down to its end. */
static void include(struct panel *panel, const struct laps *laps)
{
	size_t n;
	struct laps_step *steps = laps_steps(laps, &n);

	panel->x_low = fmin(panel->x_low, steps[0].upto_s);
	free(steps);
	panel->x_high = fmax(panel->x_high, slowest(laps));
	panel->y_high = fmax(panel->y_high, (double)laps->n / LEAST_ABOVE);
}

/* A control, which waits for its turn, may leave the panel of the others. */
static void set_range(struct latency *l, struct panel *panel)
{
	panel->x_low = INFINITY;
	panel->y_high = P99;
	for (int controls = 0; controls < 2; controls++) {
		if (controls && panel->x_low < panel->x_high)
			break;
		for (unsigned k = 0; k < panel->n_curves; k++)
			if (contest_is_control(
				    &l->results
					     ->cells[panel->curves[k].cell]) ==
			    (controls != 0))
				include(panel, panel->curves[k].laps);
	}
	for (unsigned k = 0; k < panel->n_curves; k++) {
		uint64_t n = panel->curves[k].laps->n;

		l->n_least = l->n_least && l->n_least < n ? l->n_least : n;
		l->n_most = l->n_most > n ? l->n_most : n;
	}
	double margin = pow(panel->x_high / panel->x_low, .05);

	panel->x_low /= margin;
	panel->x_high *= margin;
	panel->y_high *= 1.3;
}

/* Does a curve leave its panel? */
static bool any_leaves(const struct latency *l)
{
	for (unsigned p = 0; p < l->n_panels; p++)
		for (unsigned k = 0; k < l->panels[p].n_curves; k++)
			if (slowest(l->panels[p].curves[k].laps) >
			    l->panels[p].x_high)
				return true;
	return false;
}

/* Enough for that symbol in any curve? */
static bool any_p99(const struct latency *l)
{
	for (unsigned p = 0; p < l->n_panels; p++)
		for (unsigned k = 0; k < l->panels[p].n_curves; k++)
			if (!isnan(laps_percentile(l->panels[p].curves[k].laps,
						   .99)))
				return true;
	return false;
}

static void add_panel(struct latency *l, const struct contest *job)
{
	struct panel panel = { .job = job };

	for (unsigned i = 0; i < job->n_cells; i++)
		if (has_laps(l->results, job->cells[i]))
			add_curve(l, &panel, job->cells[i]);
	if (!panel.n_curves)
		return;
	if (l->n_panels == MAX_PANELS) {
		l->n_left_out++;
		return;
	}
	set_range(l, &panel);
	if (panel.x_low < panel.x_high)
		l->panels[l->n_panels++] = panel;
}

/* "threads·native ×8, p99 21 ms": numbers if there is one job only. free(). */
static char *legend_name(const struct latency *l, unsigned k)
{
	const struct panel *panel = &l->panels[0];
	char text[32];

	for (unsigned i = 0; l->n_panels == 1 && i < panel->n_curves; i++) {
		const struct cell *cell =
			&l->results->cells[panel->curves[i].cell];
		double p99 = laps_percentile(panel->curves[i].laps, .99);
		double p50 = laps_percentile(panel->curves[i].laps, .5);
		char times[16] = "";

		if (panel->curves[i].series != k)
			continue;
		if (!contest_is_serial(cell))
			snprintf(times, sizeof(times), " ×%u", cell->workers);
		return alloc_printf("%s%s, %s %s", l->series[k].name, times,
				    isnan(p99) ? "p50" : "p99",
				    tics_seconds(isnan(p99) ? p50 : p99, 3,
						 text, sizeof(text)));
	}
	return alloc_copy(l->series[k].name);
}

static bool is_open(const struct cell *cell)
{
	char rate[32];

	return cell_param(cell, "rate", rate, sizeof(rate)) == 0 &&
	       strcmp(rate, "0") != 0;
}

/* In an open loop latency counts from another moment. */
static const char *how_begun(const struct latency *l)
{
	unsigned n_open = 0;

	for (unsigned p = 0; p < l->n_panels; p++)
		n_open += is_open(l->panels[p].job->first);
	if (n_open == 0)
		return "begun when the one before ended";
	return n_open == l->n_panels
		       ? "counted from its intended start"
		       : "counted from the end of the one before, or with a "
			 "rate from its intended start";
}

static void make_note(struct latency *l)
{
	char *units = figure_units(l->panels[0].job);
	char count[64], more[48] = "";

	if (l->n_least == l->n_most)
		snprintf(count, sizeof(count), "%.0f", (double)l->n_most);
	else
		snprintf(count, sizeof(count), "%.0f–%.0f", (double)l->n_least,
			 (double)l->n_most);
	if (l->n_left_out)
		snprintf(more, sizeof(more), "; %u more jobs are not drawn",
			 l->n_left_out);
	snprintf(l->note, sizeof(l->note),
		 "%s %s a curve, each %s; symbols: median%s%s%s", count, units,
		 how_begun(l), any_p99(l) ? " and 99 %" : "",
		 any_leaves(l) ? "; the control leaves the plot" : "", more);
	free(units);
}

static void lay_out(struct latency *l, double asked)
{
	unsigned n = l->n_panels;
	double width =
		figure_width(asked, n == 1 ? FIGURE_NARROW : FIGURE_WIDTH);
	double widest = 0;

	for (unsigned k = 0; k < l->n_series; k++) {
		l->names[k] = legend_name(l, k);
		widest = fmax(widest, dat_width(l->names[k], 7.5));
	}
	l->legend_rows = grid_legend_rows(l->n_series,
					  .5 + fmin(widest, NAME_IN), width);
	l->legend_in = .42 + figure_note_in(l->note, width);
	l->grid = (struct grid){
		.n = n,
		.width = width,
		.left = .58,
		.right = .17,
		.bottom = .56,
		.top = l->legend_in + GRID_LEGEND_IN(l->legend_rows),
		.gap_x = .46,
		.gap_y = .66,
	};
	l->grid.n_columns =
		grid_columns(n, width - l->grid.left - l->grid.right,
			     l->grid.gap_x, PANEL_LEAST_IN);
	unsigned n_rows = grid_rows(&l->grid);

	l->grid.height = l->grid.top + l->grid.bottom + n_rows * PANEL_IN +
			 (n_rows - 1) * l->grid.gap_y;
	for (unsigned p = 0; p < n; p++) {
		struct panel *panel = &l->panels[p];

		panel->box = grid_box(&l->grid, p);
		panel->width = (panel->box.right - panel->box.left) * width;
	}
}

static bool one_workload(const struct latency *l)
{
	for (unsigned p = 1; p < l->n_panels; p++)
		if (strcmp(l->panels[p].job->first->workload,
			   l->panels[0].job->first->workload) != 0)
			return false;
	return true;
}

static void write_panels(struct dat *dat, const struct latency *l)
{
	dat_block(dat,
		  "title curves x_low x_high x_tics y_high left right bottom "
		  "top",
		  "panels");
	for (unsigned p = 0; p < l->n_panels; p++) {
		const struct panel *panel = &l->panels[p];
		char *all = alloc_printf("%s%s%s", panel->job->first->workload,
					 *panel->job->detail ? ", " : "",
					 panel->job->detail);
		/* what tells panels apart must not be cut off */
		bool only = one_workload(l) && *panel->job->detail &&
			    dat_width(all, 8.5) > panel->width;
		char *title = dat_fit(only ? panel->job->detail : all,
				      panel->width, 8.5);
		char have[4 * MAX_CURVES] = "";

		for (unsigned k = 0; k < panel->n_curves; k++)
			snprintf(have + strlen(have),
				 sizeof(have) - strlen(have), "%s%u",
				 k ? " " : "", panel->curves[k].series + 1);
		dat_text(dat, title);
		dat_text(dat, have);
		dat_real(dat, panel->x_low);
		dat_real(dat, panel->x_high);
		tics_write_times(dat, panel->x_low, panel->x_high,
				 panel->width);
		dat_real(dat, panel->y_high);
		grid_write_box(dat, &panel->box);
		free(title);
		free(all);
	}
}

static void write_curve(struct dat *dat, unsigned p, const struct curve *curve)
{
	const double marks[] = { P50, P99 };
	size_t n;
	struct laps_step *steps = laps_steps(curve->laps, &n);

	dat_block(dat, "s y", "panel %u curve %u", p + 1, curve->series + 1);
	for (size_t i = 0; i < n; i++) {
		double above = (1 - steps[i].share) * (double)curve->laps->n;

		if (i == 0) {
			dat_real(dat, steps[i].upto_s);
			dat_count(dat, 1);
		}
		if (above < LEAST_ABOVE - 1e-6) {
			dat_real(dat, slowest(curve->laps));
			dat_real(dat, (double)curve->laps->n / LEAST_ABOVE);
			break;
		}
		dat_real(dat, steps[i].upto_s);
		dat_real(dat, 1 / (1 - steps[i].share));
	}
	free(steps);
	dat_block(dat, "s y", "panel %u marks %u", p + 1, curve->series + 1);
	for (int i = 0; i < 2; i++) {
		double s = laps_percentile(curve->laps, 1 - 1 / marks[i]);

		if (isnan(s))
			continue;
		dat_real(dat, s);
		dat_real(dat, marks[i]);
	}
}

static void write_all(FILE *file, struct latency *l, double asked)
{
	struct dat dat;

	make_note(l);
	lay_out(l, asked);
	dat_begin(&dat, file, "latency", "how long single requests took");
	figure_head(&dat, l->results, "Latency", l->note, l->grid.width,
		    l->grid.height);
	dat_block(&dat, "n_panels n_series legend_rows legend_x legend_y",
		  "axes");
	dat_count(&dat, l->n_panels);
	dat_count(&dat, l->n_series);
	dat_count(&dat, l->legend_rows);
	dat_real(&dat, FIGURE_MARGIN / l->grid.width);
	dat_real(&dat, 1 - l->legend_in / l->grid.height);
	dat_block(&dat, "name style", "series");
	for (unsigned k = 0; k < l->n_series; k++) {
		char *name = dat_fit(l->names[k], NAME_IN, 7.5);

		dat_text(&dat, name);
		dat_count(&dat, l->series[k].style);
		free(name);
		free(l->names[k]);
	}
	write_panels(&dat, l);
	for (unsigned p = 0; p < l->n_panels; p++)
		for (unsigned k = 0; k < l->panels[p].n_curves; k++)
			write_curve(&dat, p, &l->panels[p].curves[k]);
	dat_end(&dat);
}

double figure_latency(FILE *file, const struct results *results, double width)
{
	struct latency *l = alloc_zero(1, sizeof(*l));
	unsigned n_jobs, n_found;
	struct contest *jobs = contests_find(results, &n_jobs);

	l->results = results;
	l->series = series_find(results, has_laps, &n_found);
	l->n_series = n_found < MAX_CURVES ? n_found : MAX_CURVES;
	for (unsigned j = 0; j < n_jobs; j++)
		add_panel(l, &jobs[j]);
	if (l->n_panels)
		write_all(file, l, width);
	double drawn = l->grid.width;

	series_free(l->series, n_found);
	contests_free(jobs, n_jobs);
	free(l);
	return drawn;
}
