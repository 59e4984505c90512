/*
 * The figure `speedup`: speed-up over serial against workers, a panel per
 * job. Panels with other worker counts have axes of their own: jobs that
 * wait are run with more workers than jobs that compute.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/figure.h"
#include "output/figure_fits.h"
#include "output/figure_list.h"
#include "output/figure_view.h"
#include "output/figure_panel.h"

#define MAX_PANELS 24
#define MAX_SERIES 32
#define DODGE_IN .034 /* sideways, from series to series */
#define VALUE_IN .36  /* room for a value at the end of a line */
#define N_FIT_POINTS 40

struct speedup {
	const struct results *results;
	const struct view *view;
	const struct figure_series *series;
	unsigned n_series;
	struct panel *panels;
	unsigned n_panels, n_left_out;
	struct fits fits;
	bool has_ceiling;
	char note[320];
	struct grid grid;
	unsigned legend_rows;
	double legend_in; /* from the top */
};

/* Half the width of the ceiling's mark, in inches: wider than the points. */
static double mark_half(const struct speedup *s)
{
	return DODGE_IN * (s->n_series - 1) / 2. + .06;
}

/* Points at one count stand side by side. */
static double dodged(const struct speedup *s, const struct panel *panel,
		     unsigned k, double x)
{
	return panel_shift(panel, x, DODGE_IN * (k - (s->n_series - 1) / 2.));
}

static double legend_entry(const struct speedup *s)
{
	double widest = dat_width("plain C processes", 7.5);

	for (unsigned k = 0; k < s->n_series; k++) {
		double width = dat_width(s->series[k].name, 7.5);

		widest = fmax(widest, fmin(width, 1.8));
	}
	return .5 + widest;
}

static void set_grid(struct speedup *s)
{
	unsigned n = s->n_panels;
	unsigned n_entries = s->n_series + 1 + s->has_ceiling;
	double width = figure_width(s->view->width,
				    n == 1 ? FIGURE_NARROW : FIGURE_WIDTH);
	double fits_in = fits_below_in(&s->fits);
	bool differ = false;

	for (unsigned i = 1; i < n; i++)
		differ |= !panel_same_y(&s->panels[0], &s->panels[i]);
	s->legend_rows = grid_legend_rows(n_entries, legend_entry(s), width);
	s->legend_in = .42 + figure_note_in(s->note, width);
	s->grid = (struct grid){
		.n = n,
		.width = width,
		.left = .46,
		.right = .1,
		.bottom = .56 + fits_in,
		.top = s->legend_in + GRID_LEGEND_IN(s->legend_rows),
		.gap_x = differ ? .36 : .2,
		.gap_y = .62 + fits_in,
	};
	s->grid.n_columns = grid_columns(
		n, width - s->grid.left - s->grid.right, s->grid.gap_x, 1.5);
	unsigned n_rows = grid_rows(&s->grid);
	double panel = s->grid.n_columns > 2 || n_rows > 2 ? 1.55 : 1.9;

	s->grid.height = s->grid.top + s->grid.bottom + n_rows * panel +
			 (n_rows - 1) * s->grid.gap_y;
}

static void lay_out(struct speedup *s)
{
	panel_share_y(s->panels, s->n_panels);
	set_grid(s);
	for (unsigned i = 0; i < s->n_panels; i++) {
		struct panel *p = &s->panels[i];

		p->box = grid_box(&s->grid, i);
		p->width = (p->box.right - p->box.left) * s->grid.width;
		p->height = (p->box.top - p->box.bottom) * s->grid.height;
		p->y_labels =
			i % s->grid.n_columns == 0 || !panel_same_y(p, p - 1);
		panel_set_x(p, mark_half(s), VALUE_IN);
	}
}

/* The class at the right of a panel's title, as far as there is room. */
static void write_titles(struct dat *dat, const struct panel *panel)
{
	const struct contest *job = panel->job;
	char *title = dat_fit(job->first->workload, panel->width, 8.5);
	double room = panel->width - dat_width(title, 8.5) - .12;
	char hint[64], text[128];
	double cpu =
		job->reference < 0
			? NAN
			: panel->results->estimates[job->reference].cpu_share;

	contest_hints(job, hint, sizeof(hint));
	if (*job->detail)
		snprintf(text, sizeof(text), "%s", job->detail);
	else if (isfinite(cpu))
		snprintf(text, sizeof(text), "CPU %.0f %%%s%s", 100 * cpu,
			 *hint ? ", " : "", hint);
	else
		snprintf(text, sizeof(text), "%s", hint);
	char *shown = room < .3 ? alloc_copy(" ") : dat_fit(text, room, 7);

	dat_text(dat, title);
	dat_text(dat, shown);
	free(title);
	free(shown);
}

/*
 * More workers than cores is a grey field, for jobs that compute; the first
 * one with room for it carries the words.
 */
static void write_cores(struct dat *dat, const struct panel *panel, bool *said)
{
	double n_cores = results_number(panel->results, "n_cores");
	bool beyond = n_cores >= 1 && panel->most > n_cores &&
		      contest_computes(panel->results, panel->job);
	char text[64] = "";

	bool fits = false;
	for (int i = 0; i < 2 && beyond && !fits; i++) {
		snprintf(text, sizeof(text), "%s %.0f core%s",
			 i ? ">" : "beyond", n_cores, n_cores == 1 ? "" : "s");
		fits = panel_shift(panel, n_cores, dat_width(text, 6.5) + .05) <
		       panel->x_high;
	}

	dat_real(dat, beyond ? n_cores : panel->x_high);
	dat_text(dat, fits && !*said ? text : "");
	*said |= fits;
}

/* Where the word "ideal" ends: left of its line, which nothing exceeds. */
static void write_ideal(struct dat *dat, const struct panel *panel)
{
	double first = panel_scale(panel, 1);
	double at = first + .52 * (panel_scale(panel, panel->most) - first);
	double lift = .06 * (panel_scale(panel, panel->y_high) -
			     panel_scale(panel, panel->y_low));

	dat_real(dat, panel_unscale(panel, at));
	dat_real(dat, panel_unscale(panel, at + lift));
}

static void write_panels(struct dat *dat, const struct speedup *s)
{
	bool said = false;
	dat_block(dat,
		  "title class series workers log x_low x_high x_tics y_low "
		  "y_high y_tics y_labels cores cores_text ideal_x ideal_y "
		  "left right bottom top",
		  "panels");
	for (unsigned i = 0; i < s->n_panels; i++) {
		const struct panel *p = &s->panels[i];

		write_titles(dat, p);
		panel_write_series(dat, p, s->series, s->n_series);
		dat_count(dat, p->most);
		dat_count(dat, p->log);
		dat_real(dat, p->x_low);
		dat_real(dat, p->x_high);
		panel_write_x_tics(dat, p);
		dat_real(dat, p->y_low);
		dat_real(dat, p->y_high);
		panel_write_y_tics(dat, p);
		dat_count(dat, p->y_labels);
		write_cores(dat, p, &said);
		write_ideal(dat, p);
		grid_write_box(dat, &p->box);
	}
}

static void write_series(struct dat *dat, const struct speedup *s, unsigned p,
			 unsigned k)
{
	const struct panel *panel = &s->panels[p];
	const struct estimate *e;

	dat_block(dat, "x speedup low high workers", "panel %u series %u",
		  p + 1, k + 1);
	for (unsigned i = 0; i < panel->n_counts; i++) {
		e = panel_estimate(panel, &s->series[k], panel->counts[i]);
		if (!e)
			continue;
		bool known = isfinite(e->speedup_ci.low) &&
			     isfinite(e->speedup_ci.high);

		dat_real(dat, dodged(s, panel, k, panel->counts[i]));
		dat_real(dat, e->speedup);
		dat_real(dat, known ? e->speedup_ci.low : e->speedup);
		dat_real(dat, known ? e->speedup_ci.high : e->speedup);
		dat_count(dat, panel->counts[i]);
	}
}

/* The law as far as it was fitted, then from point to point. */
static void write_line(struct dat *dat, const struct speedup *s, unsigned p,
		       unsigned k)
{
	const struct panel *panel = &s->panels[p];
	const struct fit *fit = fits_of(&s->fits, p, k);
	unsigned fitted = fit->known ? fit->most_workers : 0;
	double first = panel_scale(panel, 1);
	double last = panel_scale(panel, fit->known ? fitted : 1);

	dat_block(dat, "x speedup", "panel %u line %u", p + 1, k + 1);
	for (int i = 0; fit->known && i <= N_FIT_POINTS; i++) {
		double n = panel_unscale(panel, first + (last - first) * i /
								N_FIT_POINTS);

		dat_real(dat, dodged(s, panel, k, n));
		dat_real(dat, fit_speedup(fit, n));
	}
	for (unsigned i = 0; i < panel->n_counts; i++) {
		const struct estimate *e =
			panel_estimate(panel, &s->series[k], panel->counts[i]);

		if (panel->counts[i] <= fitted || (!e && panel->counts[i] != 1))
			continue;
		/* a line starts at serial, which is 1 by definition */
		dat_real(dat, dodged(s, panel, k, panel->counts[i]));
		dat_real(dat, e ? e->speedup : 1);
	}
}

/* The last value of each line, at its end, pushed apart. */
static void write_values(struct dat *dat, const struct speedup *s, unsigned p)
{
	const struct panel *panel = &s->panels[p];
	double low = panel_scale(panel, panel->y_low);
	double high = panel_scale(panel, panel->y_high);
	double line = (high - low) * .105 / panel->height;
	double x = panel_shift(panel, panel->most, mark_half(s) + .01);
	double y[MAX_SERIES], value[MAX_SERIES];
	unsigned style[MAX_SERIES], n = 0;
	char text[32];

	for (unsigned k = 0; k < s->n_series; k++) {
		const struct estimate *e =
			panel_estimate(panel, &s->series[k], panel->most);

		if (!e)
			continue;
		value[n] = e->speedup;
		y[n] = panel_scale(panel, e->speedup);
		style[n++] = s->series[k].style;
	}
	dat_block(dat, "x y text rgb", "panel %u values", p + 1);
	if ((n + 1) * line > high - low)
		n = 0; /* no room: the table has them */
	/* the bottom line is for "beyond N cores" */
	grid_spread(y, n, line, low + 1.6 * line, high - line / 2);
	for (unsigned i = 0; i < n; i++) {
		snprintf(text, sizeof(text), value[i] < 9.995 ? "%.2f" : "%.1f",
			 value[i]);
		dat_real(dat, x);
		dat_real(dat, panel_unscale(panel, y[i]));
		dat_text(dat, text);
		dat_count(dat, figure_text_rgb(style[i]));
	}
	/* gnuplot complains of a block in which there is nothing to draw */
	if (!n) {
		dat_count(dat, 1);
		dat_count(dat, 1);
		dat_text(dat, "");
		dat_count(dat, 0);
	}
}

static void write_ceiling(struct dat *dat, const struct speedup *s, unsigned p)
{
	const struct panel *panel = &s->panels[p];
	bool any = false;

	dat_block(dat, "x y dx dy", "panel %u ceiling", p + 1);
	for (unsigned i = 1; i < panel->n_counts; i++) {
		unsigned n = panel->counts[i];
		const struct estimate *e =
			contest_ceiling(s->results, panel->job, n);

		if (!e)
			continue;
		double from = panel_shift(panel, n, -mark_half(s));

		dat_real(dat, from);
		dat_real(dat, e->ceiling);
		dat_real(dat, panel_shift(panel, n, mark_half(s)) - from);
		dat_real(dat, 0);
		any = true;
	}
	for (int i = 0; i < 4 && !any; i++)
		dat_count(dat, i < 2);
}

static void write_axes(struct dat *dat, const struct speedup *s)
{
	dat_block(dat,
		  "n_panels n_series ceiling legend_rows legend_x legend_y",
		  "axes");
	dat_count(dat, s->n_panels);
	dat_count(dat, s->n_series);
	dat_count(dat, s->has_ceiling);
	dat_count(dat, s->legend_rows);
	dat_real(dat, .09 / s->grid.width);
	dat_real(dat, 1 - s->legend_in / s->grid.height);
	dat_block(dat, "name style", "series");
	for (unsigned k = 0; k < s->n_series; k++) {
		char *name = dat_fit(s->series[k].name, 1.8, 7.5);

		dat_text(dat, name);
		dat_count(dat, s->series[k].style);
		free(name);
	}
}

static void make_note(struct speedup *s)
{
	char gaps[128], left_out[64] = "";
	unsigned n_log = 0;

	for (unsigned i = 0; i < s->n_panels; i++)
		n_log += s->panels[i].log;
	if (s->n_left_out)
		snprintf(left_out, sizeof(left_out),
			 "; %u more jobs are not drawn", s->n_left_out);
	snprintf(s->note, sizeof(s->note),
		 "median of blocks with 95 %% intervals%s%s%s%s",
		 n_log == 0             ? ""
		 : n_log == s->n_panels ? ", both scales logarithmic"
					: ", log scales above 4 workers",
		 fits_note(&s->fits),
		 figure_gaps(s->results, gaps, sizeof(gaps)), left_out);
}

static void write_all(FILE *file, struct speedup *s)
{
	struct dat dat;

	s->fits = fits_find(s->panels, s->n_panels, s->series, s->n_series);
	make_note(s);
	lay_out(s);
	dat_begin(&dat, file, s->view->figure,
		  "speed-up over serial, 95 % intervals");
	view_kind(&dat, "speedup");
	figure_head(&dat, s->results, s->view->title, s->note, s->grid.width,
		    s->grid.height);
	write_axes(&dat, s);
	write_panels(&dat, s);
	fits_write(&dat, &s->fits, s->grid.width, s->grid.height);
	for (unsigned p = 0; p < s->n_panels; p++) {
		for (unsigned k = 0; k < s->n_series; k++) {
			if (!panel_has(&s->panels[p], &s->series[k]))
				continue;
			write_series(&dat, s, p, k);
			write_line(&dat, s, p, k);
		}
		write_values(&dat, s, p);
		write_ceiling(&dat, s, p);
	}
	dat_end(&dat);
}

static void add_panel(struct speedup *s, const struct contest *job)
{
	struct panel panel;

	if (!panel_init(&panel, s->results, job))
		return;
	if (s->n_panels == MAX_PANELS) {
		s->n_left_out++;
		return;
	}
	for (unsigned i = 1; i < panel.n_counts; i++)
		if (contest_ceiling(s->results, job, panel.counts[i]))
			s->has_ceiling = true;
	s->panels[s->n_panels++] = panel;
}

double view_lines(FILE *file, const struct results *results,
		  const struct view *view)
{
	struct speedup s = {
		.results = results,
		.view = view,
		.series = view->series,
		.n_series = view->n_series < MAX_SERIES ? view->n_series
							: MAX_SERIES,
	};

	s.panels = alloc_zero(MAX_PANELS, sizeof(*s.panels));
	for (unsigned j = 0; j < view->n_jobs; j++)
		add_panel(&s, &view->jobs[j]);
	if (s.n_panels)
		write_all(file, &s);
	free(s.panels);
	fits_fini(&s.fits);
	return s.grid.width;
}

double figure_speedup(FILE *file, const struct results *results, double width)
{
	const struct view view = {
		.figure = "speedup",
		.title = "Speed-up over serial, by number of workers",
		.width = width,
	};

	return view_all(file, results, view, view_lines);
}
