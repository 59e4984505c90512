/*
 * The figure `amdahl`: what the control gil-fraction measured against what can
 * be calculated, speed-up against the fraction with the GIL held. A panel for
 * each interpreter, policy and way to meet; in it a curve and its points for
 * each number of threads.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/cell_text.h"

#define MAX_PANELS 12
#define MAX_COUNTS 8
#define N_CURVE_POINTS 100
#define PANEL_IN 2.0
#define PANEL_LEAST_IN 1.9
#define LEGEND_ENTRY_IN 1.0
#define DODGE .006 /* of p, between the kernels */

/* Numbers of workers, rising. */
struct counts {
	unsigned items[MAX_COUNTS], n;
};

/* Cells that differ in p, kernel and number of workers only. */
struct panel {
	const struct cell *first;
	unsigned *cells;
	unsigned n_cells;
	struct counts counts;
	struct box box;
};

struct amdahl {
	const struct results *results;
	struct panel panels[MAX_PANELS];
	unsigned n_panels, n_left_out;
	unsigned most;        /* workers */
	struct counts counts; /* of all panels: a symbol each */
	double y_high;
	char note[256];
	struct grid grid;
	double legend_in;
	unsigned legend_rows;
};

static double fraction_of(const struct cell *cell)
{
	char text[32];
	double p = NAN;

	if (cell_param(cell, "p", text, sizeof(text)) < 0 ||
	    !units_scan_real(text, &p))
		return NAN;
	return p;
}

/* Threads whose GIL part is known: the held control has none. */
static bool is_wanted(const struct results *results, unsigned i)
{
	const struct cell *cell = &results->cells[i];

	return strcmp(cell->workload, "gil-fraction") == 0 &&
	       strcmp(cell->executor, "threads") == 0 &&
	       !contest_is_control(cell) && figure_has_speedup(results, i) &&
	       isfinite(fraction_of(cell));
}

static bool same_panel(const struct cell *a, const struct cell *b)
{
	return strcmp(a->python, b->python) == 0 &&
	       strcmp(a->pin, b->pin) == 0 &&
	       strcmp(a->scaling, b->scaling) == 0 &&
	       cell_params_equal_but(a, b, "p");
}

static unsigned find_count(const struct counts *counts, unsigned workers)
{
	unsigned k = 0;

	while (k < counts->n && counts->items[k] < workers)
		k++;
	return k;
}

/* False: there is no room. */
static bool add_count(struct counts *counts, unsigned workers)
{
	unsigned k = find_count(counts, workers);

	if (k < counts->n && counts->items[k] == workers)
		return true;
	if (counts->n == MAX_COUNTS)
		return false;
	memmove(&counts->items[k + 1], &counts->items[k],
		(counts->n - k) * sizeof(*counts->items));
	counts->items[k] = workers;
	counts->n++;
	return true;
}

static void add_cell(struct amdahl *a, unsigned i)
{
	const struct cell *cell = &a->results->cells[i];
	unsigned p = 0;

	while (p < a->n_panels && !same_panel(a->panels[p].first, cell))
		p++;
	if (p == MAX_PANELS || !add_count(&a->counts, cell->workers)) {
		a->n_left_out++;
		return;
	}
	struct panel *panel = &a->panels[p];

	if (p == a->n_panels)
		a->panels[a->n_panels++].first = cell;
	panel->cells =
		alloc_grow(panel->cells, panel->n_cells, sizeof(*panel->cells));
	panel->cells[panel->n_cells++] = i;
	add_count(&panel->counts, cell->workers);
	if (cell->workers > a->most)
		a->most = cell->workers;
	a->y_high = fmax(a->y_high, a->results->estimates[i].speedup);
}

static bool meets(const struct panel *panel)
{
	char sync[16] = "";

	cell_param(panel->first, "sync", sync, sizeof(sync));
	return strcmp(sync, "none") != 0;
}

static double law(const struct panel *panel, double p, unsigned n)
{
	if (meets(panel))
		return 1 / (p + (1 - p) / n);
	return p * n > 1 ? 1 / p : n;
}

/* What tells the panel from the others; without p, which it is about. */
static char *title_of(const struct amdahl *a, const struct panel *panel)
{
	const struct cell *cell = panel->first;
	char *text = alloc_copy(meets(panel) ? "meeting before each iteration"
					     : "not waiting for others");
	bool python = false, pin = false, params = false;
	char gil[8];

	for (unsigned i = 0; i < a->n_panels; i++) {
		const struct cell *other = a->panels[i].first;

		python |= strcmp(cell->python, other->python) != 0;
		pin |= strcmp(cell->pin, other->pin) != 0;
		params |= cell_param(other, "gil", gil, sizeof(gil)) == 0;
	}
	const char *state =
		params && cell_param(cell, "gil", gil, sizeof(gil)) == 0 ? gil
									 : "";
	char *whole = alloc_printf("%s%s%s%s%s%s%s", text, python ? ", " : "",
				   python ? cell->python : "",
				   pin ? ", pin " : "", pin ? cell->pin : "",
				   *state ? ", GIL " : "", state);

	free(text);
	return whole;
}

static void lay_out(struct amdahl *a, double asked)
{
	unsigned n = a->n_panels;
	double width =
		figure_width(asked, n == 1 ? FIGURE_NARROW : FIGURE_WIDTH);

	a->legend_in = .42 + figure_note_in(a->note, width);
	/* kernels, numbers of workers if there are several, curves */
	a->legend_rows =
		grid_legend_rows(3 + (a->counts.n > 1 ? a->counts.n : 0),
				 LEGEND_ENTRY_IN, width);
	a->grid = (struct grid){
		.n = n,
		.width = width,
		.left = .5,
		.right = .3,
		.bottom = .56,
		.top = a->legend_in + GRID_LEGEND_IN(a->legend_rows),
		.gap_x = .5,
		.gap_y = .66,
	};
	a->grid.n_columns =
		grid_columns(n, width - a->grid.left - a->grid.right,
			     a->grid.gap_x, PANEL_LEAST_IN);
	unsigned n_rows = grid_rows(&a->grid);

	a->grid.height = a->grid.top + a->grid.bottom + n_rows * PANEL_IN +
			 (n_rows - 1) * a->grid.gap_y;
	for (unsigned p = 0; p < n; p++)
		a->panels[p].box = grid_box(&a->grid, p);
}

static bool has_kernel(const struct amdahl *a, unsigned p, const char *kernel)
{
	const struct panel *panel = &a->panels[p];

	for (unsigned i = 0; i < panel->n_cells; i++)
		if (strcmp(a->results->cells[panel->cells[i]].kernel, kernel) ==
		    0)
			return true;
	return false;
}

/* Of panels `first` to `last`. */
static const char *kernels_of(const struct amdahl *a, unsigned first,
			      unsigned last)
{
	bool python = false, native = false;

	for (unsigned p = first; p <= last; p++) {
		python |= has_kernel(a, p, "python");
		native |= has_kernel(a, p, "native");
	}
	return python && native ? "python native"
	       : native         ? "native"
				: "python";
}

/* Points of one kernel, of all numbers of workers. */
static void write_points(struct dat *dat, const struct amdahl *a, unsigned p,
			 const char *kernel, double shift)
{
	const struct panel *panel = &a->panels[p];

	if (!has_kernel(a, p, kernel))
		return;
	dat_block(dat, "p speedup low high workers calculated symbol",
		  "panel %u kernel %s", p + 1, kernel);
	for (unsigned i = 0; i < panel->n_cells; i++) {
		const struct estimate *e =
			&a->results->estimates[panel->cells[i]];
		double at = fraction_of(e->cell);
		bool known = isfinite(e->speedup_ci.low) &&
			     isfinite(e->speedup_ci.high);

		if (strcmp(e->cell->kernel, kernel) != 0)
			continue;
		dat_real(dat, at + shift);
		dat_real(dat, e->speedup);
		dat_real(dat, known ? e->speedup_ci.low : e->speedup);
		dat_real(dat, known ? e->speedup_ci.high : e->speedup);
		dat_count(dat, e->cell->workers);
		dat_real(dat, law(panel, at, e->cell->workers));
		dat_count(dat, find_count(&a->counts, e->cell->workers) + 1);
	}
}

static void write_curves(struct dat *dat, const struct amdahl *a, unsigned p)
{
	const struct panel *panel = &a->panels[p];

	for (unsigned k = 0; k < panel->counts.n; k++) {
		dat_block(dat, "p calculated", "panel %u curve %u", p + 1,
			  k + 1);
		for (int i = 0; i <= N_CURVE_POINTS; i++) {
			double at = (double)i / N_CURVE_POINTS;

			dat_real(dat, at);
			dat_real(dat, law(panel, at, panel->counts.items[k]));
		}
	}
	/* named where the curves are furthest apart */
	dat_block(dat, "p y text", "panel %u names", p + 1);
	for (unsigned k = 0; k < panel->counts.n; k++) {
		char *text = cell_count_text(panel->counts.items[k], "threads");

		dat_real(dat, .06);
		dat_real(dat, law(panel, .06, panel->counts.items[k]));
		dat_text(dat, text);
		free(text);
	}
}

static void write_panels(struct dat *dat, const struct amdahl *a)
{
	/* as in the figure speedup */
	bool log = a->most > 4;

	dat_block(dat,
		  "title n_curves kernels log y_low y_high y_tics left right "
		  "bottom top",
		  "panels");
	for (unsigned p = 0; p < a->n_panels; p++) {
		const struct panel *panel = &a->panels[p];
		char *all = title_of(a, panel);
		char *title = dat_fit(all,
				      (panel->box.right - panel->box.left) *
						      a->grid.width +
					      .25,
				      8);

		dat_text(dat, title);
		dat_count(dat, panel->counts.n);
		dat_text(dat, kernels_of(a, p, p));
		dat_count(dat, log);
		dat_real(dat, log ? .5 : 0);
		dat_real(dat, a->y_high);
		tics_write_binary(dat, .5, a->y_high, 9);
		grid_write_box(dat, &panel->box);
		free(title);
		free(all);
	}
}

/* "2 4 8", of which each has a symbol: the names are in the legend. */
static void write_counts(struct dat *dat, const struct amdahl *a)
{
	char text[MAX_COUNTS * 12] = "";

	for (unsigned k = 0; k < a->counts.n; k++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%u", k ? " " : "", a->counts.items[k]);
	dat_count(dat, a->legend_rows);
	dat_text(dat, text);
}

static void write_all(FILE *file, struct amdahl *a, double asked)
{
	struct dat dat;
	char gaps[128], left_out[64] = "";

	if (a->n_left_out)
		snprintf(left_out, sizeof(left_out),
			 "; %u more cells are not drawn", a->n_left_out);
	snprintf(a->note, sizeof(a->note),
		 "threads over serial, median of blocks with 95 %% intervals; "
		 "curves are calculated%s%s",
		 figure_gaps(a->results, gaps, sizeof(gaps)), left_out);
	a->y_high = 1.12 * fmax(a->y_high, a->most);
	lay_out(a, asked);
	dat_begin(&dat, file, "amdahl",
		  "gil-fraction: measured speed-ups and calculated ones");
	figure_head(&dat, a->results,
		    "Speed-up by the fraction with the GIL held", a->note,
		    a->grid.width, a->grid.height);
	dat_block(&dat,
		  "n_panels kernels legend_x legend_y legend_rows workers",
		  "axes");
	dat_count(&dat, a->n_panels);
	dat_text(&dat, kernels_of(a, 0, a->n_panels - 1));
	dat_real(&dat, FIGURE_MARGIN / a->grid.width);
	dat_real(&dat, 1 - a->legend_in / a->grid.height);
	write_counts(&dat, a);
	write_panels(&dat, a);
	for (unsigned p = 0; p < a->n_panels; p++) {
		write_curves(&dat, a, p);
		write_points(&dat, a, p, "python", -DODGE);
		write_points(&dat, a, p, "native", DODGE);
	}
	dat_end(&dat);
}

double figure_amdahl(FILE *file, const struct results *results, double width)
{
	struct amdahl *a = alloc_zero(1, sizeof(*a));

	a->results = results;
	for (unsigned i = 0; i < results->n_cells; i++)
		if (is_wanted(results, i))
			add_cell(a, i);
	if (a->n_panels)
		write_all(file, a, width);
	double drawn = a->grid.width;

	for (unsigned p = 0; p < a->n_panels; p++)
		free(a->panels[p].cells);
	free(a);
	return drawn;
}
