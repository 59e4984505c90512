/*
 * The figure `breakeven`: wall time with start-up and dispatch against the
 * size of the job, a panel per workload in pure Python; and from which size
 * on a choice is faster than all that start sooner. Lines are computed from
 * what was measured of one size (model/cost.h).
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/breakeven.h"

#define MAX_PANELS 24
#define MAX_LINES 8 /* executors */
#define N_POINTS 80
#define PANEL_IN 1.6
#define PANEL_LEAST_IN 1.5
#define BELOW_IN .16
#define WIDEST 10.     /* high over low: a wider interval says nothing */
#define MOST_JOBS 100. /* of those measured: farther off is no news */
#define LABEL_POINTS 7

struct line {
	unsigned cell;
	struct cost cost;
	double size; /* units of the job that was measured */
	/* Where it overtakes all that start sooner. */
	bool overtakes;
	double crossing, crossing_low, crossing_high;
	unsigned level; /* of the label there, upwards from the axis */
};

struct panel {
	const struct contest *job;
	const char *kernel;
	struct line lines[MAX_LINES];
	unsigned n_lines;
	double x_low, x_high, y_low, y_high;
	struct box box;
	double width;
	char workers[32]; /* that share it */
	char *title;
	bool below; /* the title has no room for them in its line */
};

struct breakevens {
	const struct results *results;
	struct panel panels[MAX_PANELS];
	unsigned n_panels, n_left_out;
	struct figure_series *series; /* executors */
	unsigned n_series;
	char note[256];
	struct grid grid;
	unsigned legend_rows;
	double legend_in;
};

static const char *kernel_of(const struct results *results,
			     const struct contest *job)
{
	for (unsigned i = 0; i < job->n_cells; i++)
		if (strcmp(results->cells[job->cells[i]].kernel, "python") == 0)
			return "python";
	return job->first->kernel;
}

/* More workers than cores say nothing of a job that computes. */
static bool is_better(const struct results *results, const struct contest *job,
		      unsigned cell, unsigned than)
{
	double n_cores = results_number(results, "n_cores");
	unsigned a = results->cells[cell].workers;
	unsigned b = results->cells[than].workers;

	if (n_cores >= 2 && contest_computes(results, job) && a > n_cores)
		return false;
	return a > b;
}

static void add_line(const struct results *results, struct panel *panel,
		     unsigned cell)
{
	const struct estimate *e = &results->estimates[cell];
	struct line line = { .cell = cell };
	unsigned k = 0;

	if (strcmp(results->cells[cell].kernel, panel->kernel) != 0 ||
	    !breakeven_cost(results, cell, &line.cost))
		return;
	line.size = e->throughput * e->wall_s;
	while (k < panel->n_lines &&
	       strcmp(results->cells[panel->lines[k].cell].executor,
		      results->cells[cell].executor) != 0)
		k++;
	if (k == MAX_LINES ||
	    (k < panel->n_lines &&
	     !is_better(results, panel->job, cell, panel->lines[k].cell)))
		return;
	panel->lines[k] = line;
	panel->n_lines += k == panel->n_lines;
}

/* What the noise may have brought about is no crossing; nor is what has too few
 * blocks for an interval. */
static void find_crossing(const struct results *results, struct panel *panel,
			  struct line *line)
{
	unsigned sooner[MAX_LINES], n = 0;

	for (unsigned k = 0; k < panel->n_lines; k++)
		if (panel->lines[k].cost.start_s < line->cost.start_s)
			sooner[n++] = panel->lines[k].cell;
	if (!n)
		return;
	struct breakeven found =
		breakeven_find_all(results, line->cell, sooner, n);

	line->overtakes = found.units > 0 &&
			  found.units < MOST_JOBS * line->size &&
			  found.units_ci.high <= WIDEST * found.units_ci.low;
	line->crossing = found.units;
	line->crossing_low = found.units_ci.low;
	line->crossing_high = found.units_ci.high;
}

static double decade(double x, double (*round_to)(double))
{
	return pow(10, round_to(log10(x)));
}

/* A decade beyond the last crossing, and all jobs that were measured. */
static void set_ranges(struct panel *panel)
{
	double most = 10;

	for (unsigned i = 0; i < panel->n_lines; i++) {
		const struct line *line = &panel->lines[i];

		most = fmax(most, 1.5 * line->size);
		if (line->overtakes)
			most = fmax(most, 5 * line->crossing);
	}
	panel->x_low = 1;
	panel->x_high = decade(most, ceil);
	panel->y_low = INFINITY;
	for (unsigned i = 0; i < panel->n_lines; i++) {
		const struct cost *cost = &panel->lines[i].cost;

		panel->y_low = fmin(panel->y_low, cost_job_s(cost, 1));
		panel->y_high =
			fmax(panel->y_high, cost_job_s(cost, panel->x_high));
	}
	panel->y_low = decade(panel->y_low / 1.2, floor);
	panel->y_high *= 1.2;
}

static void add_panel(struct breakevens *b, const struct contest *job)
{
	struct panel *panel = &b->panels[b->n_panels];

	if (contest_checks_method(job->first))
		return;
	if (b->n_panels == MAX_PANELS) {
		b->n_left_out++;
		return;
	}
	*panel = (struct panel){ .job = job,
				 .kernel = kernel_of(b->results, job) };
	for (unsigned i = 0; i < job->n_cells; i++)
		add_line(b->results, panel, job->cells[i]);
	if (panel->n_lines < 2)
		return;
	for (unsigned i = 0; i < panel->n_lines; i++)
		find_crossing(b->results, panel, &panel->lines[i]);
	set_ranges(panel);
	b->n_panels++;
}

static bool is_drawn(const struct results *results, unsigned cell)
{
	struct cost cost;

	return !contest_is_ceiling(&results->cells[cell]) &&
	       breakeven_cost(results, cell, &cost);
}

/* One per executor, for the legend. */
static void find_series(struct breakevens *b)
{
	unsigned n, n_kept = 0;
	struct figure_series *all = series_find(b->results, is_drawn, &n);

	for (unsigned i = 0; i < n; i++) {
		unsigned k = 0;

		while (k < n_kept &&
		       strcmp(all[k].executor, all[i].executor) != 0)
			k++;
		if (k < n_kept) {
			free(all[i].name);
			continue;
		}
		all[n_kept] = all[i];
		all[n_kept].kernel = NULL;
		/* the full hue, whatever the kernel */
		all[n_kept].style = all[i].style / 10 * 10 + 1;
		n_kept++;
	}
	b->series = all;
	b->n_series = n_kept;
}

static void make_note(struct breakevens *b)
{
	char more[48] = "";
	bool python = true;

	for (unsigned p = 0; p < b->n_panels; p++)
		python &= strcmp(b->panels[p].kernel, "python") == 0;
	if (b->n_left_out)
		snprintf(more, sizeof(more), "; %u more jobs are not drawn",
			 b->n_left_out);
	snprintf(b->note, sizeof(b->note),
		 "%sfrom start-up, dispatch and speed; symbols: measured; "
		 "dots: from there on faster than what starts sooner (95 %%)%s",
		 python ? "pure Python, " : "", more);
}

static double legend_entry(const struct breakevens *b)
{
	double widest = 0;

	for (unsigned k = 0; k < b->n_series; k++)
		widest = fmax(widest, dat_width(b->series[k].executor, 7.5));
	return .5 + fmin(widest, 1.8);
}

/* Labels that would touch the one before stand higher. */
static void stack_labels(struct panel *panel)
{
	double inch = log10(panel->x_high / panel->x_low) / panel->width;

	for (unsigned i = 0; i < panel->n_lines; i++)
		for (unsigned k = 0; k < panel->n_lines; k++) {
			const struct line *a = &panel->lines[i],
					  *b = &panel->lines[k];
			double apart = log10(b->crossing / a->crossing);

			panel->lines[i].level +=
				k != i && a->overtakes && b->overtakes &&
				(apart > 0 || (apart == 0 && k > i)) &&
				apart < .5 * inch;
		}
}

/* A long title has the line for itself; below it the lines make room. */
static void put_title(const struct results *results, struct panel *panel)
{
	unsigned least = 0, most = 0;

	for (unsigned i = 0; i < panel->n_lines; i++) {
		unsigned n = panel->lines[i].cost.workers;

		if (contest_is_serial(&results->cells[panel->lines[i].cell]))
			continue;
		least = least && least < n ? least : n;
		most = most > n ? most : n;
	}
	if (least == most)
		snprintf(panel->workers, sizeof(panel->workers), "%u worker%s",
			 most, most == 1 ? "" : "s");
	else
		snprintf(panel->workers, sizeof(panel->workers),
			 "%u–%u workers", least, most);
	char *all = alloc_printf("%s%s%s", panel->job->first->workload,
				 *panel->job->detail ? ", " : "",
				 panel->job->detail);
	double room = panel->width - dat_width(panel->workers, 7) - .1;

	panel->below = dat_width(all, 8.5) > room;
	panel->title =
		dat_fit(all, panel->below ? panel->width + .2 : room, 8.5);
	if (panel->below)
		panel->y_high *=
			pow(panel->y_high / panel->y_low, BELOW_IN / PANEL_IN);
	free(all);
}

static void lay_out(struct breakevens *b, double asked)
{
	unsigned n = b->n_panels;
	double width =
		figure_width(asked, n == 1 ? FIGURE_NARROW : FIGURE_WIDTH);

	b->legend_rows = grid_legend_rows(b->n_series, legend_entry(b), width);
	b->legend_in = .42 + figure_note_in(b->note, width);
	b->grid = (struct grid){
		.n = n,
		.width = width,
		.left = .56,
		.right = .17,
		.bottom = .56,
		.top = b->legend_in + GRID_LEGEND_IN(b->legend_rows),
		.gap_x = .46,
		.gap_y = .66,
	};
	b->grid.n_columns =
		grid_columns(n, width - b->grid.left - b->grid.right,
			     b->grid.gap_x, PANEL_LEAST_IN);
	unsigned n_rows = grid_rows(&b->grid);

	b->grid.height = b->grid.top + b->grid.bottom + n_rows * PANEL_IN +
			 (n_rows - 1) * b->grid.gap_y;
	for (unsigned p = 0; p < n; p++) {
		struct panel *panel = &b->panels[p];

		panel->box = grid_box(&b->grid, p);
		panel->width = (panel->box.right - panel->box.left) * width;
		stack_labels(panel);
		put_title(b->results, panel);
	}
}

static unsigned series_of(const struct breakevens *b, const struct line *line)
{
	unsigned k = 0;

	while (strcmp(b->series[k].executor,
		      b->results->cells[line->cell].executor) != 0)
		k++;
	return k;
}

static void write_panels(struct dat *dat, const struct breakevens *b)
{
	dat_block(dat,
		  "below title workers axis series x_low x_high x_tics y_low "
		  "y_high y_tics left right bottom top",
		  "panels");
	for (unsigned p = 0; p < b->n_panels; p++) {
		const struct panel *panel = &b->panels[p];
		char have[16 * MAX_LINES] = "";
		char *units = figure_units(panel->job);
		char *axis = alloc_printf("job size, %s", units);
		char *shown_axis = dat_fit(axis, panel->width + .3, 8);

		dat_count(dat, panel->below);
		dat_text(dat, panel->title);
		dat_text(dat, panel->workers);
		dat_text(dat, shown_axis);
		free(shown_axis);
		free(axis);
		free(units);
		for (unsigned i = 0; i < panel->n_lines; i++)
			snprintf(have + strlen(have),
				 sizeof(have) - strlen(have), "%s%u",
				 i ? " " : "",
				 series_of(b, &panel->lines[i]) + 1);
		dat_text(dat, have);
		dat_real(dat, panel->x_low);
		dat_real(dat, panel->x_high);
		tics_write(dat, panel->x_low, panel->x_high, 0);
		dat_real(dat, panel->y_low);
		dat_real(dat, panel->y_high);
		tics_write_seconds(dat, panel->y_low, panel->y_high, 3);
		grid_write_box(dat, &panel->box);
	}
}

static void write_line(struct dat *dat, const struct breakevens *b, unsigned p,
		       const struct line *line)
{
	const struct panel *panel = &b->panels[p];
	const struct estimate *e = &b->results->estimates[line->cell];
	unsigned k = series_of(b, line) + 1;
	double decades = log10(panel->x_high / panel->x_low);
	bool known = isfinite(e->wall.low) && isfinite(e->wall.high);

	dat_block(dat, "units s", "panel %u line %u", p + 1, k);
	for (int i = 0; i <= N_POINTS; i++) {
		double x = panel->x_low * pow(10, decades * i / N_POINTS);

		dat_real(dat, x);
		dat_real(dat, cost_job_s(&line->cost, x));
	}
	dat_block(dat, "units s low high", "panel %u measured %u", p + 1, k);
	dat_real(dat, line->size);
	dat_real(dat, line->cost.start_s + e->wall_s);
	dat_real(dat, line->cost.start_s + (known ? e->wall.low : e->wall_s));
	dat_real(dat, line->cost.start_s + (known ? e->wall.high : e->wall_s));
}

static void write_crossings(struct dat *dat, const struct breakevens *b,
			    unsigned p)
{
	const struct panel *panel = &b->panels[p];
	double line_in = .12 / PANEL_IN * log10(panel->y_high / panel->y_low);
	char text[32];

	dat_block(dat, "units low high y_low dy s y_text text rgb",
		  "panel %u crossings", p + 1);
	for (unsigned i = 0; i < panel->n_lines; i++) {
		const struct line *line = &panel->lines[i];
		double s = cost_job_s(&line->cost, line->crossing);

		if (!line->overtakes || line->crossing < panel->x_low ||
		    line->crossing > panel->x_high)
			continue;
		dat_real(dat, line->crossing);
		dat_real(dat, fmax(line->crossing_low, panel->x_low));
		dat_real(dat, fmin(line->crossing_high, panel->x_high));
		dat_real(dat, panel->y_low);
		dat_real(dat, s - panel->y_low);
		dat_real(dat, s);
		dat_real(dat,
			 panel->y_low * pow(10, line_in * (.6 + line->level)));
		snprintf(text, sizeof(text), "%.0f", ceil(line->crossing));
		dat_text(dat, text);
		dat_count(dat,
			  figure_text_rgb(b->series[series_of(b, line)].style));
	}
	/* gnuplot complains of a block in which there is nothing to draw: this
	 * cannot be seen */
	if (dat->n_rows)
		return;
	for (int i = 0; i < 7; i++)
		dat_real(dat, i < 3    ? sqrt(panel->x_low * panel->x_high)
			      : i == 4 ? 0
				       : .97 * panel->y_high);
	dat_text(dat, "");
	dat_count(dat, 0xffffffff);
}

static void write_axes(struct dat *dat, const struct breakevens *b)
{
	dat_block(dat, "n_panels n_series legend_rows legend_x legend_y",
		  "axes");
	dat_count(dat, b->n_panels);
	dat_count(dat, b->n_series);
	dat_count(dat, b->legend_rows);
	dat_real(dat, FIGURE_MARGIN / b->grid.width);
	dat_real(dat, 1 - b->legend_in / b->grid.height);
	dat_block(dat, "name style", "series");
	for (unsigned k = 0; k < b->n_series; k++) {
		char *name = dat_fit(b->series[k].executor, 1.8, 7.5);

		dat_text(dat, name);
		dat_count(dat, b->series[k].style);
		free(name);
	}
}

static void write_all(FILE *file, struct breakevens *b, double asked)
{
	struct dat dat;

	make_note(b);
	find_series(b);
	lay_out(b, asked);
	dat_begin(&dat, file, "breakeven",
		  "wall time with start-up, by job size");
	figure_head(&dat, b->results, "Wall time with start-up, by job size",
		    b->note, b->grid.width, b->grid.height);
	write_axes(&dat, b);
	write_panels(&dat, b);
	for (unsigned p = 0; p < b->n_panels; p++) {
		for (unsigned i = 0; i < b->panels[p].n_lines; i++)
			write_line(&dat, b, p, &b->panels[p].lines[i]);
		write_crossings(&dat, b, p);
	}
	dat_end(&dat);
	series_free(b->series, b->n_series);
}

double figure_breakeven(FILE *file, const struct results *results, double width)
{
	struct breakevens *b = alloc_zero(1, sizeof(*b));
	unsigned n_jobs;
	struct contest *jobs = contests_find(results, &n_jobs);

	b->results = results;
	for (unsigned j = 0; j < n_jobs; j++)
		add_panel(b, &jobs[j]);
	if (b->n_panels)
		write_all(file, b, width);
	contests_free(jobs, n_jobs);
	double drawn = b->grid.width;

	for (unsigned p = 0; p < b->n_panels; p++)
		free(b->panels[p].title);
	free(b);
	return drawn;
}
