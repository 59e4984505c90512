/* The table of formats. */
#include "output/trace_formats.h"

const struct trace_format trace_formats[] = {
	{ "text", "trace.txt", trace_text },
	{ "json", "trace.json", trace_json },
	{ "csv", "threads.csv", trace_csv },
	{ "perfetto", "trace.perfetto.json", trace_perfetto },
	{ NULL, NULL, NULL },
};
