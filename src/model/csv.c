/*
 * CSV, written field by field and read record by record. It does not know
 * what the columns mean.
 *
 * A record is read into one buffer that is used again, and split in place:
 * a file of any length is read without an allocation per field.
 */
#include "model/csv.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"

/* A quote that is never closed must not swallow the rest of the file. */
#define MAX_RECORD (1 << 20)

void csv_begin(struct csv_row *row, FILE *file)
{
	row->file = file;
	row->n_fields = 0;
}

static void separate(struct csv_row *row)
{
	if (row->n_fields++)
		putc(',', row->file);
}

void csv_text(struct csv_row *row, const char *text)
{
	separate(row);
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, row->file);
		return;
	}
	putc('"', row->file);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', row->file);
		putc(*text, row->file);
	}
	putc('"', row->file);
}

void csv_real(struct csv_row *row, double value)
{
	static locale_t c_locale;

	separate(row);
	if (!isfinite(value))
		return;
	if (!c_locale)
		c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t users = uselocale(c_locale);

	fprintf(row->file, "%.9g", value);
	uselocale(users);
}

void csv_count(struct csv_row *row, int64_t value)
{
	separate(row);
	if (value != -1)
		fprintf(row->file, "%jd", (intmax_t)value);
}

void csv_hex(struct csv_row *row, uint64_t value)
{
	separate(row);
	fprintf(row->file, "%016jx", (uintmax_t)value);
}

void csv_end(struct csv_row *row)
{
	putc('\n', row->file);
}

struct csv_reader {
	FILE *file;
	char *path;
	char *line; /* getline's */
	size_t line_size;
	uint64_t n_lines;    /* read so far */
	uint64_t first_line; /* of the current record, from 1 */
	char *record;
	size_t n_record, record_size;
	char **fields; /* into record; one more than there are columns */
	int n_fields;
	char *header; /* the first record; columns point into it */
	char **columns;
	int n_columns;
};

int csv_error(const struct csv_reader *reader, struct why *why,
	      const char *format, ...)
{
	char text[sizeof(why->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	why_set(why, "%s", text);
	return why_context(why, "%s:%ju", reader->path,
			   (uintmax_t)reader->first_line);
}

static size_t count_quotes(const char *text, size_t n)
{
	size_t count = 0;

	for (const char *p = text; (p = memchr(p, '"', n - (p - text))); p++)
		count++;
	return count;
}

/*
 * Read lines up to one that ends outside of quotes, and drop its line end.
 * 1; 0: the end, or a record that is cut off; -1: see why.
 */
static int read_record(struct csv_reader *reader, struct why *why)
{
	size_t n_quotes = 0;

	reader->n_record = 0;
	reader->first_line = reader->n_lines + 1;
	do {
		ssize_t n = getline(&reader->line, &reader->line_size,
				    reader->file);

		if (n < 0 && ferror(reader->file))
			return why_errno(why, "%s", reader->path);
		if (n < 0 && reader->n_record)
			return csv_error(reader, why, "a quote is not closed");
		if (n <= 0 || reader->line[n - 1] != '\n')
			return 0;
		reader->n_lines++;
		if (memchr(reader->line, '\0', (size_t)n))
			return csv_error(reader, why,
					 "a zero byte in the line");
		if (reader->n_record + (size_t)n > MAX_RECORD)
			return csv_error(reader, why,
					 "the line is too long, or a quote is "
					 "not closed");
		if (reader->n_record + (size_t)n >= reader->record_size) {
			reader->record_size =
				2 * (reader->n_record + (size_t)n);
			reader->record = alloc_resize(reader->record,
						      reader->record_size, 1);
		}
		memcpy(reader->record + reader->n_record, reader->line,
		       (size_t)n);
		reader->n_record += (size_t)n;
		n_quotes += count_quotes(reader->line, (size_t)n);
	} while (n_quotes % 2);
	reader->n_record--;
	if (reader->n_record && reader->record[reader->n_record - 1] == '\r')
		reader->n_record--;
	reader->record[reader->n_record] = '\0';
	return 1;
}

/*
 * End the field at `p` with a 0 and take its quotes off. Returns what
 * followed it, a comma or the record's 0, or NULL when quotes are misplaced.
 */
static char *split_field(char *p, char *separator)
{
	char *to = p;

	if (*p != '"') {
		p += strcspn(p, ",\"");
		*separator = *p;
		*p = '\0';
		return *separator == '"' ? NULL : p;
	}
	for (p++; *p != '"' || p[1] == '"'; p++) {
		p += *p == '"';
		*to++ = *p;
	}
	*separator = *++p;
	*to = '\0';
	return *separator && *separator != ',' ? NULL : p;
}

/* Split the record into at most `max` fields; their number, or -1. */
static int split_record(struct csv_reader *reader, int max, struct why *why)
{
	char *p = reader->record;
	char separator;

	reader->n_fields = 0;
	do {
		if (reader->n_fields == max)
			return csv_error(reader, why,
					 "more than the %d fields of the "
					 "header",
					 max);
		reader->fields[reader->n_fields++] = p;
		p = split_field(p, &separator);
		if (!p)
			return csv_error(reader, why, "a quote inside field %d",
					 reader->n_fields);
		p++;
	} while (separator);
	return reader->n_fields;
}

/* The header becomes the names of the columns. */
static int read_header(struct csv_reader *reader, struct why *why)
{
	int found = read_record(reader, why);

	if (found <= 0)
		return found;
	if (strncmp(reader->record, "\357\273\277", 3) == 0) {
		/* a byte order mark, as spreadsheets write */
		reader->n_record -= 3;
		memmove(reader->record, reader->record + 3,
			reader->n_record + 1);
	}
	int max = 1;

	for (const char *p = reader->record; *p; p++)
		max += *p == ',';
	reader->fields = alloc_zero((size_t)max, sizeof(*reader->fields));
	if (split_record(reader, max, why) < 0)
		return -1;
	reader->header = reader->record;
	reader->columns = reader->fields;
	reader->n_columns = reader->n_fields;
	reader->record = NULL;
	reader->record_size = 0;
	reader->fields = alloc_zero((size_t)max, sizeof(*reader->fields));
	reader->n_fields = 0;
	return 0;
}

struct csv_reader *csv_open(const char *path, struct why *why)
{
	FILE *file = fopen(path, "re");

	if (!file) {
		why_errno(why, "%s", path);
		return NULL;
	}
	struct csv_reader *reader = alloc_zero(1, sizeof(*reader));

	reader->file = file;
	reader->path = alloc_copy(path);
	if (read_header(reader, why) < 0) {
		csv_close(reader);
		return NULL;
	}
	return reader;
}

void csv_close(struct csv_reader *reader)
{
	if (!reader)
		return;
	fclose(reader->file);
	free(reader->path);
	free(reader->line);
	free(reader->record);
	free(reader->fields);
	free(reader->header);
	free(reader->columns);
	free(reader);
}

int csv_n_columns(const struct csv_reader *reader)
{
	return reader->n_columns;
}

int csv_column(const struct csv_reader *reader, const char *name)
{
	for (int i = 0; i < reader->n_columns; i++) {
		if (strcmp(reader->columns[i], name) == 0)
			return i;
	}
	return -1;
}

static bool at_end(FILE *file)
{
	int c = getc(file);

	if (c != EOF)
		ungetc(c, file);
	return c == EOF;
}

int csv_next(struct csv_reader *reader, struct why *why)
{
	int found = reader->n_columns ? read_record(reader, why) : 0;

	if (found <= 0) {
		reader->n_fields = 0;
		return found;
	}
	int n = split_record(reader, reader->n_columns, why);

	if (n < 0 || n == reader->n_columns)
		return n < 0 ? -1 : 1;
	reader->n_fields = 0;
	if (at_end(reader->file))
		return 0;
	return csv_error(reader, why, "%d fields where the header has %d", n,
			 reader->n_columns);
}

const char *csv_field(const struct csv_reader *reader, int column)
{
	if (column < 0 || column >= reader->n_fields)
		return "";
	return reader->fields[column];
}

double csv_field_real(const struct csv_reader *reader, int column, int *bad)
{
	const char *text = csv_field(reader, column);
	double value;

	if (!*text)
		return NAN;
	const char *end = units_scan_real(text, &value);

	if (end && !*end)
		return value;
	*bad = 1;
	return NAN;
}

int64_t csv_field_count(const struct csv_reader *reader, int column, int *bad)
{
	const char *text = csv_field(reader, column);
	char *end;

	if (!*text)
		return -1;
	errno = 0;
	int64_t value = strtoll(text, &end, 10);

	if (isdigit((unsigned char)*text) && !*end && !errno)
		return value;
	*bad = 1;
	return -1;
}

uint64_t csv_field_hex(const struct csv_reader *reader, int column, int *bad)
{
	const char *text = csv_field(reader, column);
	size_t n = strlen(text);

	if (n == 0)
		return 0;
	if (n <= 16 && strspn(text, "0123456789abcdefABCDEF") == n)
		return strtoull(text, NULL, 16);
	*bad = 1;
	return 0;
}
