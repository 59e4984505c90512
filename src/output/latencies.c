/* Writing and reading the files in latencies/. What is drawn from them is not
 * known. */
#include "output/latencies.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "output/attempts.h"
#include "output/part_rows.h"

enum {
	CELL_ID,
	BLOCK,
	ATTEMPT,
	SAMPLE,
	LOW,
	HIGH,
	UNITS,
};

static const struct part_format format = {
	"latencies",
	{ [CELL_ID] = "cell_id",
	  [BLOCK] = "block",
	  [ATTEMPT] = "attempt",
	  [SAMPLE] = "sample",
	  [LOW] = "low_s",
	  [HIGH] = "high_s",
	  [UNITS] = "units" },
};

static double low_s(unsigned bucket)
{
	return (double)bucket_low_ns(bucket) * 1e-9;
}

int latencies_append(const char *dir, const struct cell *cells,
		     const struct lap_count *counts, size_t n, struct why *why)
{
	struct part_rows rows;

	part_rows_begin(&rows);
	for (size_t i = 0; i < n; i++) {
		struct csv_row row;

		csv_begin(&row, rows.file);
		csv_text(&row, cells[counts[i].cell].id);
		csv_count(&row, counts[i].block);
		csv_count(&row, counts[i].attempt);
		csv_count(&row, counts[i].sample);
		csv_real(&row, low_s(counts[i].bucket));
		csv_real(&row, low_s(counts[i].bucket + 1));
		csv_count(&row, (int64_t)counts[i].n);
		csv_end(&row);
	}
	return part_rows_end(&rows, dir, &format, why);
}

/* What is being loaded. */
struct load {
	struct attempts *attempts;
	struct laps **laps;
};

/* The bucket with these ends, as far as they are written, or -1. */
static int find_bucket(double low, double high)
{
	double middle_ns = (low + high) / 2 * 1e9;

	if (!(middle_ns >= 0 && middle_ns <= (double)BUCKETS_MAX_NS))
		return -1;
	unsigned bucket = bucket_of((uint64_t)middle_ns);

	return fabs(low - low_s(bucket)) <= 1e-8 * high &&
			       fabs(high - low_s(bucket + 1)) <= 1e-8 * high
		       ? (int)bucket
		       : -1;
}

static int take_row(void *context, struct part_row *row, struct why *why)
{
	struct load *load = context;
	int64_t block = part_count(row, BLOCK);
	int64_t attempt = part_count(row, ATTEMPT);
	int64_t sample = part_count(row, SAMPLE);
	int64_t units = part_count(row, UNITS);
	double low = part_real(row, LOW), high = part_real(row, HIGH);
	int cell = row->cell, bucket = find_bucket(low, high);

	if (row->bad || cell < 0 || block < 0 || block > UINT32_MAX ||
	    attempt < 0 || attempt > UINT32_MAX || sample < 0 || units < 1 ||
	    units > UINT32_MAX)
		return csv_error(row->csv, why,
				 "this is no count of a planned cell");
	if (bucket < 0)
		return csv_error(row->csv, why,
				 "low_s and high_s are not the ends of a "
				 "bucket");
	if (!attempts_valid(load->attempts, row->part, cell, block, attempt))
		return 0;
	if (!load->laps[cell])
		load->laps[cell] = alloc_zero(1, sizeof(*load->laps[cell]));
	load->laps[cell]->counts[bucket] += (uint64_t)units;
	load->laps[cell]->n += (uint64_t)units;
	return 0;
}

struct laps **latencies_load(const char *dir, const struct cell *cells,
			     const struct history *histories, unsigned n_cells,
			     struct why *why)
{
	struct load load = {
		.attempts = attempts_new(histories, n_cells, false),
		.laps = alloc_zero(n_cells, sizeof(*load.laps)),
	};

	if (part_rows_read(dir, &format, cells, n_cells, take_row, &load, why) <
	    0) {
		latencies_free(load.laps, n_cells);
		load.laps = NULL;
	}
	attempts_free(load.attempts);
	return load.laps;
}

void latencies_free(struct laps **laps, unsigned n_cells)
{
	for (unsigned i = 0; laps && i < n_cells; i++)
		free(laps[i]);
	free(laps);
}
