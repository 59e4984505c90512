/*
 * The feed-forward part of one transformer block in the sizes of nanoGPT's
 * CPU configuration: n_embd = 128 wide, 4 x 128 = 512 hidden, on 12 x 64 = 768
 * tokens a mini-batch. A token is an image of 8 x 8 pixels, embedded by a
 * matrix as vision transformers do with patches:
 *
 *   e = x We + be                     64 -> 128
 *   r = e + gelu(e W1 + b1) W2 + b2   128 -> 512 -> 128, and the residual
 *   z = r Wh + bh                     128 -> 10, softmax, cross-entropy
 *
 * Forward, backward and plain SGD in double precision, without: attention,
 * layer norm, the block's other three copies, AdamW. The time goes into
 * W1 and W2: six products of 768 x 128 x 512 a step, 0.6 GFLOP.
 * train_step_numpy.py has its twin.
 */
#include "workloads/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/lines.h"
#include "workloads/product.h"

#define WIDTH 128 /* n_embd */

/* One matrix [n_in][n_out] and its biases, within the block of weights. */
struct layer {
	size_t n_in, n_out, at;
};

enum {
	EMBED,
	WIDEN,
	NARROW,
	HEAD,
	N_LAYERS
};

struct feed_forward {
	struct layer layers[N_LAYERS];
	size_t n_weights, n_hidden, n;     /* n: images of a mini-batch */
	double *x, *e, *a, *t, *h, *r, *z; /* n rows each; t: tanh in GELU */
	double *dr, *dh, *scratch;
};

/* Returns the size of the whole block. */
static size_t lay_out(struct layer layers[N_LAYERS], size_t n_hidden)
{
	const size_t sizes[N_LAYERS][2] = {
		[EMBED] = { N_PIXELS, WIDTH },
		[WIDEN] = { WIDTH, n_hidden },
		[NARROW] = { n_hidden, WIDTH },
		[HEAD] = { WIDTH, N_CLASSES },
	};
	size_t at = 0;

	for (unsigned i = 0; i < N_LAYERS; i++) {
		layers[i] = (struct layer){ sizes[i][0], sizes[i][1], at };
		at += net_padded((sizes[i][0] + 1) * sizes[i][1]);
	}
	return at;
}

static size_t n_weights(size_t n_hidden)
{
	struct layer layers[N_LAYERS];

	return lay_out(layers, n_hidden);
}

static void free_room(void *room)
{
	struct feed_forward *f = room;

	free(f->x);
	free(f);
}

static void *new_room(size_t n_hidden, size_t n_batch)
{
	struct feed_forward *f = lines_alloc(sizeof(*f));
	size_t widest = n_hidden > n_batch ? n_hidden : n_batch;

	if (!f)
		return NULL;
	f->n_weights = lay_out(f->layers, n_hidden);
	f->n_hidden = n_hidden;
	f->n = n_batch;
	if (widest < WIDTH)
		widest = WIDTH;
	double **const parts[] = { &f->x, &f->e, &f->a,  &f->t, &f->h,
				   &f->r, &f->z, &f->dr, &f->dh };
	const size_t widths[] = { N_PIXELS,  WIDTH,    n_hidden,
				  n_hidden,  n_hidden, WIDTH,
				  N_CLASSES, WIDTH,    n_hidden };
	size_t n = lines_doubles(product_scratch(widest));

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++)
		n += lines_doubles(n_batch * widths[i]);
	double *at = lines_alloc(n * sizeof(double));

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		*parts[i] = at;
		at += at ? lines_doubles(n_batch * widths[i]) : 0;
	}
	f->scratch = at;
	if (f->x)
		return f;
	free_room(f);
	return NULL;
}

static void start(void *room, double *weights, struct rng *rng)
{
	const struct feed_forward *f = room;

	memset(weights, 0, f->n_weights * sizeof(double));
	for (unsigned i = 0; i < N_LAYERS; i++) {
		const struct layer *l = &f->layers[i];

		net_draw(weights + l->at, l->n_out, l->n_in, l->n_out, rng);
	}
}

static const double *biases(const struct layer *l, const double *weights)
{
	return weights + l->at + l->n_in * l->n_out;
}

/* out = in W + b, or out += in W + b. */
static void apply(const struct feed_forward *f, unsigned layer,
		  const double *weights, const double *in, double *out)
{
	const struct layer *l = &f->layers[layer];
	const double *b = biases(l, weights);

	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < l->n_out; j++)
			out[i * l->n_out + j] += b[j];
	product_add(out, f->n, l->n_out, l->n_in, product_rows(in, l->n_in),
		    product_rows(weights + l->at, l->n_out), f->scratch);
}

static void clear(double *matrix, size_t n_rows, size_t n_columns)
{
	memset(matrix, 0, n_rows * n_columns * sizeof(double));
}

/* The form of GELU that GPT-2 computes (Hendrycks and Gimpel 2016). */
#define GELU_SCALE 0.79788456080286535588 /* sqrt(2 / pi) */
#define GELU_CUBE 0.044715

static void gelu(struct feed_forward *f)
{
	for (size_t i = 0; i < f->n * f->n_hidden; i++) {
		double a = f->a[i];

		f->t[i] = tanh(GELU_SCALE * (a + GELU_CUBE * a * a * a));
		f->h[i] = 0.5 * a * (1 + f->t[i]);
	}
}

/* dh becomes the error before GELU. */
static void gelu_backward(struct feed_forward *f)
{
	for (size_t i = 0; i < f->n * f->n_hidden; i++) {
		double a = f->a[i], t = f->t[i];
		double slope = GELU_SCALE * (1 + 3 * GELU_CUBE * a * a);

		f->dh[i] *= 0.5 * (1 + t + a * (1 - t * t) * slope);
	}
}

static void forward(struct feed_forward *f, const double *weights,
		    const struct digits *digits, const unsigned *images)
{
	for (size_t i = 0; i < f->n; i++)
		memcpy(f->x + i * N_PIXELS,
		       digits->images + (size_t)images[i] * N_PIXELS,
		       N_PIXELS * sizeof(double));
	clear(f->e, f->n, WIDTH);
	apply(f, EMBED, weights, f->x, f->e);
	clear(f->a, f->n, f->n_hidden);
	apply(f, WIDEN, weights, f->e, f->a);
	gelu(f);
	memcpy(f->r, f->e, f->n * WIDTH * sizeof(double));
	apply(f, NARROW, weights, f->h, f->r);
	clear(f->z, f->n, N_CLASSES);
	apply(f, HEAD, weights, f->r, f->z);
}

/* The gradient of a layer: in^T error. */
static void descend(const struct feed_forward *f, unsigned layer,
		    const double *in, const double *error, double *gradient)
{
	const struct layer *l = &f->layers[layer];
	double *b = gradient + l->at + l->n_in * l->n_out;

	product_add(gradient + l->at, l->n_in, l->n_out, f->n,
		    product_columns(in, l->n_in), product_rows(error, l->n_out),
		    f->scratch);
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < l->n_out; j++)
			b[j] += error[i * l->n_out + j];
}

/* What the layer says of its input: in_error += error W^T. */
static void pass_back(const struct feed_forward *f, unsigned layer,
		      const double *weights, const double *error,
		      double *in_error)
{
	const struct layer *l = &f->layers[layer];

	product_add(in_error, f->n, l->n_in, l->n_out,
		    product_rows(error, l->n_out),
		    product_columns(weights + l->at, l->n_out), f->scratch);
}

static double learn(void *room, const double *weights,
		    const struct digits *digits, const unsigned *images,
		    double *gradient)
{
	struct feed_forward *f = room;
	double loss = 0;

	forward(f, weights, digits, images);
	for (size_t i = 0; i < f->n; i++) {
		double *z = f->z + i * N_CLASSES;
		unsigned label = digits->labels[images[i]];

		loss += net_softmax(z, label);
		z[label] -= 1;
	}
	memset(gradient, 0, f->n_weights * sizeof(double));
	descend(f, HEAD, f->r, f->z, gradient);
	clear(f->dr, f->n, WIDTH);
	pass_back(f, HEAD, weights, f->z, f->dr);
	descend(f, NARROW, f->h, f->dr, gradient);
	clear(f->dh, f->n, f->n_hidden);
	pass_back(f, NARROW, weights, f->dr, f->dh);
	gelu_backward(f);
	descend(f, WIDEN, f->e, f->dh, gradient);
	pass_back(f, WIDEN, weights, f->dh, f->dr);
	descend(f, EMBED, f->x, f->dr, gradient);
	return loss;
}

static void recognise(void *room, const double *weights,
		      const struct digits *digits, const unsigned *images,
		      unsigned *classes)
{
	struct feed_forward *f = room;

	forward(f, weights, digits, images);
	for (size_t i = 0; i < f->n; i++)
		classes[i] = net_largest(f->z + i * N_CLASSES);
}

const struct net net_feed_forward = {
	.preset = "nanogpt-cpu",
	.chain = 2,
	.n_proof_steps = 80,
	.n_proof_images = 9600,
	.n_weights = n_weights,
	.new_room = new_room,
	.start = start,
	.learn = learn,
	.recognise = recognise,
	.free_room = free_room,
};
