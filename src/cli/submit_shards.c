/* A shard is done when nothing is left of its bundles. */
#include "cli/submit_shards.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "cli/batch.h"

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

/* Of a plan, by its first section: options of all cells are in each. */
static bool has_option(const json_t *run, const char *name)
{
	const json_t *plan = json_object_get(run, "plan");
	const json_t *section =
		json_array_get(json_object_get(plan, "sections"), 0);
	const json_t *options = json_object_get(section, "options");

	for (size_t i = 0; i < json_array_size(options); i++) {
		const char *own = json_string_value(
			json_array_get(json_array_get(options, i), 0));

		if (own && strcmp(own, name) == 0)
			return true;
	}
	return false;
}

int submit_find_shards(struct submit *submit, struct why *why)
{
	struct batch batch;
	int status = batch_open(&batch, submit->run, why);

	if (status == 0 && !submit->survey &&
	    has_option(batch.run, "precision"))
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
