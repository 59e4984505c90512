/* What the options of `gilbench run` come to. */
#ifndef GILBENCH_CLI_RUN_SETTINGS_H
#define GILBENCH_CLI_RUN_SETTINGS_H

#include "cli/exports.h"
#include "cli/options.h"
#include "engine/job.h"
#include "engine/plan.h"

enum progress_style {
	PROGRESS_AUTO, /* a bar on a terminal, lines elsewhere */
	PROGRESS_BAR,
	PROGRESS_PLAIN,
	PROGRESS_JSON,
	PROGRESS_NONE,
};

struct run_settings {
	struct plan_options plan;
	struct text_list pythons; /* as typed */
	struct text_list context; /* "KEY=VALUE" */
	struct job_limits limits;
	unsigned warmup_calls;
	double timeout_s;
	double precision, max_time_s; /* a share; 0: neither was given */
	char *output;                 /* NULL: a new directory below results/ */
	char *pins, *size, *scaling, *filter, *mp_start;
	char *plan_file;          /* NULL: none */
	char *resume;             /* a run directory; NULL: a new one */
	char *lock;               /* NULL: the machine's; "none" */
	unsigned shard, n_shards; /* from 0; 0 of 0: all */
	struct exports exports;
	enum progress_style progress;
	bool fast, rigorous, dry_run, showcmd, no_plot, strict, wait, survey;
	bool require_exclusive;
	bool blocks_given, samples_given, min_time_given;
	bool warmup_given;
};

extern const struct command_help run_help;

void run_settings_init(struct run_settings *settings);
void run_settings_fini(struct run_settings *settings);

/*
 * After parsing: apply the preset, choose a seed, refuse what contradicts.
 * 0, or -1 with why.
 */
int run_settings_finish(struct run_settings *settings, struct why *why);

#endif
