/* Writing and reading the files in jobs/. */
#include "output/job_sizes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output/json_text.h"
#include "output/part_rows.h"

enum {
	CELL_ID,
	HARDWARE,
	SIZE,
	LOOPS,
	UNIT_S,
	CHECKSUM,
	MERIT,
};

static const struct part_format format = {
	"jobs",
	{ [CELL_ID] = "cell_id",
	  [HARDWARE] = "hardware",
	  [SIZE] = "size",
	  [LOOPS] = "loops",
	  [UNIT_S] = "unit_s",
	  [CHECKSUM] = "proof_checksum",
	  [MERIT] = "proof_merit" },
};

static void write_row(FILE *file, const struct cell *cell,
		      const struct job_row *job, const char *hardware)
{
	struct csv_row row;

	csv_begin(&row, file);
	csv_text(&row, cell->id);
	csv_text(&row, hardware);
	csv_count(&row, (int64_t)job->size);
	csv_count(&row, job->loops);
	csv_real(&row, job->unit_s);
	if (job->proven)
		csv_hex(&row, job->checksum);
	else
		csv_text(&row, "");
	csv_real(&row, job->proven ? job->merit : NAN);
	csv_end(&row);
}

int job_sizes_append(const char *dir, const struct cell *cells,
		     const unsigned *which, const struct job_row *rows,
		     unsigned n, const char *hardware, struct why *why)
{
	struct part_rows parts;

	part_rows_begin(&parts);
	for (unsigned i = 0; i < n; i++)
		write_row(parts.file, &cells[which[i]], &rows[i], hardware);
	return part_rows_end(&parts, dir, &format, why);
}

struct load {
	const char *hardware;
	struct job_row *rows;
};

static int take_row(void *context, struct part_row *row, struct why *why)
{
	const struct load *load = context;
	int64_t size = part_count(row, SIZE);
	int64_t loops = part_count(row, LOOPS);
	const struct job_row job = {
		.size = (uint64_t)size,
		.loops = (unsigned)loops,
		.unit_s = part_real(row, UNIT_S),
		.proven = *part_text(row, CHECKSUM),
		.checksum = part_hex(row, CHECKSUM),
		.merit = part_real(row, MERIT),
	};

	if (row->cell < 0 || row->bad || size < 1 || loops < 1 ||
	    loops > 1000000 || !(job.unit_s > 0))
		return csv_error(row->csv, why,
				 "this is no job of a planned cell");
	if (strcmp(part_text(row, HARDWARE), load->hardware) == 0 &&
	    !load->rows[row->cell].size)
		load->rows[row->cell] = job;
	return 0;
}

struct job_row *job_sizes_load(const char *dir, const struct cell *cells,
			       unsigned n_cells, const char *hardware,
			       struct why *why)
{
	struct load load = {
		.hardware = hardware,
		.rows = alloc_zero(n_cells, sizeof(*load.rows)),
	};

	if (part_rows_read(dir, &format, cells, n_cells, take_row, &load,
			   why) == 0)
		return load.rows;
	free(load.rows);
	return NULL;
}

json_t *job_sizes_json(unsigned group, const struct job_row *row)
{
	char checksum[17] = "";

	if (row->proven)
		snprintf(checksum, sizeof(checksum), "%016llx",
			 (unsigned long long)row->checksum);
	return json_pack("{s:i, s:I, s:o, s:s, s:o}", "group", (int)group,
			 "size", (json_int_t)row->size, "unit_s",
			 json_number(row->unit_s), "proof_checksum", checksum,
			 "proof_merit",
			 json_number(row->proven ? row->merit : NAN));
}
