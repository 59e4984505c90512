/* Writing and reading the files in metrics/, and writing metrics.csv. What a
 * metric means is not known. */
#include "output/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/csv.h"
#include "output/attempts.h"
#include "output/parts.h"

#define FOLDER "metrics"

enum {
	CELL_ID,
	BLOCK,
	INVOCATION,
	ATTEMPT,
	SAMPLE,
	METRIC,
	UNIT,
	VALUE,
	N_COLUMNS
};

static const char *const names[N_COLUMNS + 1] = {
	[CELL_ID] = "cell_id", [BLOCK] = "block",   [INVOCATION] = "invocation",
	[ATTEMPT] = "attempt", [SAMPLE] = "sample", [METRIC] = "metric",
	[UNIT] = "unit",       [VALUE] = "value",
};

int metrics_append(const char *dir, const struct cell *cells,
		   const struct metric_value *values, size_t n, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	for (size_t i = 0; i < n; i++) {
		struct csv_row row;

		csv_begin(&row, file);
		csv_text(&row, cells[values[i].cell].id);
		csv_count(&row, values[i].block);
		csv_count(&row, values[i].invocation);
		csv_count(&row, values[i].attempt);
		csv_count(&row, values[i].sample);
		csv_text(&row, values[i].metric);
		csv_text(&row, values[i].unit);
		csv_real(&row, values[i].value);
		csv_end(&row);
	}
	fclose(file);
	int status = parts_add(dir, FOLDER, names, text, n_bytes, why);

	free(text);
	return status;
}

/* What is being loaded: a list for each metric of each cell. */
struct load {
	struct attempts *attempts;
	struct metric_values *lists;
	size_t n_lists, near; /* near: the list that was found last */
};

/* The list is there after this. */
static struct metric_values *find_list(struct load *load, int cell,
				       const char *metric, const char *unit)
{
	for (size_t i = 0; i < load->n_lists; i++) {
		size_t at = (load->near + i) % load->n_lists;
		struct metric_values *list = &load->lists[at];

		if (list->cell != (unsigned)cell ||
		    strcmp(list->metric, metric) != 0)
			continue;
		load->near = at;
		return list;
	}
	load->lists =
		alloc_grow(load->lists, load->n_lists, sizeof(*load->lists));
	load->near = load->n_lists++;
	struct metric_values *list = &load->lists[load->near];

	*list = (struct metric_values){ .cell = (unsigned)cell };
	strcpy(list->metric, metric);
	strcpy(list->unit, unit);
	return list;
}

static int take_row(struct load *load, const struct csv_reader *csv,
		    const int *columns, struct why *why)
{
	int bad = 0;
	int cell =
		attempts_cell(load->attempts, csv_field(csv, columns[CELL_ID]));
	int64_t block = csv_field_count(csv, columns[BLOCK], &bad);
	int64_t invocation = csv_field_count(csv, columns[INVOCATION], &bad);
	int64_t attempt = csv_field_count(csv, columns[ATTEMPT], &bad);
	const char *metric = csv_field(csv, columns[METRIC]);
	const char *unit = csv_field(csv, columns[UNIT]);
	double value = csv_field_real(csv, columns[VALUE], &bad);

	if (bad || cell < 0 || block < 0 || block > UINT32_MAX ||
	    invocation < 0 || invocation > UINT32_MAX || attempt < 0 ||
	    attempt > UINT32_MAX || !*metric ||
	    strlen(metric) >= METRIC_N_NAME || strlen(unit) >= METRIC_N_NAME ||
	    !isfinite(value))
		return csv_error(csv, why,
				 "this is no metric of a planned cell");
	if (!attempts_valid(load->attempts, cell, block, attempt))
		return 0;
	struct metric_values *list = find_list(load, cell, metric, unit);

	list->points = alloc_grow(list->points, list->n, sizeof(*list->points));
	list->points[list->n++] =
		(struct metric_point){ (unsigned)block, (unsigned)invocation,
				       (unsigned)attempt, value };
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

static void estimate(const struct load *load, unsigned n_cells,
		     struct metric_estimate *estimates)
{
	size_t n = 0;

	for (unsigned c = 0; c < n_cells; c++)
		for (size_t i = 0; i < load->n_lists; i++)
			if (load->lists[i].cell == c)
				estimates[n++] =
					metric_estimate(&load->lists[i]);
}

int metrics_load(const char *dir, const struct cell *cells,
		 const struct history *histories, unsigned n_cells,
		 struct metric_estimate **estimates, size_t *n, struct why *why)
{
	struct load load = {
		.attempts = attempts_new(cells, histories, n_cells),
	};
	int status = parts_read(dir, FOLDER, read_file, &load, why);

	*n = status == 0 ? load.n_lists : 0;
	*estimates = alloc_zero(*n + 1, sizeof(**estimates));
	if (*n)
		estimate(&load, n_cells, *estimates);
	for (size_t i = 0; i < load.n_lists; i++)
		free(load.lists[i].points);
	free(load.lists);
	attempts_free(load.attempts);
	return status;
}

void metrics_write(FILE *file, const struct cell *cells,
		   const struct metric_estimate *estimates, size_t n)
{
	static const char *const columns[] = { "metric",    "unit",
					       "n",         "value",
					       "value_low", "value_high",
					       "params" };
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		csv_text(&row, columns[i]);
	csv_end(&row);
	for (size_t i = 0; i < n; i++) {
		const struct metric_estimate *own = &estimates[i];

		csv_begin(&row, file);
		cell_write_key(&row, &cells[own->cell]);
		csv_text(&row, own->metric);
		csv_text(&row, own->unit);
		csv_count(&row, own->n);
		csv_real(&row, own->median);
		csv_real(&row, own->ci.low);
		csv_real(&row, own->ci.high);
		csv_text(&row, cells[own->cell].params);
		csv_end(&row);
	}
}
