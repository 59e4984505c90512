/*
 * What `gilbench submit` was asked for, and how its engines are started: by
 * argument vectors, which are also written down as submit.sh, for people to do
 * the same by hand.
 */
#ifndef GILBENCH_CLI_SUBMIT_H
#define GILBENCH_CLI_SUBMIT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text_list.h"
#include "base/why.h"

struct submit {
	char *run; /* absolute path of the run directory */
	bool dry_run, survey, shared;
	unsigned n_shards;        /* 0: not said */
	unsigned throttle;        /* shards at a time; 0: any number */
	char *hosts;              /* absolute path of a file; NULL */
	char *tarball;            /* the same */
	char *gilbench;           /* on the machines; NULL: this one */
	char *partition, *time;   /* NULL: the cluster's default */
	struct text_list passed;  /* to sbatch or parallel, as they are */
	struct text_list missing; /* numbers of shards, as text */
	struct text_list nodes;   /* of `hosts`, or those of a survey */
	FILE *script;             /* submit.sh */
};

/* Each 0, or an exit status, having said why. */
int submit_slurm(struct submit *submit);
int submit_ssh(struct submit *submit);

/* The words of argv into submit.sh, without a line end. */
void submit_note(struct submit *submit, const struct text_list *argv);
/* Run it and wait. Its exit status, or -1 with why. */
int submit_run(const struct text_list *argv, struct why *why);
/* Run it; what it printed, free(), or NULL with why. */
char *submit_ask(const struct text_list *argv, struct why *why);

/* Lines of a file of hosts, without comments, each once: 0 or -1. */
int submit_read_hosts(const char *path, struct text_list *hosts,
		      struct why *why);

#endif
