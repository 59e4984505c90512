/* Series, colours and what the figures share. Draws nothing. */
#include "output/figure.h"
#include "output/figure_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/*
 * Hue is the executor, tone the kernel (Okabe and Ito 2008). Row 0 is the
 * baseline, darker than the others in grey too; the last row any executor that
 * has none of its own.
 */
static const char *const executors[] = { "serial", "threads", "processes",
					 "interpreters", "asyncio" };
static const char *const kernels[] = { "python", "native", "native-held",
				       "numpy", "torch" };

#define TITLE_POINTS 9.5
#define NOTE_POINTS 7
#define SMALL_POINTS 6
#define NOTE_LINES 3
#define NOTE_LINE_IN .133
#define HOST_LEAST_IN .2
#define VERSION_MOST_IN .7

#define N_EXECUTORS 5
#define N_TONES 5

static const unsigned fills[N_EXECUTORS + 1][N_TONES] = {
	{ 0x333333, 0x8a8a8a, 0xf2f2f2, 0x555555, 0xb0b0b0 },
	{ 0xd55e00, 0xf0a35e, 0xfdeee2, 0xb04a00, 0xe07f33 },
	{ 0x0072b2, 0x56b4e9, 0xe3f1fa, 0x00507d, 0x338ec1 },
	{ 0xcc79a7, 0xe6bcd3, 0xf9eff5, 0x8e4a71, 0xd69ab9 },
	{ 0x009e73, 0x7fceb9, 0xe2f4ef, 0x00694d, 0x33b18f },
	{ 0x8b6f3e, 0xc9b78f, 0xf4f0e6, 0x5e4a28, 0xa8905f },
};

/* Hues dark enough for small text on white. */
static const unsigned texts[N_EXECUTORS + 1][N_TONES] = {
	{ 0x333333, 0x555555, 0x555555, 0x333333, 0x555555 },
	{ 0xa84a00, 0x8f6200, 0x555555, 0x8a3d00, 0x9e5a1c },
	{ 0x005a8e, 0x2a6f97, 0x555555, 0x00466e, 0x1f6690 },
	{ 0x8e4a71, 0x9c5a80, 0x555555, 0x6f3957, 0x93527a },
	{ 0x00694d, 0x1f7a60, 0x555555, 0x00503b, 0x177058 },
	{ 0x5e4a28, 0x6e5a38, 0x555555, 0x4a3a1e, 0x655230 },
};

static unsigned position(const char *const *names, unsigned n, const char *name)
{
	unsigned i = 0;

	while (i < n && strcmp(names[i], name) != 0)
		i++;
	return i;
}

unsigned series_style(const struct cell *cell)
{
	unsigned executor = position(executors, N_EXECUTORS, cell->executor);
	unsigned kernel = position(kernels, N_TONES - 1, cell->kernel);

	return 10 * executor + kernel + 1;
}

unsigned figure_text_rgb(unsigned style)
{
	return texts[style / 10][style % 10 - 1];
}

unsigned figure_fill_rgb(unsigned style)
{
	return fills[style / 10][style % 10 - 1];
}

unsigned figure_edge_rgb(unsigned style)
{
	return fills[style / 10][0];
}

bool series_has(const struct figure_series *series, const struct cell *cell)
{
	const struct contest own = { .first = cell };

	return (!series->executor ||
		strcmp(series->executor, cell->executor) == 0) &&
	       (!series->kernel || strcmp(series->kernel, cell->kernel) == 0) &&
	       (!series->interpreter ||
		contest_same_python(series->interpreter, &own));
}

bool figure_has_speedup(const struct results *results, unsigned cell)
{
	const struct cell *c = &results->cells[cell];

	return !contest_is_serial(c) && !contest_is_ceiling(c) &&
	       isfinite(results->estimates[cell].speedup) &&
	       results->estimates[cell].speedup > 0;
}

/* python, native, others, and the control last: the order of a legend. */
static int by_style(const void *a, const void *b)
{
	const struct figure_series *x = a, *y = b;
	static const unsigned rank[] = { 0, 1, 4, 2, 3 };
	unsigned p = 10 * rank[x->style % 10 - 1] + x->style / 10;
	unsigned q = 10 * rank[y->style % 10 - 1] + y->style / 10;

	return p != q ? (p < q ? -1 : 1) : strcmp(x->name, y->name);
}

struct figure_series *
series_find(const struct results *results,
	    bool (*wanted)(const struct results *, unsigned), unsigned *n)
{
	struct figure_series *series = NULL;

	*n = 0;
	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *cell = &results->cells[i];
		unsigned k = 0;

		if (!wanted(results, i))
			continue;
		while (k < *n && !series_has(&series[k], cell))
			k++;
		if (k < *n)
			continue;
		series = alloc_grow(series, *n, sizeof(*series));
		series[(*n)++] = (struct figure_series){
			cell->executor, cell->kernel, NULL, series_style(cell),
			alloc_printf("%s·%s", cell->executor, cell->kernel)
		};
	}
	if (*n)
		qsort(series, *n, sizeof(*series), by_style);
	return series;
}

void series_free(struct figure_series *series, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		free(series[i].name);
	free(series);
}

/* "CPython 3.11.2", or "3 Pythons". free(). */
static char *python_text(const struct results *results)
{
	const json_t *pythons = json_object_get(results->run, "pythons");
	size_t n = json_array_size(pythons);
	const char *version = json_string_value(
		json_object_get(json_array_get(pythons, 0), "version"));

	if (n != 1 || !version)
		return alloc_printf("%zu Pythons", n);
	char *cut = dat_fit(version, VERSION_MOST_IN, SMALL_POINTS);
	char *text = alloc_printf("CPython %s", cut);

	free(cut);
	return text;
}

char *figure_origin(const struct results *results, bool terse)
{
	char *python = python_text(results);
	char *text = alloc_printf(
		" · %s · n = %u%s%.0f · seed %.0f · plan %.8s", python,
		results_blocks(results), terse ? "×" : " blocks × ",
		results_number(results, "samples"),
		results_number(results, "seed"),
		results_text(results, "plan_hash"));

	free(python);
	return text;
}

/* The plan hash at its end must not be cut, so other words are. free(). */
static char *provenance(const struct results *results, double inches)
{
	const char *host = json_string_value(
		json_object_get(json_object_get(results->run, "host"), "name"));
	const char *const first[] = { "gilbench · ", "", "" };
	char *text = NULL;

	for (int terse = 0; terse < 3; terse++) {
		char *rest = figure_origin(results, terse > 0);
		double room = inches - dat_width(rest, SMALL_POINTS);
		char *cut_host = dat_fit(host ? host : "",
					 terse < 2 ? inches / 5
						   : fmax(room, HOST_LEAST_IN),
					 SMALL_POINTS);

		free(text);
		text = alloc_printf("%s%s%s", first[terse], cut_host, rest);
		free(cut_host);
		free(rest);
		if (dat_width(text, SMALL_POINTS) <= inches)
			break;
	}
	return text;
}

double figure_width(double asked, double suits)
{
	return asked > 0 ? asked : suits;
}

static char *wrap_note(const char *note, double width)
{
	return dat_wrap(note, width - 2 * FIGURE_MARGIN, NOTE_POINTS,
			NOTE_LINES);
}

double figure_note_in(const char *note, double width)
{
	char *lines = wrap_note(note, width);
	double height = (dat_n_lines(lines) - 1) * NOTE_LINE_IN;

	free(lines);
	return height;
}

void figure_head(struct dat *dat, const struct results *results,
		 const char *title, const char *note, double width,
		 double height)
{
	double room = width - 2 * FIGURE_MARGIN;
	char *small = provenance(results, room);
	char *shown_title = dat_fit(title, room, TITLE_POINTS);
	char *lines = wrap_note(note, width);
	char *fitted = dat_fit(small, room, SMALL_POINTS);

	dat_block(dat, "title note provenance width_in height_in", "figure");
	dat_text(dat, shown_title);
	dat_lines(dat, lines);
	dat_text(dat, fitted);
	dat_real(dat, width);
	dat_real(dat, height);
	free(shown_title);
	free(lines);
	free(fitted);
	free(small);
}

const char *figure_gaps(const struct results *results, char *buffer, unsigned n)
{
	unsigned missing = 0, bare = 0;
	char more[64] = "";

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct estimate *e = &results->estimates[i];

		missing += e->status != CELL_OK;
		bare += figure_has_speedup(results, i) &&
			!isfinite(e->speedup_ci.low);
	}
	if (bare)
		snprintf(more, sizeof(more),
			 "; no interval on %u (under %d blocks)", bare,
			 STATS_MIN_PAIRS);
	*buffer = '\0';
	if (missing)
		snprintf(buffer, n, "%s; %u cell%s no value", more, missing,
			 missing == 1 ? " has" : "s have");
	else
		snprintf(buffer, n, "%s", more);
	return buffer;
}

/* In English more than one of most things ends so. */
char *figure_units(const struct contest *job)
{
	const char *unit = job->unit;
	size_t n = strlen(unit);
	bool hisses =
		n &&
		(strchr("sxz", unit[n - 1]) ||
		 (n > 1 && unit[n - 1] == 'h' && strchr("cs", unit[n - 2])));

	return alloc_printf("%s%s", unit, hisses ? "es" : "s");
}
