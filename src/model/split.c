/* One row's counters become parts that add up; see the header. Medians over
 * blocks are taken elsewhere (history.h). */
#include "model/split.h"

#include <math.h>

bool split_edges(const struct sample *row, double n_parallel,
		 double edges[N_SPLIT_PARTS])
{
	const double counters_s[] = {
		[SPLIT_WAITING] = row->gil_wait_s + row->gil_drop_s,
		[SPLIT_RUNNING] = row->cpu_user_s + row->cpu_system_s,
		[SPLIT_RUNNABLE] = row->run_delay_s,
	};
	double time_s = n_parallel * row->wall_s, end = 0;

	for (int i = 0; i < SPLIT_BLOCKED; i++) {
		if (isnan(counters_s[i]) || !(time_s > 0))
			return false;
		end = fmin(1, end + counters_s[i] / time_s);
		edges[i] = end;
	}
	edges[SPLIT_BLOCKED] = 1;
	return true;
}

void split_parts(const double edges[N_SPLIT_PARTS], double parts[N_SPLIT_PARTS])
{
	for (int i = 0; i < N_SPLIT_PARTS; i++)
		parts[i] = edges[i] - (i ? edges[i - 1] : 0);
}
