/* Where two workers write into one cache line, both wait. */
#include "workloads/lines.h"

#include <stdlib.h>
#include <string.h>

#define LINE 64 /* bytes */

void *lines_alloc(size_t n_bytes)
{
	size_t n = (n_bytes + LINE - 1) / LINE * LINE;
	void *lines = aligned_alloc(LINE, n);

	if (lines)
		memset(lines, 0, n);
	return lines;
}

size_t lines_doubles(size_t n)
{
	size_t per_line = LINE / sizeof(double);

	return (n + per_line - 1) / per_line * per_line;
}
