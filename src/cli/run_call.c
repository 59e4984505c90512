/* Writing calls/NAME.json. */
#include "cli/run_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/alloc.h"
#include "cli/run_json.h"
#include "machine/topology.h"
#include "output/parts.h"

/* To the millisecond: calls follow each other within a second. */
static json_t *now_text(void)
{
	char second[32], text[48];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	strftime(second, sizeof(second), "%Y-%m-%dT%H:%M:%S",
		 gmtime(&now.tv_sec));
	snprintf(text, sizeof(text), "%s.%03ldZ", second,
		 now.tv_nsec / 1000000);
	return json_string(text);
}

static json_t *shard_text(const struct run_settings *settings)
{
	char text[32];

	if (!settings->n_shards)
		return json_null();
	snprintf(text, sizeof(text), "%u/%u", settings->shard,
		 settings->n_shards);
	return json_string(text);
}

static int save(struct run_work *work, struct why *why)
{
	char *name = alloc_printf("calls/%s.json", parts_name());
	int status = rundir_write_json(&work->dir, name, work->call, why);

	free(name);
	return status;
}

int run_call_begin(struct run_work *work, struct why *why)
{
	char *folder = alloc_printf("%s/calls", work->dir.path);
	int status = rundir_make_path(folder, why);

	free(folder);
	work->call = json_pack(
		"{s:s, s:O, s:o, s:i, s:i, s:o, s:b, s:o, s:n, s:b}", "call",
		parts_name(), "host", work->host, "pythons",
		run_json_pythons(&work->pythons), "n_cpus",
		(int)topology_n_pus(work->topology), "n_cores",
		(int)topology_n_cores(work->topology), "shard",
		shard_text(&work->settings), "survey", work->settings.survey,
		"started", now_text(), "exit_status", "finished", 0);
	json_object_set(work->call, "warnings", work->warnings);
	json_object_set(work->call, "at_end", work->at_end);
	return status < 0 ? -1 : save(work, why);
}

int run_call_end(struct run_work *work, int exit_status, bool finished,
		 struct why *why)
{
	const struct run_json_costs costs = run_json_costs(work);

	json_object_set_new(work->call, "ended", now_text());
	json_object_set_new(work->call, "wall_s", json_real(costs.wall_s));
	json_object_set_new(work->call, "driver_cpu_s",
			    json_real(costs.driver_cpu_s));
	json_object_set_new(work->call, "making_cpu_s",
			    json_real(costs.making_cpu_s));
	json_object_set_new(work->call, "exit_status",
			    json_integer(exit_status));
	json_object_set_new(work->call, "finished", json_boolean(finished));
	json_object_set_new(work->call, "n_repeated",
			    json_integer(work->run.n_repeated));
	json_object_set_new(work->call, "n_tainted",
			    json_integer(work->run.n_tainted));
	json_object_set_new(work->call, "n_failed",
			    json_integer(work->run.n_failed));
	return save(work, why);
}
