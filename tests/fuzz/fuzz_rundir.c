/*
 * Run directories of somebody else, whole, and holds/ and latencies/ alone. The
 * directory is real, its files are links to bytes in memory.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/holds.h"
#include "output/latencies.h"
#include "output/results.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/some_cells.h"

static const char *const folders[] = { "holds", "latencies", "metrics",
				       "samples" };
static char dir[4096];

static void remove_dir(void)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/run.json", dir);
	unlink(path);
	for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, folders[i]);
		rmdir(path);
	}
	rmdir(dir);
}

static void make_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	char path[4200];

	if (*dir)
		return;
	snprintf(dir, sizeof(dir), "%s/gilbench-fuzz-XXXXXX",
		 tmp && *tmp == '/' ? tmp : "/tmp");
	fuzz_check(mkdtemp(dir) != NULL, "there is a directory");
	atexit(remove_dir);
	for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, folders[i]);
		mkdir(path, 0777);
	}
	snprintf(path, sizeof(path), "%s/run.json", dir);
	FILE *file = fopen(path, "we");

	fuzz_check(file && fputs("{\"schema\": 1}\n", file) >= 0,
		   "there is a run.json");
	fclose(file);
}

/* The bytes as a file of the directory, in the place of what was there. */
static void put(const char *name, const uint8_t *bytes, size_t n)
{
	char path[4200];

	make_dir();
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
	fuzz_check(symlink(fuzz_file(bytes, n), path) == 0, "it is linked");
}

static void take_away(const char *name)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

/* The files of a run directory, with a line "===" between, to the findings. */
void fuzz_rundir(const uint8_t *bytes, size_t n)
{
	static const char between[] = "\n===\n";
	static const char *const parts[] = { "plan.csv", "samples/x.csv",
					     "metrics/x.csv", "latencies/x.csv",
					     "holds/x.csv" };
	const size_t n_parts = sizeof(parts) / sizeof(*parts);
	struct results results;
	struct why why = { "" };

	for (size_t i = 0; i < n_parts; i++) {
		const uint8_t *line =
			memmem(bytes, n, between, strlen(between));
		size_t n_own = line ? (size_t)(line + 1 - bytes) : n;

		if (i == 0 || n)
			put(parts[i], bytes, n_own);
		bytes = line ? line + strlen(between) : bytes + n;
		n -= line ? n_own + strlen(between) - 1 : n;
	}
	if (results_load(&results, dir, &why) == 0)
		results_fini(&results);
	else
		fuzz_check(*why.text, "there is a reason");
	for (size_t i = 0; i < n_parts; i++)
		take_away(parts[i]);
}

void fuzz_holds(const uint8_t *bytes, size_t n)
{
	struct cell *cells = some_cells_new();
	struct hold *holds;
	struct why why = { "" };
	size_t n_holds;

	put("holds/x.csv", bytes, n);
	if (holds_load(dir, cells, N_SOME_CELLS, &holds, &n_holds, &why) < 0)
		fuzz_check(*why.text, "there is a reason");
	for (size_t i = 0; i < n_holds; i++)
		fuzz_check(holds[i].worker < cells[holds[i].cell].workers &&
				   holds[i].hold_s >= 0,
			   "a hold of a planned cell");
	free(holds);
	some_cells_free(cells);
	take_away("holds/x.csv");
}

void fuzz_latencies(const uint8_t *bytes, size_t n)
{
	struct history histories[N_SOME_CELLS] = { 0 };
	struct cell *cells = some_cells_new();
	struct why why = { "" };

	put("latencies/x.csv", bytes, n);
	struct laps **laps =
		latencies_load(dir, cells, histories, N_SOME_CELLS, &why);

	/* no attempt was valid, so nothing counts */
	for (unsigned i = 0; laps && i < N_SOME_CELLS; i++)
		fuzz_check(!laps[i], "no attempt, no latency");
	fuzz_check(laps || *why.text, "there is a reason");
	latencies_free(laps, N_SOME_CELLS);
	some_cells_free(cells);
	take_away("latencies/x.csv");
}
