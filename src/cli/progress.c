/* Progress in four styles. */
#include "progress.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/units.h"

void progress_init(struct progress *progress, enum progress_style style)
{
	const char *term = getenv("TERM");
	bool terminal =
		isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;

	if (style == PROGRESS_AUTO)
		style = terminal ? PROGRESS_BAR : PROGRESS_PLAIN;
	*progress = (struct progress){ .style = style };
}

void progress_clear(struct progress *progress)
{
	if (progress->style == PROGRESS_BAR)
		fputs("\r\033[K", stderr);
}

static void say_json(const char *event, const char *text)
{
	json_t *line = json_pack("{s:s, s:s}", "event", event, "text", text);
	char *dump = json_dumps(line, JSON_COMPACT);

	fprintf(stderr, "%s\n", dump ? dump : "{}");
	free(dump);
	json_decref(line);
}

void progress_note(struct progress *progress, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (progress->style == PROGRESS_NONE)
		return;
	progress_clear(progress);
	if (progress->style == PROGRESS_JSON)
		say_json("note", text);
	else
		fprintf(stderr, "%s\n", text);
}

void progress_piloting(struct progress *progress, const struct cell *cell,
		       unsigned n_done, unsigned n_groups)
{
	char text[128];

	snprintf(text, sizeof(text), "%s %s %s", cell->workload, cell->kernel,
		 cell->executor);
	if (progress->style == PROGRESS_JSON)
		say_json("pilot", text);
	if (progress->style == PROGRESS_BAR)
		fprintf(stderr, "\r\033[Kfinding job sizes %u/%u  %s",
			n_done + 1, n_groups, text);
}

/* Seconds left, by the pace so far; below 0: too early to say. */
static double time_left_s(const struct progress *progress,
			  const struct run_progress *at)
{
	double passed_s =
		(double)(clock_now_ns() - progress->started_ns) * 1e-9;

	if (at->n_done == 0 || passed_s < 2)
		return -1;
	return passed_s / at->n_done * (at->n_steps - at->n_done);
}

static void draw_bar(struct progress *progress, const struct run_progress *at)
{
	enum {
		WIDTH = 24
	};
	unsigned filled = at->n_done * WIDTH / at->n_steps;
	double left_s = time_left_s(progress, at);
	char bar[WIDTH + 1], left[32] = "";

	memset(bar, '.', WIDTH);
	memset(bar, '#', filled);
	bar[WIDTH] = '\0';
	if (left_s >= 0)
		units_show_seconds(left_s, left, sizeof(left));
	fprintf(stderr,
		"\r\033[K[%s] %u/%u  block %u/%u  %s%s%.14s %.11s %.10s", bar,
		at->n_done, at->n_steps, at->block + 1, at->n_blocks, left,
		*left ? " left  " : "", at->cell->workload, at->cell->kernel,
		at->cell->executor);
}

/* A line every tenth of the way. */
static void print_line(struct progress *progress, const struct run_progress *at)
{
	unsigned percent = at->n_done * 100 / at->n_steps;
	double left_s = time_left_s(progress, at);
	char left[32];

	if (percent / 10 == progress->percent_said / 10)
		return;
	progress->percent_said = percent;
	fprintf(stderr, "%u of %u invocations, block %u of %u", at->n_done,
		at->n_steps, at->block + 1, at->n_blocks);
	if (left_s >= 0)
		fprintf(stderr, ", %s left",
			units_show_seconds(left_s, left, sizeof(left)));
	fputc('\n', stderr);
}

static void print_json(const struct run_progress *at)
{
	static const char *const failures[] = { "ok", "failed", "skipped",
						"hung", "interrupted" };
	const char *status =
		at->attempt->failure == SESSION_FINE && at->attempt->tainted
			? "tainted"
			: failures[at->attempt->failure];
	json_t *line = json_pack(
		"{s:s, s:i, s:i, s:i, s:i, s:s, s:s, s:s}", "event",
		"invocation", "done", (int)at->n_done, "of", (int)at->n_steps,
		"block", (int)at->block, "blocks", (int)at->n_blocks, "cell_id",
		at->cell->id, "status", status, "reason", at->attempt->reason);
	char *dump = json_dumps(line, JSON_COMPACT);

	fprintf(stderr, "%s\n", dump ? dump : "{}");
	free(dump);
	json_decref(line);
}

void progress_step(struct progress *progress, const struct run_progress *at)
{
	if (!progress->started_ns)
		progress->started_ns = clock_now_ns();
	if (at->attempt && at->attempt->failure == SESSION_FAILED &&
	    progress->n_failed++ < 3)
		progress_note(progress, "failed: %s %s %s x%u: %s",
			      at->cell->workload, at->cell->kernel,
			      at->cell->executor, at->cell->workers,
			      at->attempt->reason);
	switch (progress->style) {
	case PROGRESS_BAR:
		if (!at->attempt)
			draw_bar(progress, at);
		break;
	case PROGRESS_PLAIN:
		if (!at->attempt)
			print_line(progress, at);
		break;
	case PROGRESS_JSON:
		if (at->attempt)
			print_json(at);
		break;
	default:
		break;
	}
}
