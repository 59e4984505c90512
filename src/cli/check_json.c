/* The facts by a table, so that none is forgotten; not known is null. */
#include "cli/check_json.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>

struct fact {
	const char *name;
	enum {
		FACT_REAL,
		FACT_INT,
		FACT_COUNT,
		FACT_FLAG,
		FACT_TEXT
	} type;
	size_t offset;
};

#define FACT(kind, field)                                                      \
	{                                                                      \
#field, kind, offsetof(struct fitness_facts, field)            \
	}

static const struct fact table[] = {
	FACT(FACT_INT, n_online),
	FACT(FACT_INT, n_usable),
	FACT(FACT_INT, n_cores),
	FACT(FACT_TEXT, mask),
	FACT(FACT_FLAG, siblings),
	FACT(FACT_REAL, quota_cpus),
	FACT(FACT_TEXT, governor),
	FACT(FACT_TEXT, driver),
	FACT(FACT_FLAG, boost),
	FACT(FACT_TEXT, virtualization),
	FACT(FACT_TEXT, clocksource),
	FACT(FACT_REAL, slice_s),
	FACT(FACT_REAL, available_bytes),
	FACT(FACT_REAL, swapped_bytes),
	FACT(FACT_REAL, memory_stall),
	FACT(FACT_REAL, load),
	FACT(FACT_REAL, watched_s),
	FACT(FACT_REAL, foreign_share),
	FACT(FACT_REAL, foreign_limit),
	FACT(FACT_REAL, steal_share),
	FACT(FACT_REAL, steal_limit),
	FACT(FACT_REAL, throttled_s),
	FACT(FACT_REAL, n_too_hot),
	FACT(FACT_REAL, n_swaps),
	FACT(FACT_TEXT, busiest),
	FACT(FACT_REAL, busiest_share),
	FACT(FACT_REAL, clock_read_s),
	FACT(FACT_REAL, clock_step_s),
	FACT(FACT_REAL, oversleep_s),
	FACT(FACT_COUNT, n_workers),
	FACT(FACT_COUNT, n_pairs),
	FACT(FACT_COUNT, n_twice),
	FACT(FACT_REAL, aa),
	FACT(FACT_REAL, ceiling),
	{ "ceiling_low", FACT_REAL,
	  offsetof(struct fitness_facts, ceiling_ci.low) },
	{ "ceiling_high", FACT_REAL,
	  offsetof(struct fitness_facts, ceiling_ci.high) },
	FACT(FACT_FLAG, has_gnuplot),
	FACT(FACT_FLAG, has_rsvg),
	FACT(FACT_FLAG, has_font),
	FACT(FACT_TEXT, python),
};

static json_t *value_of(const struct fitness_facts *facts,
			const struct fact *fact)
{
	const void *field = (const char *)facts + fact->offset;
	double real;
	int number;

	switch (fact->type) {
	case FACT_REAL:
		real = *(const double *)field;
		return isfinite(real) ? json_real(real) : json_null();
	case FACT_INT:
		number = *(const int *)field;
		return number < 0 ? json_null() : json_integer(number);
	case FACT_FLAG:
		number = *(const int *)field;
		return number < 0 ? json_null() : json_boolean(number);
	case FACT_COUNT:
		return json_integer(*(const unsigned *)field);
	default:
		return *(const char *)field ? json_string(field) : json_null();
	}
}

static json_t *items_array(const struct fitness_item *items, unsigned n)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < n; i++)
		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:s}", "name", items[i].name,
				  "grade", fitness_grade_names[items[i].grade],
				  "value", items[i].value, "advice",
				  items[i].advice));
	return array;
}

void check_json_print(FILE *file, const struct fitness_facts *facts,
		      const struct fitness_item *items, unsigned n,
		      const char *sentence, int exit_status)
{
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		json_object_set_new(values, table[i].name,
				    value_of(facts, &table[i]));
	json_t *object = json_pack(
		"{s:i, s:s, s:i, s:s, s:o, s:o}", "schema", 1, "verdict",
		fitness_verdict_names[fitness_verdict(items, n)], "exit_status",
		exit_status, "sentence", sentence, "items",
		items_array(items, n), "facts", values);

	json_dumpf(object, file, JSON_INDENT(1));
	putc('\n', file);
	json_decref(object);
}
