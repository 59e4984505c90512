/*
 * Rows become attempts, attempts are packed into the histories of their
 * cells. What counts as an invocation is not decided here (history.h).
 */
#include "model/intake.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/stats.h"

/* The last attempt of its sort. */
struct latest {
	bool any;
	unsigned block, invocation, attempt, n_samples;
};

/* What is needed of a cell until all rows are there. */
struct tray {
	struct latest complete, tainted, failed;
	struct roll_state timed, metered;
};

struct intake {
	const struct cell *cells;
	unsigned n_cells;
	enum intake_rows rows;
	struct history *histories;
	struct tray *trays;
	size_t n_rows;
	unsigned n_samples; /* of the fullest attempt */
	/* The timed attempt that is being read, if one is open. */
	bool open;
	struct entry entry;
	int last_sample;
	char *reason;
	double *cpu_per_wall, *fairness; /* of each sample */
};

struct intake *intake_new(const struct cell *cells, unsigned n_cells,
			  enum intake_rows rows)
{
	struct intake *intake = alloc_zero(1, sizeof(*intake));

	intake->cells = cells;
	intake->n_cells = n_cells;
	intake->rows = rows;
	intake->histories = alloc_zero(n_cells, sizeof(*intake->histories));
	intake->trays = alloc_zero(n_cells, sizeof(*intake->trays));
	intake->n_samples = 1;
	for (unsigned i = 0; i < n_cells; i++) {
		bool loop = strcmp(cells[i].executor, "asyncio") == 0;

		intake->histories[i].n_parallel = loop ? 1 : cells[i].workers;
		intake->histories[i].metered.metered = true;
	}
	return intake;
}

/* The task that the row did; its checksum is compared with the first one's. */
static unsigned note_task(struct history *history, const struct sample *row)
{
	struct task *task;
	unsigned i = 0;

	while (i < history->n_tasks && (history->tasks[i].units != row->units ||
					history->tasks[i].loops != row->loops))
		i++;
	if (i == history->n_tasks) {
		history->tasks = alloc_grow(history->tasks, i, sizeof(*task));
		history->tasks[i] = (struct task){
			.units = row->units,
			.loops = row->loops,
			.checksum = row->checksum,
			.first = row->block,
		};
		history->n_tasks++;
	}
	task = &history->tasks[i];
	if (!task->differs && row->checksum != task->checksum) {
		task->differs = true;
		task->other = row->checksum;
		task->other_block = row->block;
	}
	if (!task->differs)
		task->last = row->block;
	return i;
}

static bool is_later(const struct sample *a, const struct latest *b)
{
	if (a->block != b->block)
		return a->block > b->block;
	if (a->invocation != b->invocation)
		return a->invocation > b->invocation;
	return a->attempt > b->attempt;
}

/* Of the fullest attempts the last: the others will turn out to be cut. Is it
 * this one? */
static bool note_latest(struct latest *latest, const struct entry *entry)
{
	const struct sample *row = &entry->row;

	if (latest->any &&
	    (entry->n_samples < latest->n_samples ||
	     (entry->n_samples == latest->n_samples && !is_later(row, latest))))
		return false;
	*latest = (struct latest){ true, row->block, row->invocation,
				   row->attempt, entry->n_samples };
	return true;
}

static void note_reason(char **to, const char *reason)
{
	free(*to);
	*to = alloc_copy(reason);
}

static void note_attempt(struct history *history, struct tray *tray,
			 const struct entry *entry, const char *reason)
{
	const struct sample *row = &entry->row;

	if (row->status == CELL_FAILED) {
		if (note_latest(&tray->failed, entry))
			note_reason(&history->failed, reason);
		return;
	}
	if (note_latest(&tray->complete, entry))
		history->complete = (struct witness){
			.units = row->units,
			.loops = row->loops,
			.gil_before = row->gil_before,
			.server_shares_cpu = row->server_shares_cpu,
			.oversubscribed = row->oversubscribed,
		};
	if (row->status == CELL_TAINTED && note_latest(&tray->tainted, entry))
		note_reason(&history->tainted, reason);
}

/* The median of what all samples have; NAN if any lacks it. */
static double median_of_all(const double *x, unsigned n)
{
	double sum = 0;

	for (unsigned i = 0; i < n; i++)
		sum += x[i];
	return isnan(sum) ? NAN : stats_median(x, n);
}

/* All rows of the attempt are there: pack it. */
static void close_attempt(struct intake *intake)
{
	struct entry *entry = &intake->entry;
	struct history *history = &intake->histories[entry->row.cell];
	struct tray *tray = &intake->trays[entry->row.cell];

	if (!intake->open)
		return;
	intake->open = false;
	entry->cpu_per_wall =
		median_of_all(intake->cpu_per_wall, entry->n_samples);
	entry->fairness = median_of_all(intake->fairness, entry->n_samples);
	if (entry->row.status == CELL_FAILED)
		entry->n_samples = 0;
	note_attempt(history, tray, entry, intake->reason);
	roll_add(&history->timed, &tray->timed, entry);
}

static void open_attempt(struct intake *intake, const struct sample *row)
{
	struct entry *entry = &intake->entry;

	intake->open = true;
	entry->row = *row;
	entry->row.cpus = entry->row.reason = NULL;
	entry->row.host = entry->row.hardware = NULL;
	entry->n_samples = 0;
	free(intake->reason);
	intake->reason = alloc_copy(row->reason ? row->reason : "");
}

/* Does it go on with the attempt that is open? */
static bool goes_on(const struct intake *intake, const struct sample *row)
{
	const struct sample *first = &intake->entry.row;

	return intake->open && row->cell == first->cell &&
	       row->part == first->part && row->block == first->block &&
	       row->invocation == first->invocation &&
	       row->attempt == first->attempt;
}

static void add_timed(struct intake *intake, const struct sample *row,
		      unsigned task)
{
	struct entry *entry = &intake->entry;
	unsigned n = entry->n_samples;

	/* an attempt is as bad as its worst sample */
	if (entry->row.status != CELL_FAILED && row->status != CELL_OK)
		entry->row.status = row->status;
	intake->last_sample = row->sample;
	entry->task = task;
	if (row->status == CELL_FAILED)
		return;
	entry->wall_s = alloc_grow(entry->wall_s, n, sizeof(double));
	intake->cpu_per_wall =
		alloc_grow(intake->cpu_per_wall, n, sizeof(double));
	intake->fairness = alloc_grow(intake->fairness, n, sizeof(double));
	entry->wall_s[n] = row->wall_s;
	intake->cpu_per_wall[n] =
		(row->cpu_user_s + row->cpu_system_s) / row->wall_s;
	intake->fairness[n] = row->fairness;
	entry->n_samples++;
}

static void add_metered(struct intake *intake, const struct sample *row,
			unsigned task)
{
	struct entry entry = { .row = *row, .task = task };

	if (row->status != CELL_FAILED && intake->rows == INTAKE_ALL)
		roll_add(&intake->histories[row->cell].metered,
			 &intake->trays[row->cell].metered, &entry);
}

/* Can the row be kept, and follow the one before? */
static int check_row(const struct intake *intake, const struct sample *row,
		     struct why *why)
{
	const struct history *history = &intake->histories[row->cell];
	const struct task *task;

	if (row->invocation > ROLL_MAX_INVOCATION ||
	    row->attempt > ROLL_MAX_ATTEMPT || row->sample >= ROLL_MAX_SAMPLES)
		return why_set(why,
			       "invocation %u, attempt %u or sample %d is too "
			       "large",
			       row->invocation, row->attempt, row->sample);
	if (row->metered || !goes_on(intake, row))
		return 0;
	if (row->sample <= intake->last_sample)
		return why_set(why,
			       "sample %d follows sample %d: each must be "
			       "there once, in order",
			       row->sample, intake->last_sample);
	if (!intake->entry.n_samples || row->status == CELL_FAILED)
		return 0;
	task = &history->tasks[intake->entry.task];
	if (row->units != task->units || row->loops != task->loops)
		return why_set(why,
			       "units or loops are not those of the sample "
			       "before");
	return 0;
}

int intake_add(struct intake *intake, const struct sample *row, struct why *why)
{
	unsigned task = 0;

	if (check_row(intake, row, why) < 0)
		return -1;
	intake->n_rows++;
	if (row->sample >= 0)
		task = note_task(&intake->histories[row->cell], row);
	if (row->metered) {
		close_attempt(intake);
		add_metered(intake, row, task);
		return 0;
	}
	if (!goes_on(intake, row)) {
		close_attempt(intake);
		open_attempt(intake, row);
	}
	if (row->sample >= (int)intake->n_samples)
		intake->n_samples = (unsigned)row->sample + 1;
	add_timed(intake, row, task);
	return 0;
}

/* An attempt that turned out to be cut counts for nothing. */
static void forget_cut(struct history *history, const struct tray *tray,
		       unsigned n_samples)
{
	if (tray->complete.n_samples != n_samples)
		history->complete = (struct witness){ 0 };
	if (tray->tainted.n_samples != n_samples) {
		free(history->tainted);
		history->tainted = NULL;
	}
}

/* Blocks, attempts and invocations of a history that is in order. */
static void count(struct history *history)
{
	struct roll_reader reader = roll_read(&history->timed);
	struct history_walk walk = history_walk(history);
	struct invocation invocation;
	struct entry entry = { 0 };
	unsigned block = 0;

	while (roll_next(&reader, &entry)) {
		history->n_blocks +=
			!history->n_blocks || entry.row.block != block;
		block = entry.row.block;
		history->n_failed += entry.row.status == CELL_FAILED;
		history->n_tainted += entry.row.status == CELL_TAINTED &&
				      entry.n_samples == history->n_samples;
	}
	entry_fini(&entry);
	while (history_next(&walk, &invocation))
		history->n_valid += invocation.valid;
}

struct history *intake_finish(struct intake *intake, size_t *n_rows,
			      struct sample *twice)
{
	struct history *histories = intake->histories;
	int status = 0;

	close_attempt(intake);
	*n_rows = intake->n_rows;
	for (unsigned i = 0; i < intake->n_cells; i++) {
		struct history *history = &histories[i];

		history->n_samples = intake->n_samples;
		forget_cut(history, &intake->trays[i], intake->n_samples);
		if (status < 0)
			continue;
		status = roll_sort(&history->timed, twice);
		if (status == 0)
			status = roll_sort(&history->metered, twice);
		history->n_twice =
			history->timed.n_twice + history->metered.n_twice;
		if (status == 0)
			count(history);
		else
			twice->cell = i;
	}
	if (status < 0) {
		history_free(histories, intake->n_cells);
		histories = NULL;
	}
	entry_fini(&intake->entry);
	free(intake->cpu_per_wall);
	free(intake->fairness);
	free(intake->reason);
	free(intake->trays);
	free(intake);
	return histories;
}
