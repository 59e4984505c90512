/* Cells and samples: names, and the way to samples.csv and back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "fixture.h"
#include "base/alloc.h"

static char path[] = "/tmp/test_sample.XXXXXX";

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void names_tell_cells_apart(void **state)
{
	struct fixture f = { 0 };
	char id[17];

	(void)state;
	fixture_cell(&f, 0, "train-step", "python", "threads", 2);
	/* FNV-1a by hand; stable over versions: results of any machine can be
	 * read */
	assert_string_equal(f.cells[0].id, "367acdf70a233d9b");
	strcpy(id, f.cells[0].id);
	f.cells[0].group = 7;
	f.cells[0].status = CELL_SKIPPED;
	fixture_set(&f.cells[0].reason, "no-python: why");
	cell_name(&f.cells[0]);
	assert_string_equal(f.cells[0].id, id);

	char **keys[] = { &f.cells[0].workload, &f.cells[0].kernel,
			  &f.cells[0].executor, &f.cells[0].pin,
			  &f.cells[0].python,   &f.cells[0].scaling,
			  &f.cells[0].size,     &f.cells[0].params };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		char *old = alloc_copy(*keys[i]);

		fixture_set(keys[i], "x");
		cell_name(&f.cells[0]);
		assert_string_not_equal(f.cells[0].id, id);
		fixture_set(keys[i], old);
		free(old);
	}
	f.cells[0].workers = 3;
	cell_name(&f.cells[0]);
	assert_string_not_equal(f.cells[0].id, id);
	/* texts do not run into each other */
	f.cells[0].workers = 2;
	fixture_set(&f.cells[0].workload, "train-stepp");
	fixture_set(&f.cells[0].kernel, "ython");
	cell_name(&f.cells[0]);
	assert_string_not_equal(f.cells[0].id, id);
	fixture_fini(&f);
}

static void params_are_found(void **state)
{
	struct fixture f = { 0 };
	char value[6];

	(void)state;
	unsigned i = fixture_cell(&f, 0, "api-call", "python", "threads", 2);
	struct cell *cell = &f.cells[i];

	fixture_set(&cell->params, "cache=cold;latency=0.02;mylatency=9;x=");
	assert_int_equal(cell_param(cell, "latency", value, 6), 0);
	assert_string_equal(value, "0.02");
	assert_int_equal(cell_param(cell, "cache", value, 5), 0);
	assert_string_equal(value, "cold");
	assert_int_equal(cell_param(cell, "cache", value, 4), -1);
	assert_int_equal(cell_param(cell, "x", value, 6), 0);
	assert_string_equal(value, "");
	assert_int_equal(cell_param(cell, "late", value, 6), -1);
	assert_int_equal(cell_param(cell, "cold", value, 6), -1);
	fixture_fini(&f);
}

static void params_agree(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	fixture_cell(&f, 0, "a", "python", "threads", 2);
	fixture_cell(&f, 0, "a", "python", "processes", 2);
	assert_true(cell_params_agree(&f.cells[0], &f.cells[1]));
	fixture_set(&f.cells[1].params, "seed=1;mp_start=spawn");
	assert_true(cell_params_agree(&f.cells[0], &f.cells[1]));
	assert_true(cell_params_agree(&f.cells[1], &f.cells[0]));
	fixture_set(&f.cells[1].params, "seed=12");
	assert_false(cell_params_agree(&f.cells[0], &f.cells[1]));
	fixture_set(&f.cells[1].params, "seed=2");
	assert_false(cell_params_agree(&f.cells[0], &f.cells[1]));
	fixture_fini(&f);
}

static void statuses(void **state)
{
	(void)state;
	for (int i = CELL_OK; i <= CELL_TAINTED; i++)
		assert_int_equal(cell_status_find(cell_status_names[i]), i);
	assert_int_equal(cell_status_find("fine"), -1);
	assert_int_equal(cell_status_find(""), -1);
}

static void copies_are_deep(void **state)
{
	struct fixture f = { 0 };
	struct cell copy;

	(void)state;
	fixture_cell(&f, 3, "train-step", "python", "threads", 2);
	cell_copy(&copy, &f.cells[0]);
	fixture_set(&f.cells[0].workload, "another");
	assert_string_equal(copy.workload, "train-step");
	assert_string_equal(copy.id, f.cells[0].id);
	assert_int_equal(copy.group, 3);
	cell_fini(&copy);
	fixture_fini(&f);
}

/* Every field of a row has a value of its own. */
static void fill(struct sample *row)
{
	row->metered = true;
	row->loops = 3;
	row->units = UINT64_C(9007199254740993);
	row->cpu_user_s = 0.75;
	row->cpu_system_s = 0.125;
	row->run_delay_s = 1.0 / 64;
	row->n_voluntary = 11;
	row->n_involuntary = 0;
	row->n_migrations = 1;
	fixture_set(&row->cpus, "0 1");
	fixture_set(&row->host, "node,1");
	fixture_set(&row->hardware, "00ff00ff00ff00ff");
	row->gil_after = 0;
	row->checksum = UINT64_C(0xfedcba9876543210);
	row->startup_s = 0.5;
	row->dispatch_s = 0.0625;
	row->teardown_s = 0.03125;
	row->pss_bytes = 14680064;
	row->watched_s = 2;
	row->foreign_s = 3;
	row->steal_s = 4;
	row->throttled_s = 5;
	row->server_cpu_s = 6;
	row->server_shares_cpu = 0;
	row->oversubscribed = 1;
	row->gil_wait_s = 7;
	row->gil_hold_s = 8;
	row->gil_drop_s = 9;
	row->n_gil_acquires = 101;
	row->n_gil_contended = 102;
	row->n_gil_forced = 103;
	row->fairness = 0.875;
	row->status = CELL_TAINTED;
	fixture_set(&row->reason, "foreign: 12 % of \"wall\",\nby others");
}

static void write_file(const struct fixture *f)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	sample_write_header(file);
	for (size_t i = 0; i < f->n_samples; i++)
		sample_write(file, &f->cells[f->samples[i].cell],
			     &f->samples[i]);
	assert_int_equal(fclose(file), 0);
}

static char *read_text(void)
{
	char *text = alloc_zero(1 << 16, 1);
	FILE *file = fopen(path, "r");

	text[fread(text, 1, (1 << 16) - 1, file)] = '\0';
	fclose(file);
	return text;
}

/* All rows of the file, up to one that is an error: -1, see why. */
static int read_rows(const struct fixture *f, struct fixture *back,
		     struct why *why)
{
	struct cell_index *index = cell_index_new(f->cells, f->n_cells);
	struct sample_reader *reader = sample_open(path, index, why);
	struct sample row = { 0 };
	int found = reader ? 1 : -1;

	while (found > 0 && (found = sample_next(reader, &row, why)) > 0) {
		back->samples =
			alloc_grow(back->samples, back->n_samples, sizeof(row));
		row.cpus = alloc_copy(row.cpus);
		row.reason = alloc_copy(row.reason);
		row.host = alloc_copy(row.host);
		row.hardware = alloc_copy(row.hardware);
		back->samples[back->n_samples++] = row;
	}
	if (reader)
		sample_close(reader);
	cell_index_free(index);
	return found;
}

static void rows_round_trip(void **state)
{
	struct fixture f = { 0 }, back = { 0 };
	struct why why = { "" };

	(void)state;
	fixture_cell(&f, 0, "train-step", "python", "serial", 1);
	fixture_cell(&f, 0, "train-step", "python", "threads", 2);
	fixture_row(&f, 1, 4, 0, 2, 0, 0.25);
	fill(fixture_row(&f, 0, 5, 1, 3, 1, 0.5));
	fixture_failure(&f, 1, 6, 0, "killed: signal 9");
	write_file(&f);
	char *text = read_text();

	assert_int_equal(read_rows(&f, &back, &why), 0);
	assert_int_equal(back.n_samples, 3);
	const struct sample *row = &back.samples[1];

	assert_int_equal(row->cell, 0);
	assert_int_equal(row->block, 5);
	assert_int_equal(row->invocation, 1);
	assert_int_equal(row->attempt, 3);
	assert_int_equal(row->sample, 1);
	assert_true(row->metered);
	assert_true(row->units == UINT64_C(9007199254740993));
	assert_true(row->wall_s == 0.5);
	assert_int_equal(row->gil_before, 1);
	assert_int_equal(row->gil_after, 0);
	assert_true(row->checksum == UINT64_C(0xfedcba9876543210));
	assert_int_equal(row->status, CELL_TAINTED);
	assert_string_equal(row->reason,
			    "foreign: 12 % of \"wall\",\nby others");
	assert_string_equal(row->cpus, "0 1");
	assert_string_equal(row->host, "node,1");
	assert_string_equal(row->hardware, "00ff00ff00ff00ff");
	assert_true(isnan(back.samples[0].gil_wait_s));
	assert_int_equal(back.samples[0].n_migrations, -1);
	assert_int_equal(back.samples[2].sample, -1);
	assert_true(isnan(back.samples[2].wall_s));

	/* all the rest: what is read is written the same */
	back.cells = f.cells;
	write_file(&back);
	char *again = read_text();

	assert_string_equal(text, again);
	free(text);
	free(again);
	back.cells = NULL;
	fixture_fini(&back);
	fixture_fini(&f);
}

/* What `run` writes, it can read. */
static void negative_times_are_not_written(void **state)
{
	struct fixture f, back = { 0 };
	struct why why = { "" };

	(void)state;
	fixture_pair(&f);
	fixture_row(&f, 0, 0, 0, 0, 0, 0.5)->steal_s = -0.01;
	write_file(&f);
	if (read_rows(&f, &back, &why) < 0)
		fail_msg("%s", why.text);
	assert_int_equal(back.n_samples, 1);
	assert_true(isnan(back.samples[0].steal_s));
	fixture_fini(&back);
	fixture_fini(&f);
}

static void columns_come_in_order(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	write_file(&f);
	char *text = read_text();
	const char *start =
		"cell_id,workload,kernel,executor,workers,pin,python,block,"
		"order,invocation,attempt,sample,metered,loops,units,wall_s,"
		"cpu_user_s,cpu_system_s,cpus,gil_before,gil_after,status,"
		"reason,";
	const char *end = ",params\n";

	assert_int_equal(strncmp(text, start, strlen(start)), 0);
	assert_string_equal(text + strlen(text) - strlen(end), end);
	free(text);
}

/* Read `rows` below a short header; what it says, or "" for n rows. */
static void check_read(const char *rows, size_t n, const char *says)
{
	struct fixture f = { 0 }, back = { 0 };
	struct why why = { "" };
	FILE *file = fopen(path, "w");

	fixture_cell(&f, 0, "train-step", "python", "serial", 1);
	fixture_cell(&f, 0, "train-step", "python", "threads", 2);
	strcpy(f.cells[0].id, "bbbbbbbbbbbbbbbb");
	strcpy(f.cells[1].id, "aaaaaaaaaaaaaaaa");
	fputs(rows, file);
	fclose(file);
	int status = read_rows(&f, &back, &why);

	assert_int_equal(status, *says ? -1 : 0);
	if (!strstr(why.text, says))
		fail_msg("%s", why.text);
	assert_int_equal(back.n_samples, n);
	for (size_t i = 0; i < back.n_samples; i++)
		assert_int_equal(back.samples[i].cell,
				 back.samples[i].block % 2);
	fixture_fini(&back);
	fixture_fini(&f);
}

#define HEADER                                                                 \
	"status,block,cell_id,wall_s,units,loops,sample,attempt,invocation\n"
#define A "aaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbb"

static void columns_are_found_by_name(void **state)
{
	(void)state;
	check_read(HEADER "ok,1," A ",0.5,10,1,0,0,0\n"
			  "ok,2," B ",0.5,10,1,0,0,0\n"
			  "ok,3," A ",0.5,10,1,0,0,0\n",
		   3, "");
	check_read(HEADER, 0, "");
	check_read("", 0, "");
	check_read("status,bl", 0, "");
	check_read(HEADER "ok,1," A ",0.5,10,1,0,0,0\nok,2,bbb", 1, "");
	check_read("cell_id,block\n", 0, "no column 'invocation'");
}

static void bad_rows_are_named(void **state)
{
	(void)state;
	check_read(HEADER "ok,1," A ",0.5,10,1,0,0,0\n"
			  "ok,1,cccccccccccccccc,0.5,10,1,0,0,0\n",
		   1, ":3: cell 'cccccccccccccccc' is not in the plan");
	check_read(HEADER "ok,1," A ",abc,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold 'abc'");
	check_read(HEADER "ok,-1," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: column block cannot hold '-1'");
	check_read(HEADER "ok,," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: column block cannot hold ''");
	check_read(HEADER "ok,4294967296," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: column block cannot hold '4294967296'");
	check_read(HEADER "ok,1000001," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: block 1000001 is too large");
	check_read(HEADER "fine,1," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: column status cannot hold 'fine'");
	check_read(HEADER "ok,1," A ",0.5,10,0,0,0,0\n", 0,
		   ":2: sample, "
		   "loops");
	check_read(HEADER "ok,1," A ",,10,1,0,0,0\n", 0, ":2: sample, loops");
	check_read(HEADER "ok,1," A ",0,10,1,0,0,0\n", 0, ":2: sample, loops");
	check_read(HEADER "failed,1," A ",,,0,,0,0\n", 1, "");
	/* what is quoted steers no terminal */
	check_read(HEADER "ok,1,\"a\033[2J\nb\302\233\",0.5,10,1,0,0,0\n", 0,
		   ":2: cell 'a?[2J?b?"
		   "?' is not in the plan");
	check_read(HEADER "skipped,1," A ",,,0,,0,0\n", 0,
		   ":2: column status cannot hold 'skipped'");
	check_read(HEADER "ok,1," A ",nan,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold 'nan'");
	check_read(HEADER "ok,1," A ",inf,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold 'inf'");
	check_read(HEADER "ok,1," A ",1e999,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold '1e999'");
	check_read(HEADER "ok,1," A ",-0.5,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold '-0.5'");
	check_read(HEADER "ok,1," A ",0x1p3,10,1,0,0,0\n", 0,
		   ":2: column wall_s cannot hold '0x1p3'");
	check_read("startup_s," HEADER "-1e-9,ok,1," A ",0.5,10,1,0,0,0\n", 0,
		   ":2: column startup_s cannot hold '-1e-9'");
	check_read("wall_s," HEADER "1,ok,1," A ",0.5,10,1,0,0,0\n", 0,
		   ":1: the column 'wall_s' is there twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_tell_cells_apart),
		cmocka_unit_test(params_are_found),
		cmocka_unit_test(params_agree),
		cmocka_unit_test(statuses),
		cmocka_unit_test(copies_are_deep),
		cmocka_unit_test(rows_round_trip),
		cmocka_unit_test(negative_times_are_not_written),
		cmocka_unit_test(columns_come_in_order),
		cmocka_unit_test(columns_are_found_by_name),
		cmocka_unit_test(bad_rows_are_named),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
