/* A shard is done when nothing is left of its bundles. */
#include "cli/submit_shards.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cli/batch.h"
#include "cli/options.h"
#include "model/bundle.h"

#define DEFAULT_MOST 16

static void list_missing(struct submit *submit, const struct batch *batch)
{
	unsigned n_shards = submit->n_shards;
	unsigned *shards =
		bundle_shards(batch->cells, batch->n_cells, batch->bundles,
			      batch->n_bundles, n_shards);
	bool *missing = alloc_zero(n_shards, sizeof(*missing));

	for (unsigned b = 0; b < batch->n_bundles; b++)
		missing[shards[b]] |= batch->left[b].n_left > 0;
	for (unsigned i = 0; i < n_shards; i++) {
		char *text = alloc_printf("%u", i);

		if (missing[i])
			text_list_add(&submit->missing, text);
		free(text);
	}
	free(missing);
	free(shards);
}

int submit_find_shards(struct submit *submit, struct why *why)
{
	struct batch batch;
	int status = batch_open(&batch, submit->run, why);

	if (status == 0 && !submit->n_shards)
		submit->n_shards = batch.n_bundles < DEFAULT_MOST
					   ? batch.n_bundles
					   : DEFAULT_MOST;
	if (status == 0 && submit->n_shards)
		list_missing(submit, &batch);
	batch_fini(&batch);
	return status;
}
