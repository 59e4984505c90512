/*
 * What a workload is: one constant descriptor, in NAME.c, beside NAME.py
 * that holds its Python kernel. The descriptor is plain C and knows nothing
 * of Python, so the same kernel runs in the driver (which only reads names
 * and checks parameters), in _gilbench.so and in the ceiling's processes.
 *
 * Unit u is a pure function of (settings, u): whoever computes it, in
 * whatever order, gets the same checksum. A job's checksum is the sum of its
 * units' modulo 2^64.
 *
 * To add a workload: NAME.c, NAME.py, and one line in registry.c.
 */
#ifndef GILBENCH_WORKLOAD_H
#define GILBENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pace.h"
#include "base/why.h"

enum workload_class {
	CLASS_CPU, /* computes */
	CLASS_IO,  /* waits for a file or the network, at least in part */
	/* A control of the method: nothing follows from it for other jobs. */
	CLASS_CONTROL,
	/* Asks how late an answer is, not how much is done. */
	CLASS_LATENCY,
};

enum kernel {
	KERNEL_PYTHON,      /* pure Python */
	KERNEL_NATIVE,      /* C, GIL released around each unit */
	KERNEL_NATIVE_HELD, /* the same C, GIL kept: the control */
	KERNEL_NUMPY,       /* NumPy, where the interpreter has it */
	KERNEL_TORCH,       /* PyTorch on the CPU, likewise */
	N_KERNELS
};

enum param_type {
	PARAM_COUNT, /* a whole number */
	PARAM_REAL,
	PARAM_SECONDS,   /* "20ms"; handed to kernels as seconds, "0.02" */
	PARAM_BYTES,     /* "1MiB"; handed to kernels as bytes */
	PARAM_CHOICE,    /* one of `choices` */
	PARAM_DIRECTORY, /* an existing directory; made absolute */
	PARAM_PATH,      /* an existing file or directory, likewise */
	PARAM_TEXT,      /* anything printable without ';' */
};

struct param {
	const char *name;
	enum param_type type;
	const char
		*fallback;   /* the default, as a user would type it; "" none */
	const char *choices; /* PARAM_CHOICE: "warm,cold" */
	double low, high;    /* numbers: what is allowed */
	const char *help;    /* one line, for `gilbench list` and the manual */
	/* Came after the workload: at its default no part of a cell's name, so
	 * that cells keep those they had. */
	bool later;
};

/*
 * Resolved parameters: canonical text by name. Besides the workload's own
 * there are "seed", "shipped" (the directory of shipped data, workloads/data),
 * and, where a server runs, "server" and "echo" (its ports on 127.0.0.1);
 * "beside", the CPUs of what runs beside the workers ("2,3"; "": theirs).
 * The Python kernels get the same as a dict of str.
 */
/*
 * A value of the parameter `preset`, which is the first: "NAME=VALUE" of
 * others, as defaults.
 */
struct param_preset {
	const char *name;
	const char *const *values; /* ends with NULL */
};

struct setting {
	char *name;
	char *value;
};

struct settings {
	struct setting *items;
	size_t n;
};

/* The value, or NULL. Borrowed. */
const char *settings_get(const struct settings *settings, const char *name);
/* Is it this one? A missing one is a bug. */
bool settings_is(const struct settings *settings, const char *name,
		 const char *value);
/* The value as a number; a missing one is a bug. */
double settings_number(const struct settings *settings, const char *name);
uint64_t settings_count(const struct settings *settings, const char *name);
/* Copies both; replaces an older value. */
void settings_set(struct settings *settings, const char *name,
		  const char *value);
void settings_copy(struct settings *to, const struct settings *from);
void settings_fini(struct settings *settings);

/* How the numbers of the workers of a sample become the sample's. */
enum metric_fold {
	METRIC_SUM,
	METRIC_MEAN,
	METRIC_MIN,
	METRIC_MAX,
};

/*
 * A number that this workload alone has, beside its times: requests that
 * failed, seconds to the first batch. Each worker tells its own after a stage.
 */
struct metric {
	const char *name; /* "first_batch_s": base unit in the name */
	const char *unit; /* for people: "s"; "" a number or ratio */
	enum metric_fold over_workers;
	const char *help; /* one line, for `gilbench list` and the report */
};

#define WORKLOAD_MAX_METRICS 8

/*
 * The workers of a cell that compute every unit together, as one of them sees
 * them.
 */
struct crew {
	unsigned worker, n_workers;
	void *shared; /* shared_bytes() that all see; zeros at first */
	/*
	 * Wait until all have come; the GIL is released meanwhile, whatever
	 * the kernel. 0, or -1: one of them will not come any more.
	 */
	int (*meet)(void *context);
	void *context; /* handed to meet() */
};

struct workload {
	const char *name;    /* "train-step" */
	const char *module;  /* "train_step": workloads/train_step.py */
	const char *summary; /* one line */
	const char *unit;    /* "mini-batch" */
	enum workload_class class;
	bool in_default_plan; /* measured when no workload is named */
	unsigned kernels;     /* bit k: enum kernel k exists */
	unsigned chain;   /* units that must not be split over workers; >= 1 */
	unsigned n_proof; /* units that every kernel computes, to compare */
	/*
	 * How far two kernels' checksums may differ, per unit: 0 means not
	 * at all. Executors and worker counts must agree exactly.
	 */
	double tolerance;
	/* What its figure of merit must reach, untimed; NULL: it has none. */
	const char *merit; /* "accuracy" */
	double merit_low;
	const struct param *params; /* ends with a NULL name */
	const struct param_preset
		*presets; /* ends with a NULL name; NULL: none */
	/* Ends with a NULL name; NULL: it has none. NAME.py has metrics(). */
	const struct metric *metrics;

	bool has_async; /* NAME.py has `arun`, for the asyncio executor */

	/* True if these settings need gilbench-apiserver; NULL: never. */
	bool (*needs_server)(const struct settings *settings);
	/* Open loop: when units are meant to start. NULL: a closed loop. */
	void (*pace)(const struct settings *settings, struct pace *pace);
	/*
	 * How many CPUs are kept busy beside a worker's own, by what belongs
	 * to it; `gil`: is there one? NULL: none.
	 */
	unsigned (*n_cpus_beside)(const struct settings *settings, bool gil);
	/*
	 * Does anything compute for it that is neither a worker nor beside
	 * one, and is bound to no CPU? NULL: never.
	 */
	bool (*roams)(const struct settings *settings, const char *executor);
	/*
	 * The most units a sample may have, all loops together; 0: any. Known
	 * after provide(). NULL: any.
	 */
	uint64_t (*max_units)(const struct settings *settings);
	/*
	 * Driver, once before anything is measured: check the data, make what
	 * is missing below `cache_dir` and add settings that tell kernels
	 * where it is. May be NULL. 0, or -1 with why (a usage error).
	 */
	int (*provide)(struct settings *settings, const char *cache_dir,
		       struct why *why);
	/*
	 * The greatest speed-up that known waits allow: the sum of the waits
	 * of units 0 ... size - 1 over the largest sum of one worker, when
	 * worker i takes the i-th of n_workers equal runs of units. NULL: it
	 * does not wait for known times.
	 */
	double (*wait_bound)(const struct settings *settings, uint64_t size,
			     unsigned n_workers);

	/* Other values of `chain` and `n_proof`, where settings decide. */
	void (*extent)(const struct settings *settings, unsigned *chain,
		       unsigned *n_proof);
	/*
	 * Why it cannot run so, "code: words"; NULL: it can, as far as the
	 * workload knows (engine/capability.h knows the rest).
	 */
	const char *(*obstacle)(const struct settings *settings,
				enum kernel kernel, const char *executor,
				unsigned n_workers);
	/*
	 * Bytes that the workers of a cell share, because they compute every
	 * unit together; 0, or NULL: each computes units of its own.
	 *
	 * Such workers are told so by join(), after prepare(), and then each
	 * is asked for all units of the job, in order, and adds its own part
	 * of them to its checksum. Without join(), a state is all workers.
	 */
	size_t (*shared_bytes)(const struct settings *settings);
	void (*join)(void *state, const struct crew *crew); /* copies it */

	/*
	 * The native kernels, if there are any. One worker's state. NULL: see
	 * why.
	 */
	void *(*prepare)(const struct settings *settings, struct why *why);
	/*
	 * Before a stage, outside the timed region: make the units
	 * [first, first + count) as the settings ask (a cold cache, say).
	 * May be NULL.
	 */
	int (*refresh)(void *state, uint64_t first, uint64_t count,
		       struct why *why);
	/*
	 * Do all workers of the cell meet before each unit? Then all have the
	 * same number of units. NULL: never.
	 */
	bool (*meets)(const void *state);
	/*
	 * Before compute(): the part of unit u that kernel native holds the
	 * GIL for. Plain C has no GIL, and leaves it out. NULL: none.
	 */
	void (*hold)(void *state, uint64_t u);
	/* Compute unit u and add its checksum to *checksum. 0 or -1. */
	int (*compute)(void *state, uint64_t u, uint64_t *checksum,
		       struct why *why);
	/*
	 * With such settings units are handed over to a consumer: then they
	 * are computed by NAME_prefetch.py under all kernels, and the native
	 * ones load() unit u, which says how many items and bytes there are,
	 * and store() the bytes. NULL: never.
	 */
	bool (*hands_over)(const struct settings *settings);
	int (*load)(void *state, uint64_t u, size_t *n_items, size_t *n_bytes,
		    struct why *why);
	void (*store)(void *state, char *to);
	/* The figure of merit, by the same code as compute(). May be NULL. */
	int (*prove)(void *state, double *merit, struct why *why);
	void (*discard)(void *state);
	/* A user's own: `module` is a path, or "module:function". */
	bool is_own;
	bool has_parallel; /* NAME.py has `run_parallel`: executor own */
};

/* What extent() and shared_bytes() say, or what holds without them. */
unsigned workload_chain(const struct workload *workload,
			const struct settings *settings);
unsigned workload_n_proof(const struct workload *workload,
			  const struct settings *settings);
size_t workload_shared_bytes(const struct workload *workload,
			     const struct settings *settings);

/* Ends with NULL. */
extern const struct workload *const workload_registry[];
/* By name or by module name, or NULL. */
const struct workload *workload_find(const char *name);

/* Do units go to a consumer? */
bool workload_hands_over(const struct workload *workload,
			 const struct settings *settings);

/* "python", "native", "native-held", "numpy". */
extern const char *const kernel_names[N_KERNELS];

#endif
