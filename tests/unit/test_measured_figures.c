/* Figures that are made from samples, not from estimates alone. */
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
#include "fixture.h"
#include "output/figure_list.h"

#define N_BLOCKS 8

static char *written(figure_writer *write, const struct results *results)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);

	assert_true(write(file, results, 0) > 0);
	fclose(file);
	return text;
}

static void check(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("no '%s' in:\n%s", wanted, text);
}

static double law(double n, double sigma, double kappa)
{
	return n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/* Processes that scale by a law, on `n_cores` cores. */
static void measure(struct fixture *f, struct results *results,
		    const unsigned *counts, unsigned n_counts, unsigned n_cores)
{
	*f = (struct fixture){ 0 };
	fixture_cell(f, 0, "train-step", "python", "serial", 1);
	for (unsigned i = 0; i < n_counts; i++)
		fixture_cell(f, 0, "train-step", "python", "processes",
			     counts[i]);
	for (unsigned b = 0; b < N_BLOCKS; b++) {
		fixture_serial(f, 0, b, 1, 1);
		for (unsigned i = 0; i < n_counts; i++)
			fixture_valid(f, i + 1, b,
				      1 / law(counts[i], .05 + .001 * b, .001));
	}
	for (size_t i = 0; i < f->n_samples; i++) {
		struct sample *row = &f->samples[i];

		row->cpu_user_s = row->wall_s * f->cells[row->cell].workers;
		row->cpu_system_s = 0;
	}
	*results = (struct results){ .n_cells = n_counts + 1 };
	results->run = json_loads(fake_run_json, 0, NULL);
	json_object_set_new(results->run, "n_cores", json_integer(n_cores));
	results->estimates = fixture_estimate(f);
	results->cells = f->cells;
	results->histories = f->histories;
}

static void finish(struct fixture *f, struct results *results)
{
	json_decref(results->run);
	fixture_finish(f, results->estimates);
}

static void curves_are_fitted(void **state)
{
	static const unsigned counts[] = { 2, 4, 8, 16, 32, 64 };
	struct fixture f;
	struct results results;

	(void)state;
	/* 1 and 5 more on 32 cores: the Universal Scalability Law; sigma is
	 * 5.0, 5.1 ... 5.7 % in the blocks */
	measure(&f, &results, counts, 6, 32);
	char *text = written(figure_speedup, &results);

	check(text, "Universal Scalability Law, σ and κ in %");
	check(text, "\"processes·python σ 5.3 (5.0–5.7) κ 0.10 (0.10–0.10) "
		    "peak 31\"");
	free(text);
	finish(&f, &results);

	/* too few for that */
	measure(&f, &results, counts, 3, 32);
	text = written(figure_speedup, &results);
	check(text, "Amdahl's law, σ in %");
	check(text, "\"processes·python σ ");
	free(text);
	finish(&f, &results);

	/* and for any: points, joined */
	measure(&f, &results, counts, 2, 32);
	text = written(figure_speedup, &results);
	assert_null(strstr(text, "lines:"));
	check(text, "# fits;\n0\t0\t\"\302\240\"\t0\n");
	free(text);
	finish(&f, &results);
}

/* A law holds for the cores there are. */
static void fits_end_at_the_cores(void **state)
{
	static const unsigned counts[] = { 2, 4, 8, 16 };
	struct fixture f;
	struct results results;

	(void)state;
	measure(&f, &results, counts, 4, 4);
	char *text = written(figure_speedup, &results);

	assert_null(strstr(text, "lines:"));
	free(text);
	finish(&f, &results);
}

/* 2000 requests, of which each nine takes ten times as long. */
static struct laps *invent_laps(void)
{
	struct laps *laps = alloc_zero(1, sizeof(*laps));
	static const unsigned n[] = { 1800, 180, 18, 2 };
	uint64_t ns = 1000000;

	for (int i = 0; i < 4; i++, ns *= 10) {
		laps->counts[bucket_of(ns)] = n[i];
		laps->n += n[i];
	}
	return laps;
}

static void latencies(void **state)
{
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	FILE *file = tmpfile();

	/* none were counted */
	assert_true(figure_latency(file, &results, 0) == 0);
	fclose(file);
	struct laps **laps = alloc_zero(results.n_cells, sizeof(*laps));
	struct laps **own = results.laps;

	results.laps = laps;
	for (unsigned i = 0; i < results.n_cells; i++)
		if (strcmp(results.cells[i].workload, "api-call") == 0 &&
		    strcmp(results.cells[i].kernel, "python") == 0)
			laps[i] = invent_laps();
	char *text = written(figure_latency, &results);

	check(text, "\"2000 requests a curve, each begun when the one before");
	check(text, "\"serial·python, p99 10.0 ms\"\t1\n"
		    "\"threads·python ×8, p99 10.0 ms\"\t11\n"
		    "\"processes·python ×8, p99 10.0 ms\"\t21\n");
	check(text, "\"api-call\"\t\"1 2 3\"\t");
	/* it ends where 10 are left: at 1 / (1 - q) = 200 */
	check(text, "\t200\n\n\n#\n# columns: s\ty\n# panel 1 marks 1;\n");
	free(text);
	for (unsigned i = 0; i < results.n_cells; i++)
		free(laps[i]);
	free(laps);
	results.laps = own;
	fake_results_fini(&results);
}

#define P(p, sync) "iteration=0.01;p=" p ";seed=1;sync=" sync

/* Threads that keep to the law, and one that does not. */
static void fractions(void **state)
{
	static const struct fake_cell plan[] = {
		{ "gil-fraction", "native", "serial", 1, 100,
		  .params = P("0.5", "iteration") },
		{ "gil-fraction", "native", "threads", 2, 133, 1.33, 1.3, 1.36,
		  .params = P("0.5", "iteration") },
		{ "gil-fraction", "native-held", "threads", 2, 100, 1, .9, 1.1,
		  .params = P("0.5", "iteration") },
		{ "gil-fraction", "native", "processes", 2, 200, 2, 1.9, 2.1,
		  .params = P("0.5", "iteration") },
		{ "gil-fraction", "native", "serial", 1, 100,
		  .params = P("0.25", "iteration") },
		{ "gil-fraction", "native", "threads", 4, 222, 2.2, 2.1, 2.3,
		  .params = P("0.25", "iteration") },
		{ "gil-fraction", "python", "serial", 1, 100,
		  .params = P("0.5", "none") },
		{ "gil-fraction", "python", "threads", 8, 150, 1.5,
		  .params = P("0.5", "none") },
		{ "train-step", "python", "serial", 1, 100,
		  .params = "p=0.5;seed=1" },
		{ "train-step", "python", "threads", 2, 100, 1, .9, 1.1,
		  .params = "p=0.5;seed=1" },
	};
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", plan + 8, 2, fake_run_json);
	FILE *file = tmpfile();

	assert_true(figure_amdahl(file, &results, 0) == 0);
	fclose(file);
	fake_results_fini(&results);
	fake_results(&results, "nowhere", plan, 10, fake_run_json);
	char *text = written(figure_amdahl, &results);

	/* curves of 2 and 4 threads, and of 8 */
	check(text, "\"meeting before each iteration\"\t2\t"
		    "\"native\"\t1\t0.5\t8.96\t"
		    "\"0.5 1 2 4 8\"\t");
	check(text, "\"not waiting for others\"\t1\t\"python\"\t1\t");
	/* gnuplot takes no kernel without points */
	assert_null(strstr(text, "panel 1 kernel python"));
	assert_null(strstr(text, "panel 2 kernel native"));
	check(text, "# axes;\n2\t\"python native\"\t");
	check(text, "\t1\t\"2 4 8\"\n");
	/* each number of threads has its symbol, the same in all panels */
	check(text, "# panel 1 kernel native;\n"
		    "0.506\t1.33\t1.3\t1.36\t2\t1.33333\t1\n"
		    "0.256\t2.2\t2.1\t2.3\t4\t2.28571\t2\n\n");
	check(text, "# panel 2 kernel python;\n"
		    "0.494\t1.5\t1.5\t1.5\t8\t2\t3\n\n");
	check(text, "# panel 2 curve 1;\n0\t8\n");
	check(text, "# panel 1 curve 2;\n0\t4\n");
	free(text);
	fake_results_fini(&results);
}

/* There are eight symbols; who has none is left out, and said to be. */
static void too_many_counts(void **state)
{
	struct fake_cell plan[11] = {
		{ "gil-fraction", "native", "serial", 1, 100,
		  .params = P("0.5", "iteration") },
	};
	struct results results;

	(void)state;
	for (unsigned i = 1; i < 11; i++)
		plan[i] = (struct fake_cell){ "gil-fraction",
					      "native",
					      "threads",
					      i + 1,
					      150,
					      1.5,
					      1.4,
					      1.6,
					      .params = P("0.5", "iteration") };
	fake_results(&results, "nowhere", plan, 11, fake_run_json);
	char *text = written(figure_amdahl, &results);

	check(text, "; 2 more cells are not drawn");
	check(text, "\t\"2 3 4 5 6 7 8 9\"\n");
	assert_null(strstr(text, "\t10\t"));
	free(text);
	fake_results_fini(&results);
}

#define MIXED(place, burners, interval)                                        \
	{                                                                      \
		.workload = "mixed", .kernel = "python", .executor = "serial", \
		.workers = 1, .throughput = 1000,                              \
		.params = "burners=" burners ";io=echo;place=" place           \
			  ";seed=1" interval                                   \
	}

static void beside_burners(void **state)
{
	static const struct fake_cell cells[] = {
		MIXED("same", "0", ""),
		MIXED("same", "4", ""),
		MIXED("same", "2", ""),
		MIXED("none", "4", ""),
		MIXED("same", "4", ";switch_interval_s=0.001"),
		MIXED("child", "2", ""),
		MIXED("same", "2", ";burner=bz2"),
	};
	const double p50[] = { 1e-4, 5e-3, 4e-3, 2e-4, 1e-3, NAN, 3e-4 };
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", cells, 7, fake_run_json);
	FILE *file = tmpfile();

	/* without latencies there is nothing to draw */
	for (unsigned i = 0; i < 7; i++)
		results.estimates[i].lat_p50_s = NAN;
	assert_true(figure_mixed(file, &results, 0) == 0);
	fclose(file);
	for (unsigned i = 0; i < 7; i++) {
		results.estimates[i].lat_p50_s = p50[i];
		results.estimates[i].lat_p99_s = i == 2 ? .01 : NAN;
	}
	char *text = written(figure_mixed, &results);

	check(text, "\"in the same process\"\t11\n"
		    "\"in the same process, interval 1.0 ms\"\t12\n"
		    "\"no burner\"\t1\n\n");
	/* rising, whatever the plan's order; one point of none is a line */
	check(text, "panel 1 curve 1;\n0\t0.0001\n2\t0.004\n4\t0.005\n");
	check(text, "panel 1 curve 2;\n4\t0.001\n");
	check(text, "panel 1 curve 3;\n4\t0.0002\n0\t0.0002\n");
	check(text, "panel 2 curve 1;\n2\t0.01\n");
	/* another task of the burners: panels of their own */
	check(text, "\"echo, python, beside bz2");
	check(text, "panel 3 curve 1;\n2\t0.0003\n");
	/* gnuplot takes no curve without points, and no panel without curves */
	assert_null(strstr(text, "panel 2 curve 2;"));
	assert_null(strstr(text, "panel 4 "));
	check(text, "\"echo, python, embedded: 99 %\"\t\"1\"\t0\t");
	free(text);
	fake_results_fini(&results);
}

/* What has no dispatch has no legend for it. */
static void startup_legend(void **state)
{
	struct results results;

	(void)state;
	for (int some = 0; some < 2; some++) {
		fake_results(&results, "nowhere", fake_default_plan,
			     fake_default_n, fake_run_json);
		for (unsigned i = 0; i < results.n_cells; i++)
			results.estimates[i].dispatch_s = some ? 1e-4 : NAN;
		char *text = written(figure_startup, &results);
		const char *axes = strstr(text, "# axes;\n");

		assert_non_null(axes);
		const char *end = strchr(axes + strlen("# axes;\n"), '\n');

		assert_memory_equal(end - 2, some ? "\t1" : "\t0", 2);
		check(text,
		      some ? "\"Start-up and dispatch\"\t" : "\"Start-up\"\t");
		free(text);
		fake_results_fini(&results);
	}
}

/* Titles of one job under several interpreters are whole. */
static void long_titles(void **state)
{
	struct fake_cell cells[FAKE_PYTHONS_MAX];
	unsigned n = fake_pythons_plan(cells, 2);
	struct results results;

	(void)state;
	fake_results(&results, "nowhere", cells, n, fake_pythons_json);
	char *text = written(figure_breakeven, &results);
	const char *panels = strstr(text, "# panels;\n");
	unsigned n_below = 0;

	assert_non_null(panels);
	for (const char *row = panels + strlen("# panels;\n"); *row != '\n';
	     row = strchr(row, '\n') + 1) {
		const char *end = strchr(row, '\n'), *cut = strstr(row, "…");

		n_below += *row == '1';
		if (cut && cut < end)
			fail_msg("%s", row);
	}
	assert_true(n_below > 0);
	free(text);
	fake_results_fini(&results);
	fake_results(&results, "nowhere", fake_default_plan, fake_default_n,
		     fake_run_json);
	text = written(figure_breakeven, &results);
	check(text, "\n0\t\"train-step\"\t\"2 workers\"\t");
	free(text);
	fake_results_fini(&results);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(startup_legend),
		cmocka_unit_test(long_titles),
		cmocka_unit_test(curves_are_fitted),
		cmocka_unit_test(fits_end_at_the_cores),
		cmocka_unit_test(latencies),
		cmocka_unit_test(fractions),
		cmocka_unit_test(too_many_counts),
		cmocka_unit_test(beside_burners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
