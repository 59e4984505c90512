/* IDX files: good ones, and what is cut, corrupt or hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workloads/idx.h"

/* 3 images of 2 x 2. */
static const unsigned char images[] = { 0,  0,  8,  3,  0,  0,  0,  3,  0,  0,
					0,  2,  0,  0,  0,  2,  10, 11, 12, 13,
					20, 21, 22, 23, 30, 31, 32, 33 };

static struct idx idx;
static struct why why;

static int decode(const char *path, const void *bytes, size_t n)
{
	/* a block of just this size: a checker sees reads past its end */
	unsigned char *copy = malloc(n ? n : 1);

	assert_non_null(copy);
	memcpy(copy, bytes, n);
	why.text[0] = '\0';
	int rc = idx_decode(&idx, path, copy, n, 3, &why);

	if (rc == 0 && idx.items == copy + 16)
		idx.items = images + 16;
	free(copy);
	return rc;
}

static void check_images(void)
{
	assert_int_equal(idx.sizes[0], 3);
	assert_int_equal(idx.sizes[1], 2);
	assert_int_equal(idx.sizes[2], 2);
	assert_int_equal(idx.n_items, 12);
	assert_memory_equal(idx.items, images + 16, 12);
}

/* The images compressed by the writer: their size. */
static size_t packed(unsigned char *bytes, size_t room)
{
	char path[] = "test_idx.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(idx_write_images(path, images + 16, 3, 2, 2, &why), 0);
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	size_t n = fread(bytes, 1, room, file);

	fclose(file);
	unlink(path);
	assert_in_range(n, 18, room - 1);
	return n;
}

static void plain_and_packed(void **state)
{
	unsigned char bytes[256];
	size_t n = packed(bytes, sizeof(bytes));

	(void)state;
	assert_int_equal(decode("x-idx3-ubyte", images, sizeof(images)), 0);
	check_images();
	assert_int_equal(decode("x-idx3-ubyte.gz", bytes, n), 0);
	check_images();
	/* no time stamp */
	assert_memory_equal(bytes + 4, "\0\0\0\0", 4);
}

static void members_and_padding(void **state)
{
	/* two gzip members that hold the file's halves; zeros at the end */
	unsigned char bytes[256] = { 0 };
	char command[] = "{ head -c 9 test_idx.in | gzip -c; "
			 "tail -c +10 test_idx.in | gzip -c; } >test_idx.gz";
	FILE *file = fopen("test_idx.in", "wb");

	(void)state;
	assert_non_null(file);
	assert_int_equal(fwrite(images, 1, sizeof(images), file),
			 sizeof(images));
	fclose(file);
	int rc = system(command);

	unlink("test_idx.in");
	assert_int_equal(rc, 0);
	file = fopen("test_idx.gz", "rb");
	assert_non_null(file);
	size_t n = fread(bytes, 1, 200, file);

	fclose(file);
	unlink("test_idx.gz");
	assert_int_equal(decode("x.gz", bytes, n), 0);
	check_images();
	assert_int_equal(decode("x.gz", bytes, n + 5), 0);
	check_images();
	bytes[n] = 'x';
	assert_int_equal(decode("x.gz", bytes, n + 5), -1);
}

static void every_cut_is_an_error(void **state)
{
	unsigned char bytes[256];
	size_t n = packed(bytes, sizeof(bytes));

	(void)state;
	for (size_t i = 0; i < sizeof(images); i++) {
		assert_int_equal(decode("x", images, i), -1);
		assert_non_null(strstr(why.text, "x: offset "));
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(decode("x.gz", bytes, i), -1);
		assert_non_null(strstr(why.text, "x.gz: offset "));
		assert_non_null(strstr(why.text, "gzip: truncated"));
	}
}

static void every_flipped_bit_is_seen(void **state)
{
	unsigned char bytes[256];
	size_t n = packed(bytes, sizeof(bytes));

	(void)state;
	unsigned n_unseen = 0;

	/* the header's time, flags and system say nothing of the content */
	for (size_t bit = 8 * 10; bit < 8 * n; bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		if (decode("x.gz", bytes, n) == 0) {
			check_images();
			n_unseen++;
		} else {
			assert_non_null(strstr(why.text, "x.gz: offset "));
		}
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	/* bits that fill deflate's last byte mean nothing */
	assert_in_range(n_unseen, 0, 7);
}

static void check_error(size_t at, const char *change, size_t n,
			const char *text)
{
	unsigned char bytes[sizeof(images)];

	memcpy(bytes, images, sizeof(images));
	memcpy(bytes + at, change, n);
	assert_int_equal(decode("x", bytes, sizeof(bytes)), -1);
	assert_string_equal(why.text, text);
}

static void errors_name_the_offset(void **state)
{
	unsigned char longer[sizeof(images) + 3] = { 0 };

	(void)state;
	check_error(0, "P5", 2,
		    "x: offset 0: not IDX: it starts with 0x50 0x35 and not "
		    "with two zero bytes");
	check_error(2, "\x0d", 1,
		    "x: offset 2: element type 0x0d; only 0x08, unsigned "
		    "byte, is read");
	check_error(3, "\1", 1, "x: offset 3: 1 dimensions; there must be 3");
	check_error(4, "\0\0\0\0", 4, "x: offset 4: a size of 0");
	check_error(8, "\0\0\0\x1c\0\0\0\x1c", 8,
		    "x: offset 16: truncated: header says 3 images of "
		    "28\303\22728, 12 bytes follow");
	memcpy(longer, images, sizeof(images));
	assert_int_equal(decode("x", longer, sizeof(longer)), -1);
	assert_string_equal(why.text,
			    "x: offset 28: 3 bytes too many: header says 3 "
			    "images of 2\303\2272");
}

static void hostile_sizes_do_not_wrap(void **state)
{
	(void)state;
	/* products that are 0 or 12 modulo 2^32 or 2^64 */
	static const char sizes[][13] = {
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		"\x80\0\0\0\x80\0\0\0\0\0\0\4",
		"\0\1\0\0\0\1\0\0\0\1\0\0",
		"\x40\0\0\3\x40\0\0\0\0\0\0\4",
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		unsigned char bytes[sizeof(images)];

		memcpy(bytes, images, sizeof(images));
		memcpy(bytes + 4, sizes[i], 12);
		assert_int_equal(decode("x", bytes, sizeof(bytes)), -1);
		assert_non_null(strstr(why.text, "x: offset 16: truncated"));
	}
}

static void a_missing_file(void **state)
{
	(void)state;
	assert_int_equal(idx_read(&idx, "no/such-idx3-ubyte", 3, &why), -1);
	assert_non_null(strstr(why.text, "no/such-idx3-ubyte: "));
	assert_int_equal(idx_read(&idx, ".", 3, &why), -1);
	assert_string_equal(why.text, ".: not a regular file");
	/* nobody writes into it, and nobody waits for that */
	assert_int_equal(mkfifo("test_idx.fifo", 0600), 0);
	assert_int_equal(idx_read(&idx, "test_idx.fifo", 3, &why), -1);
	unlink("test_idx.fifo");
	assert_string_equal(why.text, "test_idx.fifo: not a regular file");
	/* the file of an images set that is no gzip, and one that is empty */
	assert_int_equal(decode("x.gz", images, sizeof(images)), -1);
	assert_non_null(strstr(why.text, "x.gz: offset "));
	assert_int_equal(decode("x.gz", "", 0), -1);
	assert_string_equal(why.text, "x.gz: offset 0: gzip: truncated");
	assert_true(idx_is_images("train-images-idx3-ubyte"));
	assert_true(idx_is_images("train-images.idx3-ubyte.gz"));
	assert_false(idx_is_images("train-labels-idx1-ubyte.gz"));
	assert_false(idx_is_images("idx3"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_and_packed),
		cmocka_unit_test(members_and_padding),
		cmocka_unit_test(every_cut_is_an_error),
		cmocka_unit_test(every_flipped_bit_is_seen),
		cmocka_unit_test(errors_name_the_offset),
		cmocka_unit_test(hostile_sizes_do_not_wrap),
		cmocka_unit_test(a_missing_file),
	};
	int failed = cmocka_run_group_tests_name("idx", tests, NULL, NULL);

	idx_fini(&idx);
	return failed;
}
