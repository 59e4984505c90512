/*
 * Markdown as GitHub reads it: CommonMark with tables. It must also read well
 * as it is, so only what would be syntax is escaped. A block is one line.
 */
#include <ctype.h>
#include <string.h>

#include "output/doc_format.h"
#include "output/utf8.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Would this begin a list, a quote, a heading, at the start of a line? */
static bool begins_block(const char *start, const char *p)
{
	size_t n_digits = strspn(start, "0123456789");

	if (p == start && strchr("-+#>=", *p))
		return true;
	return n_digits && p == start + n_digits && (*p == '.' || *p == ')');
}

/* Would anything here link, or open an entity or an embedded language? */
static bool is_syntax(const char *text, const char *p)
{
	char before = p > text ? p[-1] : ' ', after = p[1];

	switch (*p) {
	case '_': /* inside a word it is none */
		return !is_word(before) || !is_word(after);
	case '&':
		return isalpha((unsigned char)after) || after == '#';
	case ':': /* http://; and GitHub's :emoji: */
		return after &&
		       (strchr("/+-", after) || isalpha((unsigned char)after));
	case '.':
		return p - text >= 3 && strncasecmp(p - 3, "www", 3) == 0;
	default:
		return strchr("\\`*[]<>|~$@{}", *p) != NULL;
	}
}

/* All text but code goes through here. */
static void escape(struct doc *doc, const char *text)
{
	/* a cell holds no blocks */
	bool at_start = doc->at_start && doc->open != DOC_TABLE;

	for (const char *p = text; *p; p++) {
		if ((at_start && begins_block(text, p)) || is_syntax(text, p))
			putc('\\', doc->file);
		putc(*p, doc->file);
	}
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
