/*
 * USE HERE: for each job the best choice among what was measured. Of choices
 * within 5 % the simplest one wins: fewer workers, threads before processes.
 * Controls are no choice.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/breakeven.h"
#include "output/table_parts.h"
#include "output/table_text.h"

#define INDENT 16
#define AS_GOOD .95       /* of the best throughput */
#define WORTH_WRITING 1.2 /* another kernel, times pure Python */
#define WAITS .5          /* CPU share below which a job waits */

struct adviser {
	const struct results *results;
	const struct contest *contest;
};

struct advice {
	FILE *file;
	const struct results *results;
};

static double throughput(const struct adviser *a, int cell)
{
	return cell < 0 ? NAN : a->results->estimates[cell].throughput;
}

/* From simple to costly; an executor that is not listed comes last. */
static unsigned effort(const struct cell *cell)
{
	static const char *const executors[] = { "serial", "asyncio", "threads",
						 "interpreters", "processes" };
	unsigned i = 0;

	while (i < 5 && strcmp(executors[i], cell->executor) != 0)
		i++;
	return i;
}

static bool simpler(const struct cell *a, const struct cell *b)
{
	if (effort(a) != effort(b))
		return effort(a) < effort(b);
	return a->workers < b->workers;
}

/* The choice for one kernel, or for all but python when NULL; or -1. */
static int choose(const struct adviser *a, const char *kernel)
{
	const struct cell *cells = a->results->cells;
	double best = 0;
	int chosen = -1;

	for (int pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < a->contest->n_cells; i++) {
			int c = (int)a->contest->cells[i];
			double t = throughput(a, c);

			if (!(t > 0) || contest_is_control(&cells[c]) ||
			    (kernel ? strcmp(cells[c].kernel, kernel) != 0
				    : !strcmp(cells[c].kernel, "python")))
				continue;
			if (pass == 0)
				best = fmax(best, t);
			else if (t >= AS_GOOD * best &&
				 (chosen < 0 ||
				  simpler(&cells[c], &cells[chosen])))
				chosen = c;
		}
	return chosen;
}

/* "1.96x", "36x". */
static const char *times(double ratio, char *text, unsigned n)
{
	snprintf(text, n, ratio < 9.95 ? "%.2fx" : "%.0fx", ratio);
	return text;
}

/* The job from which on a start is paid back. */
static void say_break_even(FILE *words, const struct adviser *a, int cell)
{
	int serial = breakeven_serial(a->results, (unsigned)cell);
	char text[32];

	if (serial < 0)
		return;
	struct breakeven found =
		breakeven_find(a->results, (unsigned)cell, (unsigned)serial);

	/* not if noise may be all that it gains */
	if (isfinite(found.serial_s) && found.serial_s >= .001 &&
	    !isinf(found.serial_ci.high))
		fprintf(words, ", once a job exceeds %s",
			units_show_seconds(found.serial_s, text, sizeof(text)));
}

/* What the chosen processes cost and bring, beside as many threads. */
static void say_rival(FILE *words, const struct adviser *a, int chosen)
{
	const struct cell *c = &a->results->cells[chosen];

	if (strcmp(c->executor, "processes") != 0)
		return;
	for (unsigned i = 0; i < a->contest->n_cells; i++) {
		unsigned k = a->contest->cells[i];
		const struct cell *other = &a->results->cells[k];
		double more = a->results->estimates[chosen].pss_bytes -
			      a->results->estimates[k].pss_bytes;
		char ratio[32], bytes[32];

		if (strcmp(other->executor, "threads") != 0 ||
		    strcmp(other->kernel, c->kernel) != 0 ||
		    other->workers != c->workers ||
		    !(throughput(a, (int)k) > 0))
			continue;
		fprintf(words, " (%s threads",
			times(throughput(a, chosen) / throughput(a, (int)k),
			      ratio, sizeof(ratio)));
		if (more > 0)
			fprintf(words, ", +%s",
				units_show_bytes(more, bytes, sizeof(bytes)));
		putc(')', words);
		return;
	}
}

/* "2 processes", "one thread". */
static void say_choice(FILE *words, const struct adviser *a, int cell)
{
	const struct cell *c = &a->results->cells[cell];
	char *workers = table_workers(c);

	fputs(contest_is_serial(c) ? "one thread" : workers, words);
	free(workers);
}

/*
 * Threads of a job that waits pay off until the GIL is never free: as many
 * as one unit's time has room for holds.
 */
static bool say_room(FILE *words, const struct adviser *a, int python)
{
	const struct estimate *e = &a->results->estimates[python];
	int serial = breakeven_serial(a->results, (unsigned)python);
	const struct estimate *one =
		serial < 0 ? NULL : &a->results->estimates[serial];
	char text[32];

	if (!one || strcmp(e->cell->executor, "threads") != 0 ||
	    !(one->cpu_share < WAITS) || !(one->gil_hold_share > 0))
		return false;
	double full = 1 / one->gil_hold_share;

	if (full <= e->cell->workers)
		return false;
	fprintf(words, "threads, up to about %.0f at once; %u: %s serial",
		full < 100 ? full : round(full / 10) * 10, e->cell->workers,
		times(e->speedup, text, sizeof(text)));
	return true;
}

static void say_python(FILE *words, const struct adviser *a, int python)
{
	const struct estimate *e = &a->results->estimates[python];
	char text[32];

	if (say_room(words, a, python))
		return;
	say_choice(words, a, python);
	if (contest_is_serial(e->cell)) {
		fputs(": nothing that was measured gains 5 %", words);
		return;
	}
	if (isfinite(e->speedup))
		fprintf(words, ", %s serial",
			times(e->speedup, text, sizeof(text)));
	say_rival(words, a, python);
	say_break_even(words, a, python);
}

static void say_native(FILE *words, const struct adviser *a, int native,
		       int python)
{
	int reference = a->contest->reference;
	double gain = throughput(a, native) / throughput(a, reference);
	char text[32];

	fprintf(words, "%s code, ", a->results->cells[native].kernel);
	say_choice(words, a, native);
	if (gain > 0)
		fprintf(words, ": %s serial Python",
			times(gain, text, sizeof(text)));
	if (python < 0)
		return;
	fputs("; pure Python: ", words);
	say_python(words, a, python);
}

/* Without an interval the order may be chance. */
static void say_doubt(FILE *words, const struct adviser *a, int cell)
{
	const struct estimate *e =
		cell < 0 ? NULL : &a->results->estimates[cell];

	if (e && !contest_is_serial(e->cell) && !isfinite(e->speedup_ci.low))
		fprintf(words, "; not certain: %u valid block%s", e->n_pairs,
			e->n_pairs == 1 ? "" : "s");
}

static void say_all(FILE *words, const struct adviser *a)
{
	int python = choose(a, "python"), native = choose(a, NULL);
	char value[16];

	if (python < 0 && native < 0)
		fputs("nothing was measured", words);
	else if (native >= 0 && !(throughput(a, native) <
				  WORTH_WRITING * throughput(a, python)))
		say_native(words, a, native, python);
	else if (python >= 0)
		say_python(words, a, python);
	else
		say_choice(words, a, native);
	say_doubt(words, a, python >= 0 ? python : native);
	if (cell_param(a->contest->first, "cache", value, sizeof(value)) == 0 &&
	    strcmp(value, "warm") == 0)
		fputs("; files were cached: for disk, --param cache=cold",
		      words);
}

static void advise(void *context, const struct contest *contest)
{
	const struct advice *advice = context;
	const struct adviser a = { advice->results, contest };
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);
	char *name =
		alloc_printf("%s%s%s", contest->first->workload,
			     *contest->variant ? ", " : "", contest->variant);

	say_all(words, &a);
	fclose(words);
	text_wrap(advice->file, name, INDENT, text);
	free(name);
	free(text);
}

void table_advice(FILE *file, const struct results *results,
		  const struct contest *contests, unsigned n)
{
	struct advice advice = { file, results };

	fputs("\nUSE HERE\n", file);
	table_by_python(file, results, contests, n, advise, &advice);
}
