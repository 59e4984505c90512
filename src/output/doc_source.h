/* The literature that a document cites. */
#ifndef GILBENCH_OUTPUT_DOC_SOURCE_H
#define GILBENCH_OUTPUT_DOC_SOURCE_H

/* What a text refers to. Fields as in BibTeX, NULL where there is none. */
struct doc_source {
	const char *key;   /* "conover1999" */
	const char *label; /* "Conover 1999"; NULL: the text names it */
	const char *kind;  /* "book" */
	const char *author, *title, *journal, *booktitle, *publisher;
	const char *edition, *volume, *number, *pages, *year, *note;
};

#endif
