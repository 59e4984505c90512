/*
 * The hosts of a run directory that several machines have measured, each by
 * itself: the host is the unit. Two hosts are two even with equal hardware.
 */
#ifndef GILBENCH_OUTPUT_HOSTS_H
#define GILBENCH_OUTPUT_HOSTS_H

#include <jansson.h>
#include <stdio.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/spread.h"
#include "output/calls.h"

struct host_cell {
	unsigned n; /* valid invocations */
	double throughput;
	double speedup; /* NAN: none */
	struct interval speedup_ci;
	bool stands_out; /* by its speed-up */
};

struct host {
	char *name, *hardware;
	json_t *facts;           /* of its last call: host.h; NULL: not known */
	struct host_cell *cells; /* one per cell of the plan */
	unsigned n_measured;     /* cells with a valid invocation */
	unsigned n_out;          /* cells in which it stands out */
	/* its throughputs over the medians of all: geometric mean, or NAN */
	double pace;
	bool pace_out; /* and that stands out */
};

struct hosts {
	const struct cell *cells; /* borrowed */
	unsigned n_cells;
	struct host *items; /* by the bytes of their names */
	unsigned n;
	struct spread *speedups, *throughputs; /* one per cell */
};

/* Read samples/ of these calls. 0 or -1. Freed with hosts_fini() in either
 * case. */
int hosts_load(struct hosts *hosts, const char *dir, const struct calls *calls,
	       const struct cell *cells, unsigned n_cells, struct why *why);
void hosts_fini(struct hosts *hosts);

/* Have at least two hosts a speed-up of this cell? Of any cell? */
bool hosts_have(const struct hosts *hosts, unsigned cell);
bool hosts_any(const struct hosts *hosts);

/* hosts.csv: a row for each cell and each host that has measured it. */
void hosts_write(FILE *file, const struct hosts *hosts);

#endif
