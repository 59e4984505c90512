/*
 * Whose rows count, where several machines have measured: times on different
 * hardware are never put together. Of each bundle of cells those of one
 * hardware count, of which it has most. In a survey, where each host measures
 * all by itself, those of one host alone. The others stay in samples.csv.
 */
#ifndef GILBENCH_OUTPUT_SOURCES_H
#define GILBENCH_OUTPUT_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/why.h"
#include "model/sample.h"
#include "output/calls.h"

struct source {
	char *hardware, *host; /* host: of its first file */
};

struct sources {
	struct source *items; /* all there are, by the bytes of the names */
	unsigned n;
	unsigned *bundles; /* of each cell; NULL: there is but one source */
	unsigned n_bundles;
	unsigned *chosen; /* of each bundle */
	bool by_host;     /* it is a survey: equal hardware is not the same */
	bool several_hosts;
};

/* Look at samples/ of a run directory with these calls. 0 or -1. */
int sources_find(struct sources *sources, const char *dir,
		 const struct calls *calls, const struct cell *cells,
		 unsigned n_cells, struct why *why);
void sources_fini(struct sources *sources);

/* Does the row count? */
bool sources_count(const struct sources *sources, const struct sample *row);
/* The hardware that the cell is measured on, as far as it is known, or "". */
const char *sources_of(const struct sources *sources, unsigned cell);
/* Do rows of this host count for any cell? */
bool sources_use(const struct sources *sources, const char *hardware,
		 const char *host);
/* In a survey of several hosts: the one whose rows count. Or NULL. */
const char *sources_host(const struct sources *sources);

#endif
