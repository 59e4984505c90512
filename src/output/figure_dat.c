/* The data format of figures; see the header. Knows nothing of results. */
#include "output/figure_dat.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* Punctuation beyond Latin-1 that every Latin font has. */
static const uint32_t plain[] = { 0x2013, 0x2014, 0x2018, 0x2019, 0x201c,
				  0x201d, 0x2022, 0x2026, 0x2032, 0x2033,
				  0x20ac, 0x2122, 0x2192, 0x2212, 0x2248,
				  0x2260, 0x2264, 0x2265 };

/* Decode one character, strictly; a broken byte is U+FFFD. */
static uint32_t decode(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned n = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
	uint32_t c = n ? *p & (0x3fu >> n) : *p;

	*text += 1;
	if (*p >= 0xf8 || (*p >= 0x80 && *p < 0xc2))
		return 0xfffd;
	for (unsigned i = 1; i <= n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff)
		return 0xfffd;
	*text += n;
	return c;
}

static void encode(FILE *file, uint32_t c)
{
	if (c < 0x80) {
		putc((int)c, file);
	} else if (c < 0x800) {
		putc((int)(0xc0 | c >> 6), file);
		putc((int)(0x80 | (c & 0x3f)), file);
	} else {
		putc((int)(0xe0 | c >> 12), file);
		putc((int)(0x80 | (c >> 6 & 0x3f)), file);
		putc((int)(0x80 | (c & 0x3f)), file);
	}
}

/*
 * A glyph that no font has makes pango draw a box as large as the page, a
 * control character breaks XML, a change of direction garbles the line.
 */
static uint32_t harmless(uint32_t c)
{
	if (c == '"')
		return 0x201d;
	if ((c >= 32 && c < 127) || (c >= 160 && c < 0x300 && c != 0xad) ||
	    (c >= 0x370 && c < 0x482))
		return c;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (c == plain[i])
			return c;
	return '?';
}

/* Advance in thousandths of the type size: Liberation Sans, rounded. */
static double advance(uint32_t c)
{
	if (c == 0xb7)
		return 333;
	if (c >= 0x100)
		return c == 0x2026 ? 1000 : 600;
	if (c < 128 && strchr("ijl|'", (int)c))
		return 222;
	if (c < 128 && strchr(" .,:;!/\\()[]-ftIr`", (int)c))
		return 310;
	if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '%' ||
	    c == '@')
		return 850;
	if (c >= 'A' && c <= 'Z')
		return 700;
	if (c == 'c' || c == 'k' || c == 's' || c == 'v' || c == 'x' ||
	    c == 'y' || c == 'z')
		return 500;
	return 560;
}

double dat_width(const char *text, double points)
{
	double sum = 0;

	while (*text)
		sum += advance(harmless(decode(&text)));
	return sum / 1000 * points / 72;
}

char *dat_fit(const char *text, double inches, double points)
{
	double room = inches * 72 / points * 1000;
	bool whole = dat_width(text, points) <= inches;
	char *fitted = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&fitted, &n_bytes);

	if (!whole)
		room -= advance(0x2026);
	for (const char *p = text; *p;) {
		uint32_t c = harmless(decode(&p));

		room -= advance(c);
		if (!whole && room < 0)
			break;
		encode(file, c);
	}
	if (!whole)
		encode(file, 0x2026);
	if (!*text)
		putc(' ', file);
	fclose(file);
	return fitted;
}

/* The first words of `text` that fit a line, one at least: how many bytes. */
static size_t line_end(const char *text, double inches, double points)
{
	size_t end = strcspn(text, " ");

	while (text[end]) {
		size_t next = end + 1 + strcspn(text + end + 1, " ");
		char *line = alloc_printf("%.*s", (int)next, text);
		bool fits = dat_width(line, points) <= inches;

		free(line);
		if (!fits)
			break;
		end = next;
	}
	return end;
}

char *dat_wrap(const char *text, double inches, double points, unsigned n_lines)
{
	char *wrapped = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&wrapped, &n_bytes);

	for (unsigned i = 1; i < n_lines; i++) {
		size_t end = line_end(text, inches, points);
		char *word = alloc_printf("%.*s", (int)end, text);
		char *line = dat_fit(word, inches, points);

		if (text[end])
			fprintf(file, "%s\n", line);
		free(line);
		free(word);
		if (!text[end])
			break;
		text += end + 1;
	}
	char *last = dat_fit(text, inches, points);

	fputs(last, file);
	fclose(file);
	free(last);
	return wrapped;
}

unsigned dat_n_lines(const char *text)
{
	unsigned n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

void dat_begin(struct dat *dat, FILE *file, const char *figure,
	       const char *about)
{
	*dat = (struct dat){ .file = file };
	fprintf(file,
		"# gilbench figure data, format 1: %s\n"
		"# %s; drawn by %s.gp\n",
		figure, about, figure);
}

static void close_block(struct dat *dat)
{
	if (!dat->n_columns)
		return;
	assert(dat->n_fields == 0);
	if (!dat->n_rows)
		for (unsigned i = dat->n_columns; i > 0; i--)
			dat_real(dat, NAN);
	fputs("\n\n", dat->file);
	dat->n_columns = 0;
}

void dat_block(struct dat *dat, const char *columns, const char *name, ...)
{
	va_list args;

	close_block(dat);
	dat->n_columns = 1;
	dat->n_rows = 0;
	fputs("#\n# columns: ", dat->file);
	for (const char *c = columns; *c; c++) {
		putc(*c == ' ' ? '\t' : *c, dat->file);
		dat->n_columns += *c == ' ';
	}
	fputs("\n# ", dat->file);
	va_start(args, name);
	vfprintf(dat->file, name, args);
	va_end(args);
	/* gnuplot's index matches by prefix: the semicolon ends the name */
	fputs(";\n", dat->file);
}

static void end_field(struct dat *dat)
{
	assert(dat->n_columns);
	if (++dat->n_fields < dat->n_columns) {
		putc('\t', dat->file);
		return;
	}
	putc('\n', dat->file);
	dat->n_fields = 0;
	dat->n_rows++;
}

static void write_text(struct dat *dat, const char *text, bool lines)
{
	/*
	 * gnuplot takes an empty "" for the rest of the line, and loses the
	 * next column behind blanks alone: a no-break space is neither
	 */
	const char *p = text[strspn(text, " ")] ? text : "\302\240";

	putc('"', dat->file);
	while (*p) {
		if (lines && *p == '\n') {
			fputs("\\n", dat->file);
			p++;
			continue;
		}
		uint32_t c = harmless(decode(&p));

		if (c == '\\') /* unescaped again by gnuplot */
			putc('\\', dat->file);
		encode(dat->file, c);
	}
	putc('"', dat->file);
	end_field(dat);
}

void dat_text(struct dat *dat, const char *text)
{
	write_text(dat, text, false);
}

void dat_lines(struct dat *dat, const char *text)
{
	write_text(dat, text, true);
}

void dat_real(struct dat *dat, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.6g", value);
	for (char *p = text; *p; p++)
		if (!strchr("0123456789+-e", *p))
			*p = '.'; /* the decimal sign of any locale */
	fputs(isfinite(value) ? text : "NaN", dat->file);
	end_field(dat);
}

void dat_count(struct dat *dat, long value)
{
	fprintf(dat->file, "%ld", value);
	end_field(dat);
}

void dat_end(struct dat *dat)
{
	close_block(dat);
}
