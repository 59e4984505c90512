/*
 * A Python interpreter, asked once to describe itself. It is run by the
 * absolute path it names itself by, never by a resolved link (a venv is a
 * link) and never through a shim.
 */
#ifndef GILBENCH_MACHINE_PYTHON_H
#define GILBENCH_MACHINE_PYTHON_H

#include <jansson.h>
#include <stdbool.h>

#include "base/why.h"

struct python {
	char *label;   /* "embedded", or what tells it from the others */
	char *path;    /* absolute; what is executed, and argv[0] */
	char *version; /* "3.11.2" */
	int gil;       /* 1: has one and it is on; 0: off; */
	json_t *facts; /* everything it said */
};

/*
 * Ask the interpreter `name` (a path, or a name looked up in PATH, or
 * "embedded") to describe itself, within 20 s. `libdir` is lib/gilbench.
 * 0, or -1 with one clear line.
 */
int python_describe(struct python *python, const char *name, const char *libdir,
		    struct why *why);
void python_fini(struct python *python);

/* The same program in the same environment, though its names may differ? */
bool python_same(const struct python *a, const struct python *b);

/*
 * Where it has NumPy, import it there and add to the facts "blas": name,
 * version and threading of its BLAS; or "error": why not, "no-numpy: words".
 */
void python_describe_blas(struct python *python, const char *libdir);

/*
 * Where it has PyTorch, import it there and add to the facts "torch_facts":
 * version and threading; or "error": why not, "no-torch: words".
 */
void python_describe_torch(struct python *python, const char *libdir);

/*
 * Where it has `package`, import it in an interpreter with a GIL of its own
 * and add to the facts "isolated" why that fails, if it does, by the name.
 */
void python_describe_isolated(struct python *python, const char *libdir,
			      const char *package);

/*
 * Call gilbench_worker.ENTRY.main() there with `argument` (or NULL) in
 * sys.argv[1], and take the JSON object that it prints last. Freed with
 * json_decref(); NULL: see why.
 */
json_t *python_ask(const struct python *python, const char *libdir,
		   const char *entry, const char *argument, double timeout_s,
		   struct why *why);

/*
 * The environment for an interpreter: this process's without PYTHON_GIL,
 * PYTHONHOME and PYTHONSTARTUP, and with `extra` ("NAME=VALUE", or "NAME": to
 * unset; ends with NULL; or NULL). Freed with free() (one block).
 */
char **python_environment(char *const *extra);

/* The code for `-c` that calls gilbench_worker.ENTRY.main(). free(). */
char *python_command(const char *libdir, const char *entry);

#endif
