/* Axes of one panel; see the header. What is drawn in it is not known here. */
#include "output/figure_panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/figure_tics.h"

double panel_scale(const struct panel *panel, double value)
{
	return panel->log ? log2(value) : value;
}

double panel_unscale(const struct panel *panel, double value)
{
	return panel->log ? exp2(value) : value;
}

/* The units of the x axis, as on paper, that an inch shows. */
static double per_inch(const struct panel *panel)
{
	return (panel_scale(panel, panel->x_high) -
		panel_scale(panel, panel->x_low)) /
	       panel->width;
}

double panel_shift(const struct panel *panel, double x, double inches)
{
	return panel_unscale(panel,
			     panel_scale(panel, x) + inches * per_inch(panel));
}

static void add_count(struct panel *panel, unsigned workers)
{
	unsigned k = 0;

	while (k < panel->n_counts && panel->counts[k] < workers)
		k++;
	if (panel->n_counts == PANEL_MAX_COUNTS ||
	    (k < panel->n_counts && panel->counts[k] == workers))
		return;
	memmove(&panel->counts[k + 1], &panel->counts[k],
		(panel->n_counts - k) * sizeof(*panel->counts));
	panel->counts[k] = workers;
	panel->n_counts++;
}

/* An interval may be very wide: it may leave the panel. */
static void add_point(struct panel *panel, const struct estimate *e)
{
	double low = e->speedup, high = e->speedup;

	if (isfinite(e->speedup_ci.low))
		low = fmax(e->speedup_ci.low, e->speedup / 2);
	if (isfinite(e->speedup_ci.high))
		high = fmin(e->speedup_ci.high, e->speedup * 1.5);
	panel->point_low = fmin(panel->point_low, low);
	panel->point_high = fmax(panel->point_high, high);
}

bool panel_init(struct panel *panel, const struct results *results,
		const struct contest *job)
{
	bool any = false;

	*panel = (struct panel){ .results = results,
				 .job = job,
				 .counts = { 1 },
				 .n_counts = 1,
				 .point_low = 1,
				 .point_high = 1 };
	for (unsigned i = 0; i < job->n_cells; i++) {
		unsigned c = job->cells[i];

		if (!figure_has_speedup(results, c))
			continue;
		any = true;
		add_count(panel, results->cells[c].workers);
		add_point(panel, &results->estimates[c]);
	}
	panel->most = panel->counts[panel->n_counts - 1];
	if (panel->most < 2)
		panel->most = 2;
	panel->log = panel->most > 4;
	return any;
}

/* From 0.5, so that panels compare; wider where the points need it. */
static void set_y(struct panel *panel)
{
	if (panel->log) {
		panel->y_low = .5;
		while (panel->y_low > panel->point_low && panel->y_low > .01)
			panel->y_low /= 2;
		panel->y_high =
			fmax(panel->most * 1.25, panel->point_high * 1.1);
		return;
	}
	panel->y_low = panel->point_low < .5 ? 0 : .5;
	panel->y_high = fmax(panel->most * 1.1, panel->point_high * 1.05);
	panel->y_step = panel->y_high - panel->y_low < 2.6 ? .5 : 1;
}

void panel_share_y(struct panel *panels, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct panel *a = &panels[i];

		for (unsigned k = 0; k < n; k++) {
			const struct panel *b = &panels[k];

			if (a->most != b->most)
				continue;
			a->point_low = fmin(a->point_low, b->point_low);
			a->point_high = fmax(a->point_high, b->point_high);
		}
		set_y(a);
	}
}

bool panel_same_y(const struct panel *a, const struct panel *b)
{
	return a->log == b->log && a->y_low == b->y_low &&
	       a->y_high == b->y_high;
}

void panel_set_x(struct panel *panel, double beside_in, double values_in)
{
	double gap_in = .06;
	double inside = panel->width - 2 * beside_in - gap_in - values_in;
	double first = panel_scale(panel, 1);
	double last = panel_scale(panel, panel->most);
	double step = (last - first) / inside;

	panel->x_low =
		panel_unscale(panel, first - (beside_in + gap_in) * step);
	panel->x_high =
		panel_unscale(panel, last + (beside_in + values_in) * step);
}

void panel_write_x_tics(struct dat *dat, const struct panel *panel)
{
	char text[16 * PANEL_MAX_COUNTS] = "1", one[16];
	double last = panel_scale(panel, 1);
	unsigned n = panel->n_counts;
	double end = panel_scale(panel, panel->counts[n - 1]);

	for (unsigned i = 1; i < n; i++) {
		double x = panel_scale(panel, panel->counts[i]);

		snprintf(one, sizeof(one), " %u", panel->counts[i]);
		double need = (dat_width(one, 7) + .06) * per_inch(panel);

		if (x - last < need || (i + 1 < n && end - x < need))
			continue;
		strcat(text, one);
		last = x;
	}
	dat_text(dat, text);
}

void panel_write_y_tics(struct dat *dat, const struct panel *panel)
{
	double most = panel->y_high * (1 + 1e-9), step = panel->y_step;
	double y = panel->y_low;
	char text[512] = "", one[24];

	if (panel->log) {
		tics_write_binary(dat, panel->y_low, most, 9);
		return;
	}
	while ((most - y) / step > 8)
		step *= 2;
	for (; y <= most; y = (floor(y / step) + 1) * step) {
		snprintf(one, sizeof(one), "%s%g", *text ? " " : "", y);
		strcat(text, one);
	}
	dat_text(dat, text);
}

const struct estimate *panel_estimate(const struct panel *panel,
				      const struct figure_series *series,
				      unsigned workers)
{
	for (unsigned i = 0; i < panel->job->n_cells; i++) {
		unsigned c = panel->job->cells[i];
		const struct cell *cell = &panel->results->cells[c];

		if (cell->workers == workers && series_has(series, cell) &&
		    figure_has_speedup(panel->results, c))
			return &panel->results->estimates[c];
	}
	return NULL;
}

bool panel_has(const struct panel *panel, const struct figure_series *series)
{
	for (unsigned i = 0; i < panel->n_counts; i++)
		if (panel_estimate(panel, series, panel->counts[i]))
			return true;
	return false;
}

void panel_write_series(struct dat *dat, const struct panel *panel,
			const struct figure_series *series, unsigned n)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	bool any = false;

	for (unsigned k = 0; k < n; k++) {
		if (!panel_has(panel, &series[k]))
			continue;
		fprintf(file, "%s%u", any ? " " : "", k + 1);
		any = true;
	}
	fclose(file);
	dat_text(dat, text);
	free(text);
}
