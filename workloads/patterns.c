/*
 * patterns: one unit is a pattern of Python, 1000 times over, that ought to
 * scale without a GIL and at times does not, because threads wait for a lock
 * or for a count of references that they share. The patterns have the names
 * of CPython's own benchmark for that, Tools/ftscalingbench, and are written
 * anew from what the names say: a pattern's times are not those of that
 * benchmark, but it stumbles over the same things.
 *
 * There is a Python kernel only: C has nothing of the kind.
 */
#include "workloads/workload.h"

static const struct param params[] = {
	{ "pattern", PARAM_CHOICE, "pyfunction",
	  "object_cfunction,cmodule_function,object_lookup_special,"
	  "mult_constant,generator,pymethod,pyfunction,module_function,"
	  "load_string_const,load_tuple_const,create_pyobject,create_closure,"
	  "create_dict,thread_local_read,method_caller,instantiate_dataclass,"
	  "shallow_copy,deepcopy",
	  0, 0, "what Python does; gilbench-workloads(7) says what each is" },
	{ "repeats", PARAM_COUNT, "1000", NULL, 1, 10000000,
	  "how often, in a unit" },
	{ 0 },
};

const struct workload patterns_workload = {
	.name = "patterns",
	.module = "patterns",
	.summary = "patterns of Python that ought to scale without a GIL",
	.unit = "pattern",
	.class = CLASS_CPU,
	.kernels = 1u << KERNEL_PYTHON,
	.chain = 1,
	.n_proof = 2,
	.params = params,
};
