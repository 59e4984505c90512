/* preprocess, and the corpora that it reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "purity.h"
#include "workloads/corpus.h"

static char tmp[] = "test_preprocess.XXXXXX";
static char own[64]; /* the user's own directory, new for each test */
static struct why why;

static int make_tmp(void **state)
{
	(void)state;
	snprintf(own, sizeof(own), "%s/own", mkdtemp(tmp));
	return 0;
}

static int remove_tmp(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", tmp);
	return system(command);
}

static int make_own(void **state)
{
	(void)state;
	return mkdir(own, 0755);
}

static int remove_own(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", own);
	return system(command);
}

static const char *own_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", own, name);
	return path;
}

static void write_own(const char *name, const char *text, size_t n)
{
	FILE *file = fopen(own_path(name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static const struct workload *preprocess(void)
{
	return workload_find("preprocess");
}

/* The settings of the directory `own`. 0, or -1: see why. */
static int provide_own(struct settings *settings)
{
	*settings = (struct settings){ 0 };
	purity_defaults(settings, preprocess(), "1");
	settings_set(settings, "corpus", own);
	return preprocess()->provide(settings, tmp, &why);
}

static void refused(const char *name, const char *text)
{
	struct settings settings;

	assert_int_equal(provide_own(&settings), -1);
	if (!strstr(why.text, text) ||
	    !strstr(why.text, name ? own_path(name) : own))
		fail_msg("no \"%s\" in: %s", text, why.text);
	settings_fini(&settings);
}

static void made_documents_are_pure(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	purity_defaults(&settings, preprocess(), "7");
	settings_set(&settings, "documents", "5");
	settings_set(&settings, "features", "1000");
	assert_int_equal(preprocess()->provide(&settings, tmp, &why), 0);
	purity_check(preprocess(), &settings, 12);
	settings_fini(&settings);
}

/* How often a word comes up in small letters. */
static double share(const struct corpus *corpus, const char *word)
{
	size_t n = strlen(word), n_words = 0, n_found = 0;

	for (size_t d = 0; d < corpus->n; d++) {
		char *text = (char *)corpus->documents[d].bytes;

		for (char *w = strtok(text, " .\n"); w;
		     w = strtok(NULL, " .\n")) {
			n_words++;
			n_found +=
				strlen(w) == n && strncasecmp(w, word, n) == 0;
		}
	}
	return (double)n_found / n_words;
}

static void made_words_follow_zipf(void **state)
{
	struct settings settings = { 0 };
	struct corpus corpus;
	double sum = 0;

	(void)state;
	purity_defaults(&settings, preprocess(), "3");
	assert_int_equal(preprocess()->provide(&settings, tmp, &why), 0);
	assert_string_equal(settings_get(&settings, "documents"), "128");
	for (int rank = 1; rank <= 30000; rank++)
		sum += 1.0 / rank;
	/* ranks 1, 2 and 13; 32768 words, so 5 standard errors are 0.008 */
	static const struct {
		const char *word;
		int rank;
	} words[] = { { "ta", 1 }, { "no", 2 }, { "tata", 13 } };

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			corpus_read(&corpus,
				    settings_get(&settings, "corpus_dir"), 0,
				    &why),
			0);
		assert_float_equal(share(&corpus, words[i].word),
				   1 / (sum * words[i].rank), 0.008);
		corpus_fini(&corpus);
	}
	settings_fini(&settings);
}

static void too_much_is_not_made(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	purity_defaults(&settings, preprocess(), "3");
	settings_set(&settings, "documents", "1000000");
	settings_set(&settings, "words", "1000000");
	assert_int_equal(preprocess()->provide(&settings, tmp, &why), -1);
	assert_non_null(strstr(why.text, "words=1000000"));
	settings_fini(&settings);
}

/* What a word that came up `count` times adds. */
static uint64_t part(const char *word, int count, double length)
{
	uint32_t bits =
		(uint32_t)crc32_z(0, (const unsigned char *)word, strlen(word));
	double value = (bits >> 31 ? -count : count) / length;

	return (2 * (uint64_t)((bits & 0x7fffffff) % 1048576) + 1) *
	       (uint64_t)(int64_t)trunc(value * 0x1p30);
}

static void a_known_document(void **state)
{
	static const char text[] = "The CAT, the cat; THE\n\303\2512!";
	struct settings settings;
	double length = sqrt(3 * 3 + 2 * 2 + 1);

	(void)state;
	write_own("a.txt", text, strlen(text));
	write_own("b.txt", "", 0);
	write_own("c.txt", " \n.\0.", 5);
	write_own("d", "zebra", 5);
	write_own(".hidden", "\377", 1);
	assert_int_equal(mkdir(own_path("sub"), 0755), 0);
	assert_int_equal(provide_own(&settings), 0);
	assert_string_equal(settings_get(&settings, "documents"), "4");
	void *worker = preprocess()->prepare(&settings, &why);

	assert_non_null(worker);
	assert_true(purity_unit(preprocess(), worker, 0) ==
		    part("the", 3, length) + part("cat", 2, length) +
			    part("\303\2512", 1, length));
	assert_true(purity_unit(preprocess(), worker, 1) == 0);
	assert_true(purity_unit(preprocess(), worker, 2) == 0);
	assert_true(purity_unit(preprocess(), worker, 3) ==
		    part("zebra", 1, 1));
	preprocess()->discard(worker);
	settings_fini(&settings);
}

static void malformed_text(void **state)
{
	/* what is wrong, and where */
	static const struct {
		const char *bytes;
		const char *place;
	} texts[] = {
		{ "ab\200", "offset 2: not UTF-8" },       /* no first byte */
		{ "\303", "offset 0: not UTF-8" },         /* cut */
		{ "a \303(", "offset 2: not UTF-8" },      /* not continued */
		{ "\300\257", "offset 0: not UTF-8" },     /* overlong */
		{ "\340\237\277", "offset 0: not UTF-8" }, /* overlong */
		{ "\355\240\200", "offset 0: not UTF-8" }, /* surrogate */
		{ "\364\220\200\200", "offset 0: not UTF-8" }, /* too high */
		{ "\377\376h", "offset 0: not UTF-8" },        /* UTF-16 */
	};
	static const char last[] =
		"\360\237\230\200 \355\237\277 \364\217\277\277";
	struct settings settings;

	(void)state;
	write_own("a", "good", 4);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		write_own("b", texts[i].bytes, strlen(texts[i].bytes));
		refused("b", texts[i].place);
	}
	write_own("b", last, strlen(last));
	assert_int_equal(provide_own(&settings), 0);
	settings_fini(&settings);
}

static void bad_directories(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	refused(NULL, "no documents there");
	assert_int_equal(symlink("nowhere", own_path("link")), 0);
	refused("link", "No such file or directory");
	assert_int_equal(unlink(own_path("link")), 0);
	assert_int_equal(mkfifo(own_path("pipe"), 0644), 0);
	refused("pipe", "neither a file nor a directory");
	assert_int_equal(unlink(own_path("pipe")), 0);
	write_own("a", "good", 4);
	purity_defaults(&settings, preprocess(), "1");
	settings_set(&settings, "corpus", own);
	settings_set(&settings, "documents", "2");
	assert_int_equal(preprocess()->provide(&settings, tmp, &why), -1);
	assert_non_null(strstr(why.text, "1 documents; 2 are asked for"));
	settings_fini(&settings);
	if (geteuid() != 0) {
		assert_int_equal(chmod(own_path("a"), 0), 0);
		refused("a", "Permission denied");
	}
}

/* prepare() fails, and says that the corpus has changed, and this. */
static void changed(const struct settings *settings, const char *text)
{
	assert_null(preprocess()->prepare(settings, &why));
	if (!strstr(why.text, "the corpus has changed: ") ||
	    !strstr(why.text, text) || !strstr(why.text, own))
		fail_msg("no \"%s\" in: %s", text, why.text);
}

static void a_corpus_that_changes(void **state)
{
	struct settings settings;

	(void)state;
	write_own("a", "one", 3);
	write_own("b", "two", 3);
	assert_int_equal(provide_own(&settings), 0);
	assert_int_equal(truncate(own_path("b"), 2), 0);
	changed(&settings, "5 bytes instead of 6");
	assert_int_equal(unlink(own_path("b")), 0);
	write_own("c", "two", 3);
	changed(&settings, "other names or 6 bytes");
	assert_int_equal(unlink(own_path("c")), 0);
	changed(&settings, "1 documents; 2 are asked for");
	assert_int_equal(mkfifo(own_path("b"), 0644), 0);
	changed(&settings, "neither a file nor a directory");
	assert_int_equal(unlink(own_path("b")), 0);
	assert_int_equal(unlink(own_path("a")), 0);
	changed(&settings, "no documents there");
	settings_fini(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_documents_are_pure),
		cmocka_unit_test(made_words_follow_zipf),
		cmocka_unit_test(too_much_is_not_made),
		cmocka_unit_test_setup_teardown(a_known_document, make_own,
						remove_own),
		cmocka_unit_test_setup_teardown(malformed_text, make_own,
						remove_own),
		cmocka_unit_test_setup_teardown(bad_directories, make_own,
						remove_own),
		cmocka_unit_test_setup_teardown(a_corpus_that_changes, make_own,
						remove_own),
	};

	return cmocka_run_group_tests_name("preprocess", tests, make_tmp,
					   remove_tmp);
}
