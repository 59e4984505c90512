/*
 * The figure `heatmap`: speed-up over serial at each job's largest number of
 * workers; a column per executor and kernel, a row per workload, a block of
 * rows per interpreter if there are several. Cells without a value are
 * hatched, with a letter that stands for the reason.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_shade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define MAX_ROWS 48
#define MAX_COLUMNS 20
#define MAX_REASONS 12
#define ROW_IN .235
#define LEAST_CELLS 4 /* with a value: fewer are no map */
#define TOP_IN .62    /* above the names of columns */
#define NAMES_IN .24
#define CELL_IN .75
#define CELL_LEAST_IN .38 /* "(0.97)" */
#define RIGHT_IN .12
#define LEAST_IN 2.75 /* for the scale */
#define PITCH_IN .075 /* of the hatching */
#define INSET .03     /* of a cell */
#define N_SHADES 64

struct row {
	const struct contest *job; /* NULL: an interpreter's name */
	char *name;
	unsigned workers; /* the most */
};

struct heatmap {
	const struct results *results;
	struct row rows[MAX_ROWS];
	unsigned n_rows, n_left_out;
	struct figure_series *columns;
	unsigned n_columns;
	char *reasons[MAX_REASONS];
	unsigned n_reasons;
	double limit; /* where the colours end */
	bool several; /* interpreters */
	bool turned;  /* the names of columns, for want of room */
	char note[200];
	double width, height, left_in, cell_in, top_in, bottom_in;
};

static bool wanted(const struct results *results, unsigned cell)
{
	const struct cell *c = &results->cells[cell];

	return !contest_is_serial(c) && !contest_is_ceiling(c);
}

static void add_row(struct heatmap *h, const struct contest *job, char *name)
{
	struct row row = { .job = job, .name = name };

	if (h->n_rows == MAX_ROWS) {
		h->n_left_out += job != NULL;
		free(name);
		return;
	}
	for (unsigned i = 0; job && i < job->n_cells; i++) {
		unsigned c = job->cells[i];

		if (wanted(h->results, c) &&
		    h->results->cells[c].workers > row.workers)
			row.workers = h->results->cells[c].workers;
	}
	if (row.workers > h->limit)
		h->limit = row.workers;
	if (row.workers) {
		row.name = alloc_printf("%s ×%u", name, row.workers);
		free(name);
	}
	h->rows[h->n_rows++] = row;
}

static void add_rows(struct heatmap *h, const struct contest *jobs,
		     unsigned n_jobs)
{
	for (unsigned i = 0; i < n_jobs; i++) {
		if (!contest_leads(h->results, jobs, i))
			continue;
		if (h->several)
			add_row(h, NULL, contest_python(h->results, &jobs[i]));
		for (unsigned k = i; k < n_jobs; k++)
			if (contest_same_python(&jobs[k], &jobs[i]) &&
			    !results_asks_latency(jobs[k].first) &&
			    !contest_is_skipped(h->results, &jobs[k]))
				add_row(h, &jobs[k],
					alloc_printf("%s%s%s",
						     jobs[k].first->workload,
						     *jobs[k].variant ? ", "
								      : "",
						     jobs[k].variant));
	}
}

/* The cell of a row in a column, or -1. */
static int cell_at(const struct heatmap *h, unsigned row, unsigned column)
{
	const struct contest *job = h->rows[row].job;

	for (unsigned i = 0; job && i < job->n_cells; i++) {
		const struct cell *c = &h->results->cells[job->cells[i]];

		if (c->workers == h->rows[row].workers &&
		    series_has(&h->columns[column], c))
			return (int)job->cells[i];
	}
	return -1;
}

/* The letter of a reason: reasons with the same code share it. */
static char letter(struct heatmap *h, const struct estimate *e)
{
	const char *reason = *e->reason ? e->reason
			     : e->status == CELL_OK
				     ? "nothing to compare with"
				     : cell_status_names[e->status];
	size_t n_code = strcspn(reason, ":");
	unsigned k = 0;

	while (k < h->n_reasons &&
	       (strcspn(h->reasons[k], ":") != n_code ||
		strncmp(h->reasons[k], reason, n_code) != 0))
		k++;
	if (k == h->n_reasons && k == MAX_REASONS)
		return '-';
	if (k == h->n_reasons)
		h->reasons[h->n_reasons++] = alloc_copy(reason);
	return (char)('a' + k);
}

static void write_box(struct dat *dat, unsigned row, unsigned column,
		      double half_x, double half_y)
{
	double x = column + .5, y = -(row + .5);

	dat_real(dat, x);
	dat_real(dat, y);
	dat_real(dat, x - half_x);
	dat_real(dat, x + half_x);
	dat_real(dat, y - half_y);
	dat_real(dat, y + half_y);
}

static bool unsure(const struct estimate *e)
{
	return !(e->speedup_ci.low > 1) && !(e->speedup_ci.high < 1);
}

/* Call write() for each cell that has, or has not, a value. */
static void for_cells(struct dat *dat, struct heatmap *h, bool valued,
		      void (*write)(struct dat *, struct heatmap *,
				    const struct estimate *, unsigned row,
				    unsigned column))
{
	for (unsigned r = 0; r < h->n_rows; r++)
		for (unsigned k = 0; k < h->n_columns; k++) {
			int c = cell_at(h, r, k);

			if (c >= 0 && valued == figure_has_speedup(h->results,
								   (unsigned)c))
				write(dat, h, &h->results->estimates[c], r, k);
		}
}

static void write_cell(struct dat *dat, struct heatmap *h,
		       const struct estimate *e, unsigned row, unsigned column)
{
	write_box(dat, row, column, .5 - INSET, .5 - INSET);
	dat_count(dat, (long)shade_rgb(e->speedup, h->limit));
}

static void write_text(struct dat *dat, struct heatmap *h,
		       const struct estimate *e, unsigned row, unsigned column)
{
	char text[24];
	const char *format = e->speedup < 9.95 ? "%s%.2f%s" : "%s%.1f%s";

	snprintf(text, sizeof(text), format, unsure(e) ? "(" : "", e->speedup,
		 unsure(e) ? ")" : "");
	dat_real(dat, column + .5);
	dat_real(dat, -(row + .5));
	dat_text(dat, text);
	dat_count(dat, (long)shade_ink(shade_rgb(e->speedup, h->limit)));
}

static void write_slower(struct dat *dat, struct heatmap *h,
			 const struct estimate *e, unsigned row,
			 unsigned column)
{
	(void)h;
	if (!(e->speedup < 1) || unsure(e))
		return;
	dat_real(dat, column + .12);
	dat_real(dat, -(row + .5));
}

/* Segments, because fill patterns have another pitch in every terminal. */
static void write_hatch(struct dat *dat, struct heatmap *h,
			const struct estimate *e, unsigned row, unsigned column)
{
	double w = (1 - 2 * INSET) * h->cell_in, v = (1 - 2 * INSET) * ROW_IN;

	(void)e;
	for (double c = PITCH_IN; c < w + v; c += PITCH_IN) {
		/* the line x + (v - y) = c inside the box, in inches */
		double x0 = fmax(0, c - v), x1 = fmin(w, c);
		double y0 = v - (c - x0), y1 = v - (c - x1);

		dat_real(dat, column + INSET + x0 / h->cell_in);
		dat_real(dat, -(row + 1.) + INSET + y0 / ROW_IN);
		dat_real(dat, (x1 - x0) / h->cell_in);
		dat_real(dat, (y1 - y0) / ROW_IN);
	}
}

static void write_code(struct dat *dat, struct heatmap *h,
		       const struct estimate *e, unsigned row, unsigned column)
{
	const char text[] = { letter(h, e), '\0' };

	write_box(dat, row, column, .09 / h->cell_in, .3);
	dat_text(dat, text);
}

static void note_reason(struct dat *dat, struct heatmap *h,
			const struct estimate *e, unsigned row, unsigned column)
{
	(void)dat;
	(void)row;
	(void)column;
	letter(h, e);
}

static int by_style(const void *a, const void *b)
{
	const struct figure_series *x = a, *y = b;

	return x->style < y->style ? -1 : x->style > y->style;
}

static void lay_out(struct heatmap *h, double asked)
{
	double row = 0, column = 0, kernel = 0;

	for (unsigned r = 0; r < h->n_rows; r++)
		if (h->rows[r].job)
			row = fmax(row, dat_width(h->rows[r].name, 7.5));
	for (unsigned k = 0; k < h->n_columns; k++) {
		column = fmax(column, dat_width(h->columns[k].name, 7));
		kernel = fmax(kernel, dat_width(h->columns[k].kernel, 7));
	}
	h->left_in = fmin(row, 1.6) + .2;
	double suits =
		fmax(4.6, fmin(FIGURE_WIDTH,
			       h->left_in + RIGHT_IN + CELL_IN * h->n_columns));

	h->width = fmax(fmax(LEAST_IN, figure_width(asked, suits)),
			h->left_in + RIGHT_IN + CELL_LEAST_IN * h->n_columns);
	h->cell_in = (h->width - h->left_in - RIGHT_IN) / h->n_columns;
	h->turned = kernel > h->cell_in - .06;
	h->top_in = TOP_IN + figure_note_in(h->note, h->width) +
		    (h->turned ? fmin(column, 1.4) + .06 : NAMES_IN);
	h->bottom_in = .78 + .135 * h->n_reasons;
	h->height = h->top_in + h->bottom_in + ROW_IN * h->n_rows;
}

/* gnuplot complains of a block in which there is nothing to draw. */
static void write_nothing(struct dat *dat, unsigned n_reals, bool text)
{
	if (dat->n_rows)
		return;
	for (unsigned i = 0; i < n_reals; i++)
		dat_count(dat, 0);
	if (text)
		dat_text(dat, "");
}

static void write_cells(struct dat *dat, struct heatmap *h)
{
	dat_block(dat, "x y x_low x_high y_low y_high rgb", "cells");
	for_cells(dat, h, true, write_cell);
	write_nothing(dat, 7, false);
	dat_block(dat, "x y text rgb", "texts");
	for_cells(dat, h, true, write_text);
	if (!dat->n_rows) {
		write_nothing(dat, 2, true);
		dat_count(dat, 0);
	}
	dat_block(dat, "x y", "slower");
	for_cells(dat, h, true, write_slower);
	if (!dat->n_rows) { /* outside: a point would be seen */
		dat_count(dat, -1);
		dat_count(dat, 1);
	}
	dat_block(dat, "x y dx dy", "hatch");
	for_cells(dat, h, false, write_hatch);
	write_nothing(dat, 4, false);
	dat_block(dat, "x y x_low x_high y_low y_high text", "codes");
	for_cells(dat, h, false, write_code);
	write_nothing(dat, 6, true);
}

/* Upright ones say all in one; else the executor stands above its kernels. */
static void write_columns(struct dat *dat, const struct heatmap *h)
{
	dat_block(dat, "text turned x", "columns");
	for (unsigned k = 0; k < h->n_columns; k++) {
		char *name = h->turned ? dat_fit(h->columns[k].name, 1.4, 7)
				       : dat_fit(h->columns[k].kernel,
						 h->cell_in, 7);

		dat_text(dat, h->turned ? "" : name);
		dat_text(dat, h->turned ? name : "");
		dat_real(dat, k + .5);
		free(name);
	}
	dat_block(dat, "text x", "executors");
	for (unsigned k = 0, end; k < h->n_columns; k = end) {
		end = k + 1;
		while (end < h->n_columns &&
		       strcmp(h->columns[end].executor,
			      h->columns[k].executor) == 0)
			end++;
		char *name = h->turned ? alloc_copy(" ")
				       : dat_fit(h->columns[k].executor,
						 (end - k) * h->cell_in, 8);

		dat_text(dat, name);
		dat_real(dat, (k + end) / 2.);
		free(name);
	}
}

static void write_names(struct dat *dat, const struct heatmap *h)
{
	dat_block(dat, "text y", "rows");
	for (unsigned r = 0; r < h->n_rows; r++) {
		if (!h->rows[r].job)
			continue;
		char *name = dat_fit(h->rows[r].name, h->left_in - .16, 7.5);

		dat_text(dat, name);
		dat_real(dat, -(r + .5));
		free(name);
	}
	dat_block(dat, "x y text", "heads");
	for (unsigned r = 0; r < h->n_rows; r++) {
		if (h->rows[r].job)
			continue;
		char *name = dat_fit(h->rows[r].name, h->width - .2, 8);

		dat_real(dat, FIGURE_MARGIN / h->width);
		dat_real(dat, 1 - (h->top_in + (r + .55) * ROW_IN) / h->height);
		dat_text(dat, name);
		free(name);
	}
	if (!dat->n_rows) {
		dat_count(dat, 0);
		dat_count(dat, 0);
		dat_text(dat, "");
	}
	write_columns(dat, h);
}

/* In fractions of the page: a strip of colours, and what letters mean. */
static void write_scale(struct dat *dat, const struct heatmap *h)
{
	double x0 = 1 - 2.2 / h->width, x1 = 1 - .2 / h->width;
	double y1 = .62 / h->height;
	double y0 = .52 / h->height;
	char text[24];

	dat_block(dat, "x y x_low x_high y_low y_high rgb", "scale");
	for (int i = 0; i < N_SHADES; i++) {
		double from = (double)i / N_SHADES;
		/* a little over the next one, so that no seam shows */
		double to = fmin(1, (i + 1.3) / N_SHADES);

		dat_real(dat, 0);
		dat_real(dat, 0);
		dat_real(dat, x0 + (x1 - x0) * from);
		dat_real(dat, x0 + (x1 - x0) * to);
		dat_real(dat, y0);
		dat_real(dat, y1);
		dat_count(dat, (long)shade_rgb(pow(h->limit, 2 * from - 1),
					       h->limit));
	}
	dat_block(dat, "x y text", "scale texts");
	for (int i = -2; i <= 2; i++) {
		double end = pow(h->limit, abs(i) / 2.);

		if (end != round(end))
			continue;
		snprintf(text, sizeof(text), i < 0 ? "1/%g" : "%g", end);
		dat_real(dat, x0 + (x1 - x0) * (i + 2) / 4);
		dat_real(dat, y0);
		dat_text(dat, text);
	}
	dat_block(dat, "x y text", "reasons");
	for (unsigned i = 0; i < h->n_reasons; i++) {
		char *all = alloc_printf("%c  %s", 'a' + (int)i, h->reasons[i]);
		char *shown = dat_fit(all, h->width - .2, 6.5);

		dat_real(dat, FIGURE_MARGIN / h->width);
		dat_real(dat, (h->bottom_in - .14 - .135 * i) / h->height);
		dat_text(dat, shown);
		free(shown);
		free(all);
	}
	write_nothing(dat, 2, true);
}

static void make_note(struct heatmap *h)
{
	char more[48] = "";

	if (h->n_left_out)
		snprintf(more, sizeof(more), "; %u more jobs are not drawn",
			 h->n_left_out);
	snprintf(h->note, sizeof(h->note),
		 "triangle: slower than serial; brackets: it may be 1%s%s",
		 h->n_reasons ? "; hatched: see the letters" : "", more);
}

static void write_all(FILE *file, struct heatmap *h, double width)
{
	struct dat dat;

	for_cells(NULL, h, false, note_reason);
	make_note(h);
	lay_out(h, width);
	dat_begin(&dat, file, "heatmap", "speed-up over serial");
	figure_head(&dat, h->results,
		    h->several ? "Speed-up over serial, by interpreter"
			       : "Speed-up over serial, most workers",
		    h->note, h->width, h->height);
	dat_block(&dat, "left right bottom top x_high y_low", "axes");
	dat_real(&dat, h->left_in / h->width);
	dat_real(&dat, 1 - RIGHT_IN / h->width);
	dat_real(&dat, h->bottom_in / h->height);
	dat_real(&dat, 1 - h->top_in / h->height);
	dat_count(&dat, h->n_columns);
	dat_count(&dat, -(long)h->n_rows);
	write_cells(&dat, h);
	write_names(&dat, h);
	write_scale(&dat, h);
	dat_end(&dat);
}

double figure_heatmap(FILE *file, const struct results *results, double width)
{
	struct heatmap h = { .results = results, .limit = 2 };
	unsigned n_jobs, n_found, n_valued = 0;
	struct contest *jobs = contests_find(results, &n_jobs);

	h.columns = series_find(results, wanted, &n_found);
	if (n_found)
		qsort(h.columns, n_found, sizeof(*h.columns), by_style);
	h.n_columns = n_found < MAX_COLUMNS ? n_found : MAX_COLUMNS;
	h.several = contests_mix_pythons(jobs, n_jobs);
	for (unsigned i = 0; i < results->n_cells; i++)
		n_valued += figure_has_speedup(results, i);
	if (n_valued >= LEAST_CELLS) {
		add_rows(&h, jobs, n_jobs);
		write_all(file, &h, width);
	}
	for (unsigned r = 0; r < h.n_rows; r++)
		free(h.rows[r].name);
	for (unsigned k = 0; k < h.n_reasons; k++)
		free(h.reasons[k]);
	series_free(h.columns, n_found);
	contests_free(jobs, n_jobs);
	return h.width;
}
