/* Fits of curves whose parameters are known, and where there is no fit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "model/fit.h"
#include "oracle.h"

static const unsigned counts[] = { 1, 2, 4, 8, 16, 32 };

#define N_COUNTS (sizeof(counts) / sizeof(*counts))

static double law(double n, double sigma, double kappa)
{
	return n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

static void exact_points_give_exact_parameters(void **state)
{
	double s[N_COUNTS], sigma, kappa;
	struct why why;

	(void)state;
	for (size_t i = 0; i < N_COUNTS; i++)
		s[i] = law(counts[i], .05, 0);
	assert_int_equal(
		fit_solve(FIT_AMDAHL, counts, s, 4, &sigma, &kappa, &why), 0);
	fixture_near(sigma, .05);
	assert_true(kappa == 0);
	for (size_t i = 0; i < N_COUNTS; i++)
		s[i] = law(counts[i], .03, .0005);
	assert_int_equal(fit_solve(FIT_USL, counts, s, 6, &sigma, &kappa, &why),
			 0);
	fixture_near(sigma, .03);
	fixture_near(kappa, .0005);
}

static void agrees_with_r(void **state)
{
	struct csv_reader *csv = oracle_open("fits.csv");
	double n[ORACLE_MAX], s[ORACLE_MAX], sigma, kappa;
	unsigned workers[ORACLE_MAX];
	const char *rest;
	int n_rows = 0;
	struct why why;

	(void)state;
	while (oracle_next(csv)) {
		size_t n_points =
			oracle_values(oracle_text(csv, "workers"), n, &rest);

		oracle_values(oracle_text(csv, "speedups"), s, &rest);
		for (size_t i = 0; i < n_points; i++)
			workers[i] = (unsigned)n[i];
		assert_int_equal(fit_solve(FIT_AMDAHL, workers, s, n_points,
					   &sigma, &kappa, &why),
				 0);
		oracle_near(sigma, oracle_real(csv, "amdahl"));
		int status = fit_solve(FIT_USL, workers, s, n_points, &sigma,
				       &kappa, &why);

		assert_int_equal(status, *oracle_text(csv, "sigma") ? 0 : -1);
		if (status == 0) {
			oracle_near(sigma, oracle_real(csv, "sigma"));
			oracle_near(kappa, oracle_real(csv, "kappa"));
		}
		n_rows++;
	}
	assert_int_equal(n_rows, 26);
	csv_close(csv);
}

static void points_that_cannot_be_are_refused(void **state)
{
	const double bad[] = { NAN, INFINITY, 0, -1 };
	double s[] = { 1, 1.9, 3.6, 6.5 }, sigma, kappa;
	const unsigned twice[] = { 2, 2, 4, 4 };
	struct why why;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		s[2] = bad[i];
		assert_int_equal(fit_solve(FIT_AMDAHL, counts, s, 4, &sigma,
					   &kappa, &why),
				 -1);
		assert_non_null(strstr(why.text, "point 3, 4 workers"));
	}
	s[2] = 3.6;
	/* 1, which is never measured, 2 and 4 */
	assert_int_equal(
		fit_solve(FIT_AMDAHL, twice, s, 4, &sigma, &kappa, &why), -1);
	assert_non_null(strstr(why.text, "needs 4 worker counts, there are 3"));
	assert_int_equal(fit_solve(FIT_USL, counts, s, 4, &sigma, &kappa, &why),
			 -1);
}

/* Serial code at 1 s, and threads by the law; sigma is another by block. */
static void measure(struct fixture *f, unsigned n_blocks, double kappa)
{
	*f = (struct fixture){ 0 };
	fixture_cell(f, 0, "train-step", "python", "serial", 1);
	for (size_t i = 0; i < N_COUNTS; i++)
		fixture_cell(f, 0, "train-step", "python", "threads",
			     counts[i]);
	/* another curve of the same group */
	fixture_cell(f, 0, "train-step", "python", "processes", 2);
	for (unsigned b = 0; b < n_blocks; b++) {
		fixture_serial(f, 0, b, 1, 1);
		for (unsigned i = 0; i < N_COUNTS; i++)
			fixture_valid(f, i + 1, b,
				      1 / law(counts[i], .01 * (b + 1), kappa));
		fixture_valid(f, N_COUNTS + 1, b, 1);
	}
	for (size_t i = 0; i < f->n_samples; i++) {
		f->samples[i].cpu_user_s = f->samples[i].wall_s *
					   f->cells[f->samples[i].cell].workers;
		f->samples[i].cpu_system_s = 0;
	}
}

static struct fit fit_fixture(struct fixture *f, enum fit_law which,
			      unsigned n_cores, unsigned cell)
{
	struct estimate *estimates = fixture_estimate(f);
	const struct fit_source source = { f->cells, f->histories, estimates,
					   f->n_cells, n_cores };
	struct fit fit;

	assert_int_equal(fit_curve_first(&source, N_COUNTS), 1);
	assert_int_equal(fit_curve_first(&source, N_COUNTS + 1), N_COUNTS + 1);
	fit_curve(&fit, which, &source, cell);
	free(estimates);
	return fit;
}

static void median_over_blocks(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 7, .0004);
	struct fit fit = fit_fixture(&f, FIT_USL, 32, 3);

	assert_true(fit.known);
	assert_int_equal(fit.n_counts, 6);
	assert_int_equal(fit.most_workers, 32);
	fixture_near(fit.sigma.value, .04);
	fixture_near(fit.sigma.ci.low, .01);
	fixture_near(fit.sigma.ci.high, .07);
	fixture_near(fit.kappa.value, .0004);
	/* the more serial, the earlier the peak */
	fixture_near(fit.peak.value, sqrt(.96 / .0004));
	fixture_near(fit.peak.ci.low, sqrt(.93 / .0004));
	fixture_near(fit.peak.ci.high, sqrt(.99 / .0004));
	fixture_near(fit_speedup(&fit, 1), 1);
	fixture_near(fit_speedup(&fit, 12.5), law(12.5, .04, .0004));
	fixture_fini(&f);
}

static void too_few_blocks_no_interval(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 5, 0);
	struct fit fit = fit_fixture(&f, FIT_AMDAHL, 32, 1);

	assert_true(fit.known);
	fixture_near(fit.sigma.value, .03);
	assert_true(isnan(fit.sigma.ci.low) && isnan(fit.peak.ci.high));
	/* by Amdahl more workers never hurt */
	assert_true(isinf(fit.peak.value));
	fixture_fini(&f);
}

static void more_workers_than_cores_are_left_out(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 6, .0004);
	struct fit fit = fit_fixture(&f, FIT_USL, 16, 1);

	assert_false(fit.known);
	assert_string_equal(fit.reason, "5 worker counts up to the number of "
					"cores, 6 are needed");
	fit = fit_fixture(&f, FIT_AMDAHL, 8, 1);
	assert_true(fit.known);
	assert_int_equal(fit.most_workers, 8);
	fit = fit_fixture(&f, FIT_AMDAHL, 4, 1);
	assert_false(fit.known);
	/* a curve of one point */
	fit = fit_fixture(&f, FIT_AMDAHL, 32, N_COUNTS + 1);
	assert_false(fit.known);
	assert_int_equal(fit.n_counts, 2);
	fixture_fini(&f);
}

static void what_waits_is_not_fitted(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 6, 0);
	for (size_t i = 0; i < f.n_samples; i++)
		f.samples[i].cpu_user_s *= .5;
	struct fit fit = fit_fixture(&f, FIT_AMDAHL, 32, 1);

	assert_false(fit.known);
	assert_non_null(strstr(fit.reason, "waits"));
	fixture_fini(&f);
}

static void weak_scaling_has_no_serial_fraction(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 6, 0);
	for (unsigned i = 0; i < f.n_cells; i++)
		fixture_set(&f.cells[i].scaling, "weak");
	assert_false(fit_fixture(&f, FIT_AMDAHL, 32, 1).known);
	assert_true(fit_fixture(&f, FIT_USL, 32, 1).known);
	fixture_fini(&f);
}

/* A block without its 32 workers has 5 counts left: enough for Amdahl. */
static void blocks_that_lack_points(void **state)
{
	struct fixture f;

	(void)state;
	measure(&f, 7, 0);
	for (size_t i = 0; i < f.n_samples; i++)
		if (f.samples[i].block < 2 &&
		    f.cells[f.samples[i].cell].workers == 32)
			fixture_taint(&f.samples[i]);
	assert_int_equal(fit_fixture(&f, FIT_USL, 32, 1).sigma.n, 5);
	assert_int_equal(fit_fixture(&f, FIT_AMDAHL, 32, 1).sigma.n, 7);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_points_give_exact_parameters),
		cmocka_unit_test(agrees_with_r),
		cmocka_unit_test(points_that_cannot_be_are_refused),
		cmocka_unit_test(median_over_blocks),
		cmocka_unit_test(too_few_blocks_no_interval),
		cmocka_unit_test(more_workers_than_cores_are_left_out),
		cmocka_unit_test(what_waits_is_not_fitted),
		cmocka_unit_test(weak_scaling_has_no_serial_fraction),
		cmocka_unit_test(blocks_that_lack_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
