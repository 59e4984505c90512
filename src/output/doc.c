/* The order of blocks, and texts made harmless before a format sees them. */
#include "output/doc.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "output/doc_format.h"
#include "output/utf8.h"

/* End the open block; `next` follows. */
static void turn_to(struct doc *doc, enum doc_block next)
{
	if (doc->open == DOC_TABLE)
		assert(doc->n_cells == 0 || doc->n_cells == doc->n_columns);
	if (doc->open == DOC_TABLE && doc->n_cells)
		doc->format->row(doc);
	if (doc->open != DOC_NONE)
		doc->format->close(doc, doc->open, next);
	doc->last = doc->open;
	doc->open = next;
	doc->n_cells = 0;
	doc->at_start = true;
}

void doc_begin(struct doc *doc, FILE *file, const struct doc_format *format,
	       const char *title)
{
	char *line = utf8_line(title);

	*doc = (struct doc){ .file = file, .format = format, .at_start = true };
	format->begin(doc, line);
	doc->at_start = true;
	free(line);
}

void doc_end(struct doc *doc)
{
	turn_to(doc, DOC_NONE);
	doc->format->end(doc);
}

void doc_heading(struct doc *doc, unsigned level, const char *text)
{
	char *line = utf8_line(text);

	turn_to(doc, DOC_NONE);
	doc->format->heading(doc, level, line);
	doc->at_start = true;
	free(line);
}

void doc_paragraph(struct doc *doc)
{
	turn_to(doc, DOC_PARAGRAPH);
	doc->format->open(doc, DOC_PARAGRAPH);
}

void doc_item(struct doc *doc)
{
	turn_to(doc, DOC_ITEM);
	doc->format->open(doc, DOC_ITEM);
}

void doc_table(struct doc *doc, const struct doc_column *columns, unsigned n)
{
	assert(n > 0);
	turn_to(doc, DOC_TABLE);
	doc->columns = columns;
	doc->n_columns = n;
	doc->format->open(doc, DOC_TABLE);
}

void doc_cell(struct doc *doc)
{
	assert(doc->open == DOC_TABLE);
	if (doc->n_cells == doc->n_columns) {
		doc->format->row(doc);
		doc->n_cells = 0;
	}
	doc->format->cell(doc);
	doc->n_cells++;
	doc->at_start = true;
}

void doc_put(struct doc *doc, enum doc_style style, const char *text)
{
	char *line = utf8_line(text), *start = line;
	size_t n = strlen(line);

	assert(doc->open != DOC_NONE);
	/* marks stand at words, and a block does not begin with a blank */
	if (doc->at_start || style != DOC_PLAIN)
		start += strspn(start, " ");
	while (style != DOC_PLAIN && n > 0 && line[n - 1] == ' ')
		line[--n] = '\0';
	if (start < line + n) {
		doc->format->text(doc, style, start);
		doc->at_start = false;
	}
	free(line);
}

static void put_formatted(struct doc *doc, enum doc_style style,
			  const char *format, va_list args)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	vfprintf(file, format, args);
	fclose(file);
	doc_put(doc, style, text);
	free(text);
}

void doc_text(struct doc *doc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_formatted(doc, DOC_PLAIN, format, args);
	va_end(args);
}

void doc_strong(struct doc *doc, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_formatted(doc, DOC_STRONG, format, args);
	va_end(args);
}

void doc_refer(struct doc *doc, const struct doc_figure *figure)
{
	assert(doc->open != DOC_NONE);
	doc->format->refer(doc, figure);
	doc->at_start = false;
}

void doc_cite(struct doc *doc, const struct doc_source *source)
{
	assert(doc->open != DOC_NONE);
	doc->format->cite(doc, source);
	doc->at_start = false;
}

void doc_figure(struct doc *doc, const struct doc_figure *figure)
{
	char *caption = utf8_line(figure->caption);

	turn_to(doc, DOC_NONE);
	doc->format->figure(doc, figure, caption);
	free(caption);
}

void doc_command(struct doc *doc, const char *text)
{
	char *line = utf8_line(text);

	turn_to(doc, DOC_NONE);
	doc->format->command(doc, line);
	free(line);
}

void doc_sources(struct doc *doc, const char *heading,
		 const struct doc_source *sources, unsigned n)
{
	turn_to(doc, DOC_NONE);
	doc->format->sources(doc, heading, sources, n);
}
