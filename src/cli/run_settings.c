/* The option rows of `gilbench run`, and what each stores. */
#include "run_settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "engine/env_axis.h"

static int set_text(char **to, const char *value)
{
	free(*to);
	*to = alloc_copy(value);
	return 0;
}

#define SETTER(name)                                                           \
	static int set_##name(void *target, const char *value, struct why *why)

#define SETTINGS ((struct run_settings *)target)

SETTER(workloads)
{
	return options_add_list(&SETTINGS->plan.workloads, value, why);
}

SETTER(kernels)
{
	return options_add_list(&SETTINGS->plan.kernels, value, why);
}

SETTER(executors)
{
	return options_add_list(&SETTINGS->plan.executors, value, why);
}

SETTER(workers)
{
	free(SETTINGS->plan.workers);
	SETTINGS->plan.workers = NULL;
	return units_list(value, 1, PLAN_MAX_WORKERS, &SETTINGS->plan.workers,
			  &SETTINGS->plan.n_workers, why);
}

SETTER(pin)
{
	(void)why;
	return set_text(&SETTINGS->pins, value);
}

SETTER(python)
{
	(void)why;
	text_list_add(&SETTINGS->pythons, value);
	return 0;
}

SETTER(param)
{
	(void)why;
	text_list_add(&SETTINGS->plan.params, value);
	return 0;
}

SETTER(size)
{
	SETTINGS->limits.size = 0;
	if (strcmp(value, "auto") != 0 &&
	    units_count(value, 1, 1000000000000, &SETTINGS->limits.size, why) <
		    0)
		return -1;
	if (!SETTINGS->limits.size)
		return set_text(&SETTINGS->size, "auto");
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu",
		 (unsigned long long)SETTINGS->limits.size);
	return set_text(&SETTINGS->size, digits);
}

SETTER(scaling)
{
	if (strcmp(value, "strong") != 0 && strcmp(value, "weak") != 0)
		return why_set(why, "'%s' is neither strong nor weak", value);
	return set_text(&SETTINGS->scaling, value);
}

SETTER(blocks)
{
	uint64_t n;

	if (units_count(value, 1, 100000, &n, why) < 0)
		return -1;
	SETTINGS->plan.blocks = (unsigned)n;
	SETTINGS->blocks_given = true;
	return 0;
}

SETTER(samples)
{
	uint64_t n;

	if (units_count(value, 1, 100000, &n, why) < 0)
		return -1;
	SETTINGS->plan.samples = (unsigned)n;
	SETTINGS->samples_given = true;
	return 0;
}

static int positive_seconds(const char *value, double *seconds, struct why *why)
{
	if (units_seconds(value, seconds, why) < 0)
		return -1;
	if (*seconds <= 0 || *seconds > 86400)
		return why_set(why, "'%s' is not between 0 and a day", value);
	return 0;
}

SETTER(min_time)
{
	SETTINGS->min_time_given = true;
	return positive_seconds(value, &SETTINGS->limits.min_time_s, why);
}

SETTER(max_time)
{
	return positive_seconds(value, &SETTINGS->max_time_s, why);
}

/* "2", "2%", "0.5 %" */
SETTER(precision)
{
	char *number = alloc_copy(value);
	double percent;

	number[strcspn(number, " %")] = '\0';
	const char *rest = value + strlen(number);
	int status = units_real(number, .01, 50, &percent, why);

	free(number);
	if (status < 0)
		return -1;
	rest += strspn(rest, " ");
	if (strcmp(rest, "") != 0 && strcmp(rest, "%") != 0)
		return why_set(why, "'%s' is no percentage", value);
	SETTINGS->precision = percent / 100;
	return 0;
}

SETTER(warmup)
{
	uint64_t n;

	if (units_count(value, 0, 1000000, &n, why) < 0)
		return -1;
	SETTINGS->warmup_calls = (unsigned)n;
	SETTINGS->warmup_given = true;
	return 0;
}

SETTER(timeout)
{
	return positive_seconds(value, &SETTINGS->timeout_s, why);
}

SETTER(seed)
{
	return units_count(value, 0, UINT64_MAX / 2, &SETTINGS->plan.seed, why);
}

SETTER(filter)
{
	(void)why;
	return set_text(&SETTINGS->filter, value);
}

SETTER(output)
{
	if (!*value)
		return why_set(why, "needs a directory");
	return set_text(&SETTINGS->output, value);
}

SETTER(plan)
{
	(void)why;
	return set_text(&SETTINGS->plan_file, value);
}

SETTER(resume)
{
	if (!*value)
		return why_set(why, "needs a run directory");
	return set_text(&SETTINGS->resume, value);
}

SETTER(lock)
{
	if (!*value)
		return why_set(why, "needs a file, or none");
	return set_text(&SETTINGS->lock, value);
}

/* "2/4" */
SETTER(shard)
{
	char *copy = alloc_copy(value), *slash = strchr(copy, '/');
	uint64_t shard = 0, n = 0;
	int status = slash ? 0 : why_set(why, "'%s' is not I/N", value);

	if (slash)
		*slash++ = '\0';
	if (status == 0)
		status = units_count(slash, 1, 1000000, &n, why);
	if (status == 0)
		status = units_count(copy, 0, n - 1, &shard, why);
	free(copy);
	SETTINGS->shard = (unsigned)shard;
	SETTINGS->n_shards = (unsigned)n;
	return status;
}

SETTER(mp_start)
{
	if (strcmp(value, "fork") != 0 && strcmp(value, "spawn") != 0 &&
	    strcmp(value, "forkserver") != 0)
		return why_set(why, "'%s' is none of fork, forkserver, spawn",
			       value);
	return set_text(&SETTINGS->mp_start, value);
}

SETTER(gil)
{
	struct plan_options *plan = &SETTINGS->plan;

	plan->n_gil = 0;
	if (strcmp(value, "on") == 0 || strcmp(value, "off") == 0) {
		plan->gil[plan->n_gil++] = strcmp(value, "on") == 0;
	} else if (strcmp(value, "on,off") == 0 ||
		   strcmp(value, "off,on") == 0) {
		plan->gil[plan->n_gil++] = 1;
		plan->gil[plan->n_gil++] = 0;
	} else {
		return why_set(why, "'%s' is none of on, off, on,off", value);
	}
	return 0;
}

SETTER(switch_interval)
{
	struct text_list given = { NULL, 0 };
	int status = options_add_list(&given, value, why);

	for (size_t i = 0; status == 0 && i < given.n; i++) {
		double seconds;
		char text[32];

		status = positive_seconds(given.items[i], &seconds, why);
		snprintf(text, sizeof(text), "%.9g", seconds);
		if (status == 0)
			text_list_add_new(&SETTINGS->plan.switch_intervals,
					  text);
	}
	text_list_fini(&given);
	return status;
}

SETTER(blas_threads)
{
	uint64_t n;

	if (units_count(value, 1, PLAN_MAX_WORKERS, &n, why) < 0)
		return -1;
	SETTINGS->plan.blas_threads = (unsigned)n;
	return 0;
}

SETTER(env)
{
	return env_axis_add(&SETTINGS->plan.env, value, why);
}

SETTER(progress)
{
	static const char *const names[] = { "auto", "bar", "plain", "json",
					     "none" };

	for (int i = 0; i < 5; i++)
		if (strcmp(value, names[i]) == 0) {
			SETTINGS->progress = (enum progress_style)i;
			return 0;
		}
	return why_set(why, "'%s' is none of auto, bar, plain, json, none",
		       value);
}

SETTER(context)
{
	if (!strchr(value, '=') || *value == '=')
		return why_set(why, "'%s' should be KEY=VALUE", value);
	text_list_add(&SETTINGS->context, value);
	return 0;
}

#define EXPORT_SETTER(name, format)                                            \
	SETTER(name)                                                           \
	{                                                                      \
		return exports_set(&SETTINGS->exports, format, value, why);    \
	}

EXPORT_SETTER(export_csv, EXPORT_CSV)
EXPORT_SETTER(export_json, EXPORT_JSON)
EXPORT_SETTER(export_markdown, EXPORT_MARKDOWN)
EXPORT_SETTER(export_pyperf, EXPORT_PYPERF)

#define FLAG(name)                                                             \
	static int set_##name(void *target, const char *value,                 \
			      struct why *why)                                 \
	{                                                                      \
		(void)value;                                                   \
		(void)why;                                                     \
		SETTINGS->name = true;                                         \
		return 0;                                                      \
	}

FLAG(fast)
FLAG(rigorous)
FLAG(dry_run)
FLAG(showcmd)
FLAG(survey)
FLAG(no_plot)
FLAG(strict)
FLAG(wait)
FLAG(require_exclusive)

static const struct option_row rows[] = {
	{ "workload", 'w', "LIST",
	  "train-step, dataset-load, api-call; your own:\n"
	  "                               ./mine.py, module:function; more: "
	  "gilbench list",
	  set_workloads },
	{ "kernel", 'k', "LIST", "python, native, native-held; numpy, torch",
	  set_kernels },
	{ "executor", 'x', "LIST",
	  "serial, threads, processes; interpreters,\n"
	  "                               asyncio, own",
	  set_executors },
	{ "workers", 't', "LIST", "worker counts: 1,2,4-8", set_workers },
	{ "pin", 0, "LIST", "none, compact, scatter, core, same, or CPUs",
	  set_pin },
	{ "python", 0, "PATH", "an interpreter (repeatable) [embedded]",
	  set_python },
	{ "param", 0, "NAME=VALUE", "a workload's parameter: [WORKLOAD.]NAME",
	  set_param },
	{ "size", 0, "N", "units of a job [auto]", set_size },
	{ "scaling", 0, "KIND", "strong (one job) or weak (one each)",
	  set_scaling },
	{ "blocks", 0, "N", "repetitions of the whole plan [15]", set_blocks },
	{ "samples", 'n', "N", "samples an invocation [3]", set_samples },
	{ "min-time", 0, "TIME", "the fastest job takes this long [100ms]",
	  set_min_time },
	{ "warmup", 0, "N", "calls before the first sample [16]", set_warmup },
	{ "fast", 0, NULL, "9 blocks, short jobs: minutes", set_fast },
	{ "rigorous", 0, NULL, "30 blocks", set_rigorous },
	{ "precision", 0, "PCT", "blocks until all intervals are so narrow",
	  set_precision },
	{ "max-time", 0, "TIME", "start no block that would end later",
	  set_max_time },
	{ "timeout", 0, "TIME", "give up a cell without progress [60s]",
	  set_timeout },
	{ "seed", 0, "N", "of the order and of all made-up data", set_seed },
	{ "filter", 0, "REGEX", "only cells whose name matches", set_filter },
	{ "gil", 0, "STATES", "on,off: of a free-threaded build", set_gil },
	{ "switch-interval", 0, "LIST", "sys.setswitchinterval: 5ms,1ms",
	  set_switch_interval },
	{ "blas-threads", 0, "N", "of kernels numpy and torch, each worker [1]",
	  set_blas_threads },
	{ "env", 0, "NAME=LIST", "a variable of the measured processes: a,b",
	  set_env },
	{ "mp-start", 0, "METHOD", "fork, forkserver or spawn", set_mp_start },
	{ "plan", 0, "FILE", "sections of such options: gilbench-plan(5)",
	  set_plan },
	{ "showcmd", 0, NULL, "print each section's command line and stop",
	  set_showcmd },
	{ "dry-run", 0, NULL, "show the plan and measure nothing",
	  set_dry_run },
	{ "resume", 0, "DIR", "go on with the plan of this run directory",
	  set_resume },
	{ "shard", 0, "I/N", "of --resume: part I of N, from 0", set_shard },
	{ "survey", 0, NULL, "of --resume: all of it on each host",
	  set_survey },
	{ "output", 'o', "DIR", "the run directory [results/DATE-TIME]",
	  set_output },
	{ "no-plot", 0, NULL, "draw no figures", set_no_plot },
	{ "strict", 0, NULL, "exit 6 if others are busy, 4 without verdict",
	  set_strict },
	{ "wait", 0, NULL, "for another run; for others, at most 10min",
	  set_wait },
	{ "lock", 0, "FILE", "held while measuring; none", set_lock },
	{ "require-exclusive", 0, NULL, "exit 6 if other jobs may run here",
	  set_require_exclusive },
	EXPORT_ROWS(set_export_csv, set_export_json, set_export_markdown,
		    set_export_pyperf),
	{ "context", 0, "KEY=VALUE", "a note for run.json (repeatable)",
	  set_context },
	{ "progress", 0, "WHEN", "auto, bar, plain, json, none", set_progress },
	{ 0 },
};

/* Not of single cells: see options.h. */
static const char *const of_run[] = { "blocks",    "samples", "min-time",
				      "warmup",    "fast",    "rigorous",
				      "precision", "timeout", "seed",
				      NULL };
static const char *const of_call[] = { "max-time",
				       "plan",
				       "showcmd",
				       "resume",
				       "shard",
				       "survey",
				       "lock",
				       "dry-run",
				       "output",
				       "no-plot",
				       "strict",
				       "wait",
				       "require-exclusive",
				       "export-csv",
				       "export-json",
				       "export-markdown",
				       "export-pyperf",
				       "context",
				       "progress",
				       NULL };

const struct command_help run_help = {
	.synopsis = "gilbench run [options]",
	.summary = "Measure jobs under threads, processes and native code; "
		   "write a report.",
	.rows = rows,
	.of_run = of_run,
	.of_call = of_call,
	.epilogue = "LIST is separated by commas. Every option can be given "
		    "as GILBENCH_NAME too.\nExit status: 0 done, 1 broken, "
		    "2 usage, 3 cells failed, 4 no verdict (--strict),\n"
		    "5 results differ, 6 busy (--strict) or shared "
		    "(--require-exclusive), 75 another\nrun, 129, 130, 138, "
		    "143 interrupted (what was measured is kept).",
};
