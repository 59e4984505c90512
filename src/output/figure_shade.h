/*
 * Colours of ratios: 1 is neutral, more is blue, less is orange, on a
 * logarithmic scale that ends at `limit`. In grey both ends are dark.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_SHADE_H
#define GILBENCH_OUTPUT_FIGURE_SHADE_H

unsigned shade_rgb(double ratio, double limit);
/* Black or white: what can be read on it. */
unsigned shade_ink(unsigned fill);

#endif
