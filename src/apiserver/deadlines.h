/*
 * What is due when: a binary heap, the earliest deadline on top. Thousands
 * of waiting requests cost one timer.
 */
#ifndef GILBENCH_APISERVER_DEADLINES_H
#define GILBENCH_APISERVER_DEADLINES_H

#include <stddef.h>
#include <stdint.h>

struct deadline {
	uint64_t at_ns;
	void *what; /* borrowed */
};

struct deadlines {
	struct deadline *heap;
	size_t n;
};

void deadlines_fini(struct deadlines *deadlines);
void deadlines_add(struct deadlines *deadlines, uint64_t at_ns, void *what);
/* The earliest deadline; UINT64_MAX if there is none. */
uint64_t deadlines_next_ns(const struct deadlines *deadlines);
/* Take out the earliest if it is due by now_ns, otherwise NULL. */
void *deadlines_take(struct deadlines *deadlines, uint64_t now_ns);

#endif
