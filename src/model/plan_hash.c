/* A plan's hash: not of what is skipped, of job sizes or of builds. */
#include "model/plan_hash.h"

#include "base/hash.h"

uint64_t plan_hash_of(const struct cell *cells, unsigned n_cells, uint64_t seed,
		      unsigned blocks, unsigned samples)
{
	uint64_t numbers[] = { seed, blocks, samples };
	uint64_t hash = hash_bytes(HASH_START, numbers, sizeof(numbers));

	for (unsigned i = 0; i < n_cells; i++)
		hash = hash_bytes(hash, cells[i].id, sizeof(cells[i].id));
	return hash;
}
