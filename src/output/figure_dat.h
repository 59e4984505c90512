/*
 * Writing figure data, format 1: what a gnuplot template reads. Blocks of
 * rows of tab-separated columns; text is in double quotes and holds nothing
 * that gnuplot, XML or a font could trip over. No path, date or machine name
 * gets in, but what the results themselves say.
 */
#ifndef GILBENCH_OUTPUT_FIGURE_DAT_H
#define GILBENCH_OUTPUT_FIGURE_DAT_H

#include <stdbool.h>
#include <stdio.h>

struct dat {
	FILE *file;
	unsigned n_columns; /* of the block that is open; 0: none is */
	unsigned n_fields;  /* of the row so far */
	unsigned n_rows;
};

/* The head of a file that the template FIGURE.gp draws. */
void dat_begin(struct dat *dat, FILE *file, const char *figure,
	       const char *about);
/*
 * Start a block. `columns`: names with blanks between, as many as its rows
 * have fields; a row ends with its last field. A block without a row gets
 * one of NaN, because gnuplot complains of a missing one.
 */
void dat_block(struct dat *dat, const char *columns, const char *name, ...)
	__attribute__((format(printf, 3, 4)));
void dat_text(struct dat *dat, const char *text);
void dat_lines(struct dat *dat, const char *text); /* may have line ends */
void dat_real(struct dat *dat, double value);      /* %.6g */
void dat_count(struct dat *dat, long value);
void dat_end(struct dat *dat);

/*
 * Text for a figure: Latin, Greek and Cyrillic letters as they are, a double
 * quote as a typographic one, everything else, controls and broken UTF-8 as
 * '?'; never empty. Cut with an ellipsis to `inches` at a type size in
 * points. Freed with free().
 */
char *dat_fit(const char *text, double inches, double points);

/*
 * The same in at most n_lines lines, broken at blanks; freed with free(). A
 * line end in `text` is none: it becomes '?'.
 */
char *dat_wrap(const char *text, double inches, double points,
	       unsigned n_lines);
unsigned dat_n_lines(const char *text);

/* How wide text is in Liberation Sans, in inches, near enough for layout. */
double dat_width(const char *text, double points);

#endif
