/*
 * preprocess: one unit is one document on its way to a model: split it into
 * words, count them, and make a feature vector of fixed length from the
 * counts by hashing (Weinberger et al., "Feature Hashing for Large Scale
 * Multitask Learning", ICML 2009), of Euclidean length 1. preprocess.py is
 * its twin.
 *
 * Words are runs of ASCII letters, digits and bytes from 0x80 on, that is of
 * any other character of UTF-8; only ASCII letters are made small, so that
 * kernels agree in any language and version of Unicode. A word's CRC-32 gives
 * its feature, its highest bit the sign of its counts.
 *
 * Documents are read before anything is timed. Counts are whole numbers, and
 * root and division are rounded correctly everywhere: values are the same
 * bits in all kernels.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "workloads/corpus.h"
#include "workloads/corpus_make.h"
#include "workloads/lines.h"
#include "workloads/workload.h"

#define N_DOCUMENTS 128
#define SIGN_BIT 31
#define SCALE 0x1p30 /* a value in the checksum */

static const struct param params[] = {
	{ "corpus", PARAM_DIRECTORY, "", NULL, 0, 0,
	  "read the text files of this directory, a document each" },
	{ "documents", PARAM_COUNT, "0", NULL, 0, 1000000,
	  "how many; 0: 128, or all that are in corpus" },
	{ "words", PARAM_COUNT, "256", NULL, 1, 1000000,
	  "of a generated document, on average" },
	{ "vocabulary", PARAM_COUNT, "30000", NULL, 1, 1000000,
	  "different words that generated documents draw from" },
	{ "features", PARAM_COUNT, "1048576", NULL, 2, 1 << 30,
	  "length of the vector that words are hashed into" },
	{ 0 },
};

/* Of a table that is open to the next place. */
struct slot {
	uint32_t feature; /* and 1; 0: free */
	int32_t count;
};

struct value {
	uint32_t feature;
	double value;
};

struct preprocess {
	struct corpus corpus;
	uint32_t n_features;
	unsigned char small[256]; /* a byte of a word, made small; or 0 */
	unsigned char *text;      /* a document with each byte through it */
	struct slot *slots;
	struct value *vector; /* of the document: what is not 0 */
	size_t n_values;
};

/* A power of two; a document has fewer words than half of it. */
static size_t n_slots(size_t n_bytes)
{
	size_t n = 4;

	while (n < n_bytes + 2)
		n *= 2;
	return n;
}

static void count_word(struct preprocess *p, const unsigned char *word,
		       size_t n, size_t mask)
{
	uint32_t bits = (uint32_t)crc32_z(0, word, n);
	uint32_t feature = (bits & ~(1u << SIGN_BIT)) % p->n_features + 1;
	size_t at = feature & mask;

	while (p->slots[at].feature && p->slots[at].feature != feature)
		at = (at + 1) & mask;
	p->slots[at].feature = feature;
	p->slots[at].count += bits >> SIGN_BIT ? -1 : 1;
}

static void count_words(struct preprocess *p, const struct document *document,
			size_t mask)
{
	size_t n = document->n_bytes, start = 0;

	for (size_t i = 0; i < n; i++)
		p->text[i] = p->small[document->bytes[i]];
	for (size_t i = 0; i <= n; i++) {
		if (i < n && p->text[i])
			continue;
		if (i > start)
			count_word(p, p->text + start, i - start, mask);
		start = i + 1;
	}
}

/* The counts as a vector of length 1; of length 0 if there is no word. */
static void make_vector(struct preprocess *p, size_t n)
{
	uint64_t squares = 0;

	p->n_values = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t count = p->slots[i].count;

		squares += (uint64_t)(count * count);
		if (count)
			p->vector[p->n_values++] =
				(struct value){ p->slots[i].feature - 1,
						(double)count };
	}
	double length = sqrt((double)squares);

	for (size_t i = 0; i < p->n_values; i++)
		p->vector[i].value /= length;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct preprocess *p = state;
	const struct document *document = &p->corpus.documents[u % p->corpus.n];
	size_t n = n_slots(document->n_bytes);

	(void)why;
	memset(p->slots, 0, n * sizeof(*p->slots));
	count_words(p, document, n - 1);
	make_vector(p, n);
	for (size_t i = 0; i < p->n_values; i++)
		*checksum += (2 * (uint64_t)p->vector[i].feature + 1) *
			     (uint64_t)(int64_t)(p->vector[i].value * SCALE);
	return 0;
}

/* The directory of generated documents. free() */
static int make(const struct settings *settings, const char *cache_dir,
		char **directory, struct why *why)
{
	size_t n = settings_count(settings, "documents");
	struct corpus_recipe recipe = {
		.seed = settings_count(settings, "seed"),
		.n_documents = n ? n : N_DOCUMENTS,
		.n_words = settings_count(settings, "words"),
		.n_vocabulary = settings_count(settings, "vocabulary"),
	};

	/* before a disk is full: words are shorter than 8 bytes on average */
	if (recipe.n_documents * recipe.n_words > CORPUS_MAX_BYTES / 8)
		return why_set(why,
			       "documents=%zu of words=%zu come to more than "
			       "256 MiB",
			       recipe.n_documents, recipe.n_words);
	return corpus_make(cache_dir, &recipe, directory, why);
}

static int provide(struct settings *settings, const char *cache_dir,
		   struct why *why)
{
	const char *given = settings_get(settings, "corpus");
	size_t n = settings_count(settings, "documents");
	struct corpus corpus = { 0 };
	char *directory, text[24];

	if (given && *given)
		directory = alloc_copy(given);
	else if (make(settings, cache_dir, &directory, why) < 0)
		return -1;
	int rc = corpus_read(&corpus, directory, n, why);

	if (rc == 0)
		rc = corpus_check(&corpus, why);
	snprintf(text, sizeof(text), "%zu", corpus.n);
	settings_set(settings, "documents", text);
	snprintf(text, sizeof(text), "%zu", corpus.n_bytes);
	settings_set(settings, "corpus_bytes", text);
	snprintf(text, sizeof(text), "%u", (unsigned)corpus.names);
	settings_set(settings, "corpus_names", text);
	settings_set(settings, "corpus_dir", directory);
	corpus_fini(&corpus);
	free(directory);
	return rc;
}

static void discard(void *state)
{
	struct preprocess *p = state;

	corpus_fini(&p->corpus);
	free(p->text);
	free(p->slots);
	free(p->vector);
	free(p);
}

/* Read what provide() has checked. */
static int read_again(struct corpus *corpus, const struct settings *settings,
		      struct why *why)
{
	const char *directory = settings_get(settings, "corpus_dir");
	size_t n = settings_count(settings, "documents");

	if (corpus_read(corpus, directory, n, why) < 0)
		return why_context(why, "the corpus has changed");
	if (corpus->n_bytes == settings_count(settings, "corpus_bytes") &&
	    corpus->names == settings_count(settings, "corpus_names"))
		return 0;
	return why_set(why,
		       "the corpus has changed: %s: its %zu files have other "
		       "names or %zu bytes instead of %s",
		       directory, n, corpus->n_bytes,
		       settings_get(settings, "corpus_bytes"));
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct preprocess *p = alloc_zero(1, sizeof(*p));
	size_t n = 0;

	p->n_features = (uint32_t)settings_count(settings, "features");
	for (int byte = 0; byte < 256; byte++)
		if (byte >= 0x80 || (byte >= '0' && byte <= '9') ||
		    (byte >= 'a' && byte <= 'z'))
			p->small[byte] = (unsigned char)byte;
	for (int byte = 'A'; byte <= 'Z'; byte++)
		p->small[byte] = (unsigned char)(byte - 'A' + 'a');
	if (read_again(&p->corpus, settings, why) < 0) {
		discard(p);
		return NULL;
	}
	for (size_t i = 0; i < p->corpus.n; i++)
		if (p->corpus.documents[i].n_bytes > n)
			n = p->corpus.documents[i].n_bytes;
	p->text = lines_alloc(n + 1);
	p->slots = lines_alloc(n_slots(n) * sizeof(*p->slots));
	p->vector = lines_alloc(n_slots(n) / 2 * sizeof(*p->vector));
	if (!p->text || !p->slots || !p->vector) {
		why_set(why, "out of memory");
		discard(p);
		return NULL;
	}
	return p;
}

const struct workload preprocess_workload = {
	.name = "preprocess",
	.module = "preprocess",
	.summary = "text to feature vectors: split, count, hash",
	.unit = "document",
	.class = CLASS_CPU,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD | 1u << KERNEL_NUMPY,
	.chain = 1,
	.n_proof = 16,
	/* the same values in all kernels, down to the bit */
	.tolerance = 0,
	.params = params,
	.provide = provide,
	.prepare = prepare,
	.compute = compute,
	.discard = discard,
};
