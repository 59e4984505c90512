/* Writing and reading the files in holds/. What is drawn from them is not
 * known. */
#include "output/holds.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "model/csv.h"

enum {
	CELL_ID,
	BLOCK,
	ATTEMPT,
	WORKER,
	ACQUIRED,
	WAIT,
	HOLD,
	N_COLUMNS
};

static const char *const names[N_COLUMNS] = {
	[CELL_ID] = "cell_id", [BLOCK] = "block",         [ATTEMPT] = "attempt",
	[WORKER] = "worker",   [ACQUIRED] = "acquired_s", [WAIT] = "wait_s",
	[HOLD] = "hold_s",
};

static void write_header(FILE *file)
{
	struct csv_row row;

	csv_begin(&row, file);
	for (int i = 0; i < N_COLUMNS; i++)
		csv_text(&row, names[i]);
	csv_end(&row);
}

static void write_hold(FILE *file, const struct cell *cells,
		       const struct hold *hold)
{
	struct csv_row row;

	csv_begin(&row, file);
	csv_text(&row, cells[hold->cell].id);
	csv_count(&row, hold->block);
	csv_count(&row, hold->attempt);
	csv_count(&row, hold->worker);
	csv_real(&row, hold->acquired_s);
	csv_real(&row, hold->wait_s);
	csv_real(&row, hold->hold_s);
	csv_end(&row);
}

int holds_append(const char *dir, const struct cell *cells,
		 const struct hold *holds, size_t n, struct why *why)
{
	char host[65] = "host";

	gethostname(host, sizeof(host) - 1);
	for (char *p = host; *p; p++)
		if (*p == '/' || (unsigned char)*p < ' ')
			*p = '-';
	char *folder = alloc_printf("%s/holds", dir);
	char *path = alloc_printf("%s/%s-%d.csv", folder, host, getpid());

	mkdir(folder, 0777);
	FILE *file = fopen(path, "ae");
	bool failed = !file;

	if (file) {
		if (ftell(file) == 0)
			write_header(file);
		for (size_t i = 0; i < n; i++)
			write_hold(file, cells, &holds[i]);
		failed = ferror(file) != 0;
		failed |= fclose(file) != 0;
	}
	if (failed)
		why_errno(why, "cannot write %s", path);
	free(path);
	free(folder);
	return failed ? -1 : 0;
}

/* Those of a cell stand together: `near` is the one before. */
static int find_cell(const struct cell *cells, unsigned n_cells, unsigned near,
		     const char *id)
{
	if (near < n_cells && strcmp(cells[near].id, id) == 0)
		return (int)near;
	for (unsigned i = 0; i < n_cells; i++)
		if (strcmp(cells[i].id, id) == 0)
			return (int)i;
	return -1;
}

static int read_hold(const struct csv_reader *csv, const int *columns,
		     const struct cell *cells, int cell, struct hold *hold,
		     struct why *why)
{
	int bad = 0;
	int64_t block = csv_field_count(csv, columns[BLOCK], &bad);
	int64_t attempt = csv_field_count(csv, columns[ATTEMPT], &bad);
	int64_t worker = csv_field_count(csv, columns[WORKER], &bad);

	*hold = (struct hold){
		.cell = (unsigned)cell,
		.block = (unsigned)block,
		.attempt = (unsigned)attempt,
		.worker = (unsigned)worker,
		.acquired_s = csv_field_real(csv, columns[ACQUIRED], &bad),
		.wait_s = csv_field_real(csv, columns[WAIT], &bad),
		.hold_s = csv_field_real(csv, columns[HOLD], &bad),
	};
	if (bad || cell < 0 || block < 0 || block > UINT32_MAX || attempt < 0 ||
	    attempt > UINT32_MAX || worker < 0 ||
	    worker >= cells[cell].workers || !(hold->acquired_s >= 0) ||
	    !(hold->wait_s >= 0) || !(hold->hold_s >= 0))
		return csv_error(csv, why, "this is no hold of a planned cell");
	return 0;
}

static int read_file(const char *path, const struct cell *cells,
		     unsigned n_cells, struct hold **holds, size_t *n,
		     struct why *why)
{
	struct csv_reader *csv = csv_open(path, why);
	int columns[N_COLUMNS], found = csv ? 1 : -1, cell = -1;

	for (int i = 0; i < N_COLUMNS && csv; i++)
		columns[i] = csv_column(csv, names[i]);
	while (found > 0 && (found = csv_next(csv, why)) > 0) {
		cell = find_cell(cells, n_cells, (unsigned)cell,
				 csv_field(csv, columns[CELL_ID]));
		*holds = alloc_grow(*holds, *n, sizeof(**holds));
		if (read_hold(csv, columns, cells, cell, &(*holds)[*n], why) <
		    0)
			found = -1;
		else
			(*n)++;
	}
	csv_close(csv);
	return found;
}

static int is_csv(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 4 && strcmp(entry->d_name + n - 4, ".csv") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int holds_load(const char *dir, const struct cell *cells, unsigned n_cells,
	       struct hold **holds, size_t *n, struct why *why)
{
	char *folder = alloc_printf("%s/holds", dir);
	struct dirent **files = NULL;
	int n_files = scandir(folder, &files, is_csv, by_bytes), status = 0;

	*holds = NULL;
	*n = 0;
	if (n_files < 0 && errno != ENOENT)
		status = why_errno(why, "%s", folder);
	for (int i = 0; i < n_files; i++) {
		char *path = alloc_printf("%s/%s", folder, files[i]->d_name);

		if (status == 0)
			status = read_file(path, cells, n_cells, holds, n, why);
		free(path);
		free(files[i]);
	}
	free(files);
	free(folder);
	return status;
}

static bool same_attempt(const struct hold *a, const struct hold *b)
{
	return a->cell == b->cell && a->block == b->block &&
	       a->attempt == b->attempt;
}

void holds_judge(struct hold *holds, size_t n, const struct history *histories,
		 unsigned n_cells)
{
	struct roll_reader *readers = alloc_zero(n_cells, sizeof(*readers));
	struct sample row;

	for (unsigned i = 0; i < n_cells; i++)
		readers[i] = roll_read(&histories[i].metered);
	for (size_t i = 0; i < n; i++) {
		/* those of an attempt stand together */
		if (i && same_attempt(&holds[i], &holds[i - 1]))
			holds[i].tainted = holds[i - 1].tainted;
		else
			holds[i].tainted =
				!history_find_metered(&readers[holds[i].cell],
						      holds[i].block,
						      holds[i].attempt, &row) ||
				row.status != CELL_OK;
	}
	free(readers);
}
