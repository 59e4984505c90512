/* Writing and reading the files in metrics/, and writing metrics.csv. What a
 * metric means is not known. */
#include "output/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/attempts.h"
#include "output/part_rows.h"

#define NONE SIZE_MAX

enum {
	CELL_ID,
	BLOCK,
	INVOCATION,
	ATTEMPT,
	SAMPLE,
	METRIC,
	UNIT,
	VALUE,
};

static const struct part_format format = {
	"metrics",
	{ [CELL_ID] = "cell_id",
	  [BLOCK] = "block",
	  [INVOCATION] = "invocation",
	  [ATTEMPT] = "attempt",
	  [SAMPLE] = "sample",
	  [METRIC] = "metric",
	  [UNIT] = "unit",
	  [VALUE] = "value" },
};

int metrics_append(const char *dir, const struct cell *cells,
		   const struct metric_value *values, size_t n, struct why *why)
{
	struct part_rows rows;

	part_rows_begin(&rows);
	for (size_t i = 0; i < n; i++) {
		struct csv_row row;

		csv_begin(&row, rows.file);
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
	return part_rows_end(&rows, dir, &format, why);
}

/* The values of a metric of a cell. */
struct list {
	struct metric_values values;
	size_t next; /* of the same cell, or NONE */
};

struct load {
	struct attempts *attempts;
	struct list *lists;
	size_t n_lists;
	size_t *first; /* list of each cell, or NONE */
};

/* The list is there after this, behind the cell's others. */
static struct metric_values *find_list(struct load *load, int cell,
				       const char *metric, const char *unit)
{
	size_t last = NONE;

	for (size_t i = load->first[cell]; i != NONE; i = load->lists[i].next) {
		if (strcmp(load->lists[i].values.metric, metric) == 0)
			return &load->lists[i].values;
		last = i;
	}
	load->lists =
		alloc_grow(load->lists, load->n_lists, sizeof(*load->lists));
	if (last == NONE)
		load->first[cell] = load->n_lists;
	else
		load->lists[last].next = load->n_lists;
	struct list *list = &load->lists[load->n_lists++];

	*list = (struct list){ .values.cell = (unsigned)cell, .next = NONE };
	strcpy(list->values.metric, metric);
	strcpy(list->values.unit, unit);
	return &list->values;
}

static int take_row(void *context, struct part_row *row, struct why *why)
{
	struct load *load = context;
	int64_t block = part_count(row, BLOCK);
	int64_t invocation = part_count(row, INVOCATION);
	int64_t attempt = part_count(row, ATTEMPT);
	const char *metric = part_text(row, METRIC);
	const char *unit = part_text(row, UNIT);
	double value = part_real(row, VALUE);

	if (row->bad || row->cell < 0 || block < 0 || block > UINT32_MAX ||
	    invocation < 0 || invocation > UINT32_MAX || attempt < 0 ||
	    attempt > UINT32_MAX || !*metric ||
	    strlen(metric) >= METRIC_N_NAME || strlen(unit) >= METRIC_N_NAME ||
	    !isfinite(value))
		return csv_error(row->csv, why,
				 "this is no metric of a planned cell");
	if (!attempts_valid(load->attempts, row->part, row->cell, block,
			    attempt))
		return 0;
	struct metric_values *list = find_list(load, row->cell, metric, unit);

	list->points = alloc_grow(list->points, list->n, sizeof(*list->points));
	list->points[list->n++] =
		(struct metric_point){ (unsigned)block, (unsigned)invocation,
				       value };
	return 0;
}

static void estimate(const struct load *load, unsigned n_cells,
		     struct metric_estimate *estimates)
{
	for (unsigned c = 0; c < n_cells; c++)
		for (size_t i = load->first[c]; i != NONE;
		     i = load->lists[i].next)
			*estimates++ = metric_estimate(&load->lists[i].values);
}

int metrics_load(const char *dir, const struct cell *cells,
		 const struct history *histories, unsigned n_cells,
		 struct metric_estimate **estimates, size_t *n, struct why *why)
{
	struct load load = {
		.attempts = attempts_new(histories, n_cells, false),
		.first = alloc_zero(n_cells, sizeof(*load.first)),
	};

	for (unsigned c = 0; c < n_cells; c++)
		load.first[c] = NONE;
	int status = part_rows_read(dir, &format, cells, n_cells, take_row,
				    &load, why);

	*n = status == 0 ? load.n_lists : 0;
	*estimates = alloc_zero(*n + 1, sizeof(**estimates));
	if (*n)
		estimate(&load, n_cells, *estimates);
	for (size_t i = 0; i < load.n_lists; i++)
		free(load.lists[i].values.points);
	free(load.lists);
	free(load.first);
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
