/*
 * Who held the GIL and who waited, as slices on a track for each thread: the
 * JSON of Chrome's trace viewer (Google, "Trace Event Format", 2016). Written
 * as it is read: the rings may be long. Times are microseconds since the
 * program's start.
 */
#include <jansson.h>
#include <stdlib.h>

#include "base/gil_log_read.h"
#include "output/trace_formats.h"

/* Below it, a wait that met nobody is the price of a lock: not drawn. */
#define DRAWN_WAIT_S 1e-6

struct drawing {
	FILE *file;
	double zero_s;
	const char *before; /* the next event */
};

static void begin_event(struct drawing *drawing)
{
	fputs(drawing->before, drawing->file);
	drawing->before = ",\n";
}

static void name_track(struct drawing *drawing, const char *what, int pid,
		       int tid, const char *name)
{
	json_t *event =
		json_pack("{s:s, s:s, s:i, s:i, s:{s:s}}", "ph", "M", "name",
			  what, "pid", pid, "tid", tid, "args", "name", name);

	begin_event(drawing);
	json_dumpf(event, drawing->file, JSON_COMPACT);
	json_decref(event);
}

static void slice(struct drawing *drawing, const char *name, int pid,
		  unsigned gil, int32_t tid, double from_s, double length_s)
{
	begin_event(drawing);
	fprintf(drawing->file,
		"{\"ph\":\"X\",\"cat\":\"gil\",\"name\":\"%s\",\"pid\":%d,"
		"\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f,\"args\":{\"gil\":%u}}",
		name, pid, (int)tid, (from_s - drawing->zero_s) * 1e6,
		length_s * 1e6, gil);
}

static void draw_ring(struct drawing *drawing, const struct gil_log *log,
		      unsigned number)
{
	const struct gil_log_gil *gil = &log->gils[number];
	double rate_s = gil_log_rate(log) / 1e9, first_s = log->first.ns / 1e9;
	uint64_t first, n = gil_log_events(gil, &first);

	for (uint64_t i = first; i < first + n; i++) {
		const struct gil_log_event *e = gil_log_event(log, gil, i);
		double wait_s = (double)e->wait * rate_s;

		/* half overwritten by a process that still runs */
		if (e->acquired < log->first.ticks ||
		    e->wait > e->acquired - log->first.ticks)
			continue;
		double at_s = first_s +
			      (double)(e->acquired - log->first.ticks) * rate_s;

		if (e->flags & GIL_LOG_CONTENDED || wait_s >= DRAWN_WAIT_S)
			slice(drawing, "waits for the GIL", log->pid, number,
			      e->tid, at_s - wait_s, wait_s);
		slice(drawing, "holds the GIL", log->pid, number, e->tid, at_s,
		      (double)e->hold * rate_s);
	}
}

static void draw_process(struct drawing *drawing,
			 const struct trace_process *process, const char *path,
			 const char *name)
{
	struct why why;
	size_t n_bytes = 0;
	const struct gil_log *log =
		path ? gil_log_map(path, &n_bytes, &why) : NULL;

	name_track(drawing, "process_name", process->pid, process->pid, name);
	for (size_t i = 0; i < process->n_threads; i++) {
		const struct trace_thread *thread = &process->threads[i];

		if (thread->tid && *thread->name)
			name_track(drawing, "thread_name", process->pid,
				   thread->tid, thread->name);
	}
	for (unsigned i = 0; log && i < process->n_gils; i++)
		draw_ring(drawing, log, i);
	gil_log_unmap(log, n_bytes);
}

void trace_perfetto(FILE *file, const struct trace_program *program)
{
	struct drawing drawing = { .file = file, .before = "\n" };
	uint64_t n_lost = 0;

	if (program->n_processes)
		drawing.zero_s = program->processes[0].start_s;
	fputs("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[", file);
	for (size_t i = 0; i < program->n_processes; i++) {
		const struct trace_process *process = &program->processes[i];

		draw_process(&drawing, process, program->logs[i],
			     i ? "child" : "program");
		n_lost += process->n_events - process->n_kept;
	}
	fprintf(file, "\n],\"otherData\":{\"overwritten_holds\":\"%llu\"}}\n",
		(unsigned long long)n_lost);
}
