/* The first row of each file tells its hardware: one call, one machine. Only if
 * they differ are all rows counted. */
#include "output/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/bundle.h"
#include "output/parts.h"
#include "output/sample_files.h"

struct look {
	struct sources *sources;
	const struct cell *cells;
	unsigned n_cells;
};

static int find(const struct sources *sources, const char *hardware)
{
	for (unsigned h = 0; h < sources->n_hardware; h++)
		if (strcmp(sources->hardware[h], hardware) == 0)
			return (int)h;
	return -1;
}

static int look_at(void *context, const char *path, struct why *why)
{
	struct look *look = context;
	struct sources *sources = look->sources;
	struct sample_reader *reader =
		sample_open(path, look->cells, look->n_cells, why);
	struct sample row = { 0 };
	int found = reader ? sample_next(reader, &row, why) : -1;

	if (found > 0 && find(sources, row.hardware) < 0) {
		sources->hardware =
			alloc_grow(sources->hardware, sources->n_hardware,
				   sizeof(*sources->hardware));
		sources->hardware[sources->n_hardware++] =
			alloc_copy(row.hardware);
	}
	if (reader)
		sample_close(reader);
	return found < 0 ? -1 : 0;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct tallies {
	const struct sources *sources;
	size_t *n; /* rows that are valid, by bundle and hardware */
};

static int add_row(void *context, const struct sample *row, struct why *why)
{
	struct tallies *tallies = context;
	const struct sources *sources = tallies->sources;
	int h = find(sources, row->hardware);

	if (h < 0)
		return why_set(why, "a file has the rows of one machine, and "
				    "the first were of another");
	if (row->status == CELL_OK)
		tallies->n[sources->bundles[row->cell] * sources->n_hardware +
			   (unsigned)h]++;
	return 0;
}

static int choose(struct sources *sources, const char *dir,
		  const struct cell *cells, unsigned n_cells, struct why *why)
{
	unsigned n_hardware = sources->n_hardware;

	sources->bundles = bundle_cells(cells, n_cells, &sources->n_bundles);
	struct tallies tallies = {
		sources,
		alloc_zero((size_t)sources->n_bundles * n_hardware,
			   sizeof(*tallies.n)),
	};
	int status =
		sample_files_read(dir, cells, n_cells, add_row, &tallies, why);

	sources->chosen =
		alloc_zero(sources->n_bundles, sizeof(*sources->chosen));
	for (unsigned b = 0; b < sources->n_bundles; b++) {
		const size_t *n = &tallies.n[(size_t)b * n_hardware];
		unsigned most = 0;

		for (unsigned h = 1; h < n_hardware; h++)
			if (n[h] > n[most])
				most = h;
		sources->chosen[b] = most;
	}
	free(tallies.n);
	return status;
}

int sources_find(struct sources *sources, const char *dir,
		 const struct cell *cells, unsigned n_cells, struct why *why)
{
	struct look look = { sources, cells, n_cells };

	*sources = (struct sources){ 0 };
	if (parts_read(dir, "samples", look_at, &look, why) < 0)
		return -1;
	if (sources->n_hardware < 2)
		return 0;
	qsort(sources->hardware, sources->n_hardware,
	      sizeof(*sources->hardware), by_bytes);
	return choose(sources, dir, cells, n_cells, why);
}

void sources_fini(struct sources *sources)
{
	for (unsigned h = 0; h < sources->n_hardware; h++)
		free(sources->hardware[h]);
	free(sources->hardware);
	free(sources->bundles);
	free(sources->chosen);
	*sources = (struct sources){ 0 };
}

const char *sources_of(const struct sources *sources, unsigned cell)
{
	if (sources->n_hardware == 0)
		return "";
	return sources
		->hardware[sources->bundles
				   ? sources->chosen[sources->bundles[cell]]
				   : 0];
}

bool sources_count(const struct sources *sources, const struct sample *row)
{
	return !sources->bundles ||
	       strcmp(sources_of(sources, row->cell), row->hardware) == 0;
}
