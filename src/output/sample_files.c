/* Files may differ in their columns: these are found by name in each. */
#include "output/sample_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/intake.h"

static int is_csv(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 4 && strcmp(entry->d_name + n - 4, ".csv") == 0 &&
	       entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int read_file(const char *path, const struct cell *cells,
		     unsigned n_cells, sample_files_row *each, void *context,
		     struct why *why)
{
	struct sample_reader *reader = sample_open(path, cells, n_cells, why);
	struct sample row = { 0 };
	int found = reader ? 1 : -1;

	while (found > 0 && (found = sample_next(reader, &row, why)) > 0) {
		if (each(context, &row, why) < 0)
			found = sample_error(reader, why);
	}
	if (reader)
		sample_close(reader);
	return found;
}

int sample_files_read(const char *dir, const struct cell *cells,
		      unsigned n_cells, sample_files_row *each, void *context,
		      struct why *why)
{
	char *folder = alloc_printf("%s/samples", dir);
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_csv, by_bytes), status = 0;

	if (n < 0 && errno != ENOENT)
		status = why_errno(why, "%s", folder);
	for (int i = 0; i < n; i++) {
		char *path = alloc_printf("%s/%s", folder, files[i]->d_name);

		if (status == 0)
			status = read_file(path, cells, n_cells, each, context,
					   why);
		free(path);
		free(files[i]);
	}
	free(files);
	free(folder);
	return status;
}

static int take(void *intake, const struct sample *row, struct why *why)
{
	return intake_add(intake, row, why);
}

/* Looks for the second of two attempts that cannot both be. */
struct search {
	const struct cell *cells;
	struct sample twice;
	bool inside;
	unsigned n;
};

static int look(void *context, const struct sample *row, struct why *why)
{
	struct search *search = context;
	const struct sample *twice = &search->twice;
	bool same = row->cell == twice->cell && row->block == twice->block &&
		    row->invocation == twice->invocation &&
		    row->attempt == twice->attempt &&
		    row->metered == twice->metered &&
		    (!row->metered || row->sample == twice->sample);

	/* rows of a timed attempt stand together */
	search->n += same && (row->metered || !search->inside);
	search->inside = same;
	if (search->n < 2)
		return 0;
	return why_set(why, "cell %s: block %u, attempt %u is there twice",
		       search->cells[row->cell].id, row->block, row->attempt);
}

struct history *sample_files_load(const char *dir, const struct cell *cells,
				  unsigned n_cells, size_t *n_rows,
				  struct why *why)
{
	struct intake *intake = intake_new(cells, n_cells);
	struct search search = { .cells = cells };
	int status = sample_files_read(dir, cells, n_cells, take, intake, why);
	struct history *histories =
		intake_finish(intake, n_rows, &search.twice);

	if (status == 0 && histories)
		return histories;
	if (status == 0 &&
	    sample_files_read(dir, cells, n_cells, look, &search, why) == 0)
		why_set(why, "%s/samples changed while it was read", dir);
	history_free(histories, n_cells);
	return NULL;
}

/* Where the rows go. */
struct merge {
	const struct cell *cells;
	FILE *file;
};

static int write_row(void *context, const struct sample *row, struct why *why)
{
	struct merge *merge = context;

	(void)why;
	sample_write(merge->file, &merge->cells[row->cell], row);
	return 0;
}

int sample_files_merge(const char *dir, const struct cell *cells,
		       unsigned n_cells, FILE *file, struct why *why)
{
	struct merge merge = { cells, file };

	sample_write_header(file);
	return sample_files_read(dir, cells, n_cells, write_row, &merge, why);
}
