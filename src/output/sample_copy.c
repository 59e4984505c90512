/*
 * Two passes over the bytes: is the file plain, and then the copy. Plain is one
 * whose lines are rows: no field is quoted, so that no line end is in a field,
 * and the last line has as many fields as the header.
 */
#include "output/sample_copy.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/sample.h"

#define CHUNK 65536

static unsigned n_commas(const char *text, size_t n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n; i++)
		count += text[i] == ',';
	return count;
}

/* The header of this version, with its line end: free(). */
static char *header_text(size_t *n)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, n);

	sample_write_header(file);
	fclose(file);
	return text;
}

static bool begins_with(FILE *file, const char *header, size_t n)
{
	char *head = alloc_zero(n, 1);
	bool same = fread(head, 1, n, file) == n && !memcmp(head, header, n);

	free(head);
	return same;
}

/* From here to the end, lines of n_fields fields? Looks at the last one. */
static bool is_plain(FILE *file, unsigned n_fields)
{
	char bytes[CHUNK];
	unsigned commas = n_fields - 1; /* of the line that goes on */
	bool ended = true;
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		const char *last = memrchr(bytes, '\n', n - 1);
		size_t rest = last ? (size_t)(last + 1 - bytes) : 0;

		if (memchr(bytes, '"', n) || memchr(bytes, '\r', n))
			return false;
		if (last || ended)
			commas = 0;
		commas += n_commas(bytes + rest, n - rest);
		ended = bytes[n - 1] == '\n';
	}
	return !ferror(file) && ended && commas == n_fields - 1;
}

static void copy_rest(FILE *to, FILE *file)
{
	char bytes[CHUNK];
	size_t n;

	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		fwrite(bytes, 1, n, to);
}

int sample_copy(FILE *to, const char *path)
{
	size_t n_header;
	char *header = header_text(&n_header);
	FILE *file = fopen(path, "re");
	bool plain = file && begins_with(file, header, n_header) &&
		     is_plain(file, n_commas(header, n_header) + 1) &&
		     fseek(file, (long)n_header, SEEK_SET) == 0;

	if (plain)
		copy_rest(to, file);
	if (file)
		fclose(file);
	free(header);
	return plain;
}
