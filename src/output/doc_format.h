/* What a format of documents does. Private to doc.c and the formats. */
#ifndef GILBENCH_OUTPUT_DOC_FORMAT_H
#define GILBENCH_OUTPUT_DOC_FORMAT_H

#include "output/doc.h"

/* All texts are one line of valid UTF-8; nothing in them is escaped yet. */
struct doc_format {
	void (*begin)(struct doc *doc, const char *title);
	void (*end)(struct doc *doc);
	void (*heading)(struct doc *doc, unsigned level, const char *text);
	/* A block begins; or it ends, and `next` follows it. */
	void (*open)(struct doc *doc, enum doc_block block);
	void (*close)(struct doc *doc, enum doc_block block,
		      enum doc_block next);
	/* Before cell number doc->n_cells of a row; after the last one. */
	void (*cell)(struct doc *doc);
	void (*row)(struct doc *doc);
	void (*text)(struct doc *doc, enum doc_style style, const char *text);
	void (*refer)(struct doc *doc, const struct doc_figure *figure);
	void (*cite)(struct doc *doc, const struct doc_source *source);
	void (*figure)(struct doc *doc, const struct doc_figure *figure,
		       const char *caption);
	void (*command)(struct doc *doc, const char *text);
	void (*sources)(struct doc *doc, const char *heading,
			const struct doc_source *sources, unsigned n);
};

#endif
