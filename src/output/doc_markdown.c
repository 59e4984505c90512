/* Markdown as GitHub reads it: CommonMark with tables. A block is one line. */
#include <string.h>

#include "output/doc_format.h"
#include "output/markdown_escape.h"

/* All text but code goes through here. */
static void escape(struct doc *doc, const char *text)
{
	/* a cell holds no blocks */
	markdown_escape(doc->file, text,
			doc->at_start && doc->open != DOC_TABLE);
}

/* The fence must be longer than any in the text. */
static void put_fence(FILE *file, const char *text, size_t at_least)
{
	size_t longest = 0;

	for (const char *p = text; *p; p++) {
		size_t n = strspn(p, "`");

		if (n > longest)
			longest = n;
		p += n ? n - 1 : 0;
	}
	for (size_t i = 0; i < longest + 1 || i < at_least; i++)
		putc('`', file);
}

/*
 * Nothing can be escaped in code; and what a backslash before a bar means in
 * the cell of a table is answered differently, so there it is no code.
 */
static void put_code(struct doc *doc, const char *text)
{
	size_t n = strlen(text);
	const char *pad = text[0] == '`' || text[n - 1] == '`' ? " " : "";

	if (doc->open == DOC_TABLE && strpbrk(text, "|\\")) {
		escape(doc, text);
		return;
	}
	put_fence(doc->file, text, 1);
	fprintf(doc->file, "%s%s%s", pad, text, pad);
	put_fence(doc->file, text, 1);
}

static void markdown_text(struct doc *doc, enum doc_style style,
			  const char *text)
{
	static const char *const marks[] = {
		[DOC_PLAIN] = "",
		[DOC_STRONG] = "**",
		[DOC_EMPHASIS] = "*",
	};

	if (style == DOC_CODE) {
		put_code(doc, text);
		return;
	}
	fputs(marks[style], doc->file);
	escape(doc, text);
	fputs(marks[style], doc->file);
}

static void markdown_heading(struct doc *doc, unsigned level, const char *text)
{
	for (unsigned i = 0; i < level; i++)
		putc('#', doc->file);
	putc(' ', doc->file);
	escape(doc, text);
	fputs("\n\n", doc->file);
}

static void markdown_begin(struct doc *doc, const char *title)
{
	markdown_heading(doc, 1, title);
}

static void markdown_end(struct doc *doc)
{
	(void)doc;
}

static void open_table(struct doc *doc)
{
	for (unsigned i = 0; i < doc->n_columns; i++) {
		doc->at_start = true;
		fputs("| ", doc->file);
		escape(doc, doc->columns[i].name);
		putc(' ', doc->file);
	}
	fputs("|\n", doc->file);
	for (unsigned i = 0; i < doc->n_columns; i++)
		fputs(doc->columns[i].align == 'r' ? "|---:" : "|---",
		      doc->file);
	fputs("|\n", doc->file);
}

static void markdown_open(struct doc *doc, enum doc_block block)
{
	if (block == DOC_ITEM)
		fputs("- ", doc->file);
	else if (block == DOC_TABLE)
		open_table(doc);
}

static void markdown_close(struct doc *doc, enum doc_block block,
			   enum doc_block next)
{
	if (block == DOC_ITEM && next == DOC_ITEM)
		putc('\n', doc->file);
	else
		fputs(block == DOC_TABLE ? "\n" : "\n\n", doc->file);
}

static void markdown_cell(struct doc *doc)
{
	fputs(doc->n_cells ? " | " : "| ", doc->file);
}

static void markdown_row(struct doc *doc)
{
	fputs(" |\n", doc->file);
}

static void markdown_refer(struct doc *doc, const struct doc_figure *figure)
{
	fprintf(doc->file, "figure %u", figure->number);
}

static void markdown_cite(struct doc *doc, const struct doc_source *source)
{
	if (!source->label)
		return;
	fputs(" (", doc->file);
	escape(doc, source->label);
	putc(')', doc->file);
}

static void markdown_figure(struct doc *doc, const struct doc_figure *figure,
			    const char *caption)
{
	fprintf(doc->file, "![Figure %u. ", figure->number);
	doc->at_start = false;
	escape(doc, caption);
	fprintf(doc->file, "](%s.svg)\n\n", figure->path);
}

static void markdown_command(struct doc *doc, const char *text)
{
	put_fence(doc->file, text, 3);
	fprintf(doc->file, "\n%s\n", text);
	put_fence(doc->file, text, 3);
	fputs("\n\n", doc->file);
}

static void put_field(struct doc *doc, const char *before, const char *text,
		      const char *after)
{
	if (!text)
		return;
	fputs(before, doc->file);
	escape(doc, text);
	fputs(after, doc->file);
}

static void markdown_sources(struct doc *doc, const char *heading,
			     const struct doc_source *sources, unsigned n)
{
	markdown_heading(doc, 2, heading);
	for (unsigned i = 0; i < n; i++) {
		const struct doc_source *s = &sources[i];

		fputs("- ", doc->file);
		doc->at_start = true;
		put_field(doc, "", s->author, ": ");
		put_field(doc, "*", s->title, "*");
		put_field(doc, ", ", s->edition, " edition");
		put_field(doc, ". ", s->booktitle, "");
		put_field(doc, ". ", s->journal, "");
		put_field(doc, " ", s->volume, "");
		put_field(doc, "(", s->number, ")");
		put_field(doc, ", pages ", s->pages, "");
		put_field(doc, ". ", s->publisher, "");
		put_field(doc, ", ", s->year, "");
		put_field(doc, ". ", s->note, "");
		fputs("\n", doc->file);
	}
	putc('\n', doc->file);
}

const struct doc_format doc_markdown = {
	.begin = markdown_begin,
	.end = markdown_end,
	.heading = markdown_heading,
	.open = markdown_open,
	.close = markdown_close,
	.cell = markdown_cell,
	.row = markdown_row,
	.text = markdown_text,
	.refer = markdown_refer,
	.cite = markdown_cite,
	.figure = markdown_figure,
	.command = markdown_command,
	.sources = markdown_sources,
};
