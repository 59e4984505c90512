/* Columns and wrapping; see the header. */
#include "output/table_text.h"

#include <stdbool.h>
#include <string.h>

#include "output/utf8.h"

unsigned text_width(const char *text)
{
	unsigned width = 0;

	for (const char *p = text; *p; p += utf8_bytes(p))
		width++;
	return width;
}

/* Print one character; a name must not steer the terminal. */
static void put_char(FILE *file, const char *p)
{
	if (utf8_is_plain(p))
		fwrite(p, 1, utf8_bytes(p), file);
	else
		putc('?', file);
}

/* Print at most `width` characters; returns how many. */
static unsigned put(FILE *file, const char *text, unsigned width)
{
	bool whole = text_width(text) <= width;
	unsigned n = 0;

	for (const char *p = text; *p && n < width; p += utf8_bytes(p)) {
		if (!whole && n + 1 == width)
			putc('~', file);
		else
			put_char(file, p);
		n++;
	}
	return n;
}

static void pad(FILE *file, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		putc(' ', file);
}

void text_left(FILE *file, const char *text, unsigned width)
{
	pad(file, width - put(file, text, width));
}

void text_right(FILE *file, const char *text, unsigned width)
{
	unsigned n = text_width(text);

	pad(file, n < width ? width - n : 0);
	put(file, text, width);
}

/* A number and its unit stay together. */
static bool is_gap(const char *p)
{
	return *p == '\n' || *p == '\t' || (*p == ' ' && p[1] != '%');
}

/* The next word; a word that no line can hold is given in pieces. */
static const char *next_word(const char *p, char *word, unsigned room)
{
	unsigned n = 0, n_chars = 0;

	p += strspn(p, " \n\t");
	while (*p && !is_gap(p) && n_chars < room) {
		unsigned bytes = utf8_bytes(p);

		memcpy(word + n, p, bytes);
		n += bytes;
		p += bytes;
		n_chars++;
	}
	word[n] = '\0';
	return p;
}

void text_wrap(FILE *file, const char *head, unsigned indent, const char *words)
{
	char word[4 * TABLE_COLUMNS + 1];
	unsigned at = indent, room = TABLE_COLUMNS - indent;

	if (text_width(head) >= indent && indent) {
		put(file, head, TABLE_COLUMNS);
		putc('\n', file);
		pad(file, indent);
	} else {
		text_left(file, head, indent);
	}
	for (const char *p = next_word(words, word, room); *word;
	     p = next_word(p, word, room)) {
		unsigned width = text_width(word);

		if (at > indent && at + 1 + width > TABLE_COLUMNS) {
			putc('\n', file);
			pad(file, indent);
			at = indent;
		}
		if (at > indent) {
			putc(' ', file);
			at++;
		}
		at += put(file, word, width);
	}
	putc('\n', file);
}

void text_items(FILE *file, char *const *items, unsigned n, unsigned gap)
{
	unsigned at = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned width = text_width(items[i]);

		if (at && at + gap + width > TABLE_COLUMNS) {
			putc('\n', file);
			at = 0;
		}
		if (at) {
			pad(file, gap);
			at += gap;
		}
		at += put(file, items[i], TABLE_COLUMNS);
	}
	putc('\n', file);
}
