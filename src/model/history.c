/*
 * Attempts become invocations while they are walked through.
 *
 * An attempt without all its samples was cut off by a crash and counts for
 * nothing. How many samples are all of them is not said in samples.csv: a
 * run has the same number everywhere, so the fullest attempt tells.
 */
#include "model/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/order.h"
#include "model/stats.h"

void history_free(struct history *histories, unsigned n_cells)
{
	for (unsigned i = 0; histories && i < n_cells; i++) {
		struct history *history = &histories[i];

		free(history->tainted);
		free(history->failed);
		roll_fini(&history->timed);
		roll_fini(&history->metered);
		free(history->tasks);
	}
	free(histories);
}

const struct witness *history_complete(const struct history *history)
{
	return history->complete.loops ? &history->complete : NULL;
}

/* Has it all its samples? */
static bool is_complete(const struct history *history,
			const struct entry *attempt)
{
	return attempt->row.status != CELL_FAILED &&
	       attempt->n_samples >= history->n_samples;
}

static void sort_walls(struct history_walk *walk, const struct entry *attempt)
{
	unsigned n = attempt->n_samples;
	double *x = walk->sorted;

	memcpy(x, attempt->wall_s, n * sizeof(*x));
	if (n > 16) {
		order_sort(x, n);
		return;
	}
	for (unsigned i = 1; i < n; i++) {
		for (unsigned k = i; k > 0 && x[k - 1] > x[k]; k--) {
			double larger = x[k - 1];

			x[k - 1] = x[k];
			x[k] = larger;
		}
	}
}

/* Median of wall time / divisor: stats_median() of the quotients. */
static double median_per(const struct history_walk *walk, unsigned n,
			 double divisor)
{
	const double *x = walk->sorted;

	return n % 2 ? x[n / 2] / divisor
		     : (x[n / 2 - 1] / divisor + x[n / 2] / divisor) / 2;
}

static void take_valid(struct history_walk *walk, struct invocation *invocation)
{
	const struct history *history = walk->history;
	struct entry attempt = walk->next;

	/* wall times change hands: those of `next` are overwritten */
	walk->next = walk->valid;
	walk->valid = attempt;
	invocation->valid = true;
	invocation->n_samples = attempt.n_samples;
	invocation->wall_s = attempt.wall_s;
	invocation->job_s = median_per(walk, attempt.n_samples,
				       history->tasks[attempt.task].loops);
	invocation->cpu_share = attempt.cpu_per_wall / history->n_parallel;
	invocation->fairness = attempt.fairness;
	invocation->startup_s = attempt.row.startup_s;
	invocation->dispatch_s = attempt.row.dispatch_s;
	invocation->teardown_s = attempt.row.teardown_s;
	invocation->pss_bytes = attempt.row.pss_bytes;
	invocation->foreign_share =
		attempt.row.foreign_s / attempt.row.watched_s;
}

struct history_walk history_walk(const struct history *history)
{
	struct history_walk walk = {
		.history = history,
		.reader = roll_read(&history->timed),
		.sorted = alloc_zero(history->n_samples, sizeof(double)),
	};

	walk.more = roll_next(&walk.reader, &walk.next);
	return walk;
}

void history_end(struct history_walk *walk)
{
	entry_fini(&walk->next);
	entry_fini(&walk->valid);
	free(walk->all);
	free(walk->sorted);
	walk->all = walk->sorted = NULL;
	walk->more = false;
}

/* All attempts at one invocation; the number of complete ones. */
static size_t fold(struct history_walk *walk, struct invocation *invocation)
{
	const struct history *history = walk->history;
	const struct sample *row = &walk->next.row;
	size_t n = 0;

	*invocation = (struct invocation){
		.block = row->block,
		.number = row->invocation,
		.unit_s = NAN,
		.job_s = NAN,
		.cpu_share = NAN,
		.startup_s = NAN,
		.dispatch_s = NAN,
		.teardown_s = NAN,
		.pss_bytes = NAN,
		.foreign_share = NAN,
		.fairness = NAN,
	};
	do {
		if (is_complete(history, &walk->next)) {
			const struct task *task =
				&history->tasks[walk->next.task];

			sort_walls(walk, &walk->next);
			double unit_s = median_per(walk, walk->next.n_samples,
						   (double)task->units);

			walk->all = alloc_grow(walk->all, n, sizeof(unit_s));
			walk->all[n++] = unit_s;
			if (row->status == CELL_OK) {
				take_valid(walk, invocation);
				invocation->unit_s = unit_s;
			}
		}
		walk->more = roll_next(&walk->reader, &walk->next);
	} while (walk->more && row->block == invocation->block &&
		 row->invocation == invocation->number);
	invocation->unit_all_s =
		n == 1 ? *walk->all : stats_median(walk->all, n);
	return n;
}

bool history_next(struct history_walk *walk, struct invocation *invocation)
{
	while (walk->more) {
		if (fold(walk, invocation))
			return true;
	}
	history_end(walk);
	return false;
}
