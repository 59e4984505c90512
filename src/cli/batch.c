/* Reading a run directory without its machine: nothing is asked of Python. */
#include "cli/batch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/bundle.h"
#include "model/plan_hash.h"
#include "output/plan_csv.h"
#include "output/rundir.h"

/* Has the interpreter of this label a GIL, when it is left as it is? */
static bool has_gil(const json_t *pythons, const char *label)
{
	size_t i;
	json_t *python;

	json_array_foreach(pythons, i, python)
	{
		const char *own =
			json_string_value(json_object_get(python, "label"));

		if (own && strcmp(own, label) == 0)
			return json_integer_value(
				json_object_get(python, "gil"));
	}
	return false;
}

static bool is_metered(const struct batch *batch, const struct cell *cell)
{
	char gil[8];

	if (strcmp(cell->executor, "ceiling") == 0 ||
	    strcmp(cell->executor, "own") == 0)
		return false;
	if (cell_param(cell, "gil", gil, sizeof(gil)) == 0)
		return strcmp(gil, "on") == 0;
	return has_gil(json_object_get(batch->run, "pythons"), cell->python);
}

static int check_plan(struct batch *batch, struct why *why)
{
	json_int_t blocks =
		json_integer_value(json_object_get(batch->run, "blocks"));
	json_int_t samples =
		json_integer_value(json_object_get(batch->run, "samples"));
	json_int_t seed =
		json_integer_value(json_object_get(batch->run, "seed"));
	const char *hash =
		json_string_value(json_object_get(batch->run, "plan_hash"));
	char own[17];

	if (blocks < 1 || blocks > 1000000 || samples < 1 || samples > 1000000)
		return why_set(why,
			       "%s/run.json: no number of blocks and "
			       "samples",
			       batch->dir);
	batch->n_blocks = (unsigned)blocks;
	batch->n_samples = (unsigned)samples;
	snprintf(own, sizeof(own), "%016llx",
		 (unsigned long long)plan_hash_of(
			 batch->cells, batch->n_cells, (uint64_t)seed,
			 batch->n_blocks, batch->n_samples));
	if (!hash || strcmp(hash, own) != 0)
		return why_set(why, "%s: plan.csv is not the plan of run.json",
			       batch->dir);
	return 0;
}

int batch_open(struct batch *batch, const char *dir, struct why *why)
{
	*batch = (struct batch){ .dir = dir };
	batch->run = rundir_read_run(dir, why);
	if (!batch->run ||
	    plan_csv_read(dir, &batch->cells, &batch->n_cells, why) < 0 ||
	    check_plan(batch, why) < 0)
		return -1;
	batch->metered = alloc_zero(batch->n_cells, sizeof(*batch->metered));
	for (unsigned i = 0; i < batch->n_cells; i++)
		batch->metered[i] = is_metered(batch, &batch->cells[i]);
	batch->bundles =
		bundle_cells(batch->cells, batch->n_cells, &batch->n_bundles);
	if (done_read(&batch->done, dir, batch->cells, batch->n_cells,
		      batch->n_blocks, batch->n_samples, NULL, why) < 0)
		return -1;
	batch->left =
		done_bundles(&batch->done, batch->cells, batch->n_cells,
			     batch->bundles, batch->n_bundles, batch->metered);
	return 0;
}

void batch_drop_cells(struct batch *batch)
{
	ledger_free(batch->done.ledger);
	batch->done.ledger = NULL;
	plan_csv_free(batch->cells, batch->n_cells);
	batch->cells = NULL;
	batch->n_cells = 0;
	free(batch->metered);
	free(batch->bundles);
	batch->metered = NULL;
	batch->bundles = NULL;
}

void batch_fini(struct batch *batch)
{
	batch_drop_cells(batch);
	done_fini(&batch->done);
	free(batch->left);
	json_decref(batch->run);
	*batch = (struct batch){ 0 };
}

unsigned batch_total(const struct batch *batch)
{
	unsigned n = 0;

	for (unsigned i = 0; i < batch->n_cells; i++)
		if (batch->cells[i].status != CELL_SKIPPED)
			n += ledger_steps(batch->done.ledger, i,
					  batch->metered[i]);
	return n;
}

unsigned batch_left(const struct batch *batch)
{
	unsigned n = 0;

	for (unsigned b = 0; b < batch->n_bundles; b++)
		n += batch->left[b].n_left;
	return n;
}

bool *batch_missing(const struct batch *batch, unsigned n_shards)
{
	unsigned *shards =
		bundle_shards(batch->cells, batch->n_cells, batch->bundles,
			      batch->n_bundles, n_shards);
	bool *missing = alloc_zero(n_shards, sizeof(*missing));

	for (unsigned b = 0; b < batch->n_bundles; b++)
		missing[shards[b]] |= batch->left[b].n_left > 0;
	free(shards);
	return missing;
}

double batch_pace_s(const struct batch *batch)
{
	double busy_s = 0;
	size_t n = 0;

	for (unsigned i = 0; i < batch->done.calls.n; i++) {
		busy_s += batch->done.calls.items[i].busy_s;
		n += batch->done.calls.items[i].n_attempts;
	}
	return n ? busy_s / (double)n : NAN;
}
