/* The plan of a run: the union of what its sections ask for. */
#include "cli/run_plan.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/cmd.h"
#include "cli/run_own.h"
#include "cli/run_resume.h"
#include "cli/run_warnings.h"
#include "engine/join.h"
#include "machine/host.h"
#include "machine/topology.h"

/* Options of this call, wherever they come from. */
static int apply_own(struct run_work *work, struct why *why)
{
	given_merge(&work->own, &run_help, &work->environment, &work->typed);
	return given_apply(&work->own, &run_help, OPTION_CALL, OPTION_CALL,
			   NULL, &work->settings, why);
}

int run_plan_read(struct run_work *work, const struct command_help *help,
		  int argc, char **argv, bool *done, struct why *why)
{
	struct run_settings *settings = &work->settings;

	if (options_gather(help, &work->typed, &work->environment, argc, argv,
			   done, why) < 0)
		return -1;
	if (*done)
		return 0;
	if (apply_own(work, why) < 0)
		return -1;
	if (settings->resume)
		return run_resume_read(work, why);
	if (settings->n_shards || settings->survey)
		return why_set(why, "--%s goes with --resume",
			       settings->survey ? "survey" : "shard");
	if (run_sections_read(&work->sections, &work->typed, &work->environment,
			      settings->plan_file, settings, why) < 0)
		return -1;
	if (settings->showcmd) {
		run_sections_show(stdout, &work->sections);
		*done = true;
	}
	return 0;
}

/* The worker counts that stand for none are part of the plan. */
static void note_default_workers(struct run_sections *sections,
				 hwloc_topology_t topology)
{
	unsigned counts[4];

	if (!sections->default_workers) {
		unsigned n = plan_default_workers(topology, counts);

		sections->default_workers =
			alloc_zero(n, sizeof(*sections->default_workers));
		for (unsigned i = 0; i < n; i++)
			sections->default_workers[i] = counts[i];
		sections->n_default_workers = n;
	}
	for (size_t i = 0; i < sections->n; i++) {
		struct plan_options *options =
			&sections->items[i].settings.plan;

		options->default_workers = sections->default_workers;
		options->n_default_workers = sections->n_default_workers;
	}
}

/* What one section asks for. 0 or -1. */
static int make_part(struct run_work *work, struct run_section *section,
		     struct plan *part, const char *shipped, struct why *why)
{
	section->settings.plan.shipped = shipped;
	int status = run_own_ask(&section->settings, &work->settings,
				 work->warnings, why);

	for (const struct run_section *before = work->sections.items;
	     before < section && status == 0; before++)
		status = run_own_differ(&before->settings.plan,
					&section->settings.plan, why);
	if (status == 0)
		status = plan_make(part, &section->settings.plan,
				   work->topology, why);
	section->settings.plan.shipped = NULL;
	return status;
}

static int join_sections(struct run_work *work, struct why *why)
{
	struct run_sections *sections = &work->sections;
	struct plan *parts = alloc_zero(sections->n, sizeof(*parts));
	char *shipped = alloc_printf("%s/data", cmd_libdir());
	size_t at = 0;
	int status = 0;

	for (; at < sections->n && status == 0; at += status == 0)
		status = make_part(work, &sections->items[at], &parts[at],
				   shipped, why);
	if (status == 0)
		status = join_plans(&work->plan, parts, sections->n, &at, why);
	if (status < 0 && *sections->items[at].name)
		why_context(why, "[%s]", sections->items[at].name);
	for (size_t i = 0; i < sections->n; i++)
		plan_fini(&parts[i]);
	free(shipped);
	free(parts);
	return status;
}

static int make(struct run_work *work, struct why *why)
{
	struct run_sections *sections = &work->sections;
	int status =
		run_pythons_ask(&work->pythons, sections, work->warnings, why);

	note_default_workers(sections, work->topology);
	if (status < 0 || join_sections(work, why) < 0)
		return -1;
	if (sections->n > 1)
		plan_hash(&work->plan, &work->settings.plan);
	run_warnings_of_plan(work->warnings, &work->plan,
			     topology_n_pus(work->topology));
	return 0;
}

int run_plan_make(struct run_work *work, struct why *why)
{
	if (topology_load(&work->topology, NULL, why) < 0)
		return -1;
	work->has_topology = true;
	work->host = host_facts(work->topology);
	if (!work->sections.from)
		return make(work, why);
	/* relative paths are those of the directory it was planned in */
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (chdir(work->sections.from) < 0)
		run_warnings_add(work->warnings,
				 "the directory in which the plan was made is "
				 "not here: relative paths begin in this one");
	int status = make(work, why);

	if (here < 0 || fchdir(here) < 0)
		status = why_errno(why, "cannot return to the directory");
	if (here >= 0)
		close(here);
	return status;
}
