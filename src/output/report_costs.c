/* What workers cost: their start, a dispatch, their end, memory. */
#include <math.h>
#include <string.h>

#include "output/cell_text.h"
#include "output/report_figures.h"
#include "output/report_parts.h"
#include "output/report_rows.h"
#include "output/report_text.h"

static void put_cost(struct report *report, const struct contest *contest,
		     unsigned cell)
{
	const struct results *results = report->results;
	const struct estimate *e = &results->estimates[cell];
	int serial = contest->reference;
	bool alone = contest_is_serial(e->cell);
	double more =
		serial < 0 || alone
			? NAN
			: e->pss_bytes - results->estimates[serial].pss_bytes;
	double start_s = alone ? NAN : cell_start_s(results, cell);
	const double times_s[] = { e->startup_s, start_s, e->dispatch_s,
				   e->teardown_s };
	const double bytes[] = { e->pss_bytes, e->pss_bytes / e->cell->workers,
				 more };
	char text[REPORT_N_TEXT];

	if (contest_is_control(e->cell) || !(e->throughput > 0))
		return;
	report_cell_names(report, contest, cell);
	for (unsigned i = 0; i < 4; i++)
		report_put_cell(report, report_seconds_text(times_s[i], text));
	for (unsigned i = 0; i < 3; i++)
		report_put_cell(report, bytes[i] < 0 ? "less"
						     : report_bytes_text(
							       bytes[i], text));
}

void report_costs(struct report *report)
{
	static const char *const names[] = {
		"start",  "beyond serial", "dispatch",      "end",
		"memory", "per worker",    "beyond serial",
	};
	struct doc_column columns[12];
	unsigned n = report_cell_columns(report, columns);

	for (unsigned i = 0; i < 7; i++)
		columns[n++] = (struct doc_column){ names[i], 'r', 0 };
	doc_heading(report->doc, 2, "Start-up, dispatch and memory");
	doc_paragraph(report->doc);
	doc_text(report->doc,
		 "None of these is part of a speed-up. Start-up is from the "
		 "start of the process tree to all workers being ready, a "
		 "dispatch the round trip of an empty job, the end is from "
		 "letting the workers go to the last process being gone. "
		 "Memory is the proportional set size of the whole tree; "
		 "beyond serial means beyond one thread of pure Python.");
	doc_table(report->doc, columns, n);
	report_each_cell(report, put_cost);
	report_put_figure(report, "startup");
	report_put_figure(report, "memory");
}
