/* Reading a directory of documents. What is in them is the caller's affair. */
#include "workloads/corpus.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct document *)a)->path,
		      ((const struct document *)b)->path);
}

/* Add a directory's entry, unless it is a directory itself. 0 or -1. */
static int add(struct corpus *corpus, const char *directory, const char *name,
	       struct why *why)
{
	char *path = alloc_printf("%s/%s", directory, name);
	struct stat status;
	int rc = 0;

	if (stat(path, &status) < 0)
		rc = why_errno(why, "%s", path);
	else if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode))
		rc = why_set(why, "%s: neither a file nor a directory", path);
	if (rc < 0 || S_ISDIR(status.st_mode)) {
		free(path);
		return rc;
	}
	corpus->documents = alloc_grow(corpus->documents, corpus->n,
				       sizeof(*corpus->documents));
	corpus->documents[corpus->n++] = (struct document){ .path = path };
	return 0;
}

static int list(struct corpus *corpus, const char *directory, struct why *why)
{
	DIR *stream = opendir(directory);
	const struct dirent *entry;
	int rc = 0;

	if (!stream)
		return why_errno(why, "%s", directory);
	while (rc == 0 && (entry = readdir(stream)))
		if (entry->d_name[0] != '.')
			rc = add(corpus, directory, entry->d_name, why);
	closedir(stream);
	if (rc == 0 && corpus->n == 0)
		return why_set(why,
			       "%s: no documents there: it has no files "
			       "(directories in it are not read)",
			       directory);
	return rc;
}

/* As many bytes as the file had when it was opened. */
static int read_all(struct document *document, int fd, struct why *why)
{
	size_t n_done = 0;

	while (n_done < document->n_bytes) {
		ssize_t n = read(fd, document->bytes + n_done,
				 document->n_bytes - n_done);

		if (n == 0)
			return why_set(why,
				       "%s: ends after %zu of %zu bytes: it "
				       "was cut while it was read",
				       document->path, n_done,
				       document->n_bytes);
		if (n < 0 && errno != EINTR)
			return why_errno(why, "%s", document->path);
		n_done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Never waits: what was a file may be a pipe by now. */
static int read_document(struct corpus *corpus, struct document *document,
			 struct why *why)
{
	int fd = open(document->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	int rc = 0;

	if (fd < 0)
		return why_errno(why, "%s", document->path);
	if (fstat(fd, &status) < 0)
		rc = why_errno(why, "%s", document->path);
	else if (!S_ISREG(status.st_mode))
		rc = why_set(why, "%s: not a file any more", document->path);
	else if ((uint64_t)status.st_size > CORPUS_MAX_BYTES - corpus->n_bytes)
		rc = why_set(why,
			     "%s: the documents up to this one have more than "
			     "256 MiB (documents=N reads the first N)",
			     document->path);
	if (rc == 0) {
		document->n_bytes = (size_t)status.st_size;
		document->bytes = alloc_zero(document->n_bytes + 1, 1);
		corpus->n_bytes += document->n_bytes;
		rc = read_all(document, fd, why);
	}
	close(fd);
	return rc;
}

static void drop(struct document *document)
{
	free(document->path);
	free(document->bytes);
}

int corpus_read(struct corpus *corpus, const char *directory, size_t n,
		struct why *why)
{
	*corpus = (struct corpus){ 0 };
	int rc = list(corpus, directory, why);

	if (rc == 0 && n > corpus->n)
		rc = why_set(why, "%s: %zu documents; %zu are asked for",
			     directory, corpus->n, n);
	if (rc < 0)
		return -1;
	qsort(corpus->documents, corpus->n, sizeof(*corpus->documents),
	      by_path);
	while (n && corpus->n > n)
		drop(&corpus->documents[--corpus->n]);
	for (size_t i = 0; i < corpus->n && rc == 0; i++) {
		struct document *document = &corpus->documents[i];
		const char *name = strrchr(document->path, '/') + 1;

		corpus->names = (uint32_t)crc32_z(corpus->names,
						  (const unsigned char *)name,
						  strlen(name) + 1);
		rc = read_document(corpus, document, why);
	}
	return rc;
}

void corpus_fini(struct corpus *corpus)
{
	for (size_t i = 0; i < corpus->n; i++)
		drop(&corpus->documents[i]);
	free(corpus->documents);
	*corpus = (struct corpus){ 0 };
}

/*
 * The length of the character that bytes begin with, or 0: not UTF-8 (RFC
 * 3629: shortest forms only, no surrogates, nothing above U+10FFFF).
 */
static size_t character(const unsigned char *bytes, size_t n)
{
	unsigned char first = bytes[0];
	size_t length = first < 0x80   ? 1
			: first < 0xc2 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
			: first < 0xf5 ? 4
				       : 0;

	if (length > n)
		return 0;
	for (size_t i = 1; i < length; i++)
		if (bytes[i] >> 6 != 2)
			return 0;
	if ((first == 0xe0 && bytes[1] < 0xa0) ||
	    (first == 0xed && bytes[1] > 0x9f) ||
	    (first == 0xf0 && bytes[1] < 0x90) ||
	    (first == 0xf4 && bytes[1] > 0x8f))
		return 0;
	return length;
}

int corpus_check(const struct corpus *corpus, struct why *why)
{
	for (size_t i = 0; i < corpus->n; i++) {
		const struct document *document = &corpus->documents[i];
		size_t at = 0;

		while (at < document->n_bytes) {
			size_t length = character(document->bytes + at,
						  document->n_bytes - at);

			if (length == 0)
				return why_set(why, "%s: offset %zu: not UTF-8",
					       document->path, at);
			at += length;
		}
	}
	return 0;
}
