/* A comparison as CSV: one row a cell that both sides have. */
#include "model/csv.h"
#include "output/compare_formats.h"

static const char *const columns[] = {
	"ratio",    "ratio_low", "ratio_high", "p_adjusted", "verdict",
	"reason",   "p",         "margin",     "unit_a_s",   "unit_b_s",
	"n_runs_a", "n_runs_b",  "n_a",        "n_b",        "scaling",
	"size",     "params",    NULL,
};

static void write_cell(struct csv_row *row, const struct compare_cell *cell)
{
	cell_write_key(row, cell->cell);
	csv_real(row, cell->ratio);
	csv_real(row, cell->ci.low);
	csv_real(row, cell->ci.high);
	csv_real(row, cell->p_adjusted);
	csv_text(row, compare_verdict_names[cell->verdict]);
	csv_text(row, cell->reason);
	csv_real(row, cell->p);
	csv_real(row, cell->margin);
	for (int s = 0; s < 2; s++)
		csv_real(row, cell->time_s[s]);
	for (int s = 0; s < 2; s++)
		csv_count(row, cell->n_runs[s]);
	for (int s = 0; s < 2; s++)
		csv_count(row, (int64_t)cell->n[s]);
	csv_text(row, cell->cell->scaling);
	csv_text(row, cell->cell->size);
	csv_text(row, cell->cell->params);
}

void compare_csv(FILE *file, const struct comparison *comparison)
{
	const struct compare *result = &comparison->result;
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (const char *const *column = columns; *column; column++)
		csv_text(&row, *column);
	csv_end(&row);
	for (unsigned i = 0; i < result->n_cells; i++) {
		csv_begin(&row, file);
		write_cell(&row, &result->cells[i]);
		csv_end(&row);
	}
}
