/* Where the tics of an axis stand, and how numbers are written at them. */
#ifndef GILBENCH_OUTPUT_FIGURE_TICS_H
#define GILBENCH_OUTPUT_FIGURE_TICS_H

#include "output/figure_dat.h"

/* "587", "1150", "4.12", "42.6k". Returns text. */
const char *tics_number(double x, char *text, unsigned n);

/* "31 µs", "2.4 ms", "120 ms" for 2 digits. Returns text. */
const char *tics_seconds(double seconds, int n_digits, char *text, unsigned n);

/* "0.5 1 2 4": powers of two from low to high, 1 among them, at most n. */
void tics_write_binary(struct dat *dat, double low, double high, unsigned n);

/* The distance of linear tics: 1, 2 or 5 times a power of ten. */
double tics_step(double high, double n);
/*
 * "100 100 1k 1000": label and value by turns, because gnuplot reads no
 * exponents in a string. step 0: decades, from `low`, which is one.
 */
void tics_write(struct dat *dat, double low, double high, double step);
/*
 * The same with decades of seconds, "1 ms 0.001", a no-break space before the
 * unit; on an axis so long, and only every other one where there is no room.
 */
void tics_write_seconds(struct dat *dat, double low, double high,
			double inches);

/* Between decades too where there are few: at 1, 2 and 5, or evenly. */
void tics_write_times(struct dat *dat, double low, double high, double inches);

#endif
