/* The workloads there are. A new one: its file and its line here. */
#include "workloads/workload.h"

#include <string.h>

extern const struct workload train_step_workload;
extern const struct workload dataset_load_workload;
extern const struct workload api_call_workload;
extern const struct workload file_read_workload;
extern const struct workload matmul_workload;
extern const struct workload mixed_workload;
extern const struct workload preprocess_workload;
extern const struct workload gil_fraction_workload;
extern const struct workload shared_state_workload;
extern const struct workload classic_workload;
extern const struct workload patterns_workload;

/* clang-format off */
const struct workload *const workload_registry[] = {
	&train_step_workload,
	&dataset_load_workload,
	&api_call_workload,
	&file_read_workload,
	&matmul_workload,
	&preprocess_workload,
	&gil_fraction_workload,
	&shared_state_workload,
	&mixed_workload,
	&classic_workload,
	&patterns_workload,
	NULL,
};
/* clang-format on */

const char *const kernel_names[N_KERNELS] = {
	[KERNEL_PYTHON] = "python",
	[KERNEL_NATIVE] = "native",
	[KERNEL_NATIVE_HELD] = "native-held",
	[KERNEL_NUMPY] = "numpy",
	[KERNEL_TORCH] = "torch",
};

const struct workload *workload_find(const char *name)
{
	for (size_t i = 0; workload_registry[i]; i++)
		if (strcmp(workload_registry[i]->name, name) == 0 ||
		    strcmp(workload_registry[i]->module, name) == 0)
			return workload_registry[i];
	return NULL;
}

bool workload_hands_over(const struct workload *workload,
			 const struct settings *settings)
{
	return workload->hands_over && workload->hands_over(settings);
}

static void find_extent(const struct workload *workload,
			const struct settings *settings, unsigned *chain,
			unsigned *n_proof)
{
	*chain = workload->chain;
	*n_proof = workload->n_proof;
	if (workload->extent)
		workload->extent(settings, chain, n_proof);
}

unsigned workload_chain(const struct workload *workload,
			const struct settings *settings)
{
	unsigned chain, n_proof;

	find_extent(workload, settings, &chain, &n_proof);
	return chain;
}

unsigned workload_n_proof(const struct workload *workload,
			  const struct settings *settings)
{
	unsigned chain, n_proof;

	find_extent(workload, settings, &chain, &n_proof);
	return n_proof;
}

size_t workload_shared_bytes(const struct workload *workload,
			     const struct settings *settings)
{
	return workload->shared_bytes ? workload->shared_bytes(settings) : 0;
}
