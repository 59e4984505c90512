/* The literature of the methods, and gilbench itself. */
#include "output/report_sources.h"

#include <ctype.h>
#include <string.h>

#include "output/report_parts.h"

const struct doc_source report_sources[N_REPORT_SOURCES] = {
	[SOURCE_GILBENCH] = {
		.key = "gilbench",
		.kind = "misc",
		.author = "gilbench developers",
		.title = "gilbench: what Python's global interpreter lock "
			 "costs AI/ML jobs",
		.year = "2026",
	},
	[SOURCE_KALIBERA] = {
		.key = "kalibera2013",
		.label = "Kalibera and Jones 2013",
		.kind = "inproceedings",
		.author = "Tomas Kalibera and Richard Jones",
		.title = "Rigorous Benchmarking in Reasonable Time",
		.booktitle = "Proceedings of the International Symposium on "
			     "Memory Management",
		.pages = "63-74",
		.publisher = "ACM",
		.year = "2013",
	},
	[SOURCE_CONOVER] = {
		.key = "conover1999",
		.label = "Conover 1999",
		.kind = "book",
		.author = "William Jay Conover",
		.title = "Practical Nonparametric Statistics",
		.edition = "3rd",
		.publisher = "Wiley",
		.year = "1999",
	},
	[SOURCE_HOLLANDER] = {
		.key = "hollander1999",
		.label = "Hollander and Wolfe 1999",
		.kind = "book",
		.author = "Myles Hollander and Douglas A. Wolfe",
		.title = "Nonparametric Statistical Methods",
		.edition = "2nd",
		.publisher = "Wiley",
		.year = "1999",
	},
	[SOURCE_IGLEWICZ] = {
		.key = "iglewicz1993",
		.label = "Iglewicz and Hoaglin 1993",
		.kind = "book",
		.author = "Boris Iglewicz and David C. Hoaglin",
		.title = "How to Detect and Handle Outliers",
		.publisher = "ASQC Quality Press",
		.year = "1993",
	},
	[SOURCE_AMDAHL] = {
		.key = "amdahl1967",
		.label = "Amdahl 1967",
		.kind = "inproceedings",
		.author = "Gene M. Amdahl",
		.title = "Validity of the Single Processor Approach to "
			 "Achieving Large Scale Computing Capabilities",
		.booktitle = "AFIPS Spring Joint Computer Conference",
		.pages = "483-485",
		.year = "1967",
	},
	[SOURCE_GUNTHER] = {
		.key = "gunther2007",
		.label = "Gunther 2007",
		.kind = "book",
		.author = "Neil J. Gunther",
		.title = "Guerrilla Capacity Planning",
		.publisher = "Springer",
		.year = "2007",
	},
	[SOURCE_DENNING] = {
		.key = "denning1978",
		.label = "Denning and Buzen 1978",
		.kind = "article",
		.author = "Peter J. Denning and Jeffrey P. Buzen",
		.title = "The Operational Analysis of Queueing Network Models",
		.journal = "ACM Computing Surveys",
		.volume = "10",
		.number = "3",
		.pages = "225-261",
		.year = "1978",
	},
};

static void put_field(FILE *file, const char *name, const char *text)
{
	if (text)
		fprintf(file, "  %-9s = {%s},\n", name, text);
}

/* BibTeX's dash of a range is two hyphens. */
static void put_pages(FILE *file, const char *pages)
{
	const char *dash = pages ? strchr(pages, '-') : NULL;

	if (dash)
		fprintf(file, "  pages     = {%.*s--%s},\n",
			(int)(dash - pages), pages, dash + 1);
}

/* Versions have nothing else; in a field of BibTeX nothing can be escaped. */
static void put_version(FILE *file, const char *version)
{
	fputs("  note      = {Version ", file);
	for (const char *p = version; *p; p++)
		if (isalnum((unsigned char)*p) || strchr(".+-", *p))
			putc(*p, file);
	fputs("},\n", file);
}

void report_references(struct report *report)
{
	struct doc_source cited[N_REPORT_SOURCES];
	unsigned n = 0;

	for (unsigned i = 0; i < N_REPORT_SOURCES; i++)
		if (report->cited[i])
			cited[n++] = report_sources[i];
	doc_sources(report->doc, "Sources", cited, n);
}

void report_write_bibtex(FILE *file, const struct results *results)
{
	for (unsigned i = 0; i < N_REPORT_SOURCES; i++) {
		const struct doc_source *s = &report_sources[i];

		fprintf(file, "%s@%s{%s,\n", i ? "\n" : "", s->kind, s->key);
		/* of an organisation, not to be taken apart */
		fprintf(file,
			i == SOURCE_GILBENCH ? "  author    = {{%s}},\n"
					     : "  author    = {%s},\n",
			s->author);
		fprintf(file, "  title     = {{%s}},\n", s->title);
		put_field(file, "booktitle", s->booktitle);
		put_field(file, "journal", s->journal);
		put_field(file, "volume", s->volume);
		put_field(file, "number", s->number);
		put_pages(file, s->pages);
		put_field(file, "edition", s->edition);
		put_field(file, "publisher", s->publisher);
		if (i == SOURCE_GILBENCH)
			put_version(file, results_text(results, "gilbench"));
		put_field(file, "year", s->year);
		fputs("}\n", file);
	}
}
