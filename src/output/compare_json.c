/* A comparison as JSON: all that the other formats say. */
#include <jansson.h>
#include <stdlib.h>

#include "output/compare_formats.h"
#include "output/compare_notes.h"
#include "output/json_text.h"

/* A text that is no UTF-8 is left out. */
static json_t *text(const char *words)
{
	json_t *string = json_string(words);

	return string ? string : json_null();
}

static json_t *texts(const struct lines *lines)
{
	json_t *array = json_array();

	for (size_t i = 0; i < lines->n; i++)
		json_array_append_new(array, text(lines->items[i]));
	return array;
}

static json_t *side_object(const struct comparison_side *side)
{
	json_t *runs = json_array();

	for (unsigned i = 0; i < side->n_runs; i++) {
		const struct comparison_run *run = &side->runs[i];
		json_t *host = json_object_get(run->json, "host");
		json_t *print = json_object_get(host, "fingerprint");

		json_array_append_new(
			runs,
			json_pack("{s:o, s:o, s:o, s:O?}", "dir",
				  text(run->dir), "plan_hash",
				  text(compare_fact(run, "plan_hash")),
				  "started", text(compare_fact(run, "started")),
				  "fingerprint", print));
	}
	return runs;
}

static json_t *cell_object(const struct compare_cell *cell)
{
	const struct cell *own = cell->cell;

	return json_pack(
		"{s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:o, s:s, s:o, s:o, s:[o,o], s:[i,i], s:[I,I], s:b, s:b}",
		"cell_id", text(own->id), "workload", text(own->workload),
		"kernel", text(own->kernel), "executor", text(own->executor),
		"workers", (int)own->workers, "pin", text(own->pin), "python",
		text(own->python), "params", text(own->params), "ratio",
		json_number(cell->ratio), "ratio_low",
		json_number(cell->ci.low), "ratio_high",
		json_number(cell->ci.high), "p", json_number(cell->p),
		"p_adjusted", json_number(cell->p_adjusted), "verdict",
		compare_verdict_names[cell->verdict], "reason",
		text(cell->reason), "margin", json_number(cell->margin),
		"unit_s", json_number(cell->time_s[0]),
		json_number(cell->time_s[1]), "n_runs", (int)cell->n_runs[0],
		(int)cell->n_runs[1], "n", (json_int_t)cell->n[0],
		(json_int_t)cell->n[1], "fails", (int)cell->fails, "suspected",
		(int)cell->suspected);
}

static json_t *workloads_array(const struct compare *result)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < result->n_workloads; i++) {
		const struct compare_workload *mean = &result->workloads[i];

		json_array_append_new(
			array,
			json_pack("{s:o, s:o, s:o, s:o, s:i}", "workload",
				  text(mean->name), "ratio",
				  json_number(mean->ratio), "ratio_low",
				  json_number(mean->ci.low), "ratio_high",
				  json_number(mean->ci.high), "n_cells",
				  (int)mean->n_cells));
	}
	return array;
}

void compare_json(FILE *file, const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	json_t *cells = json_array(), *verdicts = json_object(), *object;
	char *gate = compare_gate_sentence(comparison);

	for (unsigned i = 0; i < result->n_cells; i++)
		json_array_append_new(cells, cell_object(&result->cells[i]));
	for (int v = 0; v < N_COMPARE_VERDICTS; v++)
		json_object_set_new(verdicts, compare_verdict_names[v],
				    json_integer(result->n_verdicts[v]));
	object = json_pack(
		"{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:[i,i], s:o}",
		"schema", 1, "a", side_object(&comparison->sides[0]), "b",
		side_object(&comparison->sides[1]), "warnings",
		texts(&comparison->warnings), "notes",
		texts(&comparison->notes), "settle", texts(&comparison->settle),
		"verdicts", verdicts, "cells", cells, "workloads",
		workloads_array(result), "n_only", (int)result->n_only[0],
		(int)result->n_only[1], "gate",
		gate ? text(gate) : json_null());
	json_dumpf(object, file, JSON_INDENT(1));
	putc('\n', file);
	json_decref(object);
	free(gate);
}
