/*
 * CSV as RFC 4180: fields quoted only where they must be, LF line ends,
 * numbers with a point in any locale.
 */
#ifndef GILBENCH_MODEL_CSV_H
#define GILBENCH_MODEL_CSV_H

#include <stdint.h>
#include <stdio.h>

#include "base/why.h"

/* Writing. Each writes one field, with a comma unless it starts the line. */
struct csv_row {
	FILE *file;
	int n_fields;
};

void csv_begin(struct csv_row *row, FILE *file);
void csv_text(struct csv_row *row, const char *text);
void csv_real(struct csv_row *row, double value);   /* %.9g; NAN is empty */
void csv_count(struct csv_row *row, int64_t value); /* -1 is empty */
void csv_hex(struct csv_row *row, uint64_t value);  /* 16 digits */
void csv_end(struct csv_row *row);

/* Reading, line by line in constant memory. */
struct csv_reader;

/*
 * Opens the file and reads its header. NULL: see why. A file that is empty
 * or cut off in its header has no columns and no rows.
 */
struct csv_reader *csv_open(const char *path, struct why *why);
void csv_close(struct csv_reader *reader);
int csv_n_columns(const struct csv_reader *reader);
/* The number of the column called `name`, or -1. */
int csv_column(const struct csv_reader *reader, const char *name);
/*
 * The next row. 1: there is one; 0: the end; -1: see why (with file and
 * line). A last line that has no line end, or too few fields, is the end: a
 * writer was cut off there.
 */
int csv_next(struct csv_reader *reader, struct why *why);
/* A field of the current row, valid until csv_next(). Column -1: "". */
const char *csv_field(const struct csv_reader *reader, int column);
/* The same as a number: NAN or -1 when empty, *bad set when it is none. */
double csv_field_real(const struct csv_reader *reader, int column, int *bad);
int64_t csv_field_count(const struct csv_reader *reader, int column, int *bad);
uint64_t csv_field_hex(const struct csv_reader *reader, int column, int *bad);
/* "FILE:LINE: " and what is wrong in the current row. Returns -1. */
int csv_error(const struct csv_reader *reader, struct why *why,
	      const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
