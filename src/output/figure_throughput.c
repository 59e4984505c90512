/*
 * The figure `throughput`: units a second, a bar per cell, a panel per job;
 * bars stand in clusters by kernel. Panels are as wide as their bars need
 * and flow into rows. The scale is logarithmic where kernels are far apart;
 * the numbers stand at the bars.
 */
#include "output/figure.h"
#include "output/figure_list.h"
#include "output/figure_tics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "workloads/workload.h"

#define MAX_PANELS 24
#define MAX_EXECUTORS 16
#define SLOT_IN .28          /* a bar and its share of the gaps */
#define SLOT_UPRIGHT_IN .225 /* below, numbers are turned */
#define SLOT_MOST_IN .4      /* where there is room */
#define SLOT_MIN_IN .11
#define CLUSTER_GAP_IN .1
#define PAD_IN .06
#define AXIS_IN .4 /* left of a panel: tics */
#define MARGIN_IN .04
#define PLOT_IN 1.35
#define ABOVE_IN .34      /* a panel's title */
#define BELOW_IN .36      /* workers and kernels */
#define KERNEL_MOST_IN .7 /* its name */
#define TITLE_MOST_IN 1.9 /* with what tells a job from its namesakes */
#define LOG_FROM 12.      /* greatest over least bar */

struct bar {
	unsigned cell;
	double x; /* inches from the panel's left edge */
};

struct cluster {
	const char *kernel;
	double x_low, x_high;
};

struct panel {
	const struct contest *job;
	struct bar *bars;
	unsigned n_bars;
	struct cluster *clusters;
	unsigned n_clusters;
	double width, bars_in; /* bars stand in its middle */
	bool log;
	double y_low, y_high, y_text; /* y_text: the highest for a number */
	double y_base;                /* where bars stand */
	unsigned row;
	struct box box;
};

struct throughput {
	const struct results *results;
	struct panel panels[MAX_PANELS];
	unsigned n_panels, n_left_out;
	double slot;
	bool turned; /* numbers, for want of room */
	char note[256];
	unsigned n_rows, legend_rows;
	double legend_in, page;                      /* page: to be filled */
	double width, height;                        /* of the page */
	const struct cell *executors[MAX_EXECUTORS]; /* one cell of each */
	unsigned n_executors;
};

static bool has_value(const struct throughput *t, unsigned cell)
{
	const struct estimate *e = &t->results->estimates[cell];

	/* beyond these nothing is plausible, and tics would not end */
	return e->throughput > 1e-6 && e->throughput < 1e12;
}

/* The ends of its interval, from the wall time's. */
static struct interval interval_of(const struct estimate *e)
{
	double units = e->throughput * e->wall_s;

	if (!(e->wall.low > 0) || !(e->wall.high > 0) || !isfinite(units))
		return (struct interval){ NAN, NAN };
	return (struct interval){ units / e->wall.high, units / e->wall.low };
}

/* The control's serial bar would be the native one once more. */
static bool is_drawn(const struct throughput *t, unsigned cell)
{
	const struct cell *c = &t->results->cells[cell];

	return !(contest_is_control(c) && contest_is_serial(c));
}

static const char *kernel_text(const char *kernel)
{
	return strcmp(kernel, kernel_names[KERNEL_NATIVE_HELD]) ? kernel
								: "held";
}

static bool is_known(const struct panel *panel, const char *kernel)
{
	for (unsigned k = 0; k < panel->n_clusters; k++)
		if (strcmp(panel->clusters[k].kernel, kernel) == 0)
			return true;
	return false;
}

/* Put the cells of one kernel beside each other, from x on. */
static double add_cluster(struct throughput *t, struct panel *panel,
			  const char *kernel, double x)
{
	double low = x;

	for (unsigned i = 0; i < panel->job->n_cells; i++) {
		unsigned c = panel->job->cells[i];

		if (strcmp(t->results->cells[c].kernel, kernel) != 0 ||
		    !is_drawn(t, c))
			continue;
		panel->bars = alloc_grow(panel->bars, panel->n_bars,
					 sizeof(*panel->bars));
		panel->bars[panel->n_bars++] =
			(struct bar){ c, x + t->slot / 2 };
		x += t->slot;
	}
	/* the kernel's name stands below and must not touch the next */
	double width =
		fmin(dat_width(kernel_text(kernel), 6.5), KERNEL_MOST_IN);
	double spare = width + .04 - (x - low);

	if (spare > 0) {
		for (unsigned i = 0; i < panel->n_bars; i++)
			if (panel->bars[i].x > low)
				panel->bars[i].x += spare / 2;
		x += spare;
	}
	panel->clusters = alloc_grow(panel->clusters, panel->n_clusters,
				     sizeof(*panel->clusters));
	panel->clusters[panel->n_clusters++] =
		(struct cluster){ kernel, low, x };
	return x;
}

/* What a panel's title and the text beside it need. */
static double title_in(const struct contest *job, const char *beside)
{
	return dat_width(job->first->workload, 8.5) + .12 +
	       dat_width(beside, 7);
}

/* "mini-batch/s", and what tells the job from its namesakes. free(). */
static char *unit_text(const struct contest *job)
{
	char *text = alloc_printf("%s%s%s/s", job->detail,
				  *job->detail ? "; " : "", job->unit);

	/* namesakes must be told apart: that comes first */
	if (*job->detail && title_in(job, text) > TITLE_MOST_IN)
		text[strlen(job->detail)] = '\0';
	return text;
}

static void place_bars(struct throughput *t, struct panel *panel)
{
	char *beside = unit_text(panel->job);
	double x = PAD_IN;

	panel->n_bars = panel->n_clusters = 0;
	for (unsigned i = 0; i < panel->job->n_cells; i++) {
		unsigned c = panel->job->cells[i];
		const char *kernel = t->results->cells[c].kernel;

		if (!is_drawn(t, c) || is_known(panel, kernel))
			continue;
		if (panel->n_clusters)
			x += CLUSTER_GAP_IN;
		x = add_cluster(t, panel, kernel, x);
	}
	panel->width = panel->bars_in = x + PAD_IN;
	if (*panel->job->detail)
		panel->width =
			fmax(panel->width,
			     fmin(title_in(panel->job, beside), TITLE_MOST_IN));
	free(beside);
}

static void set_y_range(struct throughput *t, struct panel *panel)
{
	double least = INFINITY, most = 0;

	for (unsigned i = 0; i < panel->n_bars; i++) {
		unsigned c = panel->bars[i].cell;
		const struct estimate *e = &t->results->estimates[c];
		double high = interval_of(e).high;

		if (!has_value(t, c))
			continue;
		least = fmin(least, e->throughput);
		most = fmax(most, e->throughput);
		/* an interval may be very wide: it may leave the panel */
		if (isfinite(high))
			most = fmax(most, fmin(high, 2 * e->throughput));
	}
	/* nothing was measured of this job: an empty panel, from 0 to 1 */
	if (most <= 0)
		least = most = 1;
	double share = (t->turned ? .36 : .17) / PLOT_IN; /* for numbers */

	panel->log = most / least >= LOG_FROM;
	panel->y_base = panel->y_low = 0;
	panel->y_text = most;
	panel->y_high = most / (1 - share);
	if (!panel->log)
		return;
	panel->y_base = pow(10, floor(log10(least / 1.6)));
	panel->y_low = panel->y_base * .999;
	panel->y_high =
		panel->y_base * pow(most / panel->y_base, 1 / (1 - share));
}

static void add_panel(struct throughput *t, const struct contest *job)
{
	bool any = false;

	for (unsigned i = 0; i < job->n_cells; i++)
		any |= has_value(t, job->cells[i]);
	if (!any || t->n_panels == MAX_PANELS) {
		t->n_left_out += any;
		return;
	}
	t->panels[t->n_panels++] = (struct panel){ .job = job };
	for (unsigned i = 0; i < job->n_cells; i++) {
		const struct cell *cell = &t->results->cells[job->cells[i]];
		unsigned k = 0;

		while (k < t->n_executors &&
		       strcmp(t->executors[k]->executor, cell->executor))
			k++;
		if (k == t->n_executors && k < MAX_EXECUTORS)
			t->executors[t->n_executors++] = cell;
	}
}

/*
 * Fill rows from the left with bars `slot` wide. Returns the width that the
 * widest row needs.
 */
static double flow(struct throughput *t, double slot)
{
	double at = MARGIN_IN, widest = 0;

	t->slot = slot;
	t->n_rows = 1;
	for (unsigned p = 0; p < t->n_panels; p++) {
		struct panel *panel = &t->panels[p];

		place_bars(t, panel);
		double need = AXIS_IN + panel->width;

		if (p && at + need + MARGIN_IN > t->page) {
			t->n_rows++;
			at = MARGIN_IN;
		}
		panel->row = t->n_rows - 1;
		panel->box.left = at + AXIS_IN;
		panel->box.right = at + need;
		at += need;
		widest = fmax(widest, at + MARGIN_IN);
	}
	return widest;
}

/* The widest bars that need no more rows than narrow ones. */
static double choose_slot(struct throughput *t, double most)
{
	double slot = SLOT_UPRIGHT_IN, width = flow(t, slot);
	unsigned n_rows = t->n_rows;

	t->turned = width > t->page;
	if (t->turned)
		while (slot > SLOT_MIN_IN && flow(t, slot) > t->page)
			slot -= .005;
	else
		while (slot < most && flow(t, slot + .005) <= t->page &&
		       t->n_rows == n_rows)
			slot += .005;
	return flow(t, slot);
}

static void lay_out(struct throughput *t, double asked)
{
	double row_in = ABOVE_IN + PLOT_IN + BELOW_IN, bottom = .24;
	double needed = choose_slot(
		t, asked > 0 || t->n_panels == 1 ? SLOT_MOST_IN : SLOT_IN);
	double entry = 0;

	t->width = fmax(asked > 0 ? asked : FIGURE_NARROW, needed);
	for (unsigned k = 0; k < t->n_executors; k++)
		entry = fmax(entry, dat_width(t->executors[k]->executor, 7.5));
	t->legend_rows = grid_legend_rows(t->n_executors, fmin(entry, 1) + .35,
					  t->width);
	t->legend_in = .42 + figure_note_in(t->note, t->width);
	double top = t->legend_in + .13 * t->legend_rows - .05;

	t->height = top + bottom + t->n_rows * row_in;
	for (unsigned p = 0; p < t->n_panels; p++) {
		struct box *box = &t->panels[p].box;
		double y =
			t->height - top - ABOVE_IN - t->panels[p].row * row_in;

		box->left /= t->width;
		box->right /= t->width;
		box->bottom = (y - PLOT_IN) / t->height;
		box->top = y / t->height;
		set_y_range(t, &t->panels[p]);
	}
}

static void write_titles(struct dat *dat, const struct panel *panel)
{
	char *unit = unit_text(panel->job);
	char *title = dat_fit(panel->job->first->workload, panel->width, 8.5);
	double room = panel->width - dat_width(title, 8.5) - .1;
	char *shown = room < .3 ? alloc_copy(" ") : dat_fit(unit, room, 7);

	dat_text(dat, title);
	dat_text(dat, shown);
	free(shown);
	free(title);
	free(unit);
}

static void write_panels(struct dat *dat, const struct throughput *t)
{
	dat_block(dat,
		  "title unit log x_low x_high y_low y_high y_tics left right "
		  "bottom top",
		  "panels");
	for (unsigned p = 0; p < t->n_panels; p++) {
		const struct panel *panel = &t->panels[p];

		write_titles(dat, panel);
		dat_count(dat, panel->log);
		dat_real(dat, (panel->bars_in - panel->width) / 2);
		dat_real(dat, (panel->bars_in + panel->width) / 2);
		dat_real(dat, panel->y_low);
		dat_real(dat, panel->y_high);
		tics_write(dat, panel->y_base, panel->y_high,
			   panel->log ? 0 : tics_step(panel->y_high, 4.5));
		grid_write_box(dat, &panel->box);
	}
}

static void write_bars(struct dat *dat, const struct throughput *t, unsigned p)
{
	const struct panel *panel = &t->panels[p];
	char text[32];

	dat_block(
		dat,
		"x throughput x_low x_high y_low low dy text y_text fill edge",
		"panel %u bars", p + 1);
	for (unsigned i = 0; i < panel->n_bars; i++) {
		const struct bar *bar = &panel->bars[i];
		const struct estimate *e = &t->results->estimates[bar->cell];
		unsigned style = series_style(&t->results->cells[bar->cell]);
		struct interval ci = interval_of(e);

		if (!has_value(t, bar->cell))
			continue;
		if (!isfinite(ci.low) || !isfinite(ci.high))
			ci = (struct interval){ e->throughput, e->throughput };
		ci.low = fmax(ci.low, panel->y_base);
		ci.high = fmin(ci.high, panel->y_high);
		dat_real(dat, bar->x);
		dat_real(dat, e->throughput);
		dat_real(dat, bar->x - .4 * t->slot);
		dat_real(dat, bar->x + .4 * t->slot);
		dat_real(dat, panel->y_base);
		dat_real(dat, ci.low);
		dat_real(dat, ci.high - ci.low);
		dat_text(dat, tics_number(e->throughput, text, sizeof(text)));
		dat_real(dat, fmin(ci.high, panel->y_text));
		dat_count(dat, figure_fill_rgb(style));
		dat_count(dat, figure_edge_rgb(style));
	}
}

static void write_below(struct dat *dat, const struct throughput *t, unsigned p)
{
	const struct panel *panel = &t->panels[p];
	char text[32];

	dat_block(dat, "x y text", "panel %u workers", p + 1);
	for (unsigned i = 0; i < panel->n_bars; i++) {
		snprintf(text, sizeof(text), "%u",
			 t->results->cells[panel->bars[i].cell].workers);
		dat_real(dat, panel->bars[i].x);
		dat_real(dat, panel->y_base);
		dat_text(dat, text);
	}
	dat_block(dat, "x y text", "panel %u missing", p + 1);
	for (unsigned i = 0; i < panel->n_bars; i++) {
		unsigned c = panel->bars[i].cell;
		enum cell_status status = t->results->estimates[c].status;

		/* a blank where nothing is missing: no block may be empty */
		dat_real(dat, panel->bars[i].x);
		dat_real(dat, panel->y_base);
		dat_text(dat, has_value(t, c) ? "" : cell_status_names[status]);
	}
	dat_block(dat, "x y text", "panel %u kernels", p + 1);
	for (unsigned k = 0; k < panel->n_clusters; k++) {
		const struct cluster *c = &panel->clusters[k];

		dat_real(dat, (c->x_low + c->x_high) / 2);
		dat_real(dat, panel->y_base);
		char *name = dat_fit(kernel_text(c->kernel),
				     fmax(KERNEL_MOST_IN, c->x_high - c->x_low),
				     6.5);

		dat_text(dat, name);
		free(name);
	}
}

static void write_all(FILE *file, struct throughput *t, double asked)
{
	char gaps[128], left_out[64] = "";
	struct dat dat;
	bool any_log = false, any_control = false;

	t->page = figure_width(asked, FIGURE_WIDTH);
	lay_out(t, asked);
	for (unsigned p = 0; p < t->n_panels; p++) {
		any_log |= t->panels[p].log;
		any_control |= is_known(&t->panels[p],
					kernel_names[KERNEL_NATIVE_HELD]);
	}
	if (t->n_left_out)
		snprintf(left_out, sizeof(left_out),
			 "; %u more jobs are not drawn", t->n_left_out);
	snprintf(t->note, sizeof(t->note),
		 "by kernel and workers, 95 %% intervals%s%s%s%s",
		 any_control ? "; held: native, GIL kept" : "",
		 any_log ? "; logarithmic where far apart" : "",
		 figure_gaps(t->results, gaps, sizeof(gaps)), left_out);
	lay_out(t, asked);
	dat_begin(&dat, file, "throughput", "units a second, 95 % intervals");
	figure_head(&dat, t->results, "Throughput, units a second", t->note,
		    t->width, t->height);
	dat_block(&dat,
		  "n_panels n_executors rotate legend_rows legend_x legend_y",
		  "axes");
	dat_count(&dat, t->n_panels);
	dat_count(&dat, t->n_executors);
	dat_count(&dat, t->turned);
	dat_count(&dat, t->legend_rows);
	dat_real(&dat, FIGURE_MARGIN / t->width);
	dat_real(&dat, 1 - t->legend_in / t->height);
	dat_block(&dat, "name fill", "executors");
	for (unsigned k = 0; k < t->n_executors; k++) {
		char *name = dat_fit(t->executors[k]->executor, 1, 7.5);
		unsigned style = series_style(t->executors[k]);

		dat_text(&dat, name);
		dat_count(&dat, figure_edge_rgb(style));
		free(name);
	}
	write_panels(&dat, t);
	for (unsigned p = 0; p < t->n_panels; p++) {
		write_bars(&dat, t, p);
		write_below(&dat, t, p);
	}
	dat_end(&dat);
}

double figure_throughput(FILE *file, const struct results *results,
			 double width)
{
	struct throughput t = { .results = results };
	unsigned n_jobs;
	struct contest *jobs = contests_find(results, &n_jobs);

	for (unsigned j = 0; j < n_jobs; j++)
		add_panel(&t, &jobs[j]);
	if (t.n_panels)
		write_all(file, &t, width);
	for (unsigned p = 0; p < t.n_panels; p++) {
		free(t.panels[p].bars);
		free(t.panels[p].clusters);
	}
	contests_free(jobs, n_jobs);
	return t.width;
}
