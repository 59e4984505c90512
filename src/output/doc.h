/*
 * A document that is written once and comes out in several formats.
 *
 * Text is plain: what it looks like is said by the function that takes it,
 * and never by the text. Every text goes through utf8_line() here and then
 * through the one escaping function of the format, so a name may hold any
 * syntax. A block ends where the next one begins.
 */
#ifndef GILBENCH_OUTPUT_DOC_H
#define GILBENCH_OUTPUT_DOC_H

#include <stdbool.h>
#include <stdio.h>

#include "output/doc_source.h"

enum doc_block {
	DOC_NONE,
	DOC_PARAGRAPH,
	DOC_ITEM, /* of a list */
	DOC_TABLE,
};

enum doc_style {
	DOC_PLAIN,
	DOC_STRONG,
	DOC_EMPHASIS,
	DOC_CODE,
};

struct doc_column {
	const char *name;
	char align;   /* 'l' or 'r' */
	double share; /* of the line, for text that wraps; 0: never wraps */
};

/* A picture: PATH.svg and PATH.pdf, relative to the document. */
struct doc_figure {
	const char *path, *caption;
	double width_in, height_in;
	unsigned number; /* in the document, from 1 */
};

struct doc {
	FILE *file;
	const struct doc_format *format;
	const struct doc_column *columns; /* of the open table */
	unsigned n_columns, n_cells;      /* cells of the row so far */
	enum doc_block open, last;        /* block; the one before */
	bool at_start;                    /* of a block or cell: no text yet */
};

extern const struct doc_format doc_markdown, doc_latex;

void doc_begin(struct doc *doc, FILE *file, const struct doc_format *format,
	       const char *title);
void doc_end(struct doc *doc);

void doc_heading(struct doc *doc, unsigned level, const char *text); /* 2, 3 */
void doc_paragraph(struct doc *doc);
void doc_item(struct doc *doc);
/* The columns are borrowed until the next block. */
void doc_table(struct doc *doc, const struct doc_column *columns, unsigned n);
/* What follows is in the next cell of the table, row by row. */
void doc_cell(struct doc *doc);
/* Into the open paragraph, item or cell. */
void doc_put(struct doc *doc, enum doc_style style, const char *text);
void doc_text(struct doc *doc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void doc_strong(struct doc *doc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void doc_refer(struct doc *doc, const struct doc_figure *figure);
void doc_cite(struct doc *doc, const struct doc_source *source);

void doc_figure(struct doc *doc, const struct doc_figure *figure);
void doc_command(struct doc *doc, const char *text); /* to be copied */
void doc_sources(struct doc *doc, const char *heading,
		 const struct doc_source *sources, unsigned n);

#endif
