/*
 * Runs of one imagined machine with 4 CPUs, for the tests of the findings. A
 * scene changes the ordinary run in one respect.
 */
#ifndef GILBENCH_TESTS_SCENE_H
#define GILBENCH_TESTS_SCENE_H

#include "fixture.h"
#include "model/findings.h"

enum cell_number {
	PY_SERIAL,
	PY_THREADS,
	PY_PROCESSES,
	NAT_SERIAL,
	NAT_THREADS,
	NAT_PROCESSES,
	HELD_SERIAL,
	HELD_THREADS,
	CALL_SERIAL,
	CALL_THREADS,
	CALL_HELD_SERIAL,
	CALL_HELD_THREADS,
	PLAIN_1,
	PLAIN_2,
	/* only in cases that ask for more: another job, more workers */
	MORE_SERIAL,
	MORE_THREADS,
	MORE_PROCESSES,
	MORE_4_THREADS,
	PLAIN_4,
	N_CELLS
};

/* One respect: the speed-up of a cell, or whatever a function changes. */
struct change {
	enum cell_number cell;
	double speedup, spread; /* the interval is (1 +- spread) times it */
};

struct scene {
	int n_blocks;             /* 0: 9; -1: none */
	bool more;                /* the cells that not every case has */
	double cpu_share;         /* of CPU-bound serial cells, if not 0 */
	struct change changes[3]; /* of those with a speed-up */
	void (*alter)(struct fixture *f);
	unsigned n_cpus; /* 0: 4 */
	double (*wait_bound)(const struct cell *cell, uint64_t size);
};

/* findings_free() */
void scene_decide(const struct scene *scene,
		  struct finding findings[N_FINDINGS]);

/* What must follow from a scene. */
struct scene_case {
	const char *name;
	int finding; /* 1: F1 */
	enum verdict verdict;
	const char *says; /* is in the text */
	struct scene scene;
};

#define SCENE(...)                                                             \
	{                                                                      \
		__VA_ARGS__                                                    \
	}
#define HOLDS VERDICT_HOLDS
#define PARTLY VERDICT_PARTLY
#define FAILS VERDICT_FAILS
#define CANNOT VERDICT_CANNOT_TELL
#define UNTESTED VERDICT_NOT_TESTED

/* Fails the test at the first case that comes out otherwise. */
void scene_check(const struct scene_case *cases, size_t n);

#define CHECK(cases) scene_check(cases, sizeof(cases) / sizeof(*(cases)))

#endif
