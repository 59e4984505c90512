/* Fits for figures; the laws and their arithmetic are the model's. */
#include "output/figure_fits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

#define POINTS 6
#define LINE_IN .115
#define LEFT_IN .32  /* left of a panel there is room too */
#define BELOW_IN .47 /* a panel's axis */
#define NAME_LEAST_IN .6

/* The first cell of the series in this job; -1: there is none. */
static int cell_of(const struct panel *panel,
		   const struct figure_series *series)
{
	for (unsigned i = 0; i < panel->job->n_cells; i++) {
		unsigned c = panel->job->cells[i];

		if (series_has(series, &panel->results->cells[c]) &&
		    figure_has_speedup(panel->results, c))
			return (int)c;
	}
	return -1;
}

struct fit_source fits_source(const struct results *results)
{
	double n_cores = results_number(results, "n_cores");

	return (struct fit_source){
		.cells = results->cells,
		.histories = results->histories,
		.estimates = results->estimates,
		.n_cells = results->n_cells,
		.n_cores = n_cores >= 1 ? (unsigned)n_cores : 1,
	};
}

static void find(struct fit *fit, const struct panel *panel,
		 const struct figure_series *series)
{
	const struct results *results = panel->results;
	const struct fit_source source = fits_source(results);
	int cell = cell_of(panel, series);

	/* the control is there to show that it has no curve */
	if (cell < 0 || contest_is_control(&results->cells[cell]))
		return;
	fit_curve(fit, FIT_USL, &source, (unsigned)cell);
	if (!fit->known)
		fit_curve(fit, FIT_AMDAHL, &source, (unsigned)cell);
}

struct fits fits_find(const struct panel *panels, unsigned n_panels,
		      const struct figure_series *series, unsigned n_series)
{
	struct fits fits = { panels, series, n_panels, n_series, NULL, 0 };

	fits.items = alloc_zero(n_panels * n_series + 1, sizeof(*fits.items));
	for (unsigned p = 0; p < n_panels; p++) {
		unsigned n = 0;

		for (unsigned k = 0; k < n_series; k++) {
			struct fit *fit = &fits.items[p * n_series + k];

			find(fit, &panels[p], &series[k]);
			n += fit->known;
		}
		fits.most = n > fits.most ? n : fits.most;
	}
	return fits;
}

void fits_fini(struct fits *fits)
{
	free(fits->items);
	fits->items = NULL;
}

const struct fit *fits_of(const struct fits *fits, unsigned panel,
			  unsigned series)
{
	return &fits->items[panel * fits->n_series + series];
}

/* " σ 3.1 (2.8–3.3)", a share in percent. free(). */
static char *parameter(const char *sign, const struct summary *share,
		       bool interval)
{
	double size = fabs(100 * share->value);
	int digits = size < .995 ? 2 : size < 99.5 ? 1 : 0;

	if (!interval || isnan(share->ci.low))
		return alloc_printf(" %s %.*f", sign, digits,
				    100 * share->value);
	return alloc_printf(" %s %.*f (%.*f–%.*f)", sign, digits,
			    100 * share->value, digits, 100 * share->ci.low,
			    digits, 100 * share->ci.high);
}

/* With the intervals if `full`, and where the curve has its peak. free(). */
static char *parameters(const struct fit *fit, bool full)
{
	char *sigma = parameter("σ", &fit->sigma, full);
	char *kappa = fit->law == FIT_USL ? parameter("κ", &fit->kappa, full)
					  : alloc_copy("");
	char peak[32] = "";

	if (fit->law == FIT_USL && fit->peak.value < 10 * fit->most_workers)
		snprintf(peak, sizeof(peak), " peak %.0f", fit->peak.value);
	char *text = alloc_printf("%s%s%s", sigma, kappa, peak);

	free(sigma);
	free(kappa);
	return text;
}

/* Less where there is no room for all. free(). */
static char *fit_text(const struct fit *fit, const char *name, double inches)
{
	char *rest = parameters(fit, true);
	double least = fmin(dat_width(name, POINTS), NAME_LEAST_IN);

	if (dat_width(rest, POINTS) + least > inches) {
		free(rest);
		rest = parameters(fit, false);
	}
	double room = inches - dat_width(rest, POINTS);
	char *cut = dat_fit(name, fmax(room, least), POINTS);
	char *text = alloc_printf("%s%s", cut, rest);

	free(cut);
	free(rest);
	return text;
}

double fits_below_in(const struct fits *fits)
{
	return fits->most ? LINE_IN * fits->most + .04 : 0;
}

const char *fits_note(const struct fits *fits)
{
	bool usl = false, amdahl = false;

	for (unsigned i = 0; i < fits->n_panels * fits->n_series; i++) {
		const struct fit *fit = &fits->items[i];

		usl |= fit->known && fit->law == FIT_USL;
		amdahl |= fit->known && fit->law == FIT_AMDAHL;
	}
	if (usl && amdahl)
		return "; lines: Universal Scalability Law or Amdahl's, σ and "
		       "κ in %";
	if (usl)
		return "; lines: Universal Scalability Law, σ and κ in %";
	return amdahl ? "; lines: Amdahl's law, σ in %" : "";
}

void fits_write(struct dat *dat, const struct fits *fits, double width,
		double height)
{
	dat_block(dat, "x y text rgb", "fits");
	for (unsigned p = 0; p < fits->n_panels; p++) {
		const struct panel *panel = &fits->panels[p];
		double y = panel->box.bottom - BELOW_IN / height;

		for (unsigned k = 0; k < fits->n_series; k++) {
			const struct figure_series *series = &fits->series[k];

			if (!fits_of(fits, p, k)->known)
				continue;
			char *text = fit_text(fits_of(fits, p, k), series->name,
					      panel->width + LEFT_IN);

			dat_real(dat, panel->box.left - LEFT_IN / width);
			dat_real(dat, y);
			dat_text(dat, text);
			dat_count(dat, figure_text_rgb(series->style));
			y -= LINE_IN / height;
			free(text);
		}
	}
	/* gnuplot complains of a block in which there is nothing to draw */
	if (!dat->n_rows) {
		dat_count(dat, 0);
		dat_count(dat, 0);
		dat_text(dat, "");
		dat_count(dat, 0);
	}
}
