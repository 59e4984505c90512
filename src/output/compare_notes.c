/*
 * What a reader must know to believe a comparison: are the machines, plans and
 * interpreters those that one thinks? And what to do if it is undecided.
 */
#include "output/compare_notes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/host_text.h"

void lines_add(struct lines *lines, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	int length = vsnprintf(NULL, 0, format, args);

	va_end(args);
	text = alloc_zero((size_t)length + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	lines->items =
		alloc_grow(lines->items, lines->n, sizeof(*lines->items));
	lines->items[lines->n++] = text;
}

void lines_fini(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->items[i]);
	free(lines->items);
	*lines = (struct lines){ NULL, 0 };
}

const char *compare_fact(const struct comparison_run *run, const char *key)
{
	return host_text(run->json, key);
}

/* --- machines and plans -------------------------------------------------- */

static const char *fingerprint(const struct comparison_run *run)
{
	return host_text(json_object_get(run->json, "host"), "fingerprint");
}

static const char *plan_hash(const struct comparison_run *run)
{
	return compare_fact(run, "plan_hash");
}

typedef const char *run_fact(const struct comparison_run *run);

/* The first run that is unlike the first of A, or NULL. */
static const struct comparison_run *
find_unlike(const struct comparison *comparison, run_fact *fact)
{
	const struct comparison_run *first = &comparison->sides[0].runs[0];

	for (int s = 0; s < 2; s++)
		for (unsigned i = 0; i < comparison->sides[s].n_runs; i++)
			if (strcmp(fact(&comparison->sides[s].runs[i]),
				   fact(first)) != 0)
				return &comparison->sides[s].runs[i];
	return NULL;
}

static void show_host(const struct comparison_run *run, char *text, size_t n)
{
	const json_t *host = json_object_get(run->json, "host");

	snprintf(
		text, n, "%s: %.60s, %.60s, %lld cores, kernel %.60s", run->dir,
		host_text(host, "name"), host_text(host, "cpu_model"),
		(long long)json_integer_value(json_object_get(host, "n_cores")),
		host_text(host, "kernel"));
}

static void warn_of_hosts(struct comparison *comparison)
{
	const struct comparison_run *other =
		find_unlike(comparison, fingerprint);
	char one[512], two[512];

	if (!other)
		return;
	show_host(&comparison->sides[0].runs[0], one, sizeof(one));
	show_host(other, two, sizeof(two));
	lines_add(&comparison->warnings,
		  "DIFFERENT HARDWARE OR KERNEL. What differs below may be the "
		  "machine and not what you changed. %s; %s.",
		  one, two);
}

static void warn_of_plans(struct comparison *comparison)
{
	const struct comparison_run *first = &comparison->sides[0].runs[0];
	const struct comparison_run *other = find_unlike(comparison, plan_hash);

	if (!other)
		return;
	lines_add(
		&comparison->warnings,
		"DIFFERENT PLANS: %s has plan %s, %s has plan %s. Only cells "
		"with the same id are compared; blocks, samples and the order "
		"may differ.",
		first->dir, plan_hash(first), other->dir, plan_hash(other));
}

static void warn_of_end(struct comparison *comparison,
			const struct comparison_run *run)
{
	const json_t *status = json_object_get(run->json, "exit_status");

	if (json_is_integer(status) && json_integer_value(status) == 5)
		lines_add(&comparison->warnings,
			  "DO NOT USE %s: its checksums or the state of its "
			  "GIL did not match (exit status 5).",
			  run->dir);
	else if (!json_is_integer(status) || json_integer_value(status) > 128)
		lines_add(&comparison->notes,
			  "%s did not run to its end: what it measured is "
			  "compared.",
			  run->dir);
}

static bool same_place(const char *a, const char *b)
{
	char *one = realpath(a, NULL), *two = realpath(b, NULL);
	bool same = one && two && strcmp(one, two) == 0;

	free(one);
	free(two);
	return same;
}

static void warn_of_twins(struct comparison *comparison)
{
	const struct comparison_side *a = &comparison->sides[0];
	const struct comparison_side *b = &comparison->sides[1];

	for (unsigned i = 0; i < a->n_runs; i++)
		for (unsigned k = 0; k < b->n_runs; k++)
			if (same_place(a->runs[i].dir, b->runs[k].dir))
				lines_add(&comparison->warnings,
					  "%s IS ON BOTH SIDES: it is compared "
					  "with itself.",
					  a->runs[i].dir);
}

/* --- what explains a difference ------------------------------------------ */

static const json_t *find_python(const struct comparison_run *run,
				 const char *label)
{
	const json_t *python;
	size_t i;

	json_array_foreach(json_object_get(run->json, "pythons"), i,
			   python) if (strcmp(host_text(python, "label"),
					      label) == 0) return python;
	return NULL;
}

static void note_pythons(struct comparison *comparison)
{
	const struct comparison_run *a = &comparison->sides[0].runs[0];
	const struct comparison_run *b = &comparison->sides[1].runs[0];
	const json_t *python;
	size_t i;

	json_array_foreach(json_object_get(a->json, "pythons"), i, python)
	{
		const char *label = host_text(python, "label");
		const json_t *other = find_python(b, label);

		if (other && strcmp(host_text(python, "version"),
				    host_text(other, "version")) != 0)
			lines_add(&comparison->notes,
				  "Python '%s' is CPython %s in A and %s in B.",
				  label, host_text(python, "version"),
				  host_text(other, "version"));
	}
}

/* When a side's first run began, and its last one: ISO 8601, so as texts. */
static void span(const struct comparison_side *side, const char **first,
		 const char **last)
{
	*first = *last = compare_fact(&side->runs[0], "started");
	for (unsigned i = 1; i < side->n_runs; i++) {
		const char *started = compare_fact(&side->runs[i], "started");

		if (strcmp(started, *first) < 0)
			*first = started;
		if (strcmp(started, *last) > 0)
			*last = started;
	}
}

static void note_order(struct comparison *comparison)
{
	const char *first[2], *last[2];

	/* one run is always before another one */
	if (comparison->result.few_runs)
		return;
	span(&comparison->sides[0], &first[0], &last[0]);
	span(&comparison->sides[1], &first[1], &last[1]);
	for (int s = 0; s < 2; s++)
		if (strcmp(last[s], first[!s]) < 0)
			lines_add(&comparison->notes,
				  "All runs of %c came before those of %c: "
				  "what changed on the machine meanwhile looks "
				  "like a difference. Better measure them in "
				  "turns.",
				  "AB"[s], "AB"[!s]);
}

static void note_ceiling(struct comparison *comparison)
{
	for (unsigned i = 0; i < comparison->result.n_cells; i++) {
		const struct compare_cell *cell = &comparison->result.cells[i];

		if (strcmp(cell->cell->executor, "ceiling") != 0 ||
		    cell->verdict > COMPARE_SLOWER)
			continue;
		lines_add(&comparison->notes,
			  "The ceiling, plain C without Python, is %s too "
			  "(%s, %u worker%s: %.3f): the machine, the compiler "
			  "or gilbench itself is another.",
			  compare_verdict_names[cell->verdict],
			  cell->cell->workload, cell->cell->workers,
			  cell->cell->workers == 1 ? "" : "s", cell->ratio);
		return;
	}
}

static json_int_t seed_of(const struct comparison_run *run)
{
	return json_integer_value(json_object_get(run->json, "seed"));
}

static void note_missing(struct comparison *comparison)
{
	json_int_t a = seed_of(&comparison->sides[0].runs[0]);
	json_int_t b = seed_of(&comparison->sides[1].runs[0]);

	for (int s = 0; s < 2; s++)
		if (comparison->result.n_only[s])
			lines_add(&comparison->notes,
				  "%u cell%s of %c %s not in the plans of %c.",
				  comparison->result.n_only[s],
				  comparison->result.n_only[s] == 1 ? "" : "s",
				  "AB"[s],
				  comparison -> result.n_only[s] == 1 ? "is"
								      : "are",
				  "AB"[!s]);
	if (!comparison->result.n_cells && a != b)
		lines_add(&comparison->notes,
			  "The seeds differ, %lld and %lld, so the work does: "
			  "measure with --seed %lld to compare with %s.",
			  (long long)a, (long long)b, (long long)a,
			  comparison->sides[0].runs[0].dir);
}

void compare_notes(struct comparison *comparison)
{
	warn_of_hosts(comparison);
	warn_of_plans(comparison);
	warn_of_twins(comparison);
	for (int s = 0; s < 2; s++)
		for (unsigned i = 0; i < comparison->sides[s].n_runs; i++)
			warn_of_end(comparison, &comparison->sides[s].runs[i]);
	note_missing(comparison);
	note_pythons(comparison);
	note_order(comparison);
	note_ceiling(comparison);
}
