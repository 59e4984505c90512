/* threads.csv: one line for each thread of each process. */
#include "model/csv.h"
#include "output/trace_formats.h"

static const char *const columns[] = {
	"pid",
	"native_id",
	"gil",
	"name",
	"wall_s",
	"hold_s",
	"wait_s",
	"drop_s",
	"outside_s",
	"acquires",
	"contended",
	"forced_switches",
	"longest_hold_s",
	"longest_wait_s",
	"parks",
	"park_s",
	"spins",
	"wait_p50_s",
	"wait_p99_s",
	NULL,
};

static void write_thread(FILE *file, int pid, const struct trace_thread *thread)
{
	const double times_s[] = { thread->wall_s, thread->hold_s,
				   thread->wait_s, thread->drop_s,
				   thread->outside_s };

	struct csv_row line, *row = &line;

	csv_begin(row, file);
	csv_count(row, pid);
	csv_count(row, thread->tid ? thread->tid : -1);
	csv_count(row, thread->gil);
	csv_text(row, thread->name);
	for (size_t i = 0; i < sizeof(times_s) / sizeof(*times_s); i++)
		csv_real(row, times_s[i]);
	csv_count(row, (int64_t)thread->n_acquires);
	csv_count(row, (int64_t)thread->n_contended);
	csv_count(row, (int64_t)thread->n_forced);
	csv_real(row, thread->longest_hold_s);
	csv_real(row, thread->longest_wait_s);
	csv_count(row, (int64_t)thread->n_parks);
	csv_real(row, thread->park_s);
	csv_count(row, (int64_t)thread->n_spins);
	csv_real(row, trace_histogram_quantile(&thread->waits, .5));
	csv_real(row, trace_histogram_quantile(&thread->waits, .99));
	csv_end(row);
}

void trace_csv(FILE *file, const struct trace_program *program)
{
	struct csv_row row;

	csv_begin(&row, file);
	for (const char *const *column = columns; *column; column++)
		csv_text(&row, *column);
	csv_end(&row);
	for (size_t p = 0; p < program->n_processes; p++)
		for (size_t i = 0; i < program->processes[p].n_threads; i++)
			write_thread(file, program->processes[p].pid,
				     &program->processes[p].threads[i]);
}
