/*
 * The registry of figures: their data and templates go into one directory and
 * are drawn there. What a figure shows is decided in figure_NAME.c, how it
 * looks in plots/NAME.gp.
 */
#include "output/figures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/figure_list.h"
#include "output/rundir.h"

struct figure {
	const char *name; /* NAME.dat, and its template NAME.gp */
	figure_writer *write;
	const char *needs;   /* what the results must have */
	const char *also[2]; /* templates that its own one calls */
};

#define SPEEDUPS "a parallel cell and its serial one"
#define HOLDS "metered samples of threads that share a GIL"

static const struct figure figures[] = {
	{ "speedup", figure_speedup, SPEEDUPS, { NULL } },
	{ "speedup-dots", figure_dots, SPEEDUPS, { NULL } },
	{ "throughput", figure_throughput, "a cell with a value", { NULL } },
	{ "timesplit", figure_timesplit, "metered samples", { NULL } },
	{ "timeline", figure_timeline, HOLDS, { NULL } },
	{ "waits", figure_waits, HOLDS, { NULL } },
	{ "pythons",
	  figure_pythons,
	  "several interpreters, or states of the GIL",
	  { "speedup", "speedup-dots" } },
	{ "heatmap", figure_heatmap, "4 cells with a speed-up", { NULL } },
	{ "startup", figure_startup, "a cell with a start-up time", { NULL } },
	{ "memory", figure_memory, "a cell with a memory size", { NULL } },
	{ "latency", figure_latency, "latencies of 20 requests", { NULL } },
	{ "amdahl",
	  figure_amdahl,
	  "threads of gil-fraction and their serial cell",
	  { NULL } },
	{ "mixed", figure_mixed, "latencies of the workload mixed", { NULL } },
	{ "breakeven",
	  figure_breakeven,
	  "a parallel cell and its serial one, with their start-up",
	  { NULL } },
	{ "hosts", figure_hosts, "a cell of several hosts", { NULL } },
};

#define N_FIGURES (sizeof(figures) / sizeof(*figures))

const char *const *figures_names(void)
{
	static const char *names[N_FIGURES + 1];

	for (size_t i = 0; i < N_FIGURES; i++)
		names[i] = figures[i].name;
	return names;
}

/* Write `text` to DIR/NAME, as a whole. 0 or -1. */
static int write_file(const char *dir, const char *name, const char *text,
		      size_t n_bytes, struct why *why)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = rundir_open_new(path);
	bool failed = !file;

	if (file) {
		failed = fwrite(text, 1, n_bytes, file) != n_bytes;
		failed |= fclose(file) != 0;
	}
	if (failed)
		why_errno(why, "%s", path);
	free(path);
	return failed ? -1 : 0;
}

/* Copy NAME.gp. */
static int copy_template(const char *plots, const char *dir, const char *name,
			 struct why *why)
{
	char *path = alloc_printf("%s/%s.gp", plots, name);
	char *file_name = alloc_printf("%s.gp", name);
	FILE *file = fopen(path, "re");
	char text[65536];
	int status;

	if (file) {
		size_t n_bytes = fread(text, 1, sizeof(text), file);

		fclose(file);
		status = write_file(dir, file_name, text, n_bytes, why);
	} else {
		status = why_errno(why, "%s", path);
	}
	free(file_name);
	free(path);
	return status;
}

static int copy_templates(const struct figure *figure, const char *plots,
			  const char *dir, struct why *why)
{
	int status = copy_template(plots, dir, "style", why);

	if (status == 0)
		status = copy_template(plots, dir, figure->name, why);
	for (int i = 0; i < 2 && figure->also[i] && status == 0; i++)
		status = copy_template(plots, dir, figure->also[i], why);
	return status;
}

/* Write NAME.dat and NAME.gp. 1: done; 0: no such figure; -1. */
static int prepare(const struct figure *figure, const struct results *results,
		   const char *plots, const char *dir,
		   const struct figures_wish *wish, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	double width = figure->write(file, results, wish->width);
	char name[64];
	int status = width > 0;

	fclose(file);
	snprintf(name, sizeof(name), "%s.dat", figure->name);
	if (status && write_file(dir, name, text, n_bytes, why) < 0)
		status = -1;
	free(text);
	if (status == 1 && copy_templates(figure, plots, dir, why) < 0)
		status = -1;
	if (status == 1 && wish->is_wider && wish->width > 0 &&
	    width > wish->width * (1 + 1e-9))
		wish->is_wider(figure->name, width);
	return status;
}

static bool is_wished(const struct figures_wish *wish, const char *name)
{
	for (size_t i = 0; i < wish->n_names; i++)
		if (strcmp(wish->names[i], name) == 0)
			return true;
	return wish->n_names == 0;
}

/* All data before the first picture: gnuplot may be missing. A picture that
 * cannot be drawn keeps no other from it; of several `why` tells the first. */
static int draw_into(const char *dir, const struct results *results,
		     const char *plots, const struct figures_wish *wish,
		     struct why *why)
{
	int ready[N_FIGURES] = { 0 }, status = 0;
	struct why other;

	for (size_t i = 0; i < N_FIGURES && status == 0; i++) {
		if (!is_wished(wish, figures[i].name))
			continue;
		ready[i] = prepare(&figures[i], results, plots, dir, wish, why);
		if (ready[i] < 0)
			status = -1;
		else if (!ready[i] && wish->n_names)
			status = why_set(why,
					 "there is no figure %s of these "
					 "results: it needs %s",
					 figures[i].name, figures[i].needs);
	}
	if (status < 0)
		return -1;
	for (size_t i = 0; i < N_FIGURES; i++)
		if (ready[i] && draw_figure(dir, figures[i].name, wish->formats,
					    status < 0 ? &other : why) < 0)
			status = -1;
	return status;
}

int figures_draw_some(const struct results *results, const char *plots,
		      const struct figures_wish *wish, struct why *why)
{
	char *dir = wish->dir ? alloc_copy(wish->dir)
			      : alloc_printf("%s/figures", results->dir);
	int status = rundir_make_path(dir, why);

	if (status == 0)
		status = draw_into(dir, results, plots, wish, why);
	free(dir);
	return status;
}

int figures_draw(const struct results *results, const char *plots,
		 struct why *why)
{
	const struct figures_wish all = { .formats = DRAW_ALL };

	return figures_draw_some(results, plots, &all, why);
}
