/* Results made by hand; see the header. */
#include "fake_results.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static double known(double x)
{
	return x == 0 ? NAN : x;
}

static unsigned group_of(const struct results *results, const struct cell *cell)
{
	unsigned group = 0;

	for (unsigned i = 0; i < results->n_cells; i++) {
		const struct cell *c = &results->cells[i];

		if (!strcmp(c->workload, cell->workload) &&
		    !strcmp(c->kernel, cell->kernel) &&
		    !strcmp(c->params, cell->params) &&
		    !strcmp(c->python, cell->python))
			return c->group;
		if (c->group >= group)
			group = c->group + 1;
	}
	return group;
}

static void make_cell(struct results *results, const struct fake_cell *fake)
{
	bool ceiling = strcmp(fake->executor, "ceiling") == 0;
	struct cell *cell = &results->cells[results->n_cells];

	*cell = (struct cell){
		.workload = alloc_copy(fake->workload),
		.kernel = alloc_copy(fake->kernel),
		.executor = alloc_copy(fake->executor),
		.workers = fake->workers,
		.pin = alloc_copy("core"),
		.python = alloc_copy(fake->python ? fake->python
				     : ceiling    ? "none"
						  : "embedded"),
		.scaling = alloc_copy("strong"),
		.size = alloc_copy("auto"),
		.params = alloc_copy(fake->params ? fake->params : "seed=1"),
		.status = fake->status,
		.reason = alloc_copy(fake->reason ? fake->reason : ""),
	};
	cell->group = group_of(results, cell);
	cell_name(cell);
	results->n_cells++;
}

static bool has_gil(const struct cell *cell)
{
	size_t n = strlen(cell->python);
	char gil[8];

	if (cell_param(cell, "gil", gil, sizeof(gil)) == 0)
		return strcmp(gil, "on") == 0;
	return strcmp(cell->executor, "ceiling") != 0 &&
	       cell->python[n - 1] != 't';
}

/* Native code releases the GIL, all other code holds it while it computes. */
static void invent_meter(struct estimate *e)
{
	const struct cell *cell = e->cell;
	bool held = strcmp(cell->kernel, "native") != 0;
	bool control = strcmp(cell->kernel, "native-held") == 0;
	bool waits = strstr(cell->params, "latency") != NULL;
	double wait = 0, hold = .001;

	if (e->status != CELL_OK || !has_gil(cell))
		return;
	if (held && strcmp(cell->executor, "threads") == 0)
		wait = !waits ? .99 - e->cpu_share : control ? .87 : .01;
	if (held)
		hold = !waits ? .99 * e->cpu_share : control ? .12 : .0118;
	e->gil_wait_share = wait;
	e->gil_hold_share = hold;
	e->split[SPLIT_WAITING] = wait;
	e->split[SPLIT_RUNNING] = fmin(e->cpu_share, .99 - wait);
	e->split[SPLIT_RUNNABLE] = .006;
	e->split[SPLIT_BLOCKED] = 1 - .006 - wait - e->split[SPLIT_RUNNING];
}

static void make_estimate(struct results *results, unsigned i,
			  const struct fake_cell *fake)
{
	struct estimate *e = &results->estimates[i];
	bool serial = strcmp(fake->executor, "serial") == 0;
	double wall_s = .5;

	*e = (struct estimate){
		.cell = &results->cells[i],
		.status = fake->status,
		.reason = results->cells[i].reason,
		.n = fake->status == CELL_OK ? 9 : 0,
		.n_blocks = 9,
		.wall_s = wall_s,
		.wall = { wall_s * .98, wall_s * 1.03 },
		.throughput = known(fake->throughput),
		.speedup = serial ? 1 : known(fake->speedup),
		.speedup_ci = { known(fake->low), known(fake->high) },
		.n_pairs = fake->low > 0 ? 9 : 4,
		.self_speedup = NAN,
		.self_speedup_ci = { NAN, NAN },
		.efficiency = NAN,
		.ceiling = known(fake->ceiling),
		.ceiling_ci = { fake->ceiling - .02, fake->ceiling + .01 },
		.speedup_all = NAN,
		.cpu_share = known(fake->cpu_share),
		.aa = serial && fake->status == CELL_OK ? .048 : NAN,
		.drift = NAN,
		.drift_ci = { NAN, NAN },
		.repetition = { .first_ratio = 1.01,
				.first_p = .2,
				.first_ci = { .99, 1.03 },
				.noise = { 4e-4, 1e-4, 3 },
				.best_samples = 1 },
		.startup_s = known(fake->startup_s),
		.dispatch_s = NAN,
		.teardown_s = NAN,
		.pss_bytes = known(fake->pss_mib) * 1048576,
		.foreign_share = NAN,
		.gil_wait_share = NAN,
		.gil_hold_share = NAN,
		.gil_hold_ci = { NAN, NAN },
		.split = { NAN, NAN, NAN, NAN },
		.lat_p50_s = NAN,
		.lat_p99_s = NAN,
	};
	if (e->ceiling > 0) {
		e->efficiency = e->speedup / e->ceiling;
		e->efficiency_ci = (struct interval){
			e->speedup_ci.low / e->ceiling,
			e->speedup_ci.high / e->ceiling,
		};
	}
	invent_meter(e);
}

/* If the cell is threads of this job and kernel, it is a case of finding f. */
static void add_case(struct results *results, unsigned i, unsigned f,
		     const char *workload, const char *kernel)
{
	const struct cell *cell = &results->cells[i];
	struct finding *finding = &results->findings[f];

	if (strcmp(cell->executor, "threads") != 0 ||
	    strcmp(cell->workload, workload) != 0 ||
	    strcmp(cell->kernel, kernel) != 0 || !has_gil(cell) ||
	    results->estimates[i].status != CELL_OK)
		return;
	finding->cases = alloc_grow(finding->cases, finding->n_cases,
				    sizeof(*finding->cases));
	finding->cases[finding->n_cases++] =
		(struct finding_case){ i, finding->verdict };
}

static void make_findings(struct results *results)
{
	static const struct finding findings[N_FINDINGS] = {
		{ "F1",
		  "With the GIL, threads do not speed up CPU-bound Python",
		  VERDICT_HOLDS,
		  "Threads do not speed up CPU-bound Python: train-step, 2 "
		  "threads: 1.01x (0.97-1.05)",
		  NULL, 0 },
		{ "F2", "The time is lost waiting for the interpreter",
		  VERDICT_NOT_TESTED, "needs samples with the GIL meter", NULL,
		  0 },
		{ "F3", "I/O-bound work overlaps well under threads",
		  VERDICT_HOLDS,
		  "Waiting overlaps: api-call, 8 threads: 7.93x (7.90-7.95) of "
		  "8.00 possible; 1.00x with the GIL kept",
		  NULL, 0 },
		{ "F4", "Processes run CPU-bound Python on many cores",
		  VERDICT_CANNOT_TELL,
		  "train-step, 2 processes: 4 valid pairs, 6 are needed", NULL,
		  0 },
		{ "F5", "Native code that releases the GIL scales with threads",
		  VERDICT_PARTLY, "Native threads scale in part: 1 of 2", NULL,
		  0 },
		{ "F6", "Native threads come close to native processes",
		  VERDICT_FAILS,
		  "Native threads are near native processes in 0 of 1 "
		  "measured: train-step, 2 threads: 0.70 (0.68-0.72)",
		  NULL, 0 },
		{ "F7a", "Without the GIL the limit is gone",
		  VERDICT_NOT_TESTED,
		  "needs a free-threaded Python: --python python3.14t", NULL,
		  0 },
		{ "F7b", "One thread pays little for it", VERDICT_NOT_TESTED,
		  "needs the default build", NULL, 0 },
	};

	memcpy(results->findings, findings, sizeof(findings));
	for (unsigned i = 0; i < results->n_cells; i++) {
		add_case(results, i, 0, "train-step", "python");
		add_case(results, i, 2, "api-call", "python");
		add_case(results, i, 4, "train-step", "native");
		add_case(results, i, 4, "dataset-load", "native");
	}
}

/* Threads of Python take turns: 5 ms each, or 0.05 ms where they wait. */
static void invent_holds(struct results *results, unsigned c)
{
	const struct cell *cell = &results->cells[c];
	bool waits = strstr(cell->params, "latency") != NULL;
	double hold_s = waits ? 5e-5 : 5e-3, step_s = waits ? 2e-3 : 5e-3;

	if (strcmp(cell->executor, "threads") != 0 ||
	    strcmp(cell->kernel, "python") != 0 || !has_gil(cell) ||
	    results->estimates[c].status != CELL_OK)
		return;
	for (unsigned i = 0; i * step_s < HOLD_WINDOW_S; i++) {
		double before_s = hold_s * (i % (2 * cell->workers)) / 2;

		results->holds = alloc_grow(results->holds, results->n_holds,
					    sizeof(*results->holds));
		results->holds[results->n_holds++] = (struct hold){
			.cell = c,
			.worker = i % cell->workers,
			.acquired_s = i * step_s,
			.wait_s = fmin(before_s, i * step_s),
			.hold_s = hold_s,
		};
	}
}

void fake_results(struct results *results, const char *dir,
		  const struct fake_cell *cells, unsigned n_cells,
		  const char *run_json)
{
	json_error_t error;

	*results = (struct results){ .dir = alloc_copy(dir) };
	results->run = json_loads(run_json, 0, &error);
	assert(results->run);
	results->cells = alloc_zero(n_cells, sizeof(*results->cells));
	results->estimates = alloc_zero(n_cells, sizeof(*results->estimates));
	results->histories = alloc_zero(n_cells, sizeof(*results->histories));
	results->laps = alloc_zero(n_cells, sizeof(*results->laps));
	for (unsigned i = 0; i < n_cells; i++) {
		make_cell(results, &cells[i]);
		make_estimate(results, i, &cells[i]);
	}
	make_findings(results);
	for (unsigned i = 0; i < n_cells; i++)
		invent_holds(results, i);
}

void fake_results_fini(struct results *results)
{
	for (unsigned i = 0; i < results->n_cells; i++)
		cell_fini(&results->cells[i]);
	free(results->cells);
	history_free(results->histories, results->n_cells);
	for (unsigned i = 0; i < results->n_cells; i++)
		free(results->laps[i]);
	free(results->laps);
	free(results->estimates);
	findings_free(results->findings);
	free(results->holds);
	json_decref(results->run);
	free(results->dir);
}

const char fake_run_json[] =
	"{\"schema\": 1, \"gilbench\": \"0.1.0\", \"seed\": 20871,"
	" \"plan_hash\": \"3f9c2e1a00112233\", \"blocks\": 9, \"samples\": 3,"
	" \"started\": \"2026-08-01T18:03:11Z\","
	" \"command\": [\"gilbench\", \"run\", \"--fast\"],"
	" \"exit_status\": 0, \"wall_s\": 252, \"n_repeated\": 31, \"n_cpus\": "
	"2, \"n_cores\": 2,"
	" \"host\": {\"name\": \"lab07\","
	" \"cpu_model\": \"AMD EPYC\","
	" \"virtualization\": \"KVM\", \"n_cores\": 2, \"n_pus\": 2},"
	" \"pythons\": [{\"label\": \"embedded\", \"version\": \"3.11.2\","
	" \"path\": \"/usr/bin/x\", \"gil\": 1}], \"warnings\": []}";

#define SERIAL(workload, kernel, throughput, mib, cpu, params)                 \
	{                                                                      \
		workload, kernel, "serial", 1, throughput, 0, 0, 0, .04, mib,  \
			cpu, 0, params, CELL_OK, "", NULL                      \
	}
#define THREADS(workload, kernel, n, throughput, s, low, high, mib, cpu, c,    \
		params)                                                        \
	{                                                                      \
		workload, kernel, "threads", n, throughput, s, low, high,      \
			.04 + .00005 * n, mib, cpu, c, params, CELL_OK, "",    \
			NULL                                                   \
	}
#define PROCESSES(workload, kernel, n, throughput, s, low, high, mib, cpu, c,  \
		  params)                                                      \
	{                                                                      \
		workload, kernel, "processes", n, throughput, s, low, high,    \
			.04 + .006 * n, mib, cpu, c, params, CELL_OK, "", NULL \
	}

#define CPU "seed=1"
#define WARM "cache=warm;seed=1"
#define WAIT "latency=0.02;seed=1"

/* clang-format off */
const struct fake_cell fake_default_plan[] = {
	{ "train-step", "native", "ceiling", 1, 21500, 1, 1, 1, .001, 2, 1, 1,
	  CPU, CELL_OK, "", NULL },
	{ "train-step", "native", "ceiling", 2, 42700, 1.99, 1.97, 2, .001, 4,
	  1, 1.99, CPU, CELL_OK, "", NULL },
	SERIAL("train-step", "python", 587, 14, 1, CPU),
	THREADS("train-step", "python", 2, 592, 1.01, .97, 1.05, 14, .5, 1.99,
		CPU),
	PROCESSES("train-step", "python", 2, 1150, 1.96, 1.88, 2.04, 23, 1,
		  1.99, CPU),
	SERIAL("train-step", "native", 21400, 14, 1, CPU),
	THREADS("train-step", "native", 2, 42600, 1.99, 1.97, 2, 14, 1, 1.99,
		CPU),
	PROCESSES("train-step", "native", 2, 42600, 1.99, 1.97, 2.01, 23, 1,
		  1.99, CPU),
	SERIAL("train-step", "native-held", 21400, 14, 1, CPU),
	THREADS("train-step", "native-held", 2, 21600, 1.01, 1, 1.02, 14, .5,
		1.99, CPU),
	SERIAL("dataset-load", "python", 41, 31, .97, WARM),
	THREADS("dataset-load", "python", 2, 47, 1.14, 1.08, 1.19, 38, .6, 1.99,
		WARM),
	PROCESSES("dataset-load", "python", 2, 79, 1.93, 1.85, 2.01, 55, .97,
		  1.99, WARM),
	SERIAL("dataset-load", "native", 459, 31, .97, WARM),
	THREADS("dataset-load", "native", 2, 905, 1.97, 1.94, 1.99, 33, .97,
		1.99, WARM),
	PROCESSES("dataset-load", "native", 2, 902, 1.96, 1.93, 1.99, 55, .97,
		  1.99, WARM),
	SERIAL("dataset-load", "native-held", 459, 31, .97, WARM),
	THREADS("dataset-load", "native-held", 2, 470, 1.03, 1, 1.05, 33, .5,
		1.99, WARM),
	SERIAL("api-call", "python", 49.1, 15, .03, WAIT),
	THREADS("api-call", "python", 8, 389, 7.93, 7.9, 7.95, 16, .03, 0,
		WAIT),
	PROCESSES("api-call", "python", 8, 388, 7.91, 7.86, 7.94, 74, .03, 0,
		  WAIT),
	SERIAL("api-call", "native", 49.4, 15, .01, WAIT),
	THREADS("api-call", "native", 8, 394, 7.97, 7.95, 7.98, 16, .01, 0,
		WAIT),
	PROCESSES("api-call", "native", 8, 393, 7.95, 7.93, 7.98, 74, .01, 0,
		  WAIT),
	SERIAL("api-call", "native-held", 49.4, 15, .01, WAIT),
	THREADS("api-call", "native-held", 8, 49.6, 1, 1, 1.01, 16, .01, 0,
		WAIT),
};
/* clang-format on */

const unsigned fake_default_n =
	sizeof(fake_default_plan) / sizeof(*fake_default_plan);

const char fake_pythons_json[] =
	"{\"schema\": 1, \"gilbench\": \"0.1.0\", \"seed\": 20871,"
	" \"plan_hash\": \"3f9c2e1a00112233\", \"blocks\": 9, \"samples\": 3,"
	" \"wall_s\": 1252, \"n_repeated\": 1, \"n_cpus\": 4, \"n_cores\": 4,"
	" \"host\": {\"name\": \"lab07\","
	" \"cpu_model\": \"AMD EPYC\","
	" \"virtualization\": \"none\", \"n_cores\": 4, \"n_pus\": 4},"
	" \"pythons\": [{\"label\": \"embedded\", \"version\": \"3.11.2\","
	" \"path\": \"/usr/bin/x\", \"gil\": 1},"
	" {\"label\": \"3.13.0\", \"version\": \"3.13.0\","
	" \"path\": \"/usr/bin/y\", \"gil\": 1},"
	" {\"label\": \"3.13.0t\", \"version\": \"3.13.0\","
	" \"path\": \"/usr/bin/z\", \"gil\": 0}], \"warnings\": []}";

static const struct {
	const char *label, *gil;
	double speed;
} pythons[] = {
	{ "embedded", "", 1 },
	{ "3.13.0", "", 1.3 },
	{ "3.13.0t", "gil=on;", 1.1 },
	{ "3.13.0t", "gil=off;", .9 },
};

static const char *const executors[] = { "serial", "threads", "processes",
					 "interpreters", "asyncio" };

/* What cannot run, or how much faster it is. */
static void invent_gain(struct fake_cell *cell, unsigned python, bool waits)
{
	bool gil = python < 3, native = strcmp(cell->kernel, "native") == 0;
	double n = cell->workers, s = .96 * n - .01 * python;

	if (strcmp(cell->executor, "interpreters") == 0 && python == 0) {
		cell->status = CELL_SKIPPED;
		cell->reason = "no-subinterpreters: it needs CPython 3.12";
		cell->throughput = 0;
		return;
	}
	if (strcmp(cell->executor, "asyncio") == 0 && (!waits || native)) {
		cell->status = CELL_SKIPPED;
		cell->reason = waits ? "no-arun: the kernel has no coroutine"
				     : "cpu-bound: asyncio gains nothing";
		cell->throughput = 0;
		return;
	}
	if (strcmp(cell->executor, "serial") == 0)
		return;
	if (strcmp(cell->executor, "threads") == 0 && gil && !native && !waits)
		s = .93 + .02 * python;
	cell->speedup = s;
	cell->low = s * .97;
	cell->high = s * 1.04;
	cell->throughput *= s;
}

unsigned fake_pythons_plan(struct fake_cell cells[FAKE_PYTHONS_MAX],
			   unsigned workers)
{
	unsigned n = 0;

	for (unsigned i = 0; i < 4 * 2 * 2 * 5; i++) {
		unsigned p = i / 20, job = i / 10 % 2, k = i / 5 % 2;
		const char *executor = executors[i % 5];

		for (unsigned w = i % 5 ? 2 : 1; w <= (i % 5 ? workers : 1);
		     w *= 2) {
			cells[n] = (struct fake_cell){
				.workload = job ? "api-call" : "train-step",
				.kernel = k ? "native" : "python",
				.executor = executor,
				.workers = w,
				.throughput = (job ? 49
					       : k ? 21000
						   : 587) *
					      pythons[p].speed,
				.startup_s = .04 + .002 * w,
				.pss_mib = 14 + w,
				.cpu_share = job           ? .03
					     : k || p == 3 ? 1
							   : .5,
				.ceiling = job ? 0 : .99 * w,
			};
			static char params[4][2][48];

			snprintf(params[p][job], sizeof(params[p][job]),
				 "%s%sseed=1", pythons[p].gil,
				 job ? "latency=0.02;" : "");
			cells[n].params = params[p][job];
			cells[n].python = pythons[p].label;
			invent_gain(&cells[n++], p, job == 1);
		}
	}
	return n;
}
