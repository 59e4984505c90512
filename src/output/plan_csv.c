/* Reading plan.csv. What can be measured here is not asked. */
#include "output/plan_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/cell_index.h"
#include "model/csv.h"

/* More than any machine runs: a number beyond is a damaged file. */
#define MAX_WORKERS 1000000

/* The columns of plan.csv, in the order of the enum. */
enum {
	ID,
	WORKLOAD,
	KERNEL,
	EXECUTOR,
	WORKERS,
	PIN,
	PYTHON,
	STATUS,
	REASON,
	GROUP,
	SCALING,
	SIZE,
	PARAMS,
	N_COLUMNS
};

static const char *const column_names[N_COLUMNS] = {
	[ID] = "cell_id",        [WORKLOAD] = "workload", [KERNEL] = "kernel",
	[EXECUTOR] = "executor", [WORKERS] = "workers",   [PIN] = "pin",
	[PYTHON] = "python",     [STATUS] = "status",     [REASON] = "reason",
	[GROUP] = "group",       [SCALING] = "scaling",   [SIZE] = "size",
	[PARAMS] = "params",
};

static int read_cell(struct cell *cell, const struct csv_reader *reader,
		     const int *columns, struct why *why)
{
	const char *field[N_COLUMNS];
	int bad = 0;

	for (int c = 0; c < N_COLUMNS; c++)
		field[c] = csv_field(reader, columns[c]);
	int64_t workers = csv_field_count(reader, columns[WORKERS], &bad);
	int64_t group = csv_field_count(reader, columns[GROUP], &bad);
	int status = cell_status_find(field[STATUS]);

	if (!*field[ID] || strlen(field[ID]) >= sizeof(cell->id))
		return csv_error(reader, why, "'%.40s' is no cell_id",
				 field[ID]);
	if (bad || workers < 1 || workers > MAX_WORKERS || group < 0 ||
	    group > UINT32_MAX)
		return csv_error(reader, why,
				 "cell %s: workers or group is no number, or "
				 "too large",
				 field[ID]);
	if (status < 0)
		return csv_error(reader, why, "cell %s: unknown status '%.40s'",
				 field[ID], field[STATUS]);
	*cell = (struct cell){
		.workload = alloc_copy(field[WORKLOAD]),
		.kernel = alloc_copy(field[KERNEL]),
		.executor = alloc_copy(field[EXECUTOR]),
		.workers = (unsigned)workers,
		.pin = alloc_copy(field[PIN]),
		.python = alloc_copy(field[PYTHON]),
		.scaling = alloc_copy(field[SCALING]),
		.size = alloc_copy(field[SIZE]),
		.params = alloc_copy(field[PARAMS]),
		.group = (unsigned)group,
		.status = (enum cell_status)status,
		.reason = alloc_copy(field[REASON]),
	};
	strcpy(cell->id, field[ID]);
	return 0;
}

/* The id was there before: where? Always -1. */
static int fail_twice(const char *path, const char *id, struct why *why)
{
	struct csv_reader *reader = csv_open(path, why);
	unsigned n = 0;

	while (reader && csv_next(reader, why) > 0) {
		const char *own =
			csv_field(reader, csv_column(reader, column_names[ID]));

		if (strcmp(own, id) == 0 && ++n == 2) {
			csv_error(reader, why, "cell %s is there twice", id);
			break;
		}
	}
	csv_close(reader);
	return -1;
}

static int check_ids(const char *path, const struct cell *cells, unsigned n,
		     struct why *why)
{
	struct cell_index *index = cell_index_new(cells, n);
	int status = 0;

	for (unsigned i = 0; i < n && status == 0; i++)
		if (cell_index_find(index, cells[i].id) != (int)i)
			status = fail_twice(path, cells[i].id, why);
	cell_index_free(index);
	return status;
}

static int read_cells(struct csv_reader *reader, struct cell **cells,
		      unsigned *n, struct why *why)
{
	int columns[N_COLUMNS], more;

	for (int c = 0; c < N_COLUMNS; c++) {
		columns[c] = csv_column(reader, column_names[c]);
		if (columns[c] < 0)
			return csv_error(reader, why, "there is no column %s",
					 column_names[c]);
	}
	while ((more = csv_next(reader, why)) > 0) {
		*cells = alloc_grow(*cells, *n, sizeof(**cells));
		if (read_cell(&(*cells)[*n], reader, columns, why) < 0)
			return -1;
		++*n;
	}
	return more;
}

int plan_csv_read(const char *dir, struct cell **cells, unsigned *n_cells,
		  struct why *why)
{
	char *path = alloc_printf("%s/plan.csv", dir);
	struct csv_reader *reader = csv_open(path, why);

	*cells = NULL;
	*n_cells = 0;
	int status = reader ? read_cells(reader, cells, n_cells, why) : -1;

	csv_close(reader);
	if (status == 0 && *n_cells == 0)
		status = why_set(why, "%s: no cells", path);
	if (status == 0)
		status = check_ids(path, *cells, *n_cells, why);
	free(path);
	return status;
}

void plan_csv_free(struct cell *cells, unsigned n_cells)
{
	for (unsigned i = 0; i < n_cells; i++)
		cell_fini(&cells[i]);
	free(cells);
}
