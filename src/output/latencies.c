/* Writing and reading the files in latencies/. What is drawn from them is not
 * known. */
#include "output/latencies.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/csv.h"
#include "output/attempts.h"
#include "output/parts.h"

#define FOLDER "latencies"

enum {
	CELL_ID,
	BLOCK,
	ATTEMPT,
	SAMPLE,
	LOW,
	HIGH,
	UNITS,
	N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
	[CELL_ID] = "cell_id", [BLOCK] = "block", [ATTEMPT] = "attempt",
	[SAMPLE] = "sample",   [LOW] = "low_s",   [HIGH] = "high_s",
	[UNITS] = "units",
};

static double low_s(unsigned bucket)
{
	return (double)bucket_low_ns(bucket) * 1e-9;
}

int latencies_append(const char *dir, const struct cell *cells,
		     const struct lap_count *counts, size_t n, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (size_t i = 0; i < n; i++) {
		struct csv_row row;

		csv_begin(&row, file);
		csv_text(&row, cells[counts[i].cell].id);
		csv_count(&row, counts[i].block);
		csv_count(&row, counts[i].attempt);
		csv_count(&row, counts[i].sample);
		csv_real(&row, low_s(counts[i].bucket));
		csv_real(&row, low_s(counts[i].bucket + 1));
		csv_count(&row, (int64_t)counts[i].n);
		csv_end(&row);
	}
	fclose(file);
	int status = parts_add(dir, FOLDER, names, text, n_bytes, why);

	free(text);
	return status;
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

static int take_row(struct load *load, const struct csv_reader *csv,
		    const int *columns, struct why *why)
{
	int bad = 0;
	int cell =
		attempts_cell(load->attempts, csv_field(csv, columns[CELL_ID]));
	int64_t block = csv_field_count(csv, columns[BLOCK], &bad);
	int64_t attempt = csv_field_count(csv, columns[ATTEMPT], &bad);
	int64_t sample = csv_field_count(csv, columns[SAMPLE], &bad);
	int64_t units = csv_field_count(csv, columns[UNITS], &bad);
	double low = csv_field_real(csv, columns[LOW], &bad);
	double high = csv_field_real(csv, columns[HIGH], &bad);
	int bucket = find_bucket(low, high);

	if (bad || cell < 0 || block < 0 || block > UINT32_MAX || attempt < 0 ||
	    attempt > UINT32_MAX || sample < 0 || units < 1 ||
	    units > UINT32_MAX)
		return csv_error(csv, why,
				 "this is no count of a planned cell");
	if (bucket < 0)
		return csv_error(csv, why,
				 "low_s and high_s are not the ends of a "
				 "bucket");
	if (!attempts_valid(load->attempts, cell, block, attempt))
		return 0;
	if (!load->laps[cell])
		load->laps[cell] = alloc_zero(1, sizeof(*load->laps[cell]));
	load->laps[cell]->counts[bucket] += (uint64_t)units;
	load->laps[cell]->n += (uint64_t)units;
	return 0;
}

static int read_file(void *context, const char *path, struct why *why)
{
	struct load *load = context;
	struct csv_reader *csv = csv_open(path, why);
	int columns[N_COLUMNS], found = csv ? 1 : -1;

	for (int i = 0; i < N_COLUMNS && csv; i++)
		columns[i] = csv_column(csv, names[i]);
	attempts_read(load->attempts, path);
	while (found > 0 && (found = csv_next(csv, why)) > 0) {
		if (take_row(load, csv, columns, why) < 0)
			found = -1;
	}
	csv_close(csv);
	return found;
}

struct laps **latencies_load(const char *dir, const struct cell *cells,
			     const struct history *histories, unsigned n_cells,
			     struct why *why)
{
	struct load load = {
		.attempts = attempts_new(cells, histories, n_cells),
		.laps = alloc_zero(n_cells, sizeof(*load.laps)),
	};

	if (parts_read(dir, FOLDER, read_file, &load, why) < 0) {
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
