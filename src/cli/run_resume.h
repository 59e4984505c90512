/* Going on with the plan of a run directory. */
#ifndef GILBENCH_CLI_RUN_RESUME_H
#define GILBENCH_CLI_RUN_RESUME_H

#include "cli/run_work.h"

/*
 * Read from run.json how the plan was made: sections and settings. Refuses
 * options that would make another. 0 or -1.
 */
int run_resume_read(struct run_work *work, struct why *why);

/* Is the plan that was made the one of the directory, of the same builds? */
int run_resume_check(const struct run_work *work, struct why *why);

/* Find out what is done, and what is this call's to do. 0 or -1. */
int run_resume_find(struct run_work *work, struct why *why);

/* Skips that only this machine knows, into the directory. 0 or -1. */
int run_resume_note_skips(struct run_work *work, struct why *why);

#endif
