/*
 * A run directory read back: what figures, tables and reports are made from.
 * Nothing here needs the machine that measured.
 *
 * run.json holds: schema (1), gilbench (version), command (array), plan_hash,
 * seed, blocks, samples, started (ISO 8601), wall_s, host (host.h), pythons
 * (array of {label, path, version, gil, facts}), n_cpus, n_cores, n_repeated,
 * jobs (array of {group, size, unit_s}), warnings (array of strings),
 * context (object), exit_status.
 */
#ifndef GILBENCH_OUTPUT_RESULTS_H
#define GILBENCH_OUTPUT_RESULTS_H

#include <jansson.h>

#include "base/why.h"
#include "model/estimate.h"
#include "model/findings.h"
#include "model/hold.h"
#include "model/laps.h"
#include "output/sources.h"
#include "model/metric.h"

/* What is drawn or told cell by cell, a table, a report or figures, ends here:
 * nobody looks through more, and its cost does not grow with their number. */
#define RESULTS_MAX_SHOWN 5000

struct results {
	char *dir;
	json_t *run; /* run.json */
	struct cell *cells;
	unsigned n_cells;
	struct history *histories; /* one per cell, of its samples */
	size_t n_samples;          /* rows of samples/ that count */
	struct sources sources;    /* whose: rows of other hardware do not */
	size_t n_other;            /* those */
	struct hold *holds; /* of the GIL, in metered samples of threads */
	size_t n_holds;
	struct laps **laps; /* latencies, one per cell; NULL: none counted */
	struct metric_estimate *metrics; /* that workloads have; by cell */
	size_t n_metrics;
	struct estimate *estimates; /* one per cell */
	struct finding findings[N_FINDINGS];
	struct hosts *hosts; /* that measured the same; NULL: not several */
};

/* Read run.json, plan.csv and samples/ of `dir`, and compute the rest. */
int results_load(struct results *results, const char *dir, struct why *why);
/*
 * The same in two thirds of the memory, for those who want times only: without
 * holds, latencies and findings, and in estimates nothing of the meter.
 */
int results_load_times(struct results *results, const char *dir,
		       struct why *why);
/* Are there few enough cells for a table, a report and figures? */
bool results_can_show(const struct results *results);
/* Read run.json again: it was written anew. 0 or -1. */
int results_refresh(struct results *results, struct why *why);
void results_fini(struct results *results);

/*
 * Does the cell ask how late an answer is, not how much is done? Then it has
 * latencies and no speed-up: in an open loop it does what it is asked for.
 */
bool results_asks_latency(const struct cell *cell);

/* Text in run.json, "" where it is missing. Borrowed. */
const char *results_text(const struct results *results, const char *key);
double results_number(const struct results *results, const char *key);
/* Was this option given for the whole plan of run.json? Of run and plan,
 * without dashes; those of one call are not there. */
bool results_asked(const json_t *run, const char *option);
/* Blocks that were measured: --precision and --max-time end a run early. */
unsigned results_blocks(const struct results *results);

#endif
