/* See fixture.h. Nothing here knows what the code under test computes. */
#include "fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/intake.h"

void fixture_set(char **text, const char *value)
{
	free(*text);
	*text = alloc_copy(value);
}

unsigned fixture_cell(struct fixture *fixture, unsigned group,
		      const char *workload, const char *kernel,
		      const char *executor, unsigned workers)
{
	bool ceiling = strcmp(executor, "ceiling") == 0;

	fixture->cells = alloc_grow(fixture->cells, fixture->n_cells,
				    sizeof(*fixture->cells));
	struct cell *cell = &fixture->cells[fixture->n_cells];

	*cell = (struct cell){
		.workload = alloc_copy(workload),
		.kernel = alloc_copy(kernel),
		.executor = alloc_copy(executor),
		.workers = workers,
		.pin = alloc_copy("core"),
		.python = alloc_copy(ceiling ? "none" : "embedded"),
		.scaling = alloc_copy("strong"),
		.size = alloc_copy("auto"),
		.params = alloc_copy("seed=1"),
		.group = group,
		.reason = alloc_copy(""),
	};
	cell_name(cell);
	return fixture->n_cells++;
}

struct sample *fixture_row(struct fixture *fixture, unsigned cell,
			   unsigned block, unsigned invocation,
			   unsigned attempt, int sample, double wall_s)
{
	fixture->samples = alloc_grow(fixture->samples, fixture->n_samples,
				      sizeof(*fixture->samples));
	struct sample *row = &fixture->samples[fixture->n_samples++];

	sample_init(row);
	row->cell = cell;
	row->block = block;
	row->order = (unsigned)fixture->n_samples;
	row->invocation = invocation;
	row->attempt = attempt;
	row->sample = sample;
	row->loops = 1;
	row->units = 100;
	row->wall_s = wall_s;
	row->gil_before = 1;
	row->gil_after = 1;
	row->checksum = 42;
	return row;
}

void fixture_failure(struct fixture *fixture, unsigned cell, unsigned block,
		     unsigned attempt, const char *reason)
{
	struct sample *row =
		fixture_row(fixture, cell, block, 0, attempt, -1, NAN);

	row->status = CELL_FAILED;
	row->units = 0;
	row->loops = 0;
	fixture_set(&row->reason, reason);
}

void fixture_fini(struct fixture *fixture)
{
	for (unsigned i = 0; i < fixture->n_cells; i++)
		cell_fini(&fixture->cells[i]);
	for (size_t i = 0; i < fixture->n_samples; i++)
		sample_fini(&fixture->samples[i]);
	history_free(fixture->histories, fixture->n_cells);
	free(fixture->cells);
	free(fixture->samples);
	*fixture = (struct fixture){ 0 };
}

void fixture_valid(struct fixture *fixture, unsigned cell, unsigned block,
		   double wall_s)
{
	fixture_row(fixture, cell, block, 0, 0, 0, wall_s);
}

void fixture_serial(struct fixture *fixture, unsigned cell, unsigned block,
		    double first_s, double last_s)
{
	fixture_row(fixture, cell, block, 0, 0, 0, first_s);
	fixture_row(fixture, cell, block, 1, 1, 0, last_s);
}

struct sample *fixture_taint(struct sample *sample)
{
	sample->status = CELL_TAINTED;
	fixture_set(&sample->reason, "foreign: 12 %");
	return sample;
}

void fixture_pair(struct fixture *fixture)
{
	*fixture = (struct fixture){ 0 };
	fixture_cell(fixture, 0, "train-step", "python", "serial", 1);
	fixture_cell(fixture, 0, "train-step", "python", "threads", 2);
}

static bool same_attempt(const struct sample *a, const struct sample *b)
{
	return a->cell == b->cell && a->metered == b->metered &&
	       a->block == b->block && a->invocation == b->invocation &&
	       a->attempt == b->attempt;
}

const struct history *fixture_take_in(struct fixture *fixture)
{
	struct intake *intake =
		intake_new(fixture->cells, fixture->n_cells, INTAKE_ALL);
	const struct sample *rows = fixture->samples;
	bool *taken = alloc_zero(fixture->n_samples, sizeof(*taken));
	struct sample twice;
	struct why why;
	size_t n;

	for (size_t i = 0; i < fixture->n_samples; i++) {
		for (size_t k = i; !taken[i] && k < fixture->n_samples; k++) {
			if (k > i && !same_attempt(&rows[i], &rows[k]))
				continue;
			if (intake_add(intake, &rows[k], &why) < 0)
				fail_msg("%s", why.text);
			taken[k] = k > i;
		}
	}
	free(taken);
	history_free(fixture->histories, fixture->n_cells);
	fixture->histories = intake_finish(intake, &n, &twice);
	assert_non_null(fixture->histories);
	return fixture->histories;
}

struct estimate *fixture_estimate(struct fixture *fixture)
{
	return estimate_cells(fixture->cells, fixture_take_in(fixture),
			      fixture->n_cells);
}

void fixture_finish(struct fixture *fixture, struct estimate *estimates)
{
	free(estimates);
	fixture_fini(fixture);
}

void fixture_near(double value, double expected)
{
	if (isnan(expected) ? !isnan(value)
			    : !(fabs(value - expected) <= 1e-9 * expected))
		fail_msg("%.12g is not %.12g", value, expected);
}
