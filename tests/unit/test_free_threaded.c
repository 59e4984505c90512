/*
 * F7: what the GIL off gains, with the same binary and its GIL on as the
 * control; and what it costs one thread, against the default build.
 */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/findings.h"
#include "output/builds.h"

enum {
	OFF_SERIAL,
	OFF_THREADS,
	ON_SERIAL,
	ON_THREADS,
	DEFAULT_SERIAL,
	PLAIN_1,
	PLAIN_2,
	N_CELLS
};

struct scene {
	double off, on;       /* speed-up of two threads */
	double price, spread; /* serial time over the default build's */
	bool no_on, no_default;
	bool unplanned; /* no cell of the default build does this job */
	const char *version, *flags; /* of the default build; NULL: like */
	int finding;                 /* 0: F7a, 1: F7b */
	enum verdict verdict;
	const char *says;
};

static void add_cell(struct fixture *f, unsigned group, const char *executor,
		     const char *python, const char *params)
{
	unsigned workers = group == 3 ? f->n_cells - PLAIN_1 + 1
			   : strcmp(executor, "threads") ? 1
							 : 2;
	unsigned i = fixture_cell(f, group, "train-step",
				  group == 3 ? "native" : "python", executor,
				  workers);

	fixture_set(&f->cells[i].python, python);
	fixture_set(&f->cells[i].params, params);
	cell_name(&f->cells[i]);
}

static void add_row(struct fixture *f, unsigned cell, unsigned block,
		    unsigned invocation, double wall_s)
{
	struct sample *row =
		fixture_row(f, cell, block, invocation, 0, 0, wall_s);

	row->gil_before = row->gil_after = cell > OFF_THREADS;
	row->cpu_user_s = wall_s * f->cells[cell].workers;
	row->cpu_system_s = 0;
}

static void make(struct fixture *f, const struct scene *scene)
{
	*f = (struct fixture){ 0 };
	add_cell(f, 0, "serial", "3.13t", "cache=warm;gil=off;seed=1");
	add_cell(f, 0, "threads", "3.13t", "cache=warm;gil=off;seed=1");
	add_cell(f, 1, "serial", "3.13t", "cache=warm;gil=on;seed=1");
	add_cell(f, 1, "threads", "3.13t", "cache=warm;gil=on;seed=1");
	add_cell(f, 2, "serial", "3.13", "cache=warm;seed=1");
	add_cell(f, 3, "ceiling", "none", "cache=warm;seed=1");
	add_cell(f, 3, "ceiling", "none", "cache=warm;seed=1");
	if (scene->unplanned)
		fixture_set(&f->cells[DEFAULT_SERIAL].workload, "matmul");
	for (unsigned b = 0; b < 9; b++) {
		const double noise = scene->spread * ((int)b - 4);
		const double wall_s[N_CELLS] = {
			scene->price * (1 + noise),
			scene->price * (1 + noise) / scene->off,
			1,
			1 / scene->on,
			1,
			1,
			.5,
		};

		for (unsigned c = 0; c < N_CELLS; c++) {
			if ((scene->no_on && c == ON_THREADS) ||
			    (scene->no_default && c == DEFAULT_SERIAL))
				continue;
			add_row(f, c, b, 0, wall_s[c]);
			if (cell_is_baseline(&f->cells[c]))
				add_row(f, c, b, 1, wall_s[c]);
		}
	}
}

static void decide(const struct scene *scene,
		   struct finding findings[N_FINDINGS])
{
	struct fixture f;
	const struct findings_build builds[] = {
		{ "3.13t", "3.13.0", "-O3", true },
		{ "3.13", scene->version ? scene->version : "3.13.0",
		  scene->flags ? scene->flags : "-O3", false },
	};

	make(&f, scene);
	struct estimate *estimates = fixture_estimate(&f);
	const struct findings_input input = {
		.cells = f.cells,
		.histories = f.histories,
		.estimates = estimates,
		.n_cells = f.n_cells,
		.builds = builds,
		.n_builds = 2,
		.n_cpus = 2,
		.n_cores = 2,
	};

	findings_decide(&input, findings);
	findings_free(findings);
	fixture_finish(&f, estimates);
}

static void verdicts(void **state)
{
	static const struct scene scenes[] = {
		{ 1.9, 1.01, 1, 0, .finding = 0, .verdict = VERDICT_HOLDS,
		  .says = "threads use the cores: train-step, GIL off, 2 "
			  "threads: "
			  "1.90x (1.90-1.90), 95 % (95-95) of plain C; 1.01x "
			  "with the GIL on" },
		{ 1.3, 1.01, 1, 0, .finding = 0, .verdict = VERDICT_PARTLY,
		  .says = "in part" },
		{ 1.02, 1.01, 1, 0, .finding = 0, .verdict = VERDICT_FAILS,
		  .says = "1.02x" },
		/* the same gain with the GIL: it is not the GIL's doing */
		{ 1.9, 1.5, 1, 0, .finding = 0, .verdict = VERDICT_CANNOT_TELL,
		  .says = "the control, GIL kept, gains 1.50x" },
		{ 1.9, 1.01, 1, 0, .no_on = true, .finding = 0,
		  .verdict = VERDICT_CANNOT_TELL,
		  .says = "no control: add --gil on,off" },
		{ 1.9, 1.01, 1.06, .001, .finding = 1, .verdict = VERDICT_HOLDS,
		  .says = "One thread pays little for it: train-step, 3.13t, "
			  "GIL off: "
			  "1.06 (1.06-1.06) times as long as with 3.13" },
		{ 1.9, 1.01, 1.4, .001, .finding = 1, .verdict = VERDICT_FAILS,
		  .says = "1.40" },
		{ 1.9, 1.01, 1.1, .01, .finding = 1,
		  .verdict = VERDICT_CANNOT_TELL, .says = "decides nothing" },
		{ 1.9, 1.01, 1.06, .001, .version = "3.12.1", .finding = 1,
		  .verdict = VERDICT_CANNOT_TELL,
		  .says = "unlike versions, 3.13.0 and 3.12.1" },
		{ 1.9, 1.01, 1.06, .001, .flags = "-O2", .finding = 1,
		  .verdict = VERDICT_CANNOT_TELL,
		  .says = "not built alike: -O3; -O2" },
		{ 1.9, 1.01, 1.06, .001, .no_default = true, .finding = 1,
		  .verdict = VERDICT_NOT_TESTED,
		  .says = "the cell that could test it has no value: "
			  "train-step, 3.13: skipped" },
		{ 1.9, 1.01, 1.06, .001, .unplanned = true, .finding = 1,
		  .verdict = VERDICT_NOT_TESTED, .says = "the default build" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(scenes) / sizeof(*scenes); i++) {
		struct finding findings[N_FINDINGS];
		const struct finding *f = &findings[6 + scenes[i].finding];

		decide(&scenes[i], findings);
		if (f->verdict != scenes[i].verdict ||
		    !strstr(f->text, scenes[i].says))
			fail_msg("%zu: %s %s: %s", i, f->id,
				 verdict_names[f->verdict], f->text);
	}
}

/* Rows without the GIL say nothing about F1 ... F6, and the other way. */
static void states_are_kept_apart(void **state)
{
	const struct scene scene = { 1.9, 1.01, 1.06, .001, .no_on = true };
	struct finding findings[N_FINDINGS];

	(void)state;
	decide(&scene, findings);
	for (int i = 0; i < 6; i++)
		if (findings[i].verdict != VERDICT_NOT_TESTED &&
		    findings[i].verdict != VERDICT_CANNOT_TELL)
			fail_msg("%s: %s", findings[i].id, findings[i].text);
}

static const char run[] =
	"{\"pythons\": ["
	"{\"label\": \"a\", \"version\": \"3.13.0\", \"facts\": {"
	" \"compiler\": \"GCC 12\", \"shared\": false, \"jit\": \"none\","
	" \"config_args\": \"'--with-lto' '--prefix=/a'\","
	" \"cflags\": \"-g -O3 -ffile-prefix-map=/a=. -Wall -O3 -fwrapv\"}},"
	"{\"label\": \"b\", \"version\": \"3.13.0\", \"facts\": {"
	" \"compiler\": \"GCC 12\", \"shared\": false, \"jit\": \"none\","
	" \"config_args\": \"'--disable-gil' '--with-lto'\","
	" \"free_threaded\": true,"
	" \"cflags\": \"-O3 -fwrapv -Wextra -ffile-prefix-map=/b=.\"}},"
	"{\"label\": \"c\", \"version\": \"3.13.0\", \"facts\": {"
	" \"compiler\": \"GCC 12\", \"shared\": true, \"jit\": \"none\","
	" \"config_args\": \"\", \"cflags\": \"-O2 -fwrapv\"}},"
	"{\"label\": \"d\", \"version\": \"3.13.0\"}]}";

static void builds_alike(void **state)
{
	json_t *json = json_loads(run, 0, NULL);
	unsigned n;

	(void)state;
	assert_non_null(json);
	struct findings_build *builds = builds_find(json, &n);

	assert_int_equal(n, 4);
	assert_string_equal(builds[0].flags,
			    "GCC 12 static --with-lto -O3 -fwrapv jit none");
	assert_string_equal(builds[1].flags, builds[0].flags);
	assert_string_equal(builds[2].flags,
			    "GCC 12 shared -O2 -fwrapv jit none");
	assert_string_equal(builds[3].flags, "");
	assert_false(builds[0].free_threaded);
	assert_true(builds[1].free_threaded);
	builds_free(builds, n);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(states_are_kept_apart),
		cmocka_unit_test(builds_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
