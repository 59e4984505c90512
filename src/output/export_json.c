/*
 * Cells as JSON: an object with what identifies the run, and "cells", one
 * object for each row of cells.csv with the names of its columns; what was
 * not measured is null.
 */
#include <inttypes.h>
#include <math.h>

#include "model/estimate_csv.h"
#include "output/export.h"
#include "output/json_text.h"

static json_t *field_value(const struct estimate_field *field)
{
	char digits[17];

	switch (field->type) {
	case FIELD_REAL:
		return isfinite(field->real) ? json_real(field->real)
					     : json_null();
	case FIELD_COUNT:
		return json_integer((json_int_t)field->count);
	case FIELD_HEX:
		snprintf(digits, sizeof(digits), "%016" PRIx64, field->count);
		return json_string(digits);
	default:
		return *field->text ? json_text(field->text) : json_null();
	}
}

static json_t *cell_object(const struct estimate *estimate)
{
	const struct cell *cell = estimate->cell;
	json_t *object = json_object();
	json_t *const keys[N_CELL_KEYS] = {
		json_text(cell->id),         json_text(cell->workload),
		json_text(cell->kernel),     json_text(cell->executor),
		json_integer(cell->workers), json_text(cell->pin),
		json_text(cell->python),
	};
	struct estimate_field field;

	for (unsigned i = 0; i < N_CELL_KEYS; i++)
		json_object_set_new(object, cell_key_names[i], keys[i]);
	for (unsigned i = 0; estimate_field(estimate, i, &field); i++)
		json_object_set_new(object, field.name, field_value(&field));
	return object;
}

void export_json(FILE *file, const struct results *results)
{
	static const char *const kept[] = { "gilbench", "plan_hash", "seed",
					    "started" };
	json_t *root = json_object(), *cells = json_array();

	for (unsigned i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		json_t *value = json_object_get(results->run, kept[i]);

		json_object_set(root, kept[i], value ? value : json_null());
	}
	for (unsigned i = 0; i < results->n_cells; i++)
		json_array_append_new(cells,
				      cell_object(&results->estimates[i]));
	json_object_set_new(root, "cells", cells);
	json_dumpf(root, file, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	putc('\n', file);
	json_decref(root);
}
