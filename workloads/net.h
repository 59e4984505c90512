/*
 * What train-step trains: a network that classifies digits. One constant
 * descriptor for each; its weights are one block of doubles, and a gradient
 * has the same shape.
 */
#ifndef GILBENCH_WORKLOADS_NET_H
#define GILBENCH_WORKLOADS_NET_H

#include <stddef.h>

#include "base/rng.h"
#include "workloads/digits.h"

struct net {
	const char *preset; /* the value of the parameter that selects it */
	/* Steps of a chain, all on one model. */
	unsigned chain;
	/*
	 * Steps, and images in all, after which it knows 90 % of the digits
	 * that it never saw.
	 */
	unsigned n_proof_steps, n_proof_images;

	/* Doubles in the block of weights, a multiple of NET_BLOCK. */
	size_t (*n_weights)(size_t n_hidden);
	/* Room for a mini-batch of n_batch images; NULL: out of memory. */
	void *(*new_room)(size_t n_hidden, size_t n_batch);
	/* A new model, drawn from the stream. */
	void (*start)(void *room, double *weights, struct rng *rng);
	/*
	 * Forward and backward through a mini-batch: images[0 ... n_batch - 1]
	 * are numbers of digits. Sets the gradient, summed over the batch, and
	 * returns the loss (cross-entropy), likewise.
	 */
	double (*learn)(void *room, const double *weights,
			const struct digits *digits, const unsigned *images,
			double *gradient);
	/* Which digits it takes a mini-batch for. */
	void (*recognise)(void *room, const double *weights,
			  const struct digits *digits, const unsigned *images,
			  unsigned *classes);
	void (*free_room)(void *room);
};

extern const struct net net_perceptron;
extern const struct net net_feed_forward;

/* Softmax in place of the logits; returns the cross-entropy. */
double net_softmax(double *z, unsigned label);
/* The largest of the logits. */
unsigned net_largest(const double *z);

/* An inner loop of so many doubles is vectorised even by gcc -O2. */
#define NET_BLOCK 4

/* n rounded up to whole blocks. */
static inline size_t net_padded(size_t n)
{
	return (n + NET_BLOCK - 1) / NET_BLOCK * NET_BLOCK;
}

/* y += a x, n in whole blocks. Calls would cost a perceptron 17 us a unit. */
static inline void net_add_scaled(double *restrict y, double a,
				  const double *restrict x, size_t n)
{
	for (size_t i = 0; i < n; i += NET_BLOCK)
		for (size_t k = 0; k < NET_BLOCK; k++)
			y[i + k] += a * x[i + k];
}

/*
 * Uniform in +-sqrt(6 / (n_in + n_out)) (Glorot and Bengio 2010): the weights
 * of a layer, all of the first output before those of the second. Weight i of
 * output j goes to w[i * width + j].
 */
void net_draw(double *w, size_t width, size_t n_in, size_t n_out,
	      struct rng *rng);

#endif
