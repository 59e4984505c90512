/*
 * The figure `speedup-dots`: speed-up at the largest number of workers of
 * each job, a dot and its interval per series. Where there are only one and
 * two workers it says more than lines.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"
#include "output/figure_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define MAX_PANELS 24
#define PANEL_LEAST_IN 1.15
#define ROW_IN .18
#define VALUE_IN .36

struct panel {
	const struct contest *job;
	unsigned workers;
	double least, most; /* of the estimates */
	bool log;
	double x_low, x_high, ideal;
	double x_values; /* values stand right of this */
	struct box box;
	double width;
};

struct dots {
	const struct results *results;
	const struct view *view;
	const struct figure_series *series;
	unsigned n_series;
	struct panel panels[MAX_PANELS];
	unsigned n_panels, n_left_out;
	bool has_ceiling;
	double names_in; /* room for the names of series */
	struct grid grid;
};

/* The panel's cell of a series, or -1; it may have no value. */
static int cell_at(const struct dots *d, const struct panel *panel,
		   const struct figure_series *series)
{
	for (unsigned i = 0; i < panel->job->n_cells; i++) {
		unsigned c = panel->job->cells[i];

		if (d->results->cells[c].workers == panel->workers &&
		    series_has(series, &d->results->cells[c]))
			return (int)c;
	}
	return -1;
}

static void add_panel(struct dots *d, const struct contest *job)
{
	struct panel panel = { .job = job, .least = 1, .most = 1 };

	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned c = job->cells[i];
		const struct estimate *e = &d->results->estimates[c];

		if (!figure_has_speedup(d->results, c))
			continue;
		if (d->results->cells[c].workers > panel.workers)
			panel.workers = d->results->cells[c].workers;
		panel.least = fmin(panel.least, e->speedup);
		panel.most = fmax(panel.most, e->speedup);
	}
	if (!panel.workers || d->n_panels == MAX_PANELS) {
		d->n_left_out += panel.workers > 0;
		return;
	}
	panel.log = panel.workers > 4;
	panel.ideal = panel.workers;
	d->has_ceiling |=
		contest_ceiling(d->results, job, panel.workers) != NULL;
	d->panels[d->n_panels++] = panel;
}

/* The x range: all of 0 or 0.5 to the ideal, then room for a value. */
static void set_range(struct panel *panel)
{
	double high = fmax(panel->ideal * 1.08, panel->most * 1.08);
	double share = VALUE_IN / panel->width;

	panel->x_values = high;
	if (!panel->log) {
		panel->x_low = 0;
		panel->x_high = high / (1 - share);
		return;
	}
	panel->x_low = .5;
	while (panel->x_low > panel->least && panel->x_low > .01)
		panel->x_low /= 2;
	panel->x_high =
		panel->x_low * pow(high / panel->x_low, 1 / (1 - share));
}

static void lay_out(struct dots *d, double note_in)
{
	unsigned n = d->n_panels;
	double width = figure_width(d->view->width,
				    n == 1 ? FIGURE_NARROW : FIGURE_WIDTH);

	d->names_in = 0;
	for (unsigned k = 0; k < d->n_series; k++)
		d->names_in =
			fmax(d->names_in,
			     fmin(dat_width(d->series[k].name, 7.5), 1.6));
	d->grid = (struct grid){ .n = n,
				 .width = width,
				 .left = d->names_in + .22,
				 .right = .12,
				 .bottom = .44,
				 .top = .62 + note_in,
				 .gap_x = .18,
				 .gap_y = .56 };
	d->grid.n_columns =
		grid_columns(n, width - d->grid.left - d->grid.right,
			     d->grid.gap_x, PANEL_LEAST_IN);
	unsigned n_rows = grid_rows(&d->grid);

	d->grid.height = d->grid.top + d->grid.bottom +
			 n_rows * ROW_IN * d->n_series +
			 (n_rows - 1) * d->grid.gap_y;
	for (unsigned i = 0; i < n; i++) {
		struct panel *p = &d->panels[i];

		p->box = grid_box(&d->grid, i);
		p->width = (p->box.right - p->box.left) * width;
		set_range(p);
	}
}

static void write_tics(struct dat *dat, const struct panel *panel)
{
	char text[256] = "", one[24];
	double x = panel->x_low, step = panel->ideal < 3 ? .5 : 1;

	if (panel->log) {
		tics_write_binary(dat, panel->x_low, panel->ideal, 7);
		return;
	}
	for (; x <= panel->ideal; x += step) {
		snprintf(one, sizeof(one), "%s%g", *text ? " " : "", x);
		strcat(text, one);
	}
	dat_text(dat, text);
}

static void write_panels(struct dat *dat, const struct dots *d)
{
	dat_block(dat,
		  "title workers series log x_low x_high tics ideal ceiling "
		  "names left right bottom top",
		  "panels");
	for (unsigned i = 0; i < d->n_panels; i++) {
		const struct panel *p = &d->panels[i];
		const struct estimate *ceiling =
			contest_ceiling(d->results, p->job, p->workers);
		char have[256] = "", workers[32];

		for (unsigned k = 0; k < d->n_series; k++) {
			int c = cell_at(d, p, &d->series[k]);

			if (c >= 0 &&
			    figure_has_speedup(d->results, (unsigned)c))
				snprintf(have + strlen(have),
					 sizeof(have) - strlen(have), "%s%u",
					 *have ? " " : "", k + 1);
		}
		snprintf(workers, sizeof(workers), "%u worker%s", p->workers,
			 p->workers == 1 ? "" : "s");
		char *all = alloc_printf("%s%s%s", p->job->first->workload,
					 *p->job->detail ? ", " : "",
					 p->job->detail);
		char *title = dat_fit(
			all, p->width - dat_width(workers, 7) - .08, 8.5);

		dat_text(dat, title);
		dat_text(dat, workers);
		dat_text(dat, have);
		dat_count(dat, p->log);
		dat_real(dat, p->x_low);
		dat_real(dat, p->x_high);
		write_tics(dat, p);
		dat_real(dat, p->ideal);
		dat_real(dat, ceiling ? ceiling->ceiling : 0);
		dat_count(dat, i % d->grid.n_columns == 0);
		grid_write_box(dat, &p->box);
		free(title);
		free(all);
	}
}

/* What stands at the right: the value, or why there is none. */
static const char *value_text(const struct dots *d, int cell, char *text,
			      unsigned n)
{
	const struct estimate *e = &d->results->estimates[cell];

	if (figure_has_speedup(d->results, (unsigned)cell))
		snprintf(text, n, e->speedup < 9.995 ? "%.2f" : "%.1f",
			 e->speedup);
	else
		snprintf(text, n, "%s",
			 e->status == CELL_OK ? "no pairs"
					      : cell_status_names[e->status]);
	return text;
}

static void write_dots(struct dat *dat, const struct dots *d, unsigned p)
{
	const struct panel *panel = &d->panels[p];
	char text[32];

	for (unsigned k = 0; k < d->n_series; k++) {
		int c = cell_at(d, panel, &d->series[k]);

		if (c < 0 || !figure_has_speedup(d->results, (unsigned)c))
			continue;
		const struct estimate *e = &d->results->estimates[c];
		bool known = isfinite(e->speedup_ci.low) &&
			     isfinite(e->speedup_ci.high);

		dat_block(dat, "speedup y low high", "panel %u series %u",
			  p + 1, k + 1);
		dat_real(dat, e->speedup);
		dat_count(dat, d->n_series - k);
		dat_real(dat, known ? e->speedup_ci.low : e->speedup);
		/* a very wide interval must not strike a value out */
		dat_real(dat, known ? fmin(e->speedup_ci.high, panel->x_values)
				    : e->speedup);
	}
	dat_block(dat, "x y text", "panel %u values", p + 1);
	for (unsigned k = 0; k < d->n_series; k++) {
		int c = cell_at(d, panel, &d->series[k]);

		if (c < 0)
			continue;
		dat_real(dat, panel->x_high);
		dat_count(dat, d->n_series - k);
		dat_text(dat, value_text(d, c, text, sizeof(text)));
	}
}

static bool any_is_cut(const struct dots *d)
{
	for (unsigned p = 0; p < d->n_panels; p++)
		for (unsigned k = 0; k < d->n_series; k++) {
			int c = cell_at(d, &d->panels[p], &d->series[k]);

			if (c >= 0 && d->results->estimates[c].speedup_ci.high >
					      d->panels[p].x_values)
				return true;
		}
	return false;
}

static void write_all(FILE *file, struct dots *d)
{
	struct dat dat;
	char gaps[128], left_out[64] = "", note[256];

	lay_out(d, 0);
	if (d->n_left_out)
		snprintf(left_out, sizeof(left_out),
			 "; %u more jobs are not drawn", d->n_left_out);
	snprintf(note, sizeof(note),
		 "median, 95 %% intervals%s; dashed: ideal%s%s%s",
		 any_is_cut(d) ? ", wide ones cut" : "",
		 d->has_ceiling ? "; grey: plain C" : "",
		 figure_gaps(d->results, gaps, sizeof(gaps)), left_out);
	lay_out(d, figure_note_in(note, d->grid.width));
	dat_begin(&dat, file, d->view->figure,
		  "speed-up over serial at the largest number of workers");
	view_kind(&dat, "speedup-dots");
	figure_head(&dat, d->results, d->view->title, note, d->grid.width,
		    d->grid.height);
	dat_block(&dat, "n_panels n_series y_low y_high", "axes");
	dat_count(&dat, d->n_panels);
	dat_count(&dat, d->n_series);
	dat_real(&dat, .4);
	dat_real(&dat, d->n_series + .6);
	dat_block(&dat, "name style y", "series");
	for (unsigned k = 0; k < d->n_series; k++) {
		char *name = dat_fit(d->series[k].name, 1.6, 7.5);

		dat_text(&dat, name);
		dat_count(&dat, d->series[k].style);
		dat_count(&dat, d->n_series - k);
		free(name);
	}
	write_panels(&dat, d);
	for (unsigned p = 0; p < d->n_panels; p++)
		write_dots(&dat, d, p);
	dat_end(&dat);
}

double view_dots(FILE *file, const struct results *results,
		 const struct view *view)
{
	struct dots d = {
		.results = results,
		.view = view,
		.series = view->series,
		.n_series = view->n_series,
	};

	for (unsigned j = 0; j < view->n_jobs; j++)
		add_panel(&d, &view->jobs[j]);
	if (d.n_panels)
		write_all(file, &d);
	return d.grid.width;
}

double figure_dots(FILE *file, const struct results *results, double width)
{
	const struct view view = {
		.figure = "speedup-dots",
		.title = "Speed-up over serial",
		.width = width,
	};

	return view_all(file, results, view, view_dots);
}
