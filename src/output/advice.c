/* Words for a choice: what it gains, costs, and from which job size on. */
#include "output/advice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/breakeven.h"
#include "output/cell_text.h"
#include "output/choice.h"

struct adviser {
	const struct results *results;
	const struct contest *contest;
	FILE *words;
};

static double throughput(const struct adviser *a, int cell)
{
	return cell < 0 ? NAN : a->results->estimates[cell].throughput;
}

/* "1.96x", "36x". */
static const char *times(double ratio, char *text, unsigned n)
{
	snprintf(text, n, ratio < 9.95 ? "%.2fx" : "%.0fx", ratio);
	return text;
}

/* The job from which on a start is paid back. */
static void say_break_even(const struct adviser *a, int cell)
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
		fprintf(a->words, ", once a job exceeds %s",
			units_show_seconds(found.serial_s, text, sizeof(text)));
}

/* What the chosen processes cost and bring, beside as many threads. */
static void say_rival(const struct adviser *a, int chosen)
{
	int rival = choice_rival(a->results, a->contest, (unsigned)chosen);
	char ratio[32], bytes[32];

	if (rival < 0)
		return;
	double more = a->results->estimates[chosen].pss_bytes -
		      a->results->estimates[rival].pss_bytes;

	fprintf(a->words, " (%s threads",
		times(throughput(a, chosen) / throughput(a, rival), ratio,
		      sizeof(ratio)));
	if (more > 0)
		fprintf(a->words, ", +%s",
			units_show_bytes(more, bytes, sizeof(bytes)));
	putc(')', a->words);
}

/* "2 processes", "one thread". */
static void say_choice(const struct adviser *a, int cell)
{
	const struct cell *c = &a->results->cells[cell];
	char *workers = cell_workers_text(c);

	fputs(contest_is_serial(c) ? "one thread" : workers, a->words);
	free(workers);
}

static bool say_room(const struct adviser *a, int python)
{
	const struct estimate *e = &a->results->estimates[python];
	double room = choice_room(a->results, (unsigned)python);
	char text[32];

	if (isnan(room))
		return false;
	fprintf(a->words, "threads, up to about %.0f at once; %u: %s serial",
		room, e->cell->workers, times(e->speedup, text, sizeof(text)));
	return true;
}

/* Are there other ways of running the same kernel, with a value or without? */
static bool has_rival(const struct adviser *a, int cell, bool has_value)
{
	const struct cell *own = &a->results->cells[cell];

	for (unsigned i = 0; i < a->contest->n_cells; i++) {
		unsigned k = a->contest->cells[i];
		const struct cell *other = &a->results->cells[k];

		if (!contest_is_serial(other) &&
		    strcmp(other->kernel, own->kernel) == 0 &&
		    choice_works(a->results, k) == has_value)
			return true;
	}
	return false;
}

static void say_python(const struct adviser *a, int python)
{
	const struct estimate *e = &a->results->estimates[python];
	char text[32];

	if (say_room(a, python))
		return;
	say_choice(a, python);
	if (contest_is_serial(e->cell)) {
		fputs(has_rival(a, python, true)
			      ? ": nothing that was measured gains 5 %"
			      : ": nothing else was measured",
		      a->words);
		if (has_rival(a, python, false))
			fputs("; more was planned and has no value", a->words);
		return;
	}
	if (isfinite(e->speedup))
		fprintf(a->words, ", %s serial",
			times(e->speedup, text, sizeof(text)));
	say_rival(a, python);
	say_break_even(a, python);
}

static void say_other(const struct adviser *a, int other, int python)
{
	int reference = a->contest->reference;
	double gain = throughput(a, other) / throughput(a, reference);
	char text[32];

	fprintf(a->words, "%s code, ", a->results->cells[other].kernel);
	say_choice(a, other);
	if (gain > 0)
		fprintf(a->words, ": %s serial Python",
			times(gain, text, sizeof(text)));
	if (python < 0)
		return;
	fputs("; pure Python: ", a->words);
	say_python(a, python);
}

/* Without an interval the order may be chance. */
static void say_doubt(const struct adviser *a, int cell)
{
	const struct estimate *e =
		cell < 0 ? NULL : &a->results->estimates[cell];

	if (e && !contest_is_serial(e->cell) && !isfinite(e->speedup_ci.low))
		fprintf(a->words, "; not certain: %u valid block%s", e->n_pairs,
			e->n_pairs == 1 ? "" : "s");
}

/* By the 99 %, or where there are too few answers for it by the median. */
static bool is_less_late(const struct estimate *a, const struct estimate *b)
{
	if (isnan(a->lat_p99_s) || isnan(b->lat_p99_s))
		return a->lat_p50_s < b->lat_p50_s;
	return a->lat_p99_s < b->lat_p99_s;
}

/* Of cells that ask for latencies: the one with the least late answers. */
static int least_late(const struct adviser *a)
{
	int best = -1;

	for (unsigned i = 0; i < a->contest->n_cells; i++) {
		unsigned cell = a->contest->cells[i];
		const struct estimate *e = &a->results->estimates[cell];

		if (contest_is_control(e->cell) || e->status != CELL_OK ||
		    isnan(e->lat_p50_s))
			continue;
		if (best < 0 || is_less_late(e, &a->results->estimates[best]))
			best = (int)cell;
	}
	return best;
}

static void say_latency(const struct adviser *a)
{
	int cell = least_late(a);
	char text[32];

	if (cell < 0) {
		fputs("no latencies were measured", a->words);
		return;
	}
	const struct estimate *e = &a->results->estimates[cell];

	fprintf(a->words, "%s code, ", e->cell->kernel);
	say_choice(a, cell);
	fprintf(a->words, ": half of the answers within %s",
		units_show_seconds(e->lat_p50_s, text, sizeof(text)));
	if (!isnan(e->lat_p99_s))
		fprintf(a->words, ", 99 %% within %s",
			units_show_seconds(e->lat_p99_s, text, sizeof(text)));
}

static void say_all(const struct adviser *a)
{
	if (results_asks_latency(a->contest->first)) {
		say_latency(a);
		return;
	}
	struct choice choice = choice_find(a->results, a->contest);
	char value[16];

	if (choice.python < 0 && choice.other < 0)
		fputs("nothing was measured", a->words);
	else if (choice.other >= 0)
		say_other(a, choice.other, choice.python);
	else
		say_python(a, choice.python);
	say_doubt(a, choice.python >= 0 ? choice.python : choice.other);
	if (cell_param(a->contest->first, "cache", value, sizeof(value)) == 0 &&
	    strcmp(value, "warm") == 0)
		fputs("; files were cached: for disk, --param cache=cold",
		      a->words);
}

char *advice_text(const struct results *results, const struct contest *contest)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);
	const struct adviser a = { results, contest, words };

	say_all(&a);
	fclose(words);
	return text;
}
