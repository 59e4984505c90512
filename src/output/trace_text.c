/* The report for a terminal. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "output/table_text.h"
#include "output/trace_formats.h"

enum {
	MAX_THREADS = 20, /* lines of a process; the others are summed up */
	MAX_CHILDREN = 8,
	MAX_WAITS = 5,
	MAX_TYPES = 5
};

/* An upper bound is rounded up. */
static double up(double speedup)
{
	return ceil(speedup * 100 - 1e-9) / 100;
}

static char *thread_name(const struct trace_process *process, int i)
{
	if (i < 0)
		return alloc_copy("a thread that is not known any more");
	const struct trace_thread *thread = &process->threads[i];

	if (!thread->tid)
		return alloc_copy("(ended earlier)");
	if (*thread->name)
		return alloc_copy(thread->name);
	return alloc_printf("thread %d", (int)thread->tid);
}

/* A thread is called delayed if it waits for so much of its time. */
#define DELAYED .25

/*
 * Without the GIL the process might be hardly faster, and yet one of its
 * threads answer sooner: the one that waits for most of its time, or NULL.
 */
static const struct trace_thread *
find_delayed(const struct trace_process *process)
{
	const struct trace_thread *worst = NULL;

	for (size_t i = 0; i < process->n_threads; i++) {
		const struct trace_thread *t = &process->threads[i];

		if (t->n_contended && t->wait_s >= DELAYED * t->wall_s &&
		    (!worst ||
		     t->wait_s * worst->wall_s > worst->wait_s * t->wall_s))
			worst = t;
	}
	return worst;
}

/* The sentence with one more on the delayed thread, if there is one. */
static char *add_delay(char *text, const struct trace_process *process)
{
	const struct trace_thread *thread = find_delayed(process);
	char length[32];

	if (!thread)
		return text;
	char *name = thread_name(process, (int)(thread - process->threads));
	char *longer = alloc_printf(
		"%s But it delays %s, which waited for %.0f %% of its time, "
		"%s each time it had to.",
		text, name, 100 * thread->wait_s / thread->wall_s,
		units_show_seconds(thread->wait_s / (double)thread->n_contended,
				   length, sizeof(length)));

	free(name);
	free(text);
	return longer;
}

char *trace_sentence(const struct trace_process *process)
{
	double share =
		process->wall_s > 0 ? process->waited_s / process->wall_s : 0;
	char *limit = alloc_printf("%.2f times as fast on %u CPU%s",
				   up(process->speedup), process->n_parallel,
				   process->n_parallel == 1 ? "" : "s");
	char *text = NULL;

	switch (process->verdict) {
	case TRACE_NO_GIL:
		text = alloc_copy("No thread ever took a GIL: this process "
				  "ran without one.");
		break;
	case TRACE_FREE:
		text = alloc_printf("The GIL is not the bottleneck here: "
				    "without it, this process could be at "
				    "most %s.",
				    limit);
		break;
	case TRACE_SLOWED:
		text = alloc_printf("The GIL costs this process something, "
				    "but is not its main limit: without it, "
				    "it could be at most %s.",
				    limit);
		break;
	case TRACE_BOUND:
		text = alloc_printf("The GIL is the bottleneck here: up to "
				    "%.0f %% of the time a thread waited for "
				    "it. Without it, this process could be "
				    "at most %s.",
				    100 * share, limit);
		break;
	}
	free(limit);
	return process->verdict == TRACE_FREE ||
			       process->verdict == TRACE_SLOWED
		       ? add_delay(text, process)
		       : text;
}

static void print_share(FILE *file, double part_s, double wall_s)
{
	fprintf(file, " %6.1f%%", wall_s > 0 ? 100 * part_s / wall_s : 0);
}

static void print_line(FILE *file, const char *name,
		       const struct trace_thread *thread)
{
	text_left(file, name, 22);
	fprintf(file, " %9.3f", thread->wall_s);
	print_share(file, thread->hold_s, thread->wall_s);
	print_share(file, thread->wait_s + thread->drop_s, thread->wall_s);
	print_share(file, thread->outside_s, thread->wall_s);
	fprintf(file, " %10llu %8llu\n", (unsigned long long)thread->n_acquires,
		(unsigned long long)thread->n_forced);
}

static void print_threads(FILE *file, const struct trace_process *process)
{
	struct trace_thread rest = { 0 };
	size_t n = process->n_threads;
	size_t shown = n > MAX_THREADS ? MAX_THREADS : n;

	fprintf(file, "%-22s %9s %7s %7s %7s %10s %8s\n", "thread", "wall s",
		"hold", "wait", "outside", "acquires", "forced");
	for (size_t i = 0; i < n; i++) {
		const struct trace_thread *thread = &process->threads[i];

		if (i < shown) {
			char *name = thread_name(process, (int)i);

			print_line(file, name, thread);
			free(name);
			continue;
		}
		rest.wall_s += thread->wall_s;
		rest.hold_s += thread->hold_s;
		rest.wait_s += thread->wait_s;
		rest.drop_s += thread->drop_s;
		rest.outside_s += thread->outside_s;
		rest.n_acquires += thread->n_acquires;
		rest.n_forced += thread->n_forced;
	}
	if (shown < n) {
		char *name = alloc_printf("(%zu more)", n - shown);

		print_line(file, name, &rest);
		free(name);
	}
}

static void print_waits(FILE *file, const struct trace_process *process)
{
	if (process->n_waits)
		fputs("longest waits:\n", file);
	for (size_t i = 0; i < process->n_waits && i < MAX_WAITS; i++) {
		const struct trace_wait *wait = &process->waits[i];
		char *who = thread_name(process, wait->thread);
		char *holder = thread_name(process, wait->holder);
		char length[32];
		char *head =
			alloc_printf("  %s at %.3f s",
				     units_show_seconds(wait->wait_s, length,
							sizeof(length)),
				     wait->at_s);
		char *words = alloc_printf("%s, while %s held it", who, holder);

		text_wrap(file, head, 26, words);
		free(words);
		free(head);
		free(holder);
		free(who);
	}
}

/* How the waits of all threads are spread; nothing if there are too few. */
static void print_quantiles(FILE *file, const struct trace_process *process)
{
	struct trace_histogram waits = { 0 };
	char half[32], most[32], longest[32];

	for (size_t i = 0; i < process->n_threads; i++)
		trace_histogram_add(&waits, &process->threads[i].waits);
	double p50_s = trace_histogram_quantile(&waits, .5);
	double p99_s = trace_histogram_quantile(&waits, .99);

	if (isnan(p99_s))
		return;
	fprintf(file,
		"of all waits half took at most %s, 99 %% at most %s, the "
		"longest %s\n",
		units_show_seconds(p50_s, half, sizeof(half)),
		units_show_seconds(p99_s, most, sizeof(most)),
		units_show_seconds(waits.longest_s, longest, sizeof(longest)));
}

/* Parks stand in for waits where there is no GIL. */
static void print_parks(FILE *file, const struct trace_process *process)
{
	uint64_t n_parks = 0, n_spins = 0;
	double park_s = 0;
	char length[32];

	for (size_t i = 0; i < process->n_threads; i++) {
		n_parks += process->threads[i].n_parks;
		n_spins += process->threads[i].n_spins;
		park_s += process->threads[i].park_s;
	}
	if (n_parks || n_spins)
		fprintf(file,
			"locks of a free-threaded build: parked %llu times, "
			"%s in sum; spun %llu times\n",
			(unsigned long long)n_parks,
			units_show_seconds(park_s, length, sizeof(length)),
			(unsigned long long)n_spins);
}

/* Of which objects the locks were that threads waited for. */
static void print_types(FILE *file, const struct trace_types *types)
{
	char *text = NULL, length[32];
	size_t n_bytes = 0;
	FILE *words = open_memstream(&text, &n_bytes);

	for (unsigned i = 0; i < types->n && i < MAX_TYPES; i++)
		fprintf(words, "%s%s %llu times, %s", i ? "; " : "",
			types->of[i].name,
			(unsigned long long)types->of[i].n_parks,
			units_show_seconds(types->of[i].park_s, length,
					   sizeof(length)));
	fclose(words);
	if (types->n)
		text_wrap(file, "of these for objects:", 22, text);
	free(text);
}

static void print_notes(FILE *file, const struct trace_process *process)
{
	if (process->n_kept < process->n_events) {
		char *text = alloc_printf(
			"the ring wrapped: of %llu holds the last %llu are "
			"kept, from %.3f s on; longest waits and timeline "
			"are of these, all sums are complete",
			(unsigned long long)process->n_events,
			(unsigned long long)process->n_kept,
			process->kept_from_s);

		text_wrap(file, "note:", 6, text);
		free(text);
	}
	if (process->n_lost)
		fprintf(file, "note: %u threads found no room in the log\n",
			process->n_lost);
	if (!process->ended)
		fputs("note: it did not say when it ended: it was killed, or "
		      "still runs\n",
		      file);
}

static void print_process(FILE *file, const struct trace_process *process)
{
	char *sentence = trace_sentence(process);

	print_threads(file, process);
	print_quantiles(file, process);
	print_waits(file, process);
	print_parks(file, process);
	print_types(file, &process->types);
	print_notes(file, process);
	text_wrap(file, "", 0, sentence);
	free(sentence);
}

void trace_text(FILE *file, const struct trace_program *program)
{
	size_t n = program->n_processes;

	fprintf(file, "gilbench trace: %.3f s, CPython %s, %u CPU%s\n",
		program->elapsed_s, program->python_version, program->n_cpus,
		program->n_cpus == 1 ? "" : "s");
	if (program->signal)
		fprintf(file, "killed by signal %d (%s)\n", program->signal,
			strsignal(program->signal));
	if (program->reason) {
		text_wrap(file, "not metered:", 13, program->reason);
		return;
	}
	for (size_t i = 0; i < n && i <= MAX_CHILDREN; i++) {
		const struct trace_process *process = &program->processes[i];

		if (i)
			fprintf(file, "\nchild process %d: %.3f s\n",
				process->pid, process->wall_s);
		print_process(file, process);
	}
	if (n > MAX_CHILDREN + 1)
		fprintf(file,
			"\n%zu more child processes: see -o, or another "
			"--format\n",
			n - MAX_CHILDREN - 1);
}
