/*
 * Samples and samples.csv. One table of columns serves the header, writing
 * and reading, so that they cannot differ. What the numbers mean together is
 * not judged here.
 */
#include "model/sample.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* In no run are there more: a number beyond is a damaged file. */
#define MAX_BLOCK 1000000

enum column_type {
	COLUMN_UNSIGNED, /* unsigned */
	COLUMN_INT,      /* int, -1 empty */
	COLUMN_BOOL,
	COLUMN_UNITS,    /* uint64_t, 0 empty */
	COLUMN_COUNT,    /* int64_t, -1 empty */
	COLUMN_REAL,     /* double, NAN empty */
	COLUMN_CHECKSUM, /* uint64_t, empty in the row of a failed attempt */
	COLUMN_TEXT,     /* char *, owned */
	COLUMN_STATUS,
};

struct column {
	const char *name;
	enum column_type type;
	size_t offset;
};

#define ROW(kind, field) COLUMN(#field, kind, field)
#define COLUMN(name, kind, field)                                              \
	{                                                                      \
		name, kind, offsetof(struct sample, field)                     \
	}

static const struct column columns[] = {
	ROW(COLUMN_UNSIGNED, block),
	ROW(COLUMN_UNSIGNED, order),
	ROW(COLUMN_UNSIGNED, invocation),
	ROW(COLUMN_UNSIGNED, attempt),
	ROW(COLUMN_INT, sample),
	ROW(COLUMN_BOOL, metered),
	ROW(COLUMN_UNSIGNED, loops),
	ROW(COLUMN_UNITS, units),
	ROW(COLUMN_REAL, wall_s),
	ROW(COLUMN_REAL, cpu_user_s),
	ROW(COLUMN_REAL, cpu_system_s),
	ROW(COLUMN_TEXT, cpus),
	ROW(COLUMN_INT, gil_before),
	ROW(COLUMN_INT, gil_after),
	ROW(COLUMN_STATUS, status),
	ROW(COLUMN_TEXT, reason),
	ROW(COLUMN_REAL, run_delay_s),
	ROW(COLUMN_COUNT, n_voluntary),
	ROW(COLUMN_COUNT, n_involuntary),
	ROW(COLUMN_COUNT, n_migrations),
	ROW(COLUMN_CHECKSUM, checksum),
	ROW(COLUMN_REAL, startup_s),
	ROW(COLUMN_REAL, dispatch_s),
	ROW(COLUMN_REAL, teardown_s),
	ROW(COLUMN_REAL, pss_bytes),
	ROW(COLUMN_REAL, watched_s),
	ROW(COLUMN_REAL, foreign_s),
	ROW(COLUMN_REAL, steal_s),
	ROW(COLUMN_REAL, throttled_s),
	ROW(COLUMN_REAL, server_cpu_s),
	ROW(COLUMN_INT, server_shares_cpu),
	ROW(COLUMN_INT, oversubscribed),
	ROW(COLUMN_REAL, gil_wait_s),
	ROW(COLUMN_REAL, gil_hold_s),
	ROW(COLUMN_REAL, gil_drop_s),
	ROW(COLUMN_COUNT, n_gil_acquires),
	ROW(COLUMN_COUNT, n_gil_contended),
	ROW(COLUMN_COUNT, n_gil_forced),
	ROW(COLUMN_REAL, fairness),
	ROW(COLUMN_TEXT, host),
	ROW(COLUMN_TEXT, hardware),
};

#define N_COLUMNS (sizeof(columns) / sizeof(*columns))

static void *field_of(struct sample *sample, const struct column *column)
{
	return (char *)sample + column->offset;
}

void sample_init(struct sample *sample)
{
	*sample = (struct sample){ 0 };
	for (size_t i = 0; i < N_COLUMNS; i++) {
		void *field = field_of(sample, &columns[i]);

		switch (columns[i].type) {
		case COLUMN_INT:
			*(int *)field = -1;
			break;
		case COLUMN_COUNT:
			*(int64_t *)field = -1;
			break;
		case COLUMN_REAL:
			*(double *)field = NAN;
			break;
		case COLUMN_TEXT:
			*(char **)field = alloc_copy("");
			break;
		default:
			break;
		}
	}
}

void sample_fini(struct sample *sample)
{
	free(sample->cpus);
	free(sample->reason);
	free(sample->host);
	free(sample->hardware);
	sample->cpus = sample->reason = NULL;
	sample->host = sample->hardware = NULL;
}

void sample_write_header(FILE *file)
{
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (size_t i = 0; i < N_COLUMNS; i++)
		csv_text(&row, columns[i].name);
	csv_text(&row, "params");
	csv_end(&row);
}

static void write_field(struct csv_row *row, const struct sample *sample,
			const struct column *column)
{
	const void *field = (const char *)sample + column->offset;
	double real;

	switch (column->type) {
	case COLUMN_UNSIGNED:
		csv_count(row, *(const unsigned *)field);
		break;
	case COLUMN_INT:
		csv_count(row, *(const int *)field);
		break;
	case COLUMN_BOOL:
		csv_count(row, *(const bool *)field);
		break;
	case COLUMN_UNITS:
		csv_count(row, *(const uint64_t *)field
				       ? (int64_t) * (const uint64_t *)field
				       : -1);
		break;
	case COLUMN_COUNT:
		csv_count(row, *(const int64_t *)field);
		break;
	case COLUMN_REAL:
		/* a counter that ran backwards did not measure anything */
		real = *(const double *)field;
		csv_real(row, real < 0 ? NAN : real);
		break;
	case COLUMN_CHECKSUM:
		if (sample->sample < 0)
			csv_text(row, "");
		else
			csv_hex(row, *(const uint64_t *)field);
		break;
	case COLUMN_TEXT:
		csv_text(row, *(char *const *)field);
		break;
	case COLUMN_STATUS:
		csv_text(row,
			 cell_status_names[*(const enum cell_status *)field]);
		break;
	}
}

void sample_write(FILE *file, const struct cell *cell,
		  const struct sample *sample)
{
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key(&row, cell);
	for (size_t i = 0; i < N_COLUMNS; i++)
		write_field(&row, sample, &columns[i]);
	csv_text(&row, cell->params);
	csv_end(&row);
}

/* An open file, where its columns are, and how to find cells. */
struct sample_reader {
	struct csv_reader *csv;
	int cell_id;
	int column[N_COLUMNS];
	struct cell_index *index; /* borrowed */
};

static int find_columns(struct sample_reader *reader, struct why *why)
{
	static const char *const needed[] = { "cell_id", "block",  "invocation",
					      "attempt", "sample", "loops",
					      "units",   "wall_s", "status" };

	reader->cell_id = csv_column(reader->csv, "cell_id");
	for (size_t i = 0; i < N_COLUMNS; i++)
		reader->column[i] = csv_column(reader->csv, columns[i].name);
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		if (csv_n_columns(reader->csv) &&
		    csv_column(reader->csv, needed[i]) < 0)
			return csv_error(reader->csv, why, "no column '%s'",
					 needed[i]);
	}
	return 0;
}

struct sample_reader *sample_open(const char *path, struct cell_index *index,
				  struct why *why)
{
	struct sample_reader *reader = alloc_zero(1, sizeof(*reader));

	reader->index = index;
	reader->csv = csv_open(path, why);
	if (!reader->csv || find_columns(reader, why) < 0) {
		sample_close(reader);
		return NULL;
	}
	return reader;
}

void sample_close(struct sample_reader *reader)
{
	csv_close(reader->csv);
	free(reader);
}

int sample_error(const struct sample_reader *reader, struct why *why)
{
	struct why what = *why;

	return csv_error(reader->csv, why, "%s", what.text);
}

static int find_cell(struct sample_reader *reader, struct sample *sample,
		     struct why *why)
{
	const char *id = csv_field(reader->csv, reader->cell_id);

	int found = cell_index_find(reader->index, id);

	if (found < 0)
		return csv_error(reader->csv, why,
				 "cell '%s' is not in the plan", id);
	sample->cell = (unsigned)found;
	return 0;
}

/* Returns 0, or 1 when the text is not what the column holds. */
static int read_field(const struct sample_reader *reader, size_t i,
		      struct sample *sample)
{
	const struct csv_reader *csv = reader->csv;
	void *field = field_of(sample, &columns[i]);
	int column = reader->column[i], bad = 0;
	int64_t count;

	switch (columns[i].type) {
	case COLUMN_UNSIGNED:
		count = csv_field_count(csv, column, &bad);
		*(unsigned *)field = count < 0 ? 0 : (unsigned)count;
		return bad || (count < 0 && column >= 0) || count > UINT_MAX;
	case COLUMN_INT:
		count = csv_field_count(csv, column, &bad);
		*(int *)field = (int)count;
		return bad || count > INT_MAX;
	case COLUMN_BOOL:
		count = csv_field_count(csv, column, &bad);
		*(bool *)field = count > 0;
		return bad || count > 1;
	case COLUMN_UNITS:
		count = csv_field_count(csv, column, &bad);
		*(uint64_t *)field = count < 0 ? 0 : (uint64_t)count;
		return bad;
	case COLUMN_COUNT:
		*(int64_t *)field = csv_field_count(csv, column, &bad);
		return bad;
	case COLUMN_REAL: /* times and sizes: none is negative */
		*(double *)field = csv_field_real(csv, column, &bad);
		return bad || *(double *)field < 0;
	case COLUMN_CHECKSUM:
		*(uint64_t *)field = csv_field_hex(csv, column, &bad);
		return bad;
	case COLUMN_TEXT:
		*(const char **)field = csv_field(csv, column);
		return 0;
	case COLUMN_STATUS:
		count = cell_status_find(csv_field(csv, column));
		*(enum cell_status *)field = (enum cell_status)count;
		return count < 0 || count == CELL_SKIPPED;
	}
	return 1;
}

/* What the estimates divide by must be there. */
static int check_sample(const struct sample_reader *reader,
			const struct sample *sample, struct why *why)
{
	if (sample->block > MAX_BLOCK)
		return csv_error(reader->csv, why, "block %u is too large",
				 sample->block);
	if (sample->status == CELL_FAILED)
		return 0;
	if (sample->sample < 0 || !sample->loops || !sample->units ||
	    !(sample->wall_s > 0))
		return csv_error(reader->csv, why,
				 "sample, loops, units or wall_s is missing "
				 "in a row that did not fail");
	return 0;
}

int sample_next(struct sample_reader *reader, struct sample *sample,
		struct why *why)
{
	int found = csv_next(reader->csv, why);

	if (found <= 0)
		return found;
	if (find_cell(reader, sample, why) < 0)
		return -1;
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (read_field(reader, i, sample))
			return csv_error(
				reader->csv, why, "column %s cannot hold '%s'",
				columns[i].name,
				csv_field(reader->csv, reader->column[i]));
	}
	return check_sample(reader, sample, why) < 0 ? -1 : 1;
}
