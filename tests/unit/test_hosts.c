/* The figure and the section of several hosts, of results made by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "fake_results.h"
#include "output/figure_list.h"
#include "output/hosts.h"

#define N_HOSTS 7

/* lab03 is slower with processes; the rest differ by 1 % a step. */
static double speedup_on(const struct results *results, unsigned cell,
			 unsigned host)
{
	double own = results->estimates[cell].speedup;
	bool odd = host == 2 &&
		   strcmp(results->cells[cell].executor, "processes") == 0;

	return own * (odd ? .7 : 1 + .01 * ((int)host - 3));
}

static void add_host(struct hosts *hosts, const struct results *results)
{
	unsigned h = hosts->n;

	hosts->items = alloc_grow(hosts->items, h, sizeof(*hosts->items));
	struct host *host = &hosts->items[hosts->n++];

	*host = (struct host){
		.name = alloc_printf("lab%02u", h + 1),
		.hardware = alloc_copy("0123456789abcdef"),
		.cells = alloc_zero(hosts->n_cells, sizeof(*host->cells)),
		.pace = 1 + .01 * h,
	};
	for (unsigned i = 0; i < hosts->n_cells; i++) {
		bool ran = results->estimates[i].n > 0;

		host->n_measured += ran;
		host->cells[i] = (struct host_cell){
			.n = results->estimates[i].n,
			.throughput = results->estimates[i].throughput,
			.speedup = ran ? speedup_on(results, i, h) : NAN,
			.speedup_ci = { NAN, NAN },
		};
	}
}

static struct hosts *make_hosts(const struct results *results, unsigned n)
{
	struct hosts *hosts = alloc_zero(1, sizeof(*hosts));

	hosts->cells = results->cells;
	hosts->n_cells = results->n_cells;
	hosts->speedups = alloc_zero(hosts->n_cells, sizeof(struct spread));
	hosts->throughputs = alloc_zero(hosts->n_cells, sizeof(struct spread));
	while (hosts->n < n)
		add_host(hosts, results);
	for (unsigned i = 0; i < hosts->n_cells; i++) {
		double x[N_HOSTS];

		for (unsigned h = 0; h < n; h++)
			x[h] = hosts->items[h].cells[i].speedup;
		hosts->speedups[i] = spread_of(x, n);
		for (unsigned h = 0; h < n; h++) {
			struct host_cell *cell = &hosts->items[h].cells[i];

			cell->stands_out = spread_stands_out(
				&hosts->speedups[i], x[h], &cell->speedup_ci);
			hosts->items[h].n_out += cell->stands_out;
		}
	}
	return hosts;
}

static void make(struct results *results, unsigned n_hosts)
{
	fake_results(results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	results->hosts = make_hosts(results, n_hosts);
}

static void unmake(struct results *results)
{
	hosts_fini(results->hosts);
	free(results->hosts);
	fake_results_fini(results);
}

static char *drawn(const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	assert_true(figure_hosts(file, results, 0) > 0);
	fclose(file);
	return text;
}

static void check(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("no '%s' in:\n%s", wanted, text);
}

static void one_stands_out(void **state)
{
	struct results results;

	(void)state;
	make(&results, N_HOSTS);
	assert_true(hosts_any(results.hosts));
	assert_true(results.hosts->items[2].n_out > 0);
	assert_int_equal(results.hosts->items[3].n_out, 0);
	char *text = drawn(&results);

	check(text, "7 hosts, a circle each");
	check(text, "\"lab03\"");
	free(text);
	unmake(&results);
}

static void few_do_not(void **state)
{
	struct results results;

	(void)state;
	make(&results, 3);
	assert_int_equal(results.hosts->items[2].n_out, 0);
	char *text = drawn(&results);

	check(text, "3 hosts, a circle each; too few to say who stands out");
	free(text);
	unmake(&results);
}

static void one_host_has_no_figure(void **state)
{
	struct results results;
	FILE *file = tmpfile();

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	assert_true(figure_hosts(file, &results, 0) == 0);
	assert_true(ftell(file) == 0);
	fclose(file);
	fake_results_fini(&results);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_stands_out),
		cmocka_unit_test(few_do_not),
		cmocka_unit_test(one_host_has_no_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
