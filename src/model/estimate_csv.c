/* cells.csv: one table of columns, after the cell's key, serves its header and
 * its rows. */
#include "model/estimate_csv.h"

#include <math.h>
#include <stddef.h>

#include "model/csv.h"

enum column_type {
	COLUMN_REAL,
	COLUMN_ROOT, /* of a variance */
	COLUMN_UNSIGNED,
	COLUMN_CHECKSUM,
	COLUMN_STATUS,
	COLUMN_REASON,
	CELL_TEXT, /* of the cell */
};

struct column {
	const char *name;
	enum column_type type;
	size_t offset;
};

#define OWN(name, kind, field)                                                 \
	{                                                                      \
		name, kind, offsetof(struct estimate, field)                   \
	}
#define REAL(field) OWN(#field, COLUMN_REAL, field)
#define REALS(name, field, ci) OWN(name, COLUMN_REAL, field), BOUNDS(name, ci)
#define BOUNDS(name, ci)                                                       \
	OWN(name "_low", COLUMN_REAL, ci.low),                                 \
		OWN(name "_high", COLUMN_REAL, ci.high)
#define COUNT(field) OWN(#field, COLUMN_UNSIGNED, field)
#define TEXT(field)                                                            \
	{                                                                      \
#field, CELL_TEXT, offsetof(struct cell, field)                \
	}

/* The order is a promise (gilbench-results(5)); params stays last. */
static const struct column columns[] = {
	OWN("status", COLUMN_STATUS, status),
	OWN("reason", COLUMN_REASON, reason),
	COUNT(n),
	REALS("wall_s", wall_s, wall),
	REAL(throughput),
	REALS("speedup", speedup, speedup_ci),
	REAL(self_speedup),
	REAL(efficiency),
	REAL(gil_wait_share),
	REAL(gil_hold_share),
	REAL(startup_s),
	REAL(dispatch_s),
	REAL(pss_bytes),
	REAL(lat_p50_s),
	REAL(lat_p99_s),
	OWN("checksum", COLUMN_CHECKSUM, checksum),
	BOUNDS("efficiency", efficiency_ci),
	REALS("ceiling", ceiling, ceiling_ci),
	REALS("speedup_all", speedup_all, speedup_all_ci),
	REALS("efficiency_all", efficiency_all, efficiency_all_ci),
	REALS("cpu_share", cpu_share, cpu_share_ci),
	COUNT(n_pairs),
	COUNT(n_blocks),
	COUNT(n_blocks_lost),
	COUNT(n_tainted),
	COUNT(n_failed),
	COUNT(n_outliers),
	REAL(aa),
	REAL(teardown_s),
	REAL(foreign_share),
	TEXT(scaling),
	TEXT(size),
	OWN("running_share", COLUMN_REAL, split[SPLIT_RUNNING]),
	OWN("waiting_share", COLUMN_REAL, split[SPLIT_WAITING]),
	OWN("runnable_share", COLUMN_REAL, split[SPLIT_RUNNABLE]),
	OWN("blocked_share", COLUMN_REAL, split[SPLIT_BLOCKED]),
	REAL(gil_forced_per_s),
	REALS("meter_cost", meter_cost, meter_cost_ci),
	REALS("drift", drift, drift_ci),
	BOUNDS("self_speedup", self_speedup_ci),
	REALS("first_ratio", repetition.first_ratio, repetition.first_ci),
	OWN("first_p", COLUMN_REAL, repetition.first_p),
	OWN("sd_between", COLUMN_ROOT, repetition.noise.between),
	OWN("sd_within", COLUMN_ROOT, repetition.noise.within),
	REAL(fairness),
	TEXT(params),
};

#define N_COLUMNS (sizeof(columns) / sizeof(*columns))

static struct estimate_field field_of(const struct estimate *estimate,
				      const struct column *column)
{
	const char *own = (const char *)estimate + column->offset;
	const char *cells = (const char *)estimate->cell + column->offset;
	struct estimate_field field = { .name = column->name,
					.type = FIELD_TEXT,
					.text = "" };

	switch (column->type) {
	case COLUMN_REAL:
		field.type = FIELD_REAL;
		field.real = *(const double *)own;
		break;
	case COLUMN_ROOT:
		field.type = FIELD_REAL;
		field.real = sqrt(*(const double *)own);
		break;
	case COLUMN_UNSIGNED:
		field.type = FIELD_COUNT;
		field.count = *(const unsigned *)own;
		break;
	case COLUMN_CHECKSUM:
		field.type = estimate->checksum_known ? FIELD_HEX : FIELD_TEXT;
		field.count = estimate->checksum;
		break;
	case COLUMN_STATUS:
		field.text = cell_status_names[estimate->status];
		break;
	case COLUMN_REASON:
		field.text = estimate->reason;
		break;
	case CELL_TEXT:
		field.text = *(char *const *)cells;
		break;
	}
	return field;
}

bool estimate_field(const struct estimate *estimate, unsigned i,
		    struct estimate_field *field)
{
	if (i >= N_COLUMNS)
		return false;
	*field = field_of(estimate, &columns[i]);
	return true;
}

static void write_field(struct csv_row *row, const struct estimate_field *field)
{
	switch (field->type) {
	case FIELD_TEXT:
		csv_text(row, field->text);
		break;
	case FIELD_REAL:
		csv_real(row, field->real);
		break;
	case FIELD_COUNT:
		csv_count(row, (int64_t)field->count);
		break;
	case FIELD_HEX:
		csv_hex(row, field->count);
		break;
	}
}

void estimate_write(FILE *file, const struct estimate *estimates, unsigned n)
{
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (size_t i = 0; i < N_COLUMNS; i++)
		csv_text(&row, columns[i].name);
	csv_end(&row);
	for (unsigned k = 0; k < n; k++) {
		csv_begin(&row, file);
		cell_write_key(&row, estimates[k].cell);
		for (size_t i = 0; i < N_COLUMNS; i++) {
			const struct estimate_field field =
				field_of(&estimates[k], &columns[i]);

			write_field(&row, &field);
		}
		csv_end(&row);
	}
}
