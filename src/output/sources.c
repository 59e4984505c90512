/* The first row of each file tells its machine: one call, one machine. Only if
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
	struct cell_index *index;
	char *host; /* of the first file that has rows */
};

static int find(const struct sources *sources, const char *hardware,
		const char *host)
{
	for (unsigned s = 0; s < sources->n; s++)
		if (strcmp(sources->items[s].hardware, hardware) == 0 &&
		    (!sources->by_host ||
		     strcmp(sources->items[s].host, host) == 0))
			return (int)s;
	return -1;
}

static int look_at(void *context, const char *path, struct why *why)
{
	struct look *look = context;
	struct sources *sources = look->sources;
	struct sample_reader *reader = sample_open(path, look->index, why);
	struct sample row = { 0 };
	int found = reader ? sample_next(reader, &row, why) : -1;

	if (found > 0 && !look->host)
		look->host = alloc_copy(row.host);
	if (found > 0 && strcmp(look->host, row.host) != 0)
		sources->several_hosts = true;
	if (found > 0 && find(sources, row.hardware, row.host) < 0) {
		sources->items = alloc_grow(sources->items, sources->n,
					    sizeof(*sources->items));
		sources->items[sources->n++] =
			(struct source){ alloc_copy(row.hardware),
					 alloc_copy(row.host) };
	}
	if (reader)
		sample_close(reader);
	return found < 0 ? -1 : 0;
}

static int by_bytes(const void *pa, const void *pb)
{
	const struct source *a = pa, *b = pb;
	int order = strcmp(a->hardware, b->hardware);

	return order ? order : strcmp(a->host, b->host);
}

struct tallies {
	const struct sources *sources;
	size_t *n; /* rows that are valid, by bundle and source */
};

static int add_row(void *context, const struct sample *row, struct why *why)
{
	struct tallies *tallies = context;
	const struct sources *sources = tallies->sources;
	int s = find(sources, row->hardware, row->host);

	if (s < 0)
		return why_set(why, "a file has the rows of one machine, and "
				    "the first were of another");
	if (row->status == CELL_OK)
		tallies->n[sources->bundles[row->cell] * sources->n +
			   (unsigned)s]++;
	return 0;
}

static unsigned largest(const size_t *n, unsigned n_sources)
{
	unsigned most = 0;

	for (unsigned s = 1; s < n_sources; s++)
		if (n[s] > n[most])
			most = s;
	return most;
}

/* In a survey one host stands for all, of which there is most in all. */
static void choose_host(struct sources *sources, const size_t *n)
{
	size_t *sums = alloc_zero(sources->n, sizeof(*sums));

	for (unsigned i = 0; i < sources->n_bundles * sources->n; i++)
		sums[i % sources->n] += n[i];
	for (unsigned b = 0; b < sources->n_bundles; b++)
		sources->chosen[b] = largest(sums, sources->n);
	free(sums);
}

static int choose(struct sources *sources, const char *dir,
		  const struct cell *cells, unsigned n_cells, struct why *why)
{
	sources->bundles = bundle_cells(cells, n_cells, &sources->n_bundles);
	struct tallies tallies = {
		sources,
		alloc_zero((size_t)sources->n_bundles * sources->n,
			   sizeof(*tallies.n)),
	};
	int status =
		sample_files_read(dir, cells, n_cells, add_row, &tallies, why);

	sources->chosen =
		alloc_zero(sources->n_bundles, sizeof(*sources->chosen));
	for (unsigned b = 0; b < sources->n_bundles; b++)
		sources->chosen[b] =
			largest(&tallies.n[(size_t)b * sources->n], sources->n);
	if (sources->by_host)
		choose_host(sources, tallies.n);
	free(tallies.n);
	return status;
}

int sources_find(struct sources *sources, const char *dir,
		 const struct calls *calls, const struct cell *cells,
		 unsigned n_cells, struct why *why)
{
	struct look look = { .sources = sources };

	*sources = (struct sources){ 0 };
	/* has any measured the whole plan, whatever others had done? */
	for (unsigned i = 0; i < calls->n; i++)
		sources->by_host |= json_is_true(
			json_object_get(calls->items[i].json, "survey"));
	look.index = cell_index_new(cells, n_cells);
	int status = parts_read(dir, "samples", look_at, &look, why);

	cell_index_free(look.index);
	free(look.host);
	if (status < 0)
		return -1;
	if (sources->n < 2)
		return 0;
	qsort(sources->items, sources->n, sizeof(*sources->items), by_bytes);
	return choose(sources, dir, cells, n_cells, why);
}

void sources_fini(struct sources *sources)
{
	for (unsigned s = 0; s < sources->n; s++) {
		free(sources->items[s].hardware);
		free(sources->items[s].host);
	}
	free(sources->items);
	free(sources->bundles);
	free(sources->chosen);
	*sources = (struct sources){ 0 };
}

static const struct source *source_of(const struct sources *sources,
				      unsigned cell)
{
	return &sources->items[sources->bundles
				       ? sources->chosen[sources->bundles[cell]]
				       : 0];
}

const char *sources_of(const struct sources *sources, unsigned cell)
{
	return sources->n ? source_of(sources, cell)->hardware : "";
}

bool sources_use(const struct sources *sources, const char *hardware,
		 const char *host)
{
	int s = find(sources, hardware, host);

	for (unsigned b = 0; sources->bundles && b < sources->n_bundles; b++)
		if ((int)sources->chosen[b] == s)
			return true;
	return !sources->bundles;
}

const char *sources_host(const struct sources *sources)
{
	return sources->by_host && sources->bundles && sources->n_bundles
		       ? sources->items[sources->chosen[0]].host
		       : NULL;
}

bool sources_count(const struct sources *sources, const struct sample *row)
{
	if (!sources->bundles)
		return true;
	const struct source *source = source_of(sources, row->cell);

	return strcmp(source->hardware, row->hardware) == 0 &&
	       (!sources->by_host || strcmp(source->host, row->host) == 0);
}
