/*
 * The figure `hosts`: the speed-up of every cell on each of the hosts that have
 * measured it, a circle each, with their median; who stands out is filled and
 * named.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_rows.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/hosts.h"

#define TOP_IN .76 /* above the rows: note, legend, heads of columns */
#define BOTTOM_IN .44
#define MEDIAN_IN .42 /* columns */
#define RANGE_IN .78
#define NAMES_IN 1.1
#define NAME_POINTS 7

struct figure_of_hosts {
	struct rows rows;
	const struct hosts *hosts;
	bool any_out;
	char note[200];
	double width, height, note_in, plot_in, x_high;
};

static bool has_hosts(const struct results *results, unsigned cell)
{
	return hosts_have(results->hosts, cell);
}

static const struct host_cell *value_of(const struct figure_of_hosts *f,
					unsigned row, unsigned host)
{
	return &f->hosts->items[host].cells[f->rows.items[row].cell];
}

static bool is_drawn(const struct host_cell *value)
{
	return isfinite(value->speedup) && value->speedup > 0;
}

/* Of the columns beside the plot. */
static double names_in(const struct figure_of_hosts *f)
{
	return f->any_out ? NAMES_IN : 0;
}

static void look(struct figure_of_hosts *f)
{
	double most = 1;

	for (unsigned i = 0; i < f->rows.n; i++)
		for (unsigned h = 0; h < f->hosts->n; h++) {
			const struct host_cell *value = value_of(f, i, h);

			f->any_out |= value->stands_out;
			if (is_drawn(value))
				most = fmax(most, value->speedup);
		}
	f->x_high = most * 1.06;
}

static void lay_out(struct figure_of_hosts *f)
{
	char more[48];

	look(f);
	snprintf(f->note, sizeof(f->note), "%u hosts, a circle each%s%s%s",
		 f->hosts->n,
		 f->rows.detail == ROWS_LARGEST ? "; most workers only" : "",
		 f->hosts->n < SPREAD_MIN_VALUES
			 ? "; too few to say who stands out"
			 : "",
		 rows_left_out(&f->rows, more, sizeof(more)));
	f->note_in = figure_note_in(f->note, f->width);
	f->height = TOP_IN + f->note_in - f->rows.y_low * ROWS_IN + BOTTOM_IN;
	f->plot_in = f->width - f->rows.names_in - .3 - MEDIAN_IN - RANGE_IN -
		     names_in(f) - FIGURE_MARGIN;
}

static void write_axes(struct dat *dat, const struct figure_of_hosts *f)
{
	double left = f->rows.names_in + .2, top = TOP_IN + f->note_in;
	double right = left + f->plot_in;

	dat_block(dat,
		  "left right bottom top y_low x_high x_tics head_1 head_2 "
		  "head_3 any_out head_y legend_x legend_y",
		  "axes");
	dat_real(dat, left / f->width);
	dat_real(dat, right / f->width);
	dat_real(dat, BOTTOM_IN / f->height);
	dat_real(dat, 1 - top / f->height);
	dat_real(dat, f->rows.y_low);
	dat_real(dat, f->x_high);
	tics_write(dat, 0, f->x_high,
		   tics_step(f->x_high, fmax(1, f->plot_in / .38)));
	dat_real(dat, (right + MEDIAN_IN) / f->width);
	dat_real(dat, (right + MEDIAN_IN + RANGE_IN) / f->width);
	dat_real(dat, (right + MEDIAN_IN + RANGE_IN + .12) / f->width);
	dat_count(dat, f->any_out);
	dat_real(dat, 1 - (top - .03) / f->height);
	dat_real(dat, FIGURE_MARGIN / f->width);
	dat_real(dat, 1 - (.42 + f->note_in) / f->height);
}

/* "lab07, lab12": who stands out in a row, as far as there is room. free(). */
static char *names_text(const struct figure_of_hosts *f, unsigned row)
{
	char *text = alloc_copy("");

	for (unsigned h = 0; h < f->hosts->n; h++) {
		if (!value_of(f, row, h)->stands_out)
			continue;
		char *longer = alloc_printf("%s%s%s", text, *text ? ", " : "",
					    f->hosts->items[h].name);

		free(text);
		text = longer;
	}
	char *cut = dat_fit(text, NAMES_IN - .15, NAME_POINTS);

	free(text);
	return cut;
}

static void write_values(struct dat *dat, const struct figure_of_hosts *f)
{
	dat_block(dat, "x_median x_range x_names y median range names",
		  "values");
	for (unsigned i = 0; i < f->rows.n; i++) {
		const struct spread *spread =
			&f->hosts->speedups[f->rows.items[i].cell];
		double top = TOP_IN + f->note_in - f->rows.items[i].y * ROWS_IN;
		double right = f->rows.names_in + .2 + f->plot_in;
		char text[64];
		char *names = names_text(f, i);

		dat_real(dat, (right + MEDIAN_IN) / f->width);
		dat_real(dat, (right + MEDIAN_IN + RANGE_IN) / f->width);
		dat_real(dat, (right + MEDIAN_IN + RANGE_IN + .12) / f->width);
		dat_real(dat, 1 - top / f->height);
		snprintf(text, sizeof(text), "%.2f", spread->median);
		dat_text(dat, text);
		snprintf(text, sizeof(text), "%.2f–%.2f", spread->low,
			 spread->high);
		dat_text(dat, text);
		dat_text(dat, names);
		free(names);
	}
}

/* One above the plot, so that gnuplot has something to draw. */
static void write_circles(struct dat *dat, const struct figure_of_hosts *f,
			  bool out)
{
	dat_block(dat, "y speedup rgb", "%s", out ? "out" : "hosts");
	for (unsigned i = 0; i < f->rows.n; i++)
		for (unsigned h = 0; h < f->hosts->n; h++) {
			const struct host_cell *value = value_of(f, i, h);
			const struct cell *cell =
				&f->hosts->cells[f->rows.items[i].cell];

			if (!is_drawn(value) || value->stands_out != out)
				continue;
			dat_real(dat, f->rows.items[i].y);
			dat_real(dat, value->speedup);
			dat_count(dat, figure_edge_rgb(series_style(cell)));
		}
	if (!dat->n_rows) {
		dat_count(dat, 1);
		dat_count(dat, 0);
		dat_count(dat, 0);
	}
}

static void write_rows(struct dat *dat, const struct figure_of_hosts *f)
{
	dat_block(dat, "y y_low y_high median name", "rows");
	for (unsigned i = 0; i < f->rows.n; i++) {
		const struct rows_row *row = &f->rows.items[i];

		dat_real(dat, row->y);
		dat_real(dat, row->y - ROWS_HALF);
		dat_real(dat, row->y + ROWS_HALF);
		dat_real(dat, f->hosts->speedups[row->cell].median);
		dat_text(dat, row->name);
	}
	write_circles(dat, f, false);
	write_circles(dat, f, true);
	write_values(dat, f);
}

double figure_hosts(FILE *file, const struct results *results, double width)
{
	static const enum rows_detail details[] = { ROWS_PARALLEL,
						    ROWS_LARGEST };
	struct figure_of_hosts f = {
		.rows = { .results = results,
			  .has = has_hosts,
			  .details = details,
			  .n_details = 2 },
		.hosts = results->hosts,
		.width = figure_width(width, FIGURE_WIDTH),
	};
	struct dat dat;

	if (!results->hosts)
		return 0;
	bool any = rows_make(&f.rows);

	if (any) {
		lay_out(&f);
		dat_begin(&dat, file, "hosts", "speed-up on each host");
		figure_head(&dat, results, "Speed-up by host", f.note, f.width,
			    f.height);
		write_axes(&dat, &f);
		write_rows(&dat, &f);
		rows_write_groups(&dat, &f.rows, TOP_IN + f.note_in, f.width,
				  f.height);
		dat_end(&dat);
	}
	rows_fini(&f.rows);
	return any ? f.width : 0;
}
