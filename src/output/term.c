/* Where letters, lines and names stand; gnuplot draws them. See the header. */
#include "output/term.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/draw.h"
#include "output/figure_panel.h"
#include "output/figure_view.h"
#include "output/host_text.h"

#define MAX_SERIES 26
#define LEFT 6 /* columns and rows around the plot, as in term.gp */
#define BELOW 3
#define ABOVE 2
#define N_IDEAL 24
#define COLUMN_IN .07 /* as if a character were so wide on paper */
#define GREY 0x808080

struct chart {
	const struct results *results;
	const struct term_look *look;
	const struct figure_series *series;
	unsigned n_series;
	char letters[MAX_SERIES];
	struct panel panel;
	unsigned room;     /* columns for names */
	double x_in, y_in; /* of a column and a row, on the axes */
};

/* --- text ---------------------------------------------------------------- */

/* What a terminal without UTF-8 shows instead. free(). */
static char *shown(const struct chart *chart, const char *text)
{
	static const char *const plain[][2] = { { "·", "." },
						{ "×", "x" },
						{ "…", "~" } };
	char *copy = alloc_copy(text), *to = copy;

	if (chart->look->utf8)
		return copy;
	for (const char *p = text; *p;) {
		size_t n = 1;
		char c = *p;

		for (unsigned i = 0; i < 3; i++)
			if (strncmp(p, plain[i][0], strlen(plain[i][0])) == 0) {
				c = plain[i][1][0];
				n = strlen(plain[i][0]);
			}
		if (n == 1 && (c & 0x80)) {
			c = '?';
			while ((p[n] & 0xc0) == 0x80)
				n++;
		}
		*to++ = c;
		p += n;
	}
	*to = '\0';
	return copy;
}

static size_t n_characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

/* At most n characters, the last one an ellipsis if it is cut. free(). */
static char *cut(const char *text, size_t n)
{
	const char *p = text;

	if (n_characters(text) <= n)
		return alloc_copy(text);
	for (size_t i = 0; i + 1 < n; i++)
		for (p++; (*p & 0xc0) == 0x80; p++)
			;
	return alloc_printf("%.*s…", (int)(p - text), text);
}

static void write_text(struct dat *dat, const struct chart *chart,
		       const char *text, size_t room)
{
	char *fitted = cut(text, room);
	char *plain = shown(chart, fitted);

	dat_text(dat, plain);
	free(plain);
	free(fitted);
}

/* "vm · CPython 3.11.2 · n = 9×3 · seed 1 · plan 99a86a5b" */
static void write_origin(struct dat *dat, const struct chart *chart)
{
	const char *host =
		host_text(json_object_get(chart->results->run, "host"), "name");
	char *rest = figure_origin(chart->results, true);
	size_t room = chart->look->columns - n_characters(rest);
	char *cut_host = cut(host, room < 4 ? 4 : room);
	char *all = alloc_printf("%s%s", cut_host, rest);

	write_text(dat, chart, all, chart->look->columns);
	free(all);
	free(cut_host);
	free(rest);
}

/* --- the chart ----------------------------------------------------------- */

/* The first letter of a word that is free, in this case; 0: none. */
static char free_letter(const bool *taken, const char *word, bool upper)
{
	for (const char *p = word; *p; p++) {
		char letter = (char)(upper ? toupper((unsigned char)*p)
					   : tolower((unsigned char)*p));

		if (isalpha((unsigned char)letter) &&
		    !taken[(unsigned char)letter])
			return letter;
	}
	return 0;
}

/* T of threads, t of threads·native, h of native-held. */
static void choose_letters(struct chart *chart)
{
	static const char all[] = "abcdefghijklmnopqrstuvwxyz";
	bool taken[256] = { false };

	for (unsigned k = 0; k < chart->n_series; k++) {
		const struct figure_series *s = &chart->series[k];
		const char *tail = strrchr(s->kernel, '-');
		bool python = strcmp(s->kernel, "python") == 0;
		bool native = strcmp(s->kernel, "native") == 0;
		char letter = free_letter(taken,
					  python || native ? s->executor
					  : tail           ? tail
							   : s->kernel,
					  python);

		if (!letter)
			letter = free_letter(taken, all, true);
		if (!letter)
			letter = free_letter(taken, all, false);
		taken[(unsigned char)letter] = true;
		chart->letters[k] = letter;
	}
}

static void lay_out(struct chart *chart)
{
	struct panel *panel = &chart->panel;
	size_t widest = 0;

	for (unsigned k = 0; k < chart->n_series; k++)
		if (panel_has(panel, &chart->series[k]))
			widest = fmax(widest,
				      n_characters(chart->series[k].name));
	/* two columns off the point, a letter, two blanks, "12.3" */
	chart->room = (unsigned)fmin(widest + 9, chart->look->columns / 2);

	double width = chart->look->columns - LEFT - chart->room - 1;
	double height = chart->look->rows - BELOW - ABOVE - 1;
	double first = panel_scale(panel, 1);
	double last = panel_scale(panel, panel->most);

	panel->width = width * COLUMN_IN;
	panel->x_low = panel_unscale(panel, first - .1 * (last - first));
	panel->x_high = panel_unscale(panel, last + .02 * (last - first));
	chart->x_in = (panel_scale(panel, panel->x_high) -
		       panel_scale(panel, panel->x_low)) /
		      width;
	chart->y_in = (panel_scale(panel, panel->y_high) -
		       panel_scale(panel, panel->y_low)) /
		      height;
}

static void write_head(struct dat *dat, const struct chart *chart)
{
	const struct contest *job = chart->panel.job;
	char *title = alloc_printf("%s%s%s: speed-up over serial, by workers",
				   job->first->workload,
				   *job->detail ? ", " : "", job->detail);
	const char *keys = "   : ideal   * several";
	size_t room = chart->look->columns - strlen(keys);
	char *fitted = cut(title, room);
	char *all = alloc_printf("%s%s", fitted, keys);

	dat_block(dat, "title provenance columns rows", "figure");
	write_text(dat, chart, all, chart->look->columns);
	write_origin(dat, chart);
	dat_count(dat, chart->look->columns);
	dat_count(dat, chart->look->rows);
	free(all);
	free(fitted);
	free(title);
}

static void write_axes(struct dat *dat, const struct chart *chart)
{
	const struct panel *panel = &chart->panel;

	dat_block(dat,
		  "log x_low x_high x_tics y_low y_high y_tics room series",
		  "axes");
	dat_count(dat, panel->log);
	dat_real(dat, panel->x_low);
	dat_real(dat, panel->x_high);
	panel_write_x_tics(dat, panel);
	dat_real(dat, panel->y_low);
	dat_real(dat, panel->y_high);
	panel_write_y_tics(dat, panel);
	dat_count(dat, chart->room);
	panel_write_series(dat, panel, chart->series, chart->n_series);
}

static void write_ideal(struct dat *dat, const struct chart *chart)
{
	double last = panel_scale(&chart->panel, chart->panel.most);
	double first = panel_scale(&chart->panel, 1);

	dat_block(dat, "workers speedup text", "ideal");
	for (int i = 0; i <= N_IDEAL; i++) {
		double at = panel_unscale(&chart->panel,
					  first + (last - first) * i / N_IDEAL);

		dat_real(dat, at);
		dat_real(dat, at);
		dat_text(dat, ":");
	}
}

static void write_lines(struct dat *dat, const struct chart *chart)
{
	const struct panel *panel = &chart->panel;

	for (unsigned k = 0; k < chart->n_series; k++) {
		if (!panel_has(panel, &chart->series[k]))
			continue;
		dat_block(dat, "workers speedup", "series %u", k + 1);
		for (unsigned i = 0; i < panel->n_counts; i++) {
			const struct estimate *e = panel_estimate(
				panel, &chart->series[k], panel->counts[i]);

			/* a line starts at serial, which is 1 by definition */
			if (!e && panel->counts[i] != 1)
				continue;
			dat_count(dat, panel->counts[i]);
			dat_real(dat, e ? e->speedup : 1);
		}
	}
}

/* Upwards from the axis. */
static double row_of(const struct chart *chart, double speedup)
{
	const struct panel *panel = &chart->panel;

	return round((panel_scale(panel, speedup) -
		      panel_scale(panel, panel->y_low)) /
		     chart->y_in);
}

/* Where two points would share a character there is a star. */
static bool is_shared(const struct chart *chart, unsigned series,
		      unsigned count, double speedup)
{
	const struct panel *panel = &chart->panel;
	double row = row_of(chart, speedup);

	for (unsigned k = 0; k < chart->n_series; k++) {
		const struct estimate *e =
			panel_estimate(panel, &chart->series[k], count);

		if (k != series && e && row_of(chart, e->speedup) == row)
			return true;
	}
	return false;
}

static void write_letters(struct dat *dat, const struct chart *chart)
{
	const struct panel *panel = &chart->panel;

	dat_block(dat, "workers speedup text rgb", "letters");
	for (unsigned i = 0; i < panel->n_counts; i++)
		for (unsigned k = 0; k < chart->n_series; k++) {
			const struct figure_series *s = &chart->series[k];
			const struct estimate *e =
				panel_estimate(panel, s, panel->counts[i]);
			char text[] = { chart->letters[k], '\0' };
			bool shared = e && is_shared(chart, k, panel->counts[i],
						     e->speedup);

			if (!e)
				continue;
			dat_count(dat, panel->counts[i]);
			dat_real(dat, e->speedup);
			dat_text(dat, shared ? "*" : text);
			dat_count(dat,
				  shared ? GREY : figure_text_rgb(s->style));
		}
}

/* "T threads·python 0.98", a row each. */
static void write_names(struct dat *dat, const struct chart *chart)
{
	const struct panel *panel = &chart->panel;
	double y[MAX_SERIES];
	unsigned which[MAX_SERIES], n = 0;

	for (unsigned k = 0; k < chart->n_series; k++) {
		const struct estimate *e =
			panel_estimate(panel, &chart->series[k], panel->most);

		if (!e)
			continue;
		which[n] = k;
		y[n++] = panel_scale(panel, e->speedup);
	}
	grid_spread(y, n, chart->y_in * 1.0001,
		    panel_scale(panel, panel->y_low),
		    panel_scale(panel, panel->y_high));
	dat_block(dat, "workers y text rgb", "names");
	for (unsigned i = 0; i < n; i++) {
		const struct figure_series *s = &chart->series[which[i]];
		double value = panel_estimate(panel, s, panel->most)->speedup;
		char *name = cut(s->name, chart->room - 9);
		char *text = alloc_printf(
			value < 9.995 ? "%c %s %.2f" : "%c %s %.1f",
			chart->letters[which[i]], name, value);

		dat_count(dat, panel->most);
		dat_real(dat, panel_unscale(panel, y[i]));
		write_text(dat, chart, text, chart->room);
		dat_count(dat, figure_text_rgb(s->style));
		free(text);
		free(name);
	}
	/* gnuplot complains of a block in which there is nothing to draw */
	if (!n) {
		dat_count(dat, panel->most);
		dat_count(dat, 1);
		dat_text(dat, "");
		dat_count(dat, 0);
	}
}

static void write_chart(FILE *file, struct chart *chart)
{
	struct dat dat;

	lay_out(chart);
	dat_begin(&dat, file, "term", "speed-up over serial, one job");
	write_head(&dat, chart);
	write_axes(&dat, chart);
	write_ideal(&dat, chart);
	write_lines(&dat, chart);
	write_letters(&dat, chart);
	write_names(&dat, chart);
	dat_end(&dat);
}

/* --- drawing ------------------------------------------------------------- */

/* Print the lines of `drawn`, without the form feed before and blanks behind.
 */
static void print_lines(FILE *file, FILE *drawn)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, drawn) > 0) {
		char *start = line + (*line == '\f');
		size_t n = strlen(start);

		/* a no-break space is what empty text is written as */
		while (n && strchr(" \n\302\240", start[n - 1]))
			n--;
		fprintf(file, "%.*s\n", (int)n, start);
	}
	free(line);
}

/* Draw DIR/term.dat into DIR/term.txt, and print that. */
static int draw(FILE *file, const char *dir, const char *plots,
		const struct chart *chart, struct why *why)
{
	char *path = alloc_printf("%s/term.txt", dir);
	int status = draw_text(dir, plots, "term",
			       chart->look->colour ? "ansi256" : "mono", why);
	FILE *drawn = status == 0 ? fopen(path, "re") : NULL;

	if (drawn) {
		print_lines(file, drawn);
		fclose(drawn);
	} else if (status == 0) {
		status = why_errno(why, "%s", path);
	}
	unlink(path);
	free(path);
	return status;
}

static int draw_job(FILE *file, const char *dir, const char *plots,
		    struct chart *chart, struct why *why)
{
	char *path = alloc_printf("%s/term.dat", dir);
	FILE *data = fopen(path, "we");
	int status = -1;

	if (data) {
		write_chart(data, chart);
		status = fclose(data) != 0 ? -1 : 0;
	}
	if (status < 0)
		why_errno(why, "%s", path);
	else
		status = draw(file, dir, plots, chart, why);
	unlink(path);
	free(path);
	return status;
}

static int draw_all(FILE *file, const char *dir, const char *plots,
		    struct chart *chart, const struct view *view,
		    struct why *why)
{
	struct panel *panels = alloc_zero(view->n_jobs, sizeof(*panels));
	unsigned n_panels = 0, n_drawn = 0;
	int status = 0;

	for (unsigned j = 0; j < view->n_jobs; j++)
		n_panels += panel_init(&panels[n_panels], chart->results,
				       &view->jobs[j]);
	panel_share_y(panels, n_panels);
	for (; n_drawn < n_panels && status == 0; n_drawn++) {
		chart->panel = panels[n_drawn];
		if (n_drawn)
			putc('\n', file);
		status = draw_job(file, dir, plots, chart, why);
	}
	if (!n_panels)
		status = why_set(why, "there is no speed-up to draw: it needs "
				      "a parallel cell and its serial one");
	free(panels);
	return status;
}

int term_draw(FILE *file, const struct results *results, const char *plots,
	      const struct term_look *look, struct why *why)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = alloc_printf("%s/gilbench-term.XXXXXX",
				 tmp && *tmp == '/' ? tmp : "/tmp");
	struct chart chart = { .results = results, .look = look };
	struct view view = { 0 };
	int status = -1;

	view_find(&view, results);
	chart.series = view.series;
	chart.n_series =
		view.n_series < MAX_SERIES ? view.n_series : MAX_SERIES;
	choose_letters(&chart);
	if (!mkdtemp(dir)) {
		why_errno(why, "%s", dir);
	} else {
		status = draw_all(file, dir, plots, &chart, &view, why);
		rmdir(dir);
	}
	view_fini(&view);
	free(dir);
	return status;
}
