/* The fields of cells.csv, for what writes them in another format. */
#ifndef GILBENCH_MODEL_ESTIMATE_CSV_H
#define GILBENCH_MODEL_ESTIMATE_CSV_H

#include <stdbool.h>

#include "model/estimate.h"

struct estimate_field {
	const char *name;
	enum {
		FIELD_TEXT,
		FIELD_REAL, /* NAN: not measured */
		FIELD_COUNT,
		FIELD_HEX, /* a checksum, 16 digits */
	} type;
	const char *text; /* borrowed */
	double real;
	uint64_t count;
};

/* Field i, from 0, of those after the cell's key. False: there is none. */
bool estimate_field(const struct estimate *estimate, unsigned i,
		    struct estimate_field *field);

#endif
