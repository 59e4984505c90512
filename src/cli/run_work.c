/* A run's beginning and end in memory. */
#include "cli/run_work.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"

double run_work_cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

void run_work_init(struct run_work *work)
{
	*work = (struct run_work){
		.dir = { .samples_fd = -1 },
		.server = { .in_fd = -1 },
		.warnings = json_array(),
		.at_end = json_array(),
		.started_ns = clock_now_ns(),
	};
	run_settings_init(&work->settings);
}

const char *run_work_host(const struct run_work *work, const char *name)
{
	const char *text = json_string_value(json_object_get(work->host, name));

	return text ? text : "";
}

void run_work_fini(struct run_work *work)
{
	server_stop(&work->server);
	run_fini(&work->run);
	rundir_close(&work->dir);
	plan_fini(&work->plan);
	run_pythons_fini(&work->pythons);
	free(work->gil_log);
	if (work->has_topology)
		hwloc_topology_destroy(work->topology);
	json_decref(work->json);
	json_decref(work->host);
	json_decref(work->call);
	done_fini(&work->done);
	free(work->wanted);
	free(work->known);
	json_decref(work->warnings);
	json_decref(work->at_end);
	run_sections_fini(&work->sections);
	run_settings_fini(&work->settings);
	given_fini(&work->own);
	given_fini(&work->typed);
	given_fini(&work->environment);
}
