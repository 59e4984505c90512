/*
 * CSV, written field by field and read record by record. It does not know
 * what the columns mean.
 *
 * A file is read by blocks into one buffer, in which records are split in
 * place: however long it is, nothing is allocated or copied for a record.
 */
#include "model/csv.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"

/* A quote that is never closed must not swallow the rest of the file. */
#define MAX_RECORD (1 << 20)
#define BLOCK (1 << 18)

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
	int fd;
	char *path;
	char *buffer;
	size_t size;
	char *at, *end;      /* what was read and not yet handed out */
	uint64_t n_lines;    /* before `at` */
	uint64_t first_line; /* of the current record, from 1 */
	char **fields;       /* into the buffer */
	int n_fields;
	char **columns; /* names, owned */
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

/*
 * Read on behind `end`, and bring the record that starts at `at` to the start
 * of the buffer. 1; 0: the file's end; -1: see why.
 */
static int fill(struct csv_reader *reader, struct why *why)
{
	size_t n = (size_t)(reader->end - reader->at);
	ssize_t got;

	if (n > MAX_RECORD)
		return csv_error(reader, why,
				 "the line is too long, or a quote is not "
				 "closed");
	memmove(reader->buffer, reader->at, n);
	if (n == reader->size) {
		reader->size *= 2;
		reader->buffer = alloc_resize(reader->buffer, reader->size, 1);
	}
	reader->at = reader->buffer;
	reader->end = reader->buffer + n;
	do {
		got = read(reader->fd, reader->end, reader->size - n);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return why_errno(why, "%s", reader->path);
	reader->end += got;
	return got > 0;
}

static size_t count_quotes(const char *text, size_t n)
{
	size_t count = 0;

	for (const char *p = text; (p = memchr(p, '"', n - (p - text))); p++)
		count++;
	return count;
}

/*
 * Find the line end that is outside of quotes: the length of the record at
 * `at`, with that line end, in *n. 1; 0: the end, or a record that is cut
 * off; -1: see why.
 */
static int find_record(struct csv_reader *reader, size_t *n, struct why *why)
{
	size_t n_quotes = 0;

	*n = 0;
	reader->first_line = reader->n_lines + 1;
	do {
		const char *from, *newline;
		int more = 1;

		for (;;) {
			from = reader->at + *n;
			newline = memchr(from, '\n',
					 (size_t)(reader->end - from));
			if (newline || more <= 0)
				break;
			more = fill(reader, why);
		}
		if (more < 0)
			return -1;
		if (!newline && *n && from == reader->end)
			return csv_error(reader, why, "a quote is not closed");
		if (!newline)
			return 0;
		reader->n_lines++;
		n_quotes += count_quotes(from, (size_t)(newline - from));
		*n = (size_t)(newline + 1 - reader->at);
	} while (n_quotes % 2);
	return 1;
}

/* The next record, ended by a 0 instead of its line end. As find_record(). */
static int read_record(struct csv_reader *reader, char **record,
		       struct why *why)
{
	size_t n;
	int found = find_record(reader, &n, why);

	if (found <= 0)
		return found;
	char *last = reader->at + n - 1;

	*record = reader->at;
	reader->at += n;
	if (memchr(*record, '\0', n))
		return csv_error(reader, why, "a zero byte in the line");
	if (last > *record && last[-1] == '\r')
		last--;
	*last = '\0';
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
		while (*p != ',' && *p != '"' && *p)
			p++;
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
static int split_record(struct csv_reader *reader, char *record, int max,
			struct why *why)
{
	char *p = record;
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

/* A name that is there twice would hide a column. */
static int check_columns(const struct csv_reader *reader, struct why *why)
{
	for (int i = 0; i < reader->n_columns; i++) {
		if (csv_column(reader, reader->columns[i]) < i)
			return csv_error(reader, why,
					 "the column '%s' is there twice",
					 reader->columns[i]);
	}
	return 0;
}

/* The header becomes the names of the columns. */
static int read_header(struct csv_reader *reader, struct why *why)
{
	char *record;
	int found = read_record(reader, &record, why), max = 1;

	if (found <= 0)
		return found;
	if (strncmp(record, "\357\273\277", 3) == 0)
		record += 3; /* a byte order mark, as spreadsheets write */
	for (const char *p = record; *p; p++)
		max += *p == ',';
	reader->fields = alloc_zero((size_t)max, sizeof(*reader->fields));
	if (split_record(reader, record, max, why) < 0)
		return -1;
	reader->columns =
		alloc_zero((size_t)reader->n_fields, sizeof(*reader->columns));
	for (int i = 0; i < reader->n_fields; i++)
		reader->columns[i] = alloc_copy(reader->fields[i]);
	reader->n_columns = reader->n_fields;
	reader->n_fields = 0;
	return check_columns(reader, why);
}

struct csv_reader *csv_open(const char *path, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		why_errno(why, "%s", path);
		return NULL;
	}
	struct csv_reader *reader = alloc_zero(1, sizeof(*reader));

	reader->fd = fd;
	reader->path = alloc_copy(path);
	reader->size = BLOCK;
	reader->buffer = alloc_zero(reader->size, 1);
	reader->at = reader->end = reader->buffer;
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
	close(reader->fd);
	free(reader->path);
	free(reader->buffer);
	free(reader->fields);
	for (int i = 0; i < reader->n_columns; i++)
		free(reader->columns[i]);
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

int csv_next(struct csv_reader *reader, struct why *why)
{
	char *record;
	int found = reader->n_columns ? read_record(reader, &record, why) : 0;

	reader->n_fields = 0;
	if (found <= 0)
		return found;
	int n = split_record(reader, record, reader->n_columns, why);

	if (n < 0 || n == reader->n_columns)
		return n < 0 ? -1 : 1;
	reader->n_fields = 0;
	found = reader->at < reader->end ? 1 : fill(reader, why);
	if (found <= 0)
		return found;
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
	int64_t value = 0;

	if (!*text)
		return -1;
	for (; isdigit((unsigned char)*text); text++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *text - '0', &value))
			break;
	}
	if (!*text)
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
