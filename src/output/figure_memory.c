/*
 * The figure `memory`: the proportional set size of the process tree, a bar
 * per executor and number of workers, divided by its workers.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_rows.h"
#include "output/figure_tics.h"

#include <math.h>

#define TOP_IN .58 /* above the rows: note, heads of columns */
#define BOTTOM_IN .56
#define COLUMN_IN .42 /* of values */
#define MIB 0x1p20
#define PART_LEAST_IN .045 /* a narrower part is not marked */

struct memory {
	struct rows rows;
	char note[200];
	double width, height, note_in, plot_in;
	double x_high; /* MiB */
};

static bool has_memory(const struct results *results, unsigned cell)
{
	return results->estimates[cell].pss_bytes > 0;
}

static double mib_of(const struct memory *m, unsigned row)
{
	unsigned cell = m->rows.items[row].cell;

	return m->rows.results->estimates[cell].pss_bytes / MIB;
}

static const struct cell *cell_of(const struct memory *m, unsigned row)
{
	return &m->rows.results->cells[m->rows.items[row].cell];
}

static void lay_out(struct memory *m)
{
	char more[48];
	double most = 0;

	snprintf(m->note, sizeof(m->note),
		 "proportional set size; bars are divided by worker where "
		 "there is room%s%s",
		 m->rows.detail == ROWS_ENDS ? "; most workers only" : "",
		 rows_left_out(&m->rows, more, sizeof(more)));
	m->note_in = figure_note_in(m->note, m->width);
	m->height = TOP_IN + m->note_in - m->rows.y_low * ROWS_IN + BOTTOM_IN;
	m->plot_in = m->width - m->rows.names_in - .2 - 2 * COLUMN_IN -
		     FIGURE_MARGIN;
	for (unsigned i = 0; i < m->rows.n; i++)
		most = fmax(most, mib_of(m, i));
	m->x_high = most * 1.02;
}

static void write_axes(struct dat *dat, const struct memory *m)
{
	double left = m->rows.names_in + .2, top = TOP_IN + m->note_in;

	dat_block(dat,
		  "left right bottom top y_low x_high x_tics head_1 head_2 "
		  "head_y",
		  "axes");
	dat_real(dat, left / m->width);
	dat_real(dat, (left + m->plot_in) / m->width);
	dat_real(dat, BOTTOM_IN / m->height);
	dat_real(dat, 1 - top / m->height);
	dat_real(dat, m->rows.y_low);
	dat_real(dat, m->x_high);
	tics_write(dat, 0, m->x_high,
		   tics_step(m->x_high, fmax(1, m->plot_in / .38)));
	dat_real(dat, 1 - (FIGURE_MARGIN + COLUMN_IN) / m->width);
	dat_real(dat, 1 - FIGURE_MARGIN / m->width);
	dat_real(dat, 1 - (top - .03) / m->height);
}

/* White lines between the parts of a bar. */
static void write_parts(struct dat *dat, const struct memory *m)
{
	dat_block(dat, "x y dx dy", "parts");
	for (unsigned i = 0; i < m->rows.n; i++) {
		unsigned n = cell_of(m, i)->workers;
		double part = mib_of(m, i) / n;

		if (part / m->x_high * m->plot_in < PART_LEAST_IN)
			continue;
		for (unsigned k = 1; k < n; k++) {
			dat_real(dat, k * part);
			dat_real(dat, m->rows.items[i].y - ROWS_HALF);
			dat_count(dat, 0);
			dat_real(dat, 2 * ROWS_HALF);
		}
	}
	/* gnuplot complains of a block in which there is nothing to draw */
	for (int i = 0; i < 4 && (!dat->n_rows || dat->n_fields); i++)
		dat_count(dat, 0);
}

static const char *mib_text(double mib, char *text, unsigned n)
{
	snprintf(text, n, mib < 9.95 ? "%.1f" : "%.0f", mib);
	return text;
}

static void write_rows(struct dat *dat, const struct memory *m)
{
	char text[32];

	dat_block(dat, "y y_low y_high mib name rgb", "rows");
	for (unsigned i = 0; i < m->rows.n; i++) {
		const struct rows_row *row = &m->rows.items[i];

		dat_real(dat, row->y);
		dat_real(dat, row->y - ROWS_HALF);
		dat_real(dat, row->y + ROWS_HALF);
		dat_real(dat, mib_of(m, i));
		dat_text(dat, row->name);
		dat_count(dat, figure_edge_rgb(series_style(cell_of(m, i))));
	}
	write_parts(dat, m);
	/* beside the plot, in fractions of the page */
	dat_block(dat, "x_tree x_worker y tree worker", "values");
	for (unsigned i = 0; i < m->rows.n; i++) {
		double top = TOP_IN + m->note_in - m->rows.items[i].y * ROWS_IN;
		double mib = mib_of(m, i);

		dat_real(dat, 1 - (FIGURE_MARGIN + COLUMN_IN) / m->width);
		dat_real(dat, 1 - FIGURE_MARGIN / m->width);
		dat_real(dat, 1 - top / m->height);
		dat_text(dat, mib_text(mib, text, sizeof(text)));
		dat_text(dat, mib_text(mib / cell_of(m, i)->workers, text,
				       sizeof(text)));
	}
}

double figure_memory(FILE *file, const struct results *results, double width)
{
	static const enum rows_detail details[] = { ROWS_ALL, ROWS_ENDS };
	struct memory m = {
		.rows = { .results = results,
			  .has = has_memory,
			  .one_kernel = true,
			  .details = details,
			  .n_details = 2 },
		.width = figure_width(width, FIGURE_NARROW),
	};
	bool any = rows_make(&m.rows);
	struct dat dat;

	if (any) {
		lay_out(&m);
		dat_begin(&dat, file, "memory",
			  "proportional set size of the process tree");
		figure_head(&dat, results, "Memory", m.note, m.width, m.height);
		write_axes(&dat, &m);
		write_rows(&dat, &m);
		rows_write_groups(&dat, &m.rows, TOP_IN + m.note_in, m.width,
				  m.height);
		dat_end(&dat);
	}
	rows_fini(&m.rows);
	return any ? m.width : 0;
}
