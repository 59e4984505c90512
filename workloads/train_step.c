/*
 * train-step: one unit is one mini-batch of training: forward, backward and
 * the update (plain stochastic gradient descent) of a perceptron with one
 * hidden layer, 64 pixels -> tanh -> softmax over 10 digits, on real
 * handwritten digits. train_step.py is its twin.
 *
 * Units form chains of CHAIN steps. A chain starts from a model and goes
 * through batches that are drawn from (seed, number of the chain), so a
 * chain's result does not depend on who computes it. The unit's checksum is
 * its loss. Not here: any library of linear algebra; the loops run over
 * contiguous rows so that the compiler vectorises them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/idx.h"
#include "workloads/workload.h"

#define N_PIXELS 64
#define N_CLASSES 10
#define CHAIN 20
#define LINE 64 /* bytes of a cache line */
#define BLOCK 4 /* doubles */

/* Streams of the seed that are no chain's number. */
#define PROOF_STREAM UINT64_MAX
/* The held-out digits are the same for every seed: every fifth of these. */
#define SPLIT_SEED 1797
#define HELD_OUT 5

/*
 * With the rate falling to 0 the defaults then get 94.1 % or more of the
 * held-out digits right with each of the seeds 1 to 40.
 */
#define N_PROOF_STEPS 400

/* Within these limits every model reaches 90 % in the proof's steps. */
static const struct param params[] = {
	{ "hidden", PARAM_COUNT, "16", NULL, 12, 256,
	  "units of the hidden layer" },
	{ "batch", PARAM_COUNT, "12", NULL, 8, 128, "images in a mini-batch" },
	{ "lr", PARAM_REAL, "0.8", NULL, 0.3, 0.8, "learning rate" },
	{ 0 },
};

struct digits {
	unsigned n;
	double *images; /* n rows of N_PIXELS, 0 ... 1 */
	unsigned char *labels;
	unsigned *order; /* the first n_training are trained on */
	unsigned n_training;
};

/* The parts of the model in one block; the gradient has the same shape. */
struct layers {
	double *all;
	double *w1; /* [N_PIXELS][width]: a pixel's weights are contiguous */
	double *b1; /* [width] */
	double *w2; /* [width][N_CLASSES] */
	double *b2; /* [N_CLASSES] */
};

struct train_step {
	struct digits digits;
	struct layers model, gradient;
	double *h, *delta; /* [width]: activations, their errors */
	size_t hidden, n_weights;
	size_t width; /* hidden, rounded up to BLOCK: the rest stays 0 */
	unsigned batch;
	double rate;
	uint64_t seed;
	struct rng rng; /* the chain's */
	uint64_t next;  /* the unit that the model is ready for */
};

/* Whole cache lines of its own: no worker writes into another's. */
static void *alloc_lines(size_t n_bytes)
{
	size_t n = (n_bytes + LINE - 1) / LINE * LINE;
	void *lines = aligned_alloc(LINE, n);

	if (lines)
		memset(lines, 0, n);
	return lines;
}

static size_t round_up(size_t n)
{
	return (n + BLOCK - 1) / BLOCK * BLOCK;
}

static double *place(struct layers *layers, double *at, size_t width)
{
	layers->all = at;
	layers->w1 = at;
	layers->b1 = layers->w1 + N_PIXELS * width;
	layers->w2 = layers->b1 + width;
	layers->b2 = layers->w2 + width * N_CLASSES;
	return layers->b2 + round_up(N_CLASSES);
}

/*
 * y += a x, with n a multiple of BLOCK: an inner loop of fixed length is
 * vectorised by gcc -O2 too, which is what `configure` compiles with
 * (17 us a unit of 16 images rather than 26).
 */
static inline void add_scaled(double *restrict y, double a,
			      const double *restrict x, size_t n)
{
	for (size_t i = 0; i < n; i += BLOCK)
		for (size_t k = 0; k < BLOCK; k++)
			y[i + k] += a * x[i + k];
}

/* The same over the classes. */
static inline void add_classes(double *restrict y, double a,
			       const double *restrict x)
{
	for (size_t k = 0; k < N_CLASSES; k++)
		y[k] += a * x[k];
}

/* Uniform weights in +-sqrt(6 / (in + out)): Glorot and Bengio 2010. */
static void start_model(struct train_step *t, uint64_t stream)
{
	double r1 = sqrt(6.0 / (N_PIXELS + (double)t->hidden));
	double r2 = sqrt(6.0 / ((double)t->hidden + N_CLASSES));

	rng_init(&t->rng, t->seed, stream);
	memset(t->model.all, 0, t->n_weights * sizeof(double));
	for (size_t j = 0; j < t->hidden; j++)
		for (size_t i = 0; i < N_PIXELS; i++)
			t->model.w1[i * t->width + j] =
				(2 * rng_unit(&t->rng) - 1) * r1;
	for (size_t k = 0; k < N_CLASSES; k++)
		for (size_t j = 0; j < t->hidden; j++)
			t->model.w2[j * N_CLASSES + k] =
				(2 * rng_unit(&t->rng) - 1) * r2;
}

/* Activations to t->h, logits to z. */
static void forward(struct train_step *t, const double *x, double *z)
{
	const struct layers *m = &t->model;

	memcpy(t->h, m->b1, t->width * sizeof(double));
	for (size_t i = 0; i < N_PIXELS; i++)
		add_scaled(t->h, x[i], m->w1 + i * t->width, t->width);
	memcpy(z, m->b2, N_CLASSES * sizeof(double));
	for (size_t j = 0; j < t->hidden; j++) {
		t->h[j] = tanh(t->h[j]);
		add_classes(z, t->h[j], m->w2 + j * N_CLASSES);
	}
}

/* Softmax in place of the logits; returns the cross-entropy. */
static double softmax(double *z, unsigned label)
{
	double top = z[0], sum = 0;

	for (unsigned k = 1; k < N_CLASSES; k++)
		top = z[k] > top ? z[k] : top;
	double correct = z[label] - top;

	for (unsigned k = 0; k < N_CLASSES; k++)
		sum += z[k] = exp(z[k] - top);
	for (unsigned k = 0; k < N_CLASSES; k++)
		z[k] /= sum;
	return log(sum) - correct;
}

/* Add to the gradient what one image says; `error` is that of the logits. */
static void backward(struct train_step *t, const double *x, const double *error)
{
	const struct layers *m = &t->model, *g = &t->gradient;

	for (size_t j = 0; j < t->hidden; j++) {
		const double *w = m->w2 + j * N_CLASSES;
		double sum = 0;

		for (unsigned k = 0; k < N_CLASSES; k++)
			sum += error[k] * w[k];
		t->delta[j] = sum * (1 - t->h[j] * t->h[j]);
		add_classes(g->w2 + j * N_CLASSES, t->h[j], error);
	}
	add_classes(g->b2, 1, error);
	add_scaled(g->b1, 1, t->delta, t->width);
	for (size_t i = 0; i < N_PIXELS; i++)
		add_scaled(g->w1 + i * t->width, x[i], t->delta, t->width);
}

/* One mini-batch; returns its mean loss before the update. */
static double step(struct train_step *t, double rate)
{
	const struct digits *d = &t->digits;
	double z[N_CLASSES], loss = 0;

	memset(t->gradient.all, 0, t->n_weights * sizeof(double));
	for (unsigned b = 0; b < t->batch; b++) {
		unsigned image = d->order[rng_below(&t->rng, d->n_training)];
		const double *x = d->images + (size_t)image * N_PIXELS;

		forward(t, x, z);
		loss += softmax(z, d->labels[image]);
		z[d->labels[image]] -= 1;
		backward(t, x, z);
	}
	add_scaled(t->model.all, -rate / t->batch, t->gradient.all,
		   t->n_weights);
	return loss / t->batch;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct train_step *t = state;
	uint64_t first = u - u % CHAIN;
	double loss;

	(void)why;
	if (u == first || u != t->next) {
		start_model(t, u / CHAIN);
		for (uint64_t earlier = first; earlier < u; earlier++)
			step(t, t->rate);
	}
	loss = step(t, t->rate);
	t->next = u + 1;
	*checksum += (uint64_t)llround(loss * 0x1p20);
	return 0;
}

static int prove(void *state, double *merit, struct why *why)
{
	struct train_step *t = state;
	const struct digits *d = &t->digits;
	unsigned n_right = 0;
	double z[N_CLASSES];

	(void)why;
	t->next = UINT64_MAX; /* the model is no longer the chain's */
	start_model(t, PROOF_STREAM);
	for (unsigned i = 0; i < N_PROOF_STEPS; i++)
		step(t, t->rate * (N_PROOF_STEPS - i) / N_PROOF_STEPS);
	for (unsigned i = d->n_training; i < d->n; i++) {
		unsigned image = d->order[i], best = 0;

		forward(t, d->images + (size_t)image * N_PIXELS, z);
		for (unsigned k = 1; k < N_CLASSES; k++)
			if (z[k] > z[best])
				best = k;
		n_right += best == d->labels[image];
	}
	*merit = (double)n_right / (d->n - d->n_training);
	return 0;
}

/* Take the images and labels over into `digits`. */
static int take(struct digits *digits, const struct idx *images,
		const struct idx *labels, struct why *why)
{
	struct rng rng;

	if (images->sizes[1] * images->sizes[2] != N_PIXELS ||
	    images->sizes[0] != labels->sizes[0] || images->sizes[0] < HELD_OUT)
		return why_set(why, "images and labels do not go together");
	digits->n = images->sizes[0];
	digits->n_training = digits->n - digits->n / HELD_OUT;
	digits->images = alloc_lines(images->n_items * sizeof(double));
	digits->labels = alloc_lines(digits->n);
	digits->order = alloc_lines(digits->n * sizeof(unsigned));
	if (!digits->images || !digits->labels || !digits->order)
		return why_set(why, "out of memory");
	for (size_t i = 0; i < images->n_items; i++)
		digits->images[i] = images->items[i] / 16.0;
	for (unsigned i = 0; i < digits->n; i++) {
		if (labels->items[i] >= N_CLASSES)
			return why_set(why, "label %u is %u", i,
				       labels->items[i]);
		digits->labels[i] = labels->items[i];
	}
	rng_init(&rng, SPLIT_SEED, 0);
	rng_shuffle(&rng, digits->order, digits->n);
	return 0;
}

static int load(struct digits *digits, const char *directory, struct why *why)
{
	char *images_path =
		alloc_printf("%s/digits-images-idx3-ubyte.gz", directory);
	char *labels_path =
		alloc_printf("%s/digits-labels-idx1-ubyte.gz", directory);
	struct idx images = { 0 }, labels = { 0 };
	int rc = idx_read(&images, images_path, 3, why);

	if (rc == 0)
		rc = idx_read(&labels, labels_path, 1, why);
	if (rc == 0 && take(digits, &images, &labels, why) < 0)
		rc = why_context(why, "%s", directory);
	idx_fini(&images);
	idx_fini(&labels);
	free(images_path);
	free(labels_path);
	return rc;
}

static void discard(void *state)
{
	struct train_step *t = state;

	free(t->digits.images);
	free(t->digits.labels);
	free(t->digits.order);
	free(t->model.all);
	free(t);
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct train_step *t = alloc_lines(sizeof(*t));

	if (!t) {
		why_set(why, "out of memory");
		return NULL;
	}
	t->hidden = settings_count(settings, "hidden");
	t->batch = settings_count(settings, "batch");
	t->rate = settings_number(settings, "lr");
	t->seed = settings_count(settings, "seed");
	t->next = UINT64_MAX;
	t->width = round_up(t->hidden);
	t->n_weights =
		(N_PIXELS + 1 + N_CLASSES) * t->width + round_up(N_CLASSES);
	double *block =
		alloc_lines(2 * (t->n_weights + t->width) * sizeof(double));

	if (block) {
		t->h = place(&t->model, block, t->width);
		t->h = place(&t->gradient, t->h, t->width);
		t->delta = t->h + t->width;
	}
	if (load(&t->digits, settings_get(settings, "shipped"), why) < 0 ||
	    !block) {
		discard(t);
		return NULL;
	}
	return t;
}

const struct workload train_step_workload = {
	.name = "train-step",
	.module = "train_step",
	.summary = "training steps of a small neural network on real digits",
	.unit = "mini-batch",
	.class = CLASS_CPU,
	.in_default_plan = true,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD | 1u << KERNEL_NUMPY,
	.chain = CHAIN,
	.n_proof = 2 * CHAIN,
	/*
	 * Losses of the kernels differ by 2e-15 at most (sums of Python 3.12
	 * and later round less): a step of the checksum, at a tie.
	 */
	.tolerance = 1,
	.merit = "accuracy",
	.merit_low = 0.90,
	.params = params,
	.prepare = prepare,
	.compute = compute,
	.prove = prove,
	.discard = discard,
};
