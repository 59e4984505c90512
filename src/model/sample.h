/*
 * A sample: one timed execution of a cell's job, one row of samples.csv.
 * An attempt is one process tree; its rows stand together and are written
 * at once. An attempt that failed is one row without a wall time.
 */
#ifndef GILBENCH_MODEL_SAMPLE_H
#define GILBENCH_MODEL_SAMPLE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/cell_index.h"
#include "model/csv.h"

/* Not measured is NAN for times and -1 for counts: an empty field. */
struct sample {
	unsigned cell;         /* index into the plan's cells */
	unsigned block, order; /* order: running number of the invocation */
	unsigned invocation;   /* of the cell in its block; serial: 0 and 1 */
	unsigned attempt; /* process tree of the cell in its block, from 0 */
	int sample;       /* -1: the attempt failed */
	bool metered;
	unsigned loops;
	uint64_t units; /* of the whole sample: size x loops */
	double wall_s;  /* last arrival at the barrier to the last stop */
	double cpu_user_s, cpu_system_s; /* all workers */
	double run_delay_s; /* runnable but not running, all workers */
	int64_t n_voluntary, n_involuntary; /* context switches */
	int64_t n_migrations;
	char *cpus;                /* where each worker stopped: "0 1" */
	int gil_before, gil_after; /* 1 on, 0 off, -1 none */
	uint64_t checksum;
	/* of the invocation, the same in all its rows */
	double startup_s, dispatch_s, teardown_s;
	double pss_bytes;
	double watched_s; /* wall time in which the next three were counted */
	double foreign_s; /* CPU time of others on the CPUs it may use */
	double steal_s, throttled_s;
	double server_cpu_s;
	int server_shares_cpu, oversubscribed; /* 0 or 1 */
	/* the meter */
	double gil_wait_s, gil_hold_s, gil_drop_s;
	int64_t n_gil_acquires, n_gil_contended, n_gil_forced;
	double fairness; /* of the workers' throughputs: stats_fairness() */
	enum cell_status status; /* ok, failed or tainted */
	char *reason;
	char *host;     /* who measured */
	char *hardware; /* its fingerprint, 16 hexadecimal digits */
	unsigned part;  /* no column: tells the file it is from; or 0 */
};

/* All fields "not measured", strings "". */
void sample_init(struct sample *sample);
void sample_fini(struct sample *sample);

/* The header line of samples.csv, and one row. */
void sample_write_header(FILE *file);
void sample_write(FILE *file, const struct cell *cell,
		  const struct sample *sample);

/*
 * Reading a file of them. Columns are found by name; a row whose cell_id is
 * not in the index, which is borrowed, is an error; a last line without its
 * line end is ignored. NULL: see why.
 */
struct sample_reader;
struct sample_reader *sample_open(const char *path, struct cell_index *index,
				  struct why *why);
void sample_close(struct sample_reader *reader);
/* The next row. Its texts are borrowed until the next. 1; 0: the end; -1. */
int sample_next(struct sample_reader *reader, struct sample *sample,
		struct why *why);
/* Put "FILE:LINE: " of the current row before what is wrong. Returns -1. */
int sample_error(const struct sample_reader *reader, struct why *why);

#endif
