/*
 * Making a corpus (corpus.h) whose words are as frequent as Zipf's law has
 * them.
 */
#ifndef GILBENCH_CORPUS_MAKE_H
#define GILBENCH_CORPUS_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

/* What a corpus is made from: document d is a function of it and d. */
struct corpus_recipe {
	uint64_t seed;
	size_t n_documents;
	size_t n_words;      /* of a document, on average */
	size_t n_vocabulary; /* different words that there are */
};

/*
 * A directory with a made corpus below cache_dir, unless it is there already.
 * *directory is freed with free(). 0 or -1.
 */
int corpus_make(const char *cache_dir, const struct corpus_recipe *recipe,
		char **directory, struct why *why);

#endif
