/*
 * The figure `mixed`: how late answers are beside 0 ... n threads that
 * compute, in the worker's process, in a child or nowhere, for each switch
 * interval: the convoy effect. A row of two panels, median and 99 %, for what
 * differs in anything else; without those that have no value.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"

#define MAX_ROWS 6
#define MAX_SERIES 15
#define MAX_INTERVALS 5
#define N_PLACES 3
#define PANEL_IN 1.7
#define NAME_IN 2.2

enum column {
	COLUMN_P50,
	COLUMN_P99,
	N_COLUMNS
};

/* What a cell of this workload is asked for. */
struct point {
	unsigned cell;
	unsigned place;    /* index into places[] */
	unsigned interval; /* index into the figure's */
	double burners;
	unsigned row;
};

struct series {
	unsigned place, interval;
};

struct panel {
	unsigned row;
	enum column column;
};

struct mixed {
	const struct results *results;
	struct point *points;
	unsigned n_points;
	unsigned rows[MAX_ROWS]; /* a cell of each */
	unsigned n_rows, n_left_out;
	char intervals[MAX_INTERVALS][32]; /* seconds, as typed; "": default */
	unsigned n_intervals;
	bool has[N_PLACES][MAX_INTERVALS];
	bool shows[MAX_ROWS][N_COLUMNS]; /* has it a value? */
	double most;                     /* burners */
	double y_low[MAX_ROWS], y_high[MAX_ROWS];
	char note[160];
	struct grid grid;
	struct series series[MAX_SERIES];
	unsigned legend_rows, n_series;
	double legend_in;
};

static const char *const places[N_PLACES] = { "same", "child", "none" };
static const char *const place_names[N_PLACES] = { "in the same process",
						   "in a child", "no burner" };

/* Linestyles by interval: of threads, of processes, of the template's own. */
static const unsigned styles[N_PLACES][MAX_INTERVALS] = {
	{ 11, 12, 14, 15, 13 },
	{ 21, 22, 24, 25, 23 },
	{ 1, 2, 3, 4, 5 },
};

static double value_of(const struct mixed *m, unsigned cell, enum column column)
{
	const struct estimate *e = &m->results->estimates[cell];

	return column == COLUMN_P50 ? e->lat_p50_s : e->lat_p99_s;
}

/* Do the cells differ in nothing but what the figure shows? */
static bool same_row(const struct cell *a, const struct cell *b)
{
	static const char *const shown[] = { "place", "burners",
					     "switch_interval_s", NULL };
	char *x = cell_params_without(a, shown);
	char *y = cell_params_without(b, shown);
	bool same = strcmp(a->kernel, b->kernel) == 0 &&
		    strcmp(a->executor, b->executor) == 0 &&
		    a->workers == b->workers && strcmp(a->pin, b->pin) == 0 &&
		    strcmp(a->python, b->python) == 0 && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

/* The index of the row or interval, made if need be; -1: there is no room. */
static int find_row(struct mixed *m, unsigned cell)
{
	for (unsigned i = 0; i < m->n_rows; i++)
		if (same_row(&m->results->cells[m->rows[i]],
			     &m->results->cells[cell]))
			return (int)i;
	if (m->n_rows == MAX_ROWS)
		return -1;
	m->rows[m->n_rows] = cell;
	m->y_low[m->n_rows] = INFINITY;
	m->y_high[m->n_rows] = 0;
	return (int)m->n_rows++;
}

static int find_interval(struct mixed *m, const struct cell *cell)
{
	char text[32] = "";

	cell_param(cell, "switch_interval_s", text, sizeof(text));
	for (unsigned i = 0; i < m->n_intervals; i++)
		if (strcmp(m->intervals[i], text) == 0)
			return (int)i;
	if (m->n_intervals == MAX_INTERVALS)
		return -1;
	strcpy(m->intervals[m->n_intervals], text);
	return (int)m->n_intervals++;
}

static bool read_point(struct mixed *m, unsigned cell, struct point *point)
{
	const struct cell *c = &m->results->cells[cell];
	char place[16], burners[24];
	uint64_t n;
	struct why why;

	*point = (struct point){ .cell = cell };
	if (strcmp(c->workload, "mixed") != 0 ||
	    m->results->estimates[cell].status != CELL_OK ||
	    isnan(value_of(m, cell, COLUMN_P50)) ||
	    cell_param(c, "place", place, sizeof(place)) < 0 ||
	    cell_param(c, "burners", burners, sizeof(burners)) < 0 ||
	    units_count(burners, 0, 1000, &n, &why) < 0)
		return false;
	point->burners = (double)n;
	while (point->place < N_PLACES &&
	       strcmp(places[point->place], place) != 0)
		point->place++;
	return point->place < N_PLACES;
}

static void add_point(struct mixed *m, struct point *point)
{
	int row = find_row(m, point->cell);
	int interval = find_interval(m, &m->results->cells[point->cell]);

	if (row < 0 || interval < 0) {
		m->n_left_out++;
		return;
	}
	point->row = (unsigned)row;
	point->interval = (unsigned)interval;
	m->points = alloc_grow(m->points, m->n_points, sizeof(*m->points));
	m->points[m->n_points++] = *point;
	m->has[point->place][point->interval] = true;
	m->most = fmax(m->most, point->burners);
	for (unsigned k = 0; k < N_COLUMNS; k++) {
		double s = value_of(m, point->cell, k);

		if (isnan(s))
			continue;
		m->shows[row][k] = true;
		m->y_low[row] = fmin(m->y_low[row], s);
		m->y_high[row] = fmax(m->y_high[row], s);
	}
}

/* "in the same process, switch interval 5 ms". free(). */
static char *series_name(const struct mixed *m, const struct series *series)
{
	const char *text = m->intervals[series->interval];
	char shown[32];

	if (!*text)
		return alloc_copy(place_names[series->place]);
	return alloc_printf(
		"%s, interval %s", place_names[series->place],
		tics_seconds(strtod(text, NULL), 2, shown, sizeof(shown)));
}

/* One column if there is no 99 % at all. */
static unsigned count_columns(const struct mixed *m)
{
	for (unsigned r = 0; r < m->n_rows; r++)
		if (m->shows[r][COLUMN_P99])
			return N_COLUMNS;
	return 1;
}

static void lay_out(struct mixed *m, double asked)
{
	unsigned n_columns = count_columns(m);
	double width = figure_width(asked, n_columns == 1 ? FIGURE_NARROW
							  : FIGURE_WIDTH);
	double widest = 0;

	for (unsigned k = 0; k < m->n_series; k++) {
		char *name = series_name(m, &m->series[k]);

		widest = fmax(widest, dat_width(name, 7.5));
		free(name);
	}
	m->legend_rows = grid_legend_rows(m->n_series,
					  .5 + fmin(widest, NAME_IN), width);
	m->legend_in = .42 + figure_note_in(m->note, width);
	m->grid = (struct grid){
		.n = m->n_rows * n_columns,
		.n_columns = n_columns,
		.width = width,
		.left = .62,
		.right = .17,
		.bottom = .56,
		.top = m->legend_in + GRID_LEGEND_IN(m->legend_rows),
		.gap_x = .55,
		.gap_y = .66,
	};
	m->grid.height = m->grid.top + m->grid.bottom + m->n_rows * PANEL_IN +
			 (m->n_rows - 1) * m->grid.gap_y;
	for (unsigned r = 0; r < m->n_rows; r++) {
		double margin =
			fmax(pow(m->y_high[r] / m->y_low[r], .06), 1.15);

		m->y_low[r] /= margin;
		m->y_high[r] *= margin;
	}
}

/* "http, native, beside bz2: median". free(). */
static char *panel_title(const struct mixed *m, unsigned row,
			 enum column column, double inches)
{
	const struct cell *cell = &m->results->cells[m->rows[row]];
	char io[16] = "", burner[32] = "";

	cell_param(cell, "io", io, sizeof(io));
	cell_param(cell, "burner", burner, sizeof(burner));
	char *all = alloc_printf("%s, %s%s%s%s%s: %s", io, cell->kernel,
				 *burner ? ", beside " : "", burner,
				 m->n_rows > 1 ? ", " : "",
				 m->n_rows > 1 ? cell->python : "",
				 column == COLUMN_P50 ? "median" : "99 %");
	char *title = dat_fit(all, inches, 8.5);

	free(all);
	return title;
}

/* A place on the page: what stands there. False: nothing. */
static bool at_place(const struct mixed *m, unsigned i, struct panel *panel)
{
	panel->row = i / m->grid.n_columns;
	panel->column = i % m->grid.n_columns;
	return m->shows[panel->row][panel->column];
}

static bool is_on(const struct mixed *m, const struct panel *panel,
		  const struct point *point, const struct series *series)
{
	return point->row == panel->row && point->place == series->place &&
	       point->interval == series->interval &&
	       !isnan(value_of(m, point->cell, panel->column));
}

static bool has_curve(const struct mixed *m, const struct panel *panel,
		      const struct series *series)
{
	for (unsigned i = 0; i < m->n_points; i++)
		if (is_on(m, panel, &m->points[i], series))
			return true;
	return false;
}

/* "1 3": the numbers, from 1, of the curves in it. */
static void write_have(struct dat *dat, const struct mixed *m,
		       const struct panel *panel)
{
	char text[4 * MAX_SERIES] = "";
	size_t n = 0;

	for (unsigned s = 0; s < m->n_series; s++)
		if (has_curve(m, panel, &m->series[s]))
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      "%s%u", n ? " " : "", s + 1);
	dat_text(dat, text);
}

static void write_panels(struct dat *dat, const struct mixed *m)
{
	struct panel panel;

	dat_block(dat,
		  "title curves first x_high x_step y_low y_high y_tics left "
		  "right bottom top",
		  "panels");
	for (unsigned i = 0; i < m->grid.n; i++) {
		if (!at_place(m, i, &panel))
			continue;
		unsigned row = panel.row;
		struct box box = grid_box(&m->grid, i);
		char *title =
			panel_title(m, row, panel.column,
				    (box.right - box.left) * m->grid.width);

		dat_text(dat, title);
		write_have(dat, m, &panel);
		dat_count(dat, panel.column == 0);
		dat_real(dat, fmax(m->most, 1));
		dat_real(dat, fmax(1, tics_step(m->most, 4.5)));
		dat_real(dat, m->y_low[row]);
		dat_real(dat, m->y_high[row]);
		tics_write_times(dat, m->y_low[row], m->y_high[row], PANEL_IN);
		grid_write_box(dat, &box);
		free(title);
	}
}

static int by_burners(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return (x->burners > y->burners) - (x->burners < y->burners);
}

/* Without burners their number means nothing: one cell is a whole line. */
static void write_curve(struct dat *dat, const struct mixed *m,
			const struct panel *panel, const struct series *series)
{
	const struct point *only = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < m->n_points; i++) {
		const struct point *point = &m->points[i];

		if (!is_on(m, panel, point, series))
			continue;
		only = n++ ? NULL : point;
		dat_real(dat, point->burners);
		dat_real(dat, value_of(m, point->cell, panel->column));
	}
	if (!only || strcmp(places[series->place], "none") != 0)
		return;
	dat_real(dat, only->burners > 0 ? 0 : fmax(m->most, 1));
	dat_real(dat, value_of(m, only->cell, panel->column));
}

static void write_series(struct dat *dat, const struct mixed *m)
{
	dat_block(dat, "name style", "series");
	for (unsigned k = 0; k < m->n_series; k++) {
		const struct series *s = &m->series[k];
		char *all = series_name(m, s);
		char *name = dat_fit(all, NAME_IN, 7.5);

		dat_text(dat, name);
		dat_count(dat, styles[s->place][s->interval]);
		free(name);
		free(all);
	}
}

static void write_curves(struct dat *dat, const struct mixed *m)
{
	struct panel panel;
	unsigned n = 0;

	for (unsigned i = 0; i < m->grid.n; i++) {
		if (!at_place(m, i, &panel))
			continue;
		n++;
		for (unsigned k = 0; k < m->n_series; k++) {
			if (!has_curve(m, &panel, &m->series[k]))
				continue;
			dat_block(dat, "burners s", "panel %u curve %u", n,
				  k + 1);
			write_curve(dat, m, &panel, &m->series[k]);
		}
	}
}

static void find_series(struct mixed *m)
{
	for (unsigned p = 0; p < N_PLACES; p++)
		for (unsigned i = 0; i < m->n_intervals; i++)
			if (m->has[p][i])
				m->series[m->n_series++] =
					(struct series){ p, i };
}

static void write_note(struct mixed *m)
{
	char more[48] = "", burner[32];
	bool python = true, all = true;

	for (unsigned r = 0; r < m->n_rows; r++) {
		python &= cell_param(&m->results->cells[m->rows[r]], "burner",
				     burner, sizeof(burner)) < 0;
		all &= m->shows[r][COLUMN_P99];
	}
	if (m->n_left_out)
		snprintf(more, sizeof(more), "; %u more cells are not drawn",
			 m->n_left_out);
	snprintf(m->note, sizeof(m->note),
		 "of a request, against the number of burners: threads that "
		 "compute%s%s%s",
		 python ? " in pure Python" : "",
		 all ? "" : "; 99 % needs 1000 requests", more);
}

static void write_all(FILE *file, struct mixed *m, double asked)
{
	struct dat dat;
	unsigned n_panels = 0;

	find_series(m);
	write_note(m);
	qsort(m->points, m->n_points, sizeof(*m->points), by_burners);
	lay_out(m, asked);
	dat_begin(&dat, file, "mixed", "latencies beside threads that compute");
	figure_head(&dat, m->results, "Latency beside computing threads",
		    m->note, m->grid.width, m->grid.height);
	dat_block(&dat, "n_panels n_series legend_rows legend_x legend_y",
		  "axes");
	for (unsigned r = 0; r < m->n_rows; r++)
		n_panels += m->shows[r][COLUMN_P50] + m->shows[r][COLUMN_P99];
	dat_count(&dat, n_panels);
	dat_count(&dat, m->n_series);
	dat_count(&dat, m->legend_rows);
	dat_real(&dat, FIGURE_MARGIN / m->grid.width);
	dat_real(&dat, 1 - m->legend_in / m->grid.height);
	write_series(&dat, m);
	write_panels(&dat, m);
	write_curves(&dat, m);
	dat_end(&dat);
}

double figure_mixed(FILE *file, const struct results *results, double width)
{
	struct mixed *m = alloc_zero(1, sizeof(*m));
	struct point point;

	m->results = results;
	for (unsigned i = 0; i < results->n_cells; i++)
		if (read_point(m, i, &point))
			add_point(m, &point);
	if (m->n_points)
		write_all(file, m, width);
	double drawn = m->grid.width;

	free(m->points);
	free(m);
	return drawn;
}
