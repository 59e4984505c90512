/*
 * The small CSV files that each call of `run` has beside its samples: rows of
 * planned cells, written and read in one way. What a row means is its folder's
 * own matter (job_sizes.h, skips.h, latencies.h, metrics.h, holds.h).
 */
#ifndef GILBENCH_OUTPUT_PART_ROWS_H
#define GILBENCH_OUTPUT_PART_ROWS_H

#include "base/why.h"
#include "model/cell.h"
#include "model/csv.h"

#define PART_MAX_COLUMNS 8

/* What the files of a folder are like. */
struct part_format {
	const char *folder; /* "holds" */
	/* The first is the id of a cell; NULL after the last. */
	const char *columns[PART_MAX_COLUMNS + 1];
};

/* Writing: rows are collected in memory, with csv_begin() on `file` ... */
struct part_rows {
	FILE *file;
	char *text;
	size_t n_bytes;
};

void part_rows_begin(struct part_rows *rows);
/* ... and appended to the file of this call at once, synced. 0 or -1; they are
 * freed in either case. */
int part_rows_end(struct part_rows *rows, const char *dir,
		  const struct part_format *format, struct why *why);

/* Reading: a row; columns are numbered as in the format. */
struct part_row {
	const struct csv_reader *csv;
	const int *columns;
	int cell;      /* -1: it is not planned */
	unsigned part; /* of its file, as parts_number() says */
	int bad;       /* set when a number is none */
};

/* Borrowed until the next row. */
const char *part_text(const struct part_row *row, int column);
/* As csv_field_real() ..., with the row's `bad`. */
double part_real(struct part_row *row, int column);
int64_t part_count(struct part_row *row, int column);
uint64_t part_hex(struct part_row *row, int column);

typedef int part_rows_each(void *context, struct part_row *row,
			   struct why *why);

/*
 * Hand the rows of all calls to `each`, in the order of their files' names,
 * until it returns -1, having said why with csv_error(). No folder is no
 * error. 0 or -1.
 */
int part_rows_read(const char *dir, const struct part_format *format,
		   const struct cell *cells, unsigned n_cells,
		   part_rows_each *each, void *context, struct why *why);

#endif
