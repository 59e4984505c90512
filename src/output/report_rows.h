/* Tables with a row for each cell. Private to the report. */
#ifndef GILBENCH_OUTPUT_REPORT_ROWS_H
#define GILBENCH_OUTPUT_REPORT_ROWS_H

#include "output/report_parts.h"

/*
 * Cells that have a row, contest by contest: every parallel one and each
 * serial one but the control's. Calls row() for each.
 */
void report_each_cell(struct report *report,
		      void (*row)(struct report *report,
				  const struct contest *contest,
				  unsigned cell));
/*
 * The columns job, kernel, workers, and before them the Python if there are
 * several; and their cells. A name that is the same as in the row before is
 * left out.
 */
unsigned report_cell_columns(struct report *report, struct doc_column *columns);
void report_cell_names(struct report *report, const struct contest *contest,
		       unsigned cell);

#endif
