/*
 * IDX files, plain and compressed. The first byte says which, and how many
 * dimensions there must be.
 */
#include "tests/fuzz/fuzz.h"
#include "workloads/idx.h"

void fuzz_idx(const uint8_t *bytes, size_t n)
{
	struct idx idx = { 0 };
	struct why why = { "" };
	size_t n_items = 1;

	if (!n)
		return;
	unsigned n_dimensions = 1 + (*bytes >> 1) % IDX_MAX_DIMENSIONS;
	const char *path = *bytes & 1 ? "x.gz" : "x";

	if (idx_decode(&idx, path, bytes + 1, n - 1, n_dimensions, &why) == 0) {
		for (unsigned i = 0; i < n_dimensions; i++)
			n_items *= idx.sizes[i];
		fuzz_check(n_items == idx.n_items, "items fill the sizes");
	} else {
		fuzz_check(*why.text, "there is a reason");
	}
	idx_fini(&idx);
}
