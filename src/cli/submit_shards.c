/* A shard is done when nothing is left of its bundles. */
#include "cli/submit_shards.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/batch.h"
#include "output/results.h"

#define DEFAULT_MOST 16

static void list_missing(struct submit *submit, const struct batch *batch)
{
	bool *missing = batch_missing(batch, submit->n_shards);

	for (unsigned i = 0; i < submit->n_shards; i++) {
		char *text = alloc_printf("%u", i);

		if (missing[i])
			text_list_add(&submit->missing, text);
		free(text);
	}
	free(missing);
}

int submit_find_shards(struct submit *submit, struct why *why)
{
	struct batch batch;
	int status = batch_open(&batch, submit->run, why);

	if (status == 0 && !submit->survey &&
	    results_asked(batch.run, "precision"))
		status = why_set(why, "--precision looks at the whole plan: it "
				      "cannot be measured in shards, but with "
				      "--survey");
	if (status == 0 && !submit->n_shards)
		submit->n_shards = batch.n_bundles < DEFAULT_MOST
					   ? batch.n_bundles
					   : DEFAULT_MOST;
	if (status == 0 && submit->n_shards)
		list_missing(submit, &batch);
	batch_fini(&batch);
	return status;
}
