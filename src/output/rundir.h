/*
 * Writing a run directory. Samples are appended attempt by attempt, each
 * with one write and one fsync: whatever ends the run, what was measured is
 * on disk. Everything else can be made again from them.
 */
#ifndef GILBENCH_OUTPUT_RUNDIR_H
#define GILBENCH_OUTPUT_RUNDIR_H

#include <jansson.h>

#include "base/why.h"
#include "model/cell.h"
#include "model/sample.h"

struct rundir {
	char *path;
	char *samples_path;
	int samples_fd;
	char *host, *hardware; /* of the rows that are appended; or NULL */
};

/* Make a directory, with those above it, unless it exists. 0 or -1. */
int rundir_make_path(const char *path, struct why *why);
/* The same; but it must be empty if it exists. */
int rundir_make(const char *path, struct why *why);

/*
 * Make the directory (it must not exist, or be empty): without any samples. 0
 * or -1.
 */
int rundir_create(struct rundir *dir, const char *path, struct why *why);
/* One that is there. Nothing is looked at. */
void rundir_open(struct rundir *dir, const char *path);
/* Begin this call's samples file in it; all rows are this host's. 0 or -1. */
int rundir_begin_samples(struct rundir *dir, const char *host,
			 const char *hardware, struct why *why);
void rundir_close(struct rundir *dir);

/* The file `path`, the caller's; NULL: see why. */
json_t *rundir_read_json(const char *path, struct why *why);
/* run.json of the directory `path`, likewise. */
json_t *rundir_read_run(const char *path, struct why *why);

/* Append the rows of one attempt. On -1 nothing of it is in the file. */
int rundir_append(struct rundir *dir, const struct cell *cells,
		  const struct sample *samples, size_t n, struct why *why);

/*
 * A new file at `path`, in the place of what is there. Never through a link:
 * in a directory that came from somebody else it may lead anywhere. NULL: see
 * errno.
 */
FILE *rundir_open_new(const char *path);

/*
 * Replace NAME in the directory by what is written to the file, at once, when
 * it ends; or keep what is there. NULL or -1: see why.
 */
FILE *rundir_begin(const struct rundir *dir, const char *name, struct why *why);
int rundir_end(const struct rundir *dir, const char *name, FILE *file,
	       bool keep, struct why *why);
/* The same with a text that is there. 0 or -1. */
int rundir_write(const struct rundir *dir, const char *name, const char *text,
		 size_t n_bytes, struct why *why);
int rundir_write_json(const struct rundir *dir, const char *name,
		      const json_t *json, struct why *why);

#endif
