/*
 * A made corpus. The word of rank r comes up as often as 1 / r (Zipf, "Human
 * Behavior and the Principle of Least Effort", 1949), and frequent words are
 * short, as he found too: about 5 letters to a word of running text, much like
 * English. Documents are of uneven length. It has no grammar.
 */
#include "workloads/corpus_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/made_set.h"

/* Part of a set's name: a change of what is generated must change it. */
#define FORMAT_VERSION 1

#define N_SYLLABLES 12
#define MAX_WORD 32

/* A sentence has 8 to 24 words. */
#define MIN_SENTENCE 8
#define N_SENTENCES 17

struct maker {
	const struct corpus_recipe *recipe;
	double *cumulated; /* of 1 / rank */
	struct rng rng;
};

/* The word of a rank from 0 on: its number, in syllables. */
static size_t spell(char *word, size_t rank)
{
	static const char syllables[N_SYLLABLES][3] = {
		"ta", "no", "se", "ri", "me", "lo",
		"da", "ke", "pi", "va", "so", "ne",
	};
	size_t n = 0;

	for (rank++; rank > 0; rank /= N_SYLLABLES) {
		memcpy(word + n, syllables[--rank % N_SYLLABLES], 2);
		n += 2;
	}
	return n;
}

/* A rank from 0 on, the more likely the smaller. */
static size_t draw_rank(struct maker *maker)
{
	size_t low = 0, high = maker->recipe->n_vocabulary - 1;
	double at = rng_unit(&maker->rng) * maker->cumulated[high];

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (maker->cumulated[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Half to one and a half times as many words as the recipe has. */
static void write_text(struct maker *maker, FILE *file)
{
	size_t n_words = maker->recipe->n_words, n_left = 0;

	n_words = n_words - n_words / 2 +
		  rng_below(&maker->rng, n_words / 2 * 2 + 1);
	while (n_words-- > 0) {
		char word[MAX_WORD];
		size_t n = spell(word, draw_rank(maker));

		if (n_left == 0) {
			n_left = MIN_SENTENCE +
				 rng_below(&maker->rng, N_SENTENCES);
			word[0] -= 'a' - 'A';
		}
		n_left--;
		fwrite(word, 1, n, file);
		fputs(n_left == 0 || n_words == 0 ? ".\n" : " ", file);
	}
}

static int write_document(struct maker *maker, const char *directory, size_t d,
			  struct why *why)
{
	char *path = alloc_printf("%s/document-%06zu.txt", directory, d);
	FILE *file = fopen(path, "wbx");
	int failed = !file;

	if (file) {
		rng_init(&maker->rng, maker->recipe->seed, d);
		write_text(maker, file);
		failed = fflush(file) < 0 || ferror(file) ||
			 fsync(fileno(file)) < 0;
		failed = fclose(file) < 0 || failed;
	}
	if (failed)
		why_errno(why, "%s", path);
	free(path);
	return failed ? -1 : 0;
}

static int write_corpus(void *context, const char *directory, struct why *why)
{
	struct maker *maker = context;
	int rc = 0;

	for (size_t d = 0; d < maker->recipe->n_documents && rc == 0; d++)
		rc = write_document(maker, directory, d, why);
	return rc;
}

int corpus_make(const char *cache_dir, const struct corpus_recipe *recipe,
		char **directory, struct why *why)
{
	struct maker maker = { .recipe = recipe };
	double sum = 0;

	maker.cumulated =
		alloc_zero(recipe->n_vocabulary, sizeof(*maker.cumulated));
	for (size_t rank = 0; rank < recipe->n_vocabulary; rank++)
		maker.cumulated[rank] = sum += 1 / (rank + 1.0);
	char *name = alloc_printf("corpus-%d-%llu-%zu-%zu-%zu", FORMAT_VERSION,
				  (unsigned long long)recipe->seed,
				  recipe->n_documents, recipe->n_words,
				  recipe->n_vocabulary);
	int rc =
		made_set(cache_dir, name, write_corpus, &maker, directory, why);

	free(name);
	free(maker.cumulated);
	return rc;
}
