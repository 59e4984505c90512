/* Files may differ in their columns: these are found by name in each. */
#include "output/sample_files.h"

#include "output/parts.h"
#include "output/sample_copy.h"

/* What all files are read for. */
struct reading {
	struct cell_index *index;
	sample_files_row *each;
	void *context;
};

static int read_file(void *context, const char *path, struct why *why)
{
	struct reading *reading = context;
	struct sample_reader *reader = sample_open(path, reading->index, why);
	struct sample row = { .part = parts_number(path) };
	int found = reader ? 1 : -1;

	while (found > 0 && (found = sample_next(reader, &row, why)) > 0) {
		if (reading->each(reading->context, &row, why) < 0)
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
	struct reading reading = { cell_index_new(cells, n_cells), each,
				   context };
	int status = parts_read(dir, "samples", read_file, &reading, why);

	cell_index_free(reading.index);
	return status;
}

/* Where the rows that count go. */
struct load {
	const struct sources *sources;
	struct intake *intake;
	size_t n_other;
};

static int take(void *context, const struct sample *row, struct why *why)
{
	struct load *load = context;

	if (sources_count(load->sources, row))
		return intake_add(load->intake, row, why);
	load->n_other++;
	return 0;
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
	bool same = row->part == twice->part && row->cell == twice->cell &&
		    row->block == twice->block &&
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
				  unsigned n_cells,
				  const struct sources *sources,
				  enum intake_rows rows, size_t *n_rows,
				  size_t *n_other, struct why *why)
{
	struct load load = { sources, intake_new(cells, n_cells, rows), 0 };
	struct search search = { .cells = cells };
	int status = sample_files_read(dir, cells, n_cells, take, &load, why);
	struct history *histories =
		intake_finish(load.intake, n_rows, &search.twice);

	*n_other = load.n_other;
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

static int merge_file(void *context, const char *path, struct why *why)
{
	const struct reading *reading = context;
	const struct merge *merge = reading->context;

	return sample_copy(merge->file, path) ? 0
					      : read_file(context, path, why);
}

int sample_files_merge(const char *dir, const struct cell *cells,
		       unsigned n_cells, FILE *file, struct why *why)
{
	struct merge merge = { cells, file };
	struct reading reading = { cell_index_new(cells, n_cells), write_row,
				   &merge };

	sample_write_header(file);
	int status = parts_read(dir, "samples", merge_file, &reading, why);

	cell_index_free(reading.index);
	return status;
}
