/* See the header. Holds of an attempt stand together, as they were written. */
#include "output/hold_choice.h"

#include "output/holds.h"

bool hold_choice_has_valid(const struct results *results, unsigned cell)
{
	for (size_t i = 0; i < results->n_holds; i++)
		if (results->holds[i].cell == cell &&
		    !results->holds[i].tainted)
			return true;
	return false;
}

const struct hold *hold_choice_attempt(const struct results *results,
				       unsigned cell, size_t *n)
{
	bool valid = hold_choice_has_valid(results, cell);
	const struct hold *holds = results->holds, *chosen = NULL;
	size_t length;

	*n = 0;
	for (size_t i = 0; i < results->n_holds; i += length) {
		const struct hold *first = &holds[i];

		length = 1;
		while (i + length < results->n_holds &&
		       holds_same_attempt(&holds[i + length], first))
			length++;
		if (first->cell != cell || (valid && first->tainted) ||
		    (chosen && first->block < chosen->block))
			continue;
		chosen = first;
		*n = length;
	}
	return chosen;
}
