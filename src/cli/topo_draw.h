/* Drawing a machine as a text tree, at most 79 columns wide. */
#ifndef GILBENCH_CLI_TOPO_DRAW_H
#define GILBENCH_CLI_TOPO_DRAW_H

#include <hwloc.h>
#include <stdio.h>

void topo_draw(FILE *file, hwloc_topology_t topology);

/*
 * Text with items separated by blanks; lines after the first start at
 * `indent`. `at` is the column where it starts.
 */
void topo_wrap(FILE *file, const char *items, int at, int indent);

#endif
