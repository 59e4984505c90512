/*
 * The figure `startup`: how long an executor takes to start its workers, and
 * to hand one a job; a row per executor, at its largest number of workers.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_rows.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOP_IN .76    /* above the rows: note, legend, heads of columns */
#define BOTTOM_IN .44 /* below */
#define COLUMN_IN .48 /* of values */

struct startup {
	struct rows rows;
	char note[200];
	double width, height, note_in, plot_in;
	double x_low, x_high;
	bool any_dispatch;
};

static bool has_start(const struct results *results, unsigned cell)
{
	return results->estimates[cell].startup_s > 0;
}

static double dispatch_of(const struct estimate *e)
{
	return e->dispatch_s > 0 ? e->dispatch_s : NAN;
}

static const struct estimate *estimate_of(const struct startup *s, unsigned row)
{
	return &s->rows.results->estimates[s->rows.items[row].cell];
}

static void set_range(struct startup *s)
{
	double least = INFINITY, most = 0;

	for (unsigned i = 0; i < s->rows.n; i++) {
		const struct estimate *e = estimate_of(s, i);

		least = fmin(least, fmin(e->startup_s, dispatch_of(e)));
		most = fmax(most, e->startup_s);
		s->any_dispatch |= !isnan(dispatch_of(e));
	}
	/* a symbol stands off the ends, and a decade is inside */
	s->x_low = fmin(least / 1.5, pow(10, floor(log10(most))));
	s->x_high = most * 1.5;
}

/* How this interpreter starts processes, "" if that is not known. */
static const char *start_method(const struct results *results,
				const struct cell *cell, char *value,
				unsigned n)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	const json_t *python;
	size_t i;

	if (cell_param(cell, "mp_start", value, n) == 0)
		return value;
	json_array_foreach(pythons, i, python)
	{
		const char *label =
			json_string_value(json_object_get(python, "label"));
		const char *method = json_string_value(json_object_get(
			json_object_get(python, "facts"), "start_method"));

		if (label && method && strcmp(label, cell->python) == 0)
			return method;
	}
	return "";
}

/* "; processes by fork", of all rows. */
static void add_methods(struct startup *s)
{
	char shown[64] = "", value[32];

	for (unsigned i = 0; i < s->rows.n; i++) {
		const struct cell *cell = estimate_of(s, i)->cell;
		const char *method;

		if (strcmp(cell->executor, "processes") != 0)
			continue;
		method = start_method(s->rows.results, cell, value,
				      sizeof(value));
		if (!*method || strstr(shown, method))
			continue;
		snprintf(shown + strlen(shown), sizeof(shown) - strlen(shown),
			 "%s%s", *shown ? " or " : "", method);
	}
	if (*shown)
		snprintf(s->note + strlen(s->note),
			 sizeof(s->note) - strlen(s->note), "; processes by %s",
			 shown);
}

static void lay_out(struct startup *s)
{
	char more[48];

	snprintf(s->note, sizeof(s->note),
		 "medians; serial: the interpreter's own start%s",
		 rows_left_out(&s->rows, more, sizeof(more)));
	add_methods(s);
	s->note_in = figure_note_in(s->note, s->width);
	s->height = TOP_IN + s->note_in - s->rows.y_low * ROWS_IN + BOTTOM_IN;
	s->plot_in = s->width - s->rows.names_in - .2 - 2 * COLUMN_IN -
		     FIGURE_MARGIN;
	set_range(s);
}

static void write_axes(struct dat *dat, const struct startup *s)
{
	dat_block(dat,
		  "left right bottom top y_low x_low x_high x_tics head_1 "
		  "head_2 head_y legend_x legend_y dispatches",
		  "axes");
	double left = s->rows.names_in + .2;
	double top = TOP_IN + s->note_in;

	dat_real(dat, left / s->width);
	dat_real(dat, (left + s->plot_in) / s->width);
	dat_real(dat, BOTTOM_IN / s->height);
	dat_real(dat, 1 - top / s->height);
	dat_real(dat, s->rows.y_low);
	dat_real(dat, s->x_low);
	dat_real(dat, s->x_high);
	tics_write_seconds(dat, s->x_low, s->x_high, s->plot_in);
	dat_real(dat, 1 - (FIGURE_MARGIN + COLUMN_IN) / s->width);
	dat_real(dat, 1 - FIGURE_MARGIN / s->width);
	dat_real(dat, 1 - (top - .03) / s->height);
	dat_real(dat, FIGURE_MARGIN / s->width);
	dat_real(dat, 1 - (.42 + s->note_in) / s->height);
	dat_count(dat, s->any_dispatch);
}

static void write_rows(struct dat *dat, const struct startup *s)
{
	dat_block(dat, "y startup_s name rgb", "rows");
	for (unsigned i = 0; i < s->rows.n; i++) {
		const struct estimate *e = estimate_of(s, i);

		dat_real(dat, s->rows.items[i].y);
		dat_real(dat, e->startup_s);
		dat_text(dat, s->rows.items[i].name);
		dat_count(dat, figure_edge_rgb(series_style(e->cell)));
	}
	dat_block(dat, "y dispatch_s dx rgb", "dispatches");
	for (unsigned i = 0; i < s->rows.n; i++) {
		const struct estimate *e = estimate_of(s, i);

		if (isnan(dispatch_of(e)))
			continue;
		dat_real(dat, s->rows.items[i].y);
		dat_real(dat, e->dispatch_s);
		dat_real(dat, e->startup_s - e->dispatch_s);
		dat_count(dat, figure_edge_rgb(series_style(e->cell)));
	}
	/* gnuplot complains of a block in which there is nothing to draw:
	 * this is above the plot */
	if (!dat->n_rows) {
		dat_count(dat, 1);
		dat_real(dat, s->x_low);
		dat_count(dat, 0);
		dat_count(dat, 0);
	}
}

/* Beside the plot, in fractions of the page. */
static void write_values(struct dat *dat, const struct startup *s)
{
	char text[32];

	dat_block(dat, "x_startup x_dispatch y startup dispatch", "values");
	for (unsigned i = 0; i < s->rows.n; i++) {
		const struct estimate *e = estimate_of(s, i);
		double dispatch_s = dispatch_of(e);
		double top = TOP_IN + s->note_in - s->rows.items[i].y * ROWS_IN;

		dat_real(dat, 1 - (FIGURE_MARGIN + COLUMN_IN) / s->width);
		dat_real(dat, 1 - FIGURE_MARGIN / s->width);
		dat_real(dat, 1 - top / s->height);
		dat_text(dat,
			 tics_seconds(e->startup_s, 2, text, sizeof(text)));
		dat_text(dat, isnan(dispatch_s)
				      ? ""
				      : tics_seconds(dispatch_s, 2, text,
						     sizeof(text)));
	}
}

double figure_startup(FILE *file, const struct results *results, double width)
{
	static const enum rows_detail details[] = { ROWS_ENDS };
	struct startup s = {
		.rows = { .results = results,
			  .has = has_start,
			  .one_kernel = true,
			  .details = details,
			  .n_details = 1 },
		.width = figure_width(width, FIGURE_NARROW),
	};
	bool any = rows_make(&s.rows);
	struct dat dat;

	if (any) {
		lay_out(&s);
		dat_begin(&dat, file, "startup",
			  "time to start the workers and to dispatch a job");
		figure_head(&dat, results,
			    s.any_dispatch ? "Start-up and dispatch"
					   : "Start-up",
			    s.note, s.width, s.height);
		write_axes(&dat, &s);
		write_rows(&dat, &s);
		write_values(&dat, &s);
		rows_write_groups(&dat, &s.rows, TOP_IN + s.note_in, s.width,
				  s.height);
		dat_end(&dat);
	}
	rows_fini(&s.rows);
	return any ? s.width : 0;
}
