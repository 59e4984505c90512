/* The settings of a run around its options: defaults, presets, checks. */
#include "run_settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/run_own.h"
#include "engine/precision.h"

/*
 * A preset fixes how long a run takes and how sure it gets. The fast one is
 * sized for the default plan on 2 cores: under 6 minutes, repeats included.
 * Its 8 calls of warm-up are one more than the slow first calls that Debian's
 * 3.11 was seen to make, and the discarded job follows them.
 */
struct preset {
	unsigned blocks, samples, warmup_calls;
	double min_time_s, max_job_s;
};

static const struct preset normal = { 15, 3, 16, 0.1, 2.0 };
static const struct preset fast = { 9, 3, 8, 0.05, 0.15 };
static const struct preset rigorous = { 30, 3, 16, 0.1, 2.0 };

/* One for all, so that two default runs do the same work: `compare`. */
#define DEFAULT_SEED 20871

void run_settings_init(struct run_settings *settings)
{
	*settings = (struct run_settings){
		.timeout_s = 60,
		.size = alloc_copy("auto"),
		.scaling = alloc_copy("strong"),
		.mp_start = alloc_copy(""),
		.plan = { .seed = DEFAULT_SEED, .blas_threads = 1 },
	};
}

void run_settings_fini(struct run_settings *settings)
{
	run_own_fini(settings);
	text_list_fini(&settings->plan.workloads);
	text_list_fini(&settings->plan.kernels);
	text_list_fini(&settings->plan.executors);
	text_list_fini(&settings->plan.params);
	text_list_fini(&settings->plan.env);
	text_list_fini(&settings->plan.switch_intervals);
	text_list_fini(&settings->pythons);
	text_list_fini(&settings->context);
	free(settings->plan.workers);
	free(settings->output);
	free(settings->pins);
	free(settings->size);
	free(settings->scaling);
	free(settings->filter);
	free(settings->mp_start);
	free(settings->plan_file);
	free(settings->resume);
	free(settings->lock);
}

static void apply(struct run_settings *settings, const struct preset *preset)
{
	if (!settings->blocks_given)
		settings->plan.blocks = preset->blocks;
	if (!settings->samples_given)
		settings->plan.samples = preset->samples;
	if (!settings->min_time_given)
		settings->limits.min_time_s = preset->min_time_s;
	if (!settings->warmup_given)
		settings->warmup_calls = preset->warmup_calls;
	settings->limits.max_job_s = preset->max_job_s;
	/* how many it takes is not known before: a bound */
	if (settings->precision > 0 && !settings->blocks_given)
		settings->plan.blocks = rigorous.blocks;
}

int run_settings_finish(struct run_settings *settings, struct why *why)
{
	struct plan_options *plan = &settings->plan;

	if (settings->fast && settings->rigorous)
		return why_set(why, "--fast and --rigorous contradict each "
				    "other");
	if (settings->limits.size && settings->min_time_given)
		return why_set(why, "--size and --min-time contradict each "
				    "other: both fix how long a job takes");
	apply(settings, settings->fast       ? &fast
			: settings->rigorous ? &rigorous
					     : &normal);
	if (settings->precision > 0 && plan->blocks < PRECISION_MIN_BLOCKS)
		return why_set(why, "--precision needs at least %u --blocks",
			       PRECISION_MIN_BLOCKS);
	settings->limits.weak = strcmp(settings->scaling, "weak") == 0;
	plan->size = settings->size;
	plan->scaling = settings->scaling;
	plan->filter = settings->filter;
	plan->mp_start = settings->mp_start;
	plan->pins = settings->pins;
	if (settings->pythons.n == 0)
		text_list_add(&settings->pythons, "embedded");
	return 0;
}
