/*
 * What this machine's floating-point units give, and what OpenBLAS makes of
 * it, on one thread, without gilbench and without Python:
 *
 *   blas core                 whose kernels OpenBLAS has chosen
 *   blas peak                 FLOP/s of a loop of fused multiply-adds
 *   blas matmul N             products per second of N x N doubles
 *   blas train-step H B       steps per second: hidden units, mini-batch
 *
 * The train-step is the workload's: forward, softmax, backward, update, a
 * layer being a product; the images are random, which no time depends on.
 * Compiled by bench/blas with -O3 -march=native, unlike gilbench's kernels.
 */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_PIXELS 64
#define N_CLASSES 10
#define LONG_S 0.3

void openblas_set_num_threads(int n);
char *openblas_get_corename(void);

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double *random_doubles(size_t n)
{
	double *x = malloc(n * sizeof(*x));

	for (size_t i = 0; x && i < n; i++)
		x[i] = (double)rand() / RAND_MAX - .5;
	return x;
}

/* --- peak --------------------------------------------------------------- */

/* Vectors as wide as the machine's; as many chains as hide the latency. */
#ifdef __AVX512F__
#define WIDTH 8
#else
#define WIDTH 4
#endif
#define CHAINS 10

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));

/* FLOP done; the result is used, so that none is left out. */
static double multiply_add(unsigned long n, double *sink)
{
	vector a[CHAINS], x, y;

	for (int k = 0; k < WIDTH; k++) {
		x[k] = 0.999 + k * 1e-6;
		y[k] = 1e-3;
	}
	for (int i = 0; i < CHAINS; i++)
		a[i] = x + i;
	for (unsigned long j = 0; j < n; j++)
#pragma GCC unroll 10
		for (int i = 0; i < CHAINS; i++)
			a[i] = a[i] * x + y;
	for (int i = 0; i < CHAINS; i++)
		*sink += a[i][0];
	return 2. * CHAINS * WIDTH * (double)n;
}

static double peak(void)
{
	double sink = 0, best = 0;

	for (double end = now_s() + LONG_S; now_s() < end;) {
		double start = now_s(), flop = multiply_add(1000000, &sink);

		best = fmax(best, flop / (now_s() - start));
	}
	return sink == 0 ? 0 : best;
}

/* --- matmul ------------------------------------------------------------- */

static double matmul(int n)
{
	size_t size = (size_t)n * (size_t)n;
	double *a = random_doubles(size), *b = random_doubles(size);
	double *c = random_doubles(size), start = 0;
	unsigned long n_done = 0;

	/* the first is not timed */
	for (; !start || now_s() < start + LONG_S; n_done++) {
		cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n,
			    1, a, n, b, n, 0, c, n);
		if (!start) {
			start = now_s();
			n_done--;
		}
	}
	double rate = (double)n_done / (now_s() - start);

	free(a);
	free(b);
	free(c);
	return rate;
}

/* --- train-step --------------------------------------------------------- */

struct step {
	int hidden, batch;
	double *x, *w1, *b1, *w2, *b2, *h, *z, *delta, *ones;
};

/* c = alpha op(a) op(b) + beta c */
static void product(CBLAS_TRANSPOSE op_a, CBLAS_TRANSPOSE op_b, int m, int n,
		    int k, double alpha, const double *a, const double *b,
		    double beta, double *c)
{
	cblas_dgemm(CblasRowMajor, op_a, op_b, m, n, k, alpha, a,
		    op_a == CblasTrans ? m : k, b, op_b == CblasTrans ? k : n,
		    beta, c, n);
}

static void forward(struct step *s)
{
	size_t width = (size_t)s->hidden;

	for (int i = 0; i < s->batch; i++) {
		memcpy(s->h + (size_t)i * width, s->b1, width * sizeof(double));
		memcpy(s->z + i * N_CLASSES, s->b2, N_CLASSES * sizeof(double));
	}
	product(CblasNoTrans, CblasNoTrans, s->batch, s->hidden, N_PIXELS, 1,
		s->x, s->w1, 1, s->h);
	for (int i = 0; i < s->batch * s->hidden; i++)
		s->h[i] = tanh(s->h[i]);
	product(CblasNoTrans, CblasNoTrans, s->batch, N_CLASSES, s->hidden, 1,
		s->h, s->w2, 1, s->z);
}

/* Errors of the logits in place of them. */
static void softmax(double *z, int label)
{
	double top = z[0], sum = 0;

	for (int k = 1; k < N_CLASSES; k++)
		top = fmax(top, z[k]);
	for (int k = 0; k < N_CLASSES; k++)
		sum += z[k] = exp(z[k] - top);
	for (int k = 0; k < N_CLASSES; k++)
		z[k] /= sum;
	z[label] -= 1;
}

static void backward(struct step *s, double rate)
{
	product(CblasNoTrans, CblasTrans, s->batch, s->hidden, N_CLASSES, 1,
		s->z, s->w2, 0, s->delta);
	for (int i = 0; i < s->batch * s->hidden; i++)
		s->delta[i] *= 1 - s->h[i] * s->h[i];
	product(CblasTrans, CblasNoTrans, N_PIXELS, s->hidden, s->batch, -rate,
		s->x, s->delta, 1, s->w1);
	product(CblasTrans, CblasNoTrans, s->hidden, N_CLASSES, s->batch, -rate,
		s->h, s->z, 1, s->w2);
	product(CblasNoTrans, CblasNoTrans, 1, s->hidden, s->batch, -rate,
		s->ones, s->delta, 1, s->b1);
	product(CblasNoTrans, CblasNoTrans, 1, N_CLASSES, s->batch, -rate,
		s->ones, s->z, 1, s->b2);
}

static double train_step(int hidden, int batch)
{
	size_t h = (size_t)hidden, b = (size_t)batch;
	struct step s = {
		.hidden = hidden,
		.batch = batch,
		.x = random_doubles(b * N_PIXELS),
		.w1 = random_doubles(N_PIXELS * h),
		.b1 = random_doubles(h),
		.w2 = random_doubles(h * N_CLASSES),
		.b2 = random_doubles(N_CLASSES),
		.h = random_doubles(b * h),
		.z = random_doubles(b * N_CLASSES),
		.delta = random_doubles(b * h),
		.ones = random_doubles(b),
	};
	unsigned long n_done = 0;
	double start = now_s();

	for (int i = 0; i < batch; i++)
		s.ones[i] = 1;
	for (; now_s() < start + LONG_S; n_done++) {
		forward(&s);
		for (int i = 0; i < batch; i++)
			softmax(s.z + i * N_CLASSES, i % N_CLASSES);
		backward(&s, 0.8 / batch);
	}
	return (double)n_done / (now_s() - start);
}

int main(int argc, char **argv)
{
	openblas_set_num_threads(1);
	if (argc == 2 && strcmp(argv[1], "core") == 0)
		puts(openblas_get_corename());
	else if (argc == 2 && strcmp(argv[1], "peak") == 0)
		printf("%.9g\n", peak());
	else if (argc == 3 && strcmp(argv[1], "matmul") == 0)
		printf("%.9g\n", matmul(atoi(argv[2])));
	else if (argc == 4 && strcmp(argv[1], "train-step") == 0)
		printf("%.9g\n", train_step(atoi(argv[2]), atoi(argv[3])));
	else
		return 2;
	return 0;
}
