/*
 * All figures. Each writes its data; it returns false, having written nothing,
 * if these results have none for it. They are registered in figures.c.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_LIST_H
#define GILBENCH_OUTPUT_FIGURE_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "output/results.h"

typedef bool figure_writer(FILE *file, const struct results *results);

figure_writer figure_speedup, figure_dots, figure_throughput, figure_timesplit,
	figure_timeline, figure_waits, figure_pythons, figure_heatmap;

#endif
