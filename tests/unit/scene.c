/* See scene.h. Speed-ups are put in; what follows is in the tests. */
#include "scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct {
	unsigned group;
	const char *workload, *kernel, *executor;
	unsigned workers;
	double speedup;   /* in the ordinary run */
	double cpu_share; /* of serial cells */
} ordinary[N_CELLS] = {
	[PY_SERIAL] = { 0, "train-step", "python", "serial", 1, 1, 1 },
	[PY_THREADS] = { 0, "train-step", "python", "threads", 2, 1.02, 1 },
	[PY_PROCESSES] = { 0, "train-step", "python", "processes", 2, 1.9, 1 },
	[NAT_SERIAL] = { 1, "train-step", "native", "serial", 1, 1, 1 },
	[NAT_THREADS] = { 1, "train-step", "native", "threads", 2, 1.98, 1 },
	[NAT_PROCESSES] = { 1, "train-step", "native", "processes", 2, 1.96,
			    1 },
	[HELD_SERIAL] = { 2, "train-step", "native-held", "serial", 1, 1, 1 },
	[HELD_THREADS] = { 2, "train-step", "native-held", "threads", 2, 1.01,
			   1 },
	[CALL_SERIAL] = { 3, "api-call", "python", "serial", 1, 1, 0.03 },
	[CALL_THREADS] = { 3, "api-call", "python", "threads", 8, 7.9, 0.03 },
	[CALL_HELD_SERIAL] = { 4, "api-call", "native-held", "serial", 1, 1,
			       0.03 },
	[CALL_HELD_THREADS] = { 4, "api-call", "native-held", "threads", 8, 1.0,
				0.03 },
	[PLAIN_1] = { 5, "train-step", "native", "ceiling", 1, 1, 1 },
	[PLAIN_2] = { 5, "train-step", "native", "ceiling", 2, 2, 1 },
	[MORE_SERIAL] = { 6, "preprocess", "python", "serial", 1, 1, 1 },
	[MORE_THREADS] = { 6, "preprocess", "python", "threads", 2, 1.03, 1 },
	[MORE_PROCESSES] = { 6, "preprocess", "python", "processes", 2, 1.8,
			     1 },
	[MORE_4_THREADS] = { 0, "train-step", "python", "threads", 4, 1.04, 1 },
	[PLAIN_4] = { 5, "train-step", "native", "ceiling", 4, 3.9, 1 },
};

static double speedup_of(const struct scene *scene, enum cell_number cell,
			 unsigned block)
{
	double speedup = ordinary[cell].speedup;
	double spread = ordinary[cell].workers == 1 ? 0 : 0.01;

	for (size_t i = 0; i < 3; i++) {
		if (scene->changes[i].speedup > 0 &&
		    scene->changes[i].cell == cell) {
			speedup = scene->changes[i].speedup;
			spread = scene->changes[i].spread;
		}
	}
	/* of n = 9 the 2nd and 8th are the interval: they are at +- spread */
	return speedup * (1 + spread * ((int)(block % 9) - 4) / 3);
}

static void set_cpu(struct fixture *f, enum cell_number cell, double share)
{
	struct sample *row = &f->samples[f->n_samples - 1];

	row->cpu_user_s = share * row->wall_s * ordinary[cell].workers;
	row->cpu_system_s = 0;
	row->startup_s = 0.02 * ordinary[cell].workers;
	row->pss_bytes = ordinary[cell].workers * 12 * 0x1p20;
	row->gil_before = ordinary[cell].group == 5 ? -1 : 1;
}

static void make(struct fixture *f, const struct scene *scene)
{
	unsigned n = scene->more ? N_CELLS : MORE_SERIAL;
	unsigned n_blocks = scene->n_blocks > 0    ? (unsigned)scene->n_blocks
			    : scene->n_blocks == 0 ? 9
						   : 0;

	*f = (struct fixture){ 0 };
	for (unsigned i = 0; i < n; i++)
		fixture_cell(f, ordinary[i].group, ordinary[i].workload,
			     ordinary[i].kernel, ordinary[i].executor,
			     ordinary[i].workers);
	for (unsigned b = 0; b < n_blocks; b++) {
		for (unsigned i = 0; i < n; i++) {
			double share = ordinary[i].cpu_share;

			if (share == 1 && scene->cpu_share > 0)
				share = scene->cpu_share;
			if (cell_is_baseline(&f->cells[i])) {
				fixture_row(f, i, b, 1, 1, 0, 1);
				set_cpu(f, i, share);
			}
			fixture_row(f, i, b, 0, 0, 0,
				    1 / speedup_of(scene, i, b));
			set_cpu(f, i, share);
		}
	}
	if (scene->alter)
		scene->alter(f);
}

void scene_decide(const struct scene *scene,
		  struct finding findings[N_FINDINGS])
{
	struct fixture f;

	unsigned n_cpus = scene->n_cpus ? scene->n_cpus : 4;

	make(&f, scene);
	struct estimate *estimates = fixture_estimate(&f);
	const struct findings_input input = {
		.cells = f.cells,
		.histories = f.histories,
		.estimates = estimates,
		.n_cells = f.n_cells,
		.n_cpus = n_cpus,
		.n_cores = n_cpus,
		.wait_bound = scene->wait_bound,
	};

	findings_decide(&input, findings);
	fixture_finish(&f, estimates);
}

void scene_check(const struct scene_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct finding findings[N_FINDINGS];

		scene_decide(&cases[i].scene, findings);
		const struct finding *finding = &findings[cases[i].finding - 1];

		if (finding->verdict != cases[i].verdict ||
		    !strstr(finding->text, cases[i].says))
			fail_msg("F%d, %s: %s: %s", cases[i].finding,
				 cases[i].name, verdict_names[finding->verdict],
				 finding->text);
		findings_free(findings);
	}
}
