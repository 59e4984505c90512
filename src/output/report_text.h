/* Names and numbers as the report prints them. Private to it. */
#ifndef GILBENCH_OUTPUT_REPORT_TEXT_H
#define GILBENCH_OUTPUT_REPORT_TEXT_H

#include "output/report_parts.h"

/* Names: "api-call (20 ms wait)", "api-call", "2 processes". free(). */
char *report_job_text(const struct contest *contest);
char *report_short_job_text(const struct contest *contest);
char *report_workers_text(const struct cell *cell);
/* "Python", "C", "C, GIL kept", "NumPy"; or the kernel's name. */
const char *report_kernel_text(const char *kernel);

/* Numbers; "–" where there is none. They return text. */
#define REPORT_N_TEXT 64
const char *report_gain_text(double value, const struct interval *ci,
			     char text[REPORT_N_TEXT]);
const char *report_times_text(double ratio, char text[REPORT_N_TEXT]);
const char *report_percent_text(double share, char text[REPORT_N_TEXT]);
const char *report_share_text(double share, const struct interval *ci,
			      char text[REPORT_N_TEXT]);
const char *report_seconds_text(double seconds, char text[REPORT_N_TEXT]);
const char *report_bytes_text(double bytes, char text[REPORT_N_TEXT]);
const char *report_rate_text(double rate, char text[REPORT_N_TEXT]);
/* A whole number of run.json. */
const char *report_count_text(const struct report *report, const char *key,
			      char text[REPORT_N_TEXT]);

/*
 * Put a sentence that was made for the terminal: "1.96x (1.88-2.04)" gets the
 * signs of print, and options, such as "add -t 1,2", are code.
 */
void report_put_sentence(struct report *report, const char *ascii);
/* The next cell of the open table: this text alone. */
void report_put_cell(struct report *report, const char *text);
/* "1 August 2026" of "2026-08-01T18:03:11Z", or the text itself. free(). */
char *report_date_text(const char *iso);

#endif
