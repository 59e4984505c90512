/*
 * A contest: what a reader compares within. One workload under one Python, one
 * pin policy and one set of parameters, with all its kernels, executors and
 * worker counts: a panel of a figure, a block of the table.
 */
#ifndef GILBENCH_OUTPUT_CONTEST_H
#define GILBENCH_OUTPUT_CONTEST_H

#include <stdbool.h>

#include "output/results.h"

struct contest {
	const struct cell *first;
	unsigned *cells; /* indices into results->cells, in plan order */
	unsigned n_cells;
	char *detail;     /* "core, GIL off": what tells it from others of the
			   * same workload; "" */
	char *variant;    /* the same under its own interpreter and GIL state */
	const char *unit; /* "mini-batch", or "unit": borrowed */
	int reference; /* its serial cell with the python kernel, or the first
			* serial cell, or -1 */
};

/*
 * The contests of a plan, in its order; the ceiling's cells belong to none.
 * Freed with contests_free(); cells and estimates are borrowed.
 */
struct contest *contests_find(const struct results *results, unsigned *n_jobs);
/*
 * For comparing interpreters: pure Python, all interpreters in one contest,
 * one per workload; if `apart`, one per workload and executor, which is its
 * detail then.
 */
struct contest *contests_across(const struct results *results, bool apart,
				unsigned *n_jobs);
void contests_free(struct contest *jobs, unsigned n_jobs);
/* The one that the cell belongs to, or NULL. */
const struct contest *contest_of(const struct contest *jobs, unsigned n_jobs,
				 unsigned cell);

/* Do both run under the same interpreter, in the same state of its GIL? */
bool contest_same_python(const struct contest *a, const struct contest *b);
/* "CPython 3.13.0 venv, GIL off". free(). */
char *contest_python(const struct results *results, const struct contest *job);
char *contest_python_text(const char *label, const char *version, bool gil);
/* Do the contests have more than one interpreter or GIL state? */
bool contests_mix_pythons(const struct contest *jobs, unsigned n_jobs);

/* Plain C processes, the machine's own limit. */
bool contest_is_ceiling(const struct cell *cell);
bool contest_is_serial(const struct cell *cell);
bool contest_is_control(const struct cell *cell); /* C with the GIL kept */
/* Is it of a workload that is a control of the method? */
bool contest_checks_method(const struct cell *cell);

/* Does it compute, so that the ceiling is a limit for it? */
bool contest_computes(const struct results *results, const struct contest *job);

/*
 * The speed-up of plain C processes with as many workers, NULL if that was
 * not measured or says nothing about this job. The estimate is one of the
 * job's own that carries it.
 */
const struct estimate *contest_ceiling(const struct results *results,
				       const struct contest *job,
				       unsigned workers);

/* Can none of it run here? */
bool contest_is_skipped(const struct results *results,
			const struct contest *job);

/* Is contest i the first of its interpreter, of those that can run? */
bool contest_leads(const struct results *results,
		   const struct contest *contests, unsigned i);

/* "GIL on, warm cache": from its parameters, up to n - 1 bytes. */
void contest_hints(const struct contest *job, char *text, unsigned n);

#endif
