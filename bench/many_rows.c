/*
 * A run directory of any size, and how long it takes to read one:
 *
 *   many_rows make DIR N   at least N rows
 *   many_rows fill DIR BLOCKS SAMPLES
 *                          as if the plan of `gilbench plan` were measured
 *   many_rows load DIR     the estimates of all cells to stdout, as cells.csv;
 *                          time and memory to stderr
 *
 * The rows of `make` are those of the default plan on two cores (26 cells,
 * three samples an invocation, serial twice a block, a metered sample a cell),
 * block after block, one attempt in 25 tainted and repeated: 138 rows a block.
 * `fill` writes the same for the cells of plan.csv that are not skipped, and
 * the job of each group and the call that a run leaves. Times are random, from
 * a fixed seed, with nine digits as a clock gives them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/rng.h"
#include "model/csv.h"
#include "model/plan_hash.h"
#include "output/plan_csv.h"
#include "output/results.h"

#define SEED 20871
#define SAMPLES 3
#define MAX_CELLS 32
#define TAINTED .04
#define NOISE .02

static const struct {
	const char *workload, *params;
	unsigned workers;
} workloads[] = {
	{ "train-step",
	  "batch=32;dataset=synthetic;features=64;hidden=64;seed=1", 2 },
	{ "dataset-load",
	  "cache=warm;data=;seed=1;shard_bytes=1048576;shards=0;source=file",
	  2 },
	{ "api-call", "latency=0.02;reply_bytes=16384;seed=1;tokens=0", 8 },
};

struct maker {
	struct cell *cells;
	unsigned n_cells, order, n_samples;
	const char *host, *hardware;
	struct rng rng;
	FILE *file;
	unsigned long n_rows;
};

static void add_cell(struct maker *maker, unsigned w, const char *kernel,
		     const char *executor, unsigned workers, unsigned group)
{
	struct cell *cell = &maker->cells[maker->n_cells++];
	bool ceiling = strcmp(executor, "ceiling") == 0;

	*cell = (struct cell){
		.workload = alloc_copy(workloads[w].workload),
		.kernel = alloc_copy(kernel),
		.executor = alloc_copy(executor),
		.workers = workers,
		.pin = alloc_copy("core"),
		.python = alloc_copy(ceiling ? "none" : "embedded"),
		.scaling = alloc_copy("strong"),
		.size = alloc_copy("auto"),
		.params = alloc_copy(workloads[w].params),
		.group = group,
		.reason = alloc_copy(""),
	};
	cell_name(cell);
}

static void add_cells(struct maker *maker)
{
	static const char *const kernels[] = { "python", "native",
					       "native-held" };
	unsigned group = 0;

	for (unsigned w = 0; w < 3; w++) {
		for (unsigned k = 0; k < 3; k++, group++) {
			unsigned n = workloads[w].workers;

			add_cell(maker, w, kernels[k], "serial", 1, group);
			add_cell(maker, w, kernels[k], "threads", n, group);
			if (k < 2)
				add_cell(maker, w, kernels[k], "processes", n,
					 group);
		}
	}
	add_cell(maker, 0, "native", "ceiling", 1, group);
	add_cell(maker, 0, "native", "ceiling", 2, group);
}

static void write_plan(const struct maker *maker, FILE *file)
{
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	fputs(",status,reason,group,scaling,size,params\n", file);
	for (unsigned i = 0; i < maker->n_cells; i++) {
		const struct cell *cell = &maker->cells[i];

		csv_begin(&row, file);
		cell_write_key(&row, cell);
		fprintf(file, ",ok,,%u,strong,auto,%s\n", cell->group,
			cell->params);
	}
}

/* About this long, in whole nanoseconds. */
static double about(struct maker *maker, double s)
{
	double noise = rng_unit(&maker->rng) + rng_unit(&maker->rng) - 1;

	return round(s * (1 + 2 * NOISE * noise) * 1e9) / 1e9;
}

static void invent_sample(struct maker *maker, struct sample *row)
{
	const struct cell *cell = &maker->cells[row->cell];
	bool waits = strcmp(cell->workload, "api-call") == 0;
	double share = waits ? .02 : 1;

	row->loops = 1;
	row->units = 10 + cell->group;
	row->wall_s = about(maker, .1 + .01 * (row->cell % MAX_CELLS));
	row->cpu_user_s = about(maker, share * row->wall_s * cell->workers);
	row->cpu_system_s = about(maker, .001 * share);
	row->run_delay_s = about(maker, .0002);
	row->n_voluntary = (int64_t)rng_below(&maker->rng, 200);
	row->n_involuntary = (int64_t)rng_below(&maker->rng, 5);
	row->n_migrations = 0;
	if (cell->workers > 1)
		row->fairness = 1 - about(maker, .001);
	row->checksum = UINT64_C(0xa00006e785397f) + cell->group;
	if (!row->metered)
		return;
	row->gil_wait_s = about(maker, share * .4 * row->wall_s);
	row->gil_hold_s = about(maker, share * .9 * row->wall_s);
	row->gil_drop_s = about(maker, .002 * share);
	row->n_gil_acquires = (int64_t)rng_below(&maker->rng, 300);
	row->n_gil_contended = row->n_gil_acquires / 3;
	row->n_gil_forced = row->n_gil_acquires / 8;
}

static void write_attempt(struct maker *maker, struct sample *row)
{
	const struct cell *cell = &maker->cells[row->cell];
	bool tainted = row->status == CELL_TAINTED;

	row->startup_s = about(maker, .02 + .01 * cell->workers);
	row->dispatch_s = NAN;
	if (cell->workers > 1)
		row->dispatch_s = about(maker, 5e-5);
	row->teardown_s = about(maker, .008);
	row->pss_bytes = 4096. * (double)(5000 + rng_below(&maker->rng, 300));
	row->watched_s = about(maker, .5);
	row->foreign_s = about(maker, tainted ? .05 : .001);
	row->reason = tainted ? "foreign: 10 % of the CPUs' time" : "";
	row->order = maker->order++;
	for (int i = 0; i < (int)(row->metered ? 1 : maker->n_samples); i++) {
		row->sample = i;
		invent_sample(maker, row);
		sample_write(maker->file, cell, row);
		maker->n_rows++;
	}
	row->attempt++;
}

/* Tainted attempts are repeated at once. */
static void write_invocation(struct maker *maker, struct sample *row)
{
	do {
		row->status = rng_unit(&maker->rng) < TAINTED ? CELL_TAINTED
							      : CELL_OK;
		write_attempt(maker, row);
	} while (row->status != CELL_OK);
}

static void write_block(struct maker *maker, unsigned block)
{
	for (unsigned i = 0; i < maker->n_cells; i++) {
		const struct cell *cell = &maker->cells[i];
		struct sample row;

		if (cell->status != CELL_OK)
			continue;
		sample_init(&row);
		sample_fini(&row);
		row.host = (char *)maker->host;
		row.hardware = (char *)maker->hardware;
		row.cell = i;
		row.block = block;
		row.cpus = cell->workers > 1 ? "0 1" : "0";
		row.gil_before = row.gil_after =
			strcmp(cell->executor, "ceiling") ? 1 : -1;
		row.steal_s = row.throttled_s = 0;
		row.server_shares_cpu = row.oversubscribed = 0;
		for (int k = 0; k <= cell_is_baseline(cell); k++) {
			row.invocation = (unsigned)k;
			write_invocation(maker, &row);
		}
		row.invocation = 0;
		row.metered = true;
		if (row.gil_before == 1)
			write_invocation(maker, &row);
	}
}

static FILE *open_file(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "w");

	if (!file) {
		perror(path);
		exit(1);
	}
	free(path);
	return file;
}

static void make_folder(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);

	mkdir(path, 0777);
	free(path);
}

static int close_file(FILE *file)
{
	return ferror(file) | fclose(file) ? 1 : 0;
}

static int write_run(const struct maker *maker, const char *dir,
		     unsigned n_blocks)
{
	FILE *file = open_file(dir, "run.json");

	fprintf(file,
		"{\"schema\": 1, \"seed\": %d, \"n_cpus\": 2, "
		"\"n_cores\": 2, \"blocks\": %u, \"samples\": %d, "
		"\"plan_hash\": \"%016llx\", \"host\": {}, "
		"\"pythons\": []}\n",
		SEED, n_blocks, SAMPLES,
		(unsigned long long)plan_hash_of(maker->cells, maker->n_cells,
						 SEED, n_blocks, SAMPLES));
	return close_file(file);
}

static int make(const char *dir, unsigned long n_rows)
{
	struct cell cells[MAX_CELLS];
	struct maker maker = {
		.cells = cells, .n_samples = SAMPLES, .host = "", .hardware = ""
	};
	unsigned block = 0;

	mkdir(dir, 0777);
	make_folder(dir, "samples");
	rng_init(&maker.rng, SEED, 0);
	add_cells(&maker);
	FILE *file = open_file(dir, "plan.csv");

	write_plan(&maker, file);
	fclose(file);
	maker.file = open_file(dir, "samples/rows.csv");
	sample_write_header(maker.file);
	while (maker.n_rows < n_rows)
		write_block(&maker, block++);
	int status = close_file(maker.file) | write_run(&maker, dir, block);

	printf("%lu rows, %u cells, %u blocks\n", maker.n_rows, maker.n_cells,
	       block);
	for (unsigned i = 0; i < maker.n_cells; i++)
		cell_fini(&cells[i]);
	return status;
}

#define HOST "lab"
#define HARDWARE "0123456789abcdef"

static int write_call(const char *dir)
{
	FILE *file = open_file(dir, "calls/rows.json");

	fputs("{\"call\": \"rows\", \"host\": {\"name\": \"" HOST
	      "\", \"fingerprint\": \"" HARDWARE "\"}, \"n_cpus\": 2, "
	      "\"n_cores\": 2, \"shard\": null, \"wall_s\": 1, "
	      "\"started\": \"2026-08-01T12:00:00Z\", "
	      "\"ended\": \"2026-08-01T12:00:01Z\", \"exit_status\": 0, "
	      "\"finished\": true, \"warnings\": []}\n",
	      file);
	return close_file(file);
}

static int write_jobs(const struct maker *maker, const char *dir)
{
	FILE *file = open_file(dir, "jobs/rows.csv");
	unsigned last = UINT32_MAX;

	fputs("cell_id,hardware,size,loops,unit_s,proof_checksum,"
	      "proof_merit\n",
	      file);
	for (unsigned i = 0; i < maker->n_cells; i++) {
		const struct cell *cell = &maker->cells[i];

		if (cell->group == last || cell->status != CELL_OK)
			continue;
		last = cell->group;
		fprintf(file, "%s," HARDWARE ",%u,1,0.001,,\n", cell->id,
			10 + cell->group);
	}
	return close_file(file);
}

/* The directory is whole, but for what is measured. */
static int fill(const char *dir, unsigned n_blocks, unsigned n_samples)
{
	static const char *const folders[] = { "samples", "calls", "jobs" };
	struct maker maker = { .n_samples = n_samples,
			       .host = HOST,
			       .hardware = HARDWARE };
	struct why why;

	if (plan_csv_read(dir, &maker.cells, &maker.n_cells, &why) < 0) {
		fprintf(stderr, "many_rows: %s\n", why.text);
		return 1;
	}
	for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		make_folder(dir, folders[i]);
	rng_init(&maker.rng, SEED, 0);
	maker.file = open_file(dir, "samples/rows.csv");
	sample_write_header(maker.file);
	for (unsigned b = 0; b < n_blocks; b++)
		write_block(&maker, b);
	int status = close_file(maker.file) | write_call(dir) |
		     write_jobs(&maker, dir);

	printf("%lu rows, %u cells, %u blocks\n", maker.n_rows, maker.n_cells,
	       n_blocks);
	plan_csv_free(maker.cells, maker.n_cells);
	return status;
}

static int load(const char *dir)
{
	uint64_t start_ns = clock_now_ns();
	struct results results;
	struct rusage usage;
	struct why why;

	if (results_load(&results, dir, &why) < 0) {
		fprintf(stderr, "many_rows: %s\n", why.text);
		return 1;
	}
	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr, "%.2f s, %ld KiB\n",
		(double)(clock_now_ns() - start_ns) * 1e-9, usage.ru_maxrss);
	estimate_write(stdout, results.estimates, results.n_cells);
	results_fini(&results);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0)
		return make(argv[2], strtoul(argv[3], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "fill") == 0)
		return fill(argv[2], (unsigned)strtoul(argv[3], NULL, 10),
			    (unsigned)strtoul(argv[4], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "load") == 0)
		return load(argv[2]);
	fputs("usage: many_rows make DIR N | many_rows fill DIR BLOCKS SAMPLES "
	      "| many_rows load DIR\n",
	      stderr);
	return 2;
}
