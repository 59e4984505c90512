/*
 * A cell: one point of the matrix. Everything in it is text or a number that
 * was read from a plan, so results of any machine can be read anywhere.
 */
#ifndef GILBENCH_MODEL_CELL_H
#define GILBENCH_MODEL_CELL_H

#include <stdint.h>

#include "model/csv.h"

enum cell_status {
	CELL_OK,
	CELL_FAILED,  /* it ran and broke */
	CELL_SKIPPED, /* it cannot run here */
	CELL_TAINTED, /* other programs disturbed every attempt */
};

struct cell {
	char id[17];    /* cell_name(): 16 hexadecimal digits */
	char *workload; /* "train-step" */
	char *kernel;   /* "python" */
	char *executor; /* "threads"; "ceiling": plain C processes */
	unsigned workers;
	char *pin;      /* "core" */
	char *python;   /* label: "embedded"; "none" for the ceiling */
	char *scaling;  /* "strong" or "weak" */
	char *size;     /* units a job, or "auto": a pilot decides */
	char *params;   /* "cache=warm;seed=1": sorted by name, ';' between */
	unsigned group; /* cells with the same number share a baseline */
	enum cell_status status;
	char *reason; /* of what is not CELL_OK: "code: words"; or "" */
};

/* Fill in id: a hash of workload ... params. */
void cell_name(struct cell *cell);
/* "workload/kernel/executor/workers/pin/python/params": free(). */
char *cell_key(const struct cell *cell);
/* A deep copy; and freeing what a cell owns. */
void cell_copy(struct cell *to, const struct cell *from);
void cell_fini(struct cell *cell);

/* The columns that every table begins with, cell_id ... python. */
#define N_CELL_KEYS 7
extern const char *const cell_key_names[N_CELL_KEYS];
void cell_write_key_header(struct csv_row *row);
void cell_write_key(struct csv_row *row, const struct cell *cell);

/* True for the cell that its group's speed-ups are relative to. */
int cell_is_baseline(const struct cell *cell);
/* The value of `name` in params, copied to value; returns 0, or -1. */
int cell_param(const struct cell *cell, const char *name, char *value,
	       unsigned n_value);
/* True if one cell's params are the other's, or go on from them. */
int cell_params_agree(const struct cell *a, const struct cell *b);

/* True if they have the same params but for that of this name. */
int cell_params_equal_but(const struct cell *a, const struct cell *b,
			  const char *name);

/* Its params without those of these names, up to NULL; "env." is all that begin
 * so. free(). */
char *cell_params_without(const struct cell *cell, const char *const *names);

/* "ok", "failed", "skipped", "tainted"; and back, or -1. */
extern const char *const cell_status_names[];
int cell_status_find(const char *name);

#endif
