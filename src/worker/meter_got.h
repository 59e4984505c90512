/*
 * The import table of the object that holds the interpreter, be it the
 * executable or libpython: what it calls can be put aside for functions of
 * ours. Nothing else in the process notices, and no child inherits it.
 */
#ifndef GILBENCH_WORKER_METER_GOT_H
#define GILBENCH_WORKER_METER_GOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/why.h"

struct meter_import {
	const char *name;
	const void *hook;
	bool required;
};

/*
 * Make the object that contains the function `inside` call the hooks instead
 * of the imports, for those of them that it has. 0, or -1 with why, nothing
 * changed.
 */
int meter_got_patch(const void *inside, const struct meter_import *imports,
		    size_t n_imports, struct why *why);

#endif
