/* The heap of deadlines. No clock and no waiting in here: see loop.c. */
#include "apiserver/deadlines.h"

#include <stdlib.h>

#include "base/alloc.h"

void deadlines_fini(struct deadlines *deadlines)
{
	free(deadlines->heap);
	*deadlines = (struct deadlines){ 0 };
}

void deadlines_add(struct deadlines *deadlines, uint64_t at_ns, void *what)
{
	size_t i = deadlines->n;

	deadlines->heap =
		alloc_grow(deadlines->heap, i, sizeof(*deadlines->heap));
	deadlines->n++;
	struct deadline *heap = deadlines->heap;

	for (; i > 0 && heap[(i - 1) / 2].at_ns > at_ns; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = (struct deadline){ .at_ns = at_ns, .what = what };
}

uint64_t deadlines_next_ns(const struct deadlines *deadlines)
{
	return deadlines->n ? deadlines->heap[0].at_ns : UINT64_MAX;
}

void *deadlines_take(struct deadlines *deadlines, uint64_t now_ns)
{
	struct deadline *heap = deadlines->heap;

	if (deadlines_next_ns(deadlines) > now_ns || deadlines->n == 0)
		return NULL;
	void *what = heap[0].what;
	struct deadline last = heap[--deadlines->n];
	size_t i = 0;

	for (size_t child; (child = 2 * i + 1) < deadlines->n; i = child) {
		if (child + 1 < deadlines->n &&
		    heap[child + 1].at_ns < heap[child].at_ns)
			child++;
		if (heap[child].at_ns >= last.at_ns)
			break;
		heap[i] = heap[child];
	}
	heap[i] = last;
	return what;
}
