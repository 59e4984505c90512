/*
 * All figures. Each writes its data and returns the figure's width in inches;
 * 0, having written nothing, if these results have none for it. `width` is
 * the one that was asked for, which a figure that needs more exceeds; 0: what
 * suits it. They are registered in figures.c.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_LIST_H
#define GILBENCH_OUTPUT_FIGURE_LIST_H

#include <stdio.h>

#include "output/results.h"

typedef double figure_writer(FILE *file, const struct results *results,
			     double width);

figure_writer figure_speedup, figure_dots, figure_throughput, figure_timesplit,
	figure_timeline, figure_waits, figure_pythons, figure_heatmap,
	figure_startup, figure_memory, figure_breakeven, figure_latency,
	figure_amdahl, figure_mixed, figure_hosts;

#endif
