/* trace.json: the program at the top, its children in a list. */
#include <math.h>
#include <stdlib.h>

#include "config.h"
#include "output/json_text.h"
#include "output/trace_formats.h"

static const char *const verdicts[] = {
	[TRACE_NO_GIL] = "no-gil",
	[TRACE_FREE] = "no",
	[TRACE_SLOWED] = "some",
	[TRACE_BOUND] = "yes",
};

/* Pairs of where a bucket begins, in seconds, and how many are in it. */
static json_t *histogram_array(const struct trace_histogram *histogram)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < GIL_LOG_BUCKETS; i++)
		if (histogram->counts[i])
			json_array_append_new(
				array,
				json_pack("[f, I]",
					  trace_histogram_start_s(histogram, i),
					  (json_int_t)histogram->counts[i]));
	return array;
}

static json_t *quantile(const struct trace_histogram *histogram, double q)
{
	double seconds = trace_histogram_quantile(histogram, q);

	return isnan(seconds) ? json_null() : json_real(seconds);
}

static json_t *thread_object(const struct trace_thread *thread)
{
	return json_pack(
		"{s:s, s:o, s:o, s:b, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:I,"
		" s:f, s:f, s:o, s:o, s:o, s:o, s:I, s:f, s:I}",
		"name", thread->name, "native_id",
		thread->tid ? json_integer(thread->tid) : json_null(), "gil",
		thread->gil < 0 ? json_null() : json_integer(thread->gil),
		"lives", thread->lives, "wall_s", thread->wall_s, "hold_s",
		thread->hold_s, "wait_s", thread->wait_s, "drop_s",
		thread->drop_s, "outside_s", thread->outside_s, "acquires",
		(json_int_t)thread->n_acquires, "contended",
		(json_int_t)thread->n_contended, "forced_switches",
		(json_int_t)thread->n_forced, "longest_hold_s",
		thread->longest_hold_s, "longest_wait_s",
		thread->longest_wait_s, "wait_p50_s",
		quantile(&thread->waits, .5), "wait_p99_s",
		quantile(&thread->waits, .99), "hold_histogram",
		histogram_array(&thread->holds), "wait_histogram",
		histogram_array(&thread->waits), "parks",
		(json_int_t)thread->n_parks, "park_s", thread->park_s, "spins",
		(json_int_t)thread->n_spins);
}

static json_t *name_of(const struct trace_process *process, int thread)
{
	return thread < 0 ? json_null()
			  : json_string(process->threads[thread].name);
}

static json_t *id_of(const struct trace_process *process, int thread)
{
	return thread < 0 ? json_null()
			  : json_integer(process->threads[thread].tid);
}

static json_t *waits_array(const struct trace_process *process)
{
	json_t *array = json_array();

	for (size_t i = 0; i < process->n_waits; i++) {
		const struct trace_wait *wait = &process->waits[i];

		json_array_append_new(
			array,
			json_pack("{s:f, s:f, s:o, s:o, s:o, s:o}", "at_s",
				  wait->at_s, "wait_s", wait->wait_s, "name",
				  name_of(process, wait->thread), "native_id",
				  id_of(process, wait->thread), "holder",
				  name_of(process, wait->holder),
				  "holder_native_id",
				  id_of(process, wait->holder)));
	}
	return array;
}

static json_t *types_array(const struct trace_types *types)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < types->n; i++)
		json_array_append_new(
			array, json_pack("{s:o, s:I, s:f}", "type",
					 json_text(types->of[i].name), "parks",
					 (json_int_t)types->of[i].n_parks,
					 "park_s", types->of[i].park_s));
	return array;
}

json_t *trace_json_process(const struct trace_process *process)
{
	char *sentence = trace_sentence(process);
	json_t *threads = json_array();

	for (size_t i = 0; i < process->n_threads; i++)
		json_array_append_new(threads,
				      thread_object(&process->threads[i]));
	json_t *object = json_pack(
		"{s:i, s:b, s:f, s:f, s:s, s:f, s:f, s:f, s:i, s:s, s:i, s:i,"
		" s:{s:I, s:I, s:b, s:f}, s:o, s:o, s:o}",
		"pid", process->pid, "ended", process->ended, "start_s",
		process->start_s, "wall_s", process->wall_s, "bottleneck",
		verdicts[process->verdict], "speedup_at_most", process->speedup,
		"hold_s", process->hold_s, "waited_s", process->waited_s,
		"n_parallel", (int)process->n_parallel, "sentence", sentence,
		"n_gils", (int)process->n_gils, "threads_lost",
		(int)process->n_lost, "ring", "holds",
		(json_int_t)process->n_events, "kept",
		(json_int_t)process->n_kept, "wrapped",
		process->n_kept < process->n_events, "from_s",
		process->kept_from_s, "threads", threads, "top_waits",
		waits_array(process), "contended_types",
		types_array(&process->types));

	free(sentence);
	return object;
}

static json_t *command_array(char *const *argv)
{
	json_t *array = json_array();

	for (; *argv; argv++)
		json_array_append_new(array, json_text(*argv));
	return array;
}

void trace_json(FILE *file, const struct trace_program *program)
{
	json_t *object = json_pack(
		"{s:i, s:s, s:o, s:s, s:s, s:i, s:f, s:i, s:i, s:s?}", "schema",
		1, "gilbench", PACKAGE_VERSION, "command",
		command_array(program->argv), "python", program->python,
		"python_version", program->python_version, "n_cpus",
		(int)program->n_cpus, "elapsed_s", program->elapsed_s,
		"exit_status", program->status, "signal", program->signal,
		"reason", program->reason);
	json_t *children = json_array();

	for (size_t i = 0; i < program->n_processes; i++) {
		json_t *process = trace_json_process(&program->processes[i]);

		if (i == 0) {
			json_object_update(object, process);
			json_decref(process);
		} else {
			json_array_append_new(children, process);
		}
	}
	json_object_set_new(object, "children", children);
	json_dumpf(object, file, JSON_INDENT(1));
	fputc('\n', file);
	json_decref(object);
}
