/*
 * train-step: one unit is one mini-batch of training on real handwritten
 * digits: forward, backward and the update, plain stochastic gradient descent.
 * What is trained is a net (net.h). train_step.py is the twin.
 *
 * Units form chains. A chain starts from a model and goes through batches that
 * are drawn from (seed, number of the chain), so a chain's result does not
 * depend on who computes it. The unit's checksum is its loss.
 *
 * With sync=step the unit is a micro-batch, drawn from (seed, unit); a step is
 * micro_batches of them, whose gradients are averaged for one update of the
 * model that all workers have (train_sync.h). Who computes which makes no
 * difference to a loss.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/digits.h"
#include "workloads/lines.h"
#include "workloads/net.h"
#include "workloads/train_sync.h"
#include "workloads/workload.h"

/* Streams of the seed that are no chain's number. */
#define PROOF_STREAM UINT64_MAX
#define UNIT_STREAMS ((uint64_t)1 << 63) /* plus the unit: sync=step */

enum {
	MIN_BATCH = 8,
	MAX_BATCH = 768,
	PROOF_BATCH = 64 /* images of a step of the proof */
};

/*
 * Within these limits, and those of the rate in obstacle(), every model
 * reaches 90 % in the proof's steps.
 */
static const struct param params[] = {
	{ "preset", PARAM_CHOICE, "digits", "digits,nanogpt-cpu", 0, 0,
	  "what is trained: a small perceptron, or a feed-forward block of "
	  "nanoGPT's size",
	  .later = true },
	{ "hidden", PARAM_COUNT, "16", NULL, 12, 512,
	  "units of the hidden layer" },
	{ "batch", PARAM_COUNT, "12", NULL, MIN_BATCH, MAX_BATCH,
	  "images in a mini-batch, or in a micro-batch" },
	{ "lr", PARAM_REAL, "0.8", NULL, 0.2, 0.8, "learning rate" },
	{ "sync", PARAM_CHOICE, "none", "none,step", 0, 0,
	  "each worker trains for itself, or all train one model together",
	  .later = true },
	{ "micro_batches", PARAM_COUNT, "8", NULL, 1, 64,
	  "of a step, with sync=step: shared out to the workers",
	  .later = true },
	{ 0 },
};

static const char *const nanogpt_values[] = { "hidden=512", "batch=768",
					      "lr=0.2", NULL };
static const struct param_preset presets[] = {
	{ "nanogpt-cpu", nanogpt_values },
	{ 0 },
};

struct train_step {
	const struct net *net;
	struct digits digits;
	void *room;
	double *weights;
	size_t n_weights;
	unsigned *images; /* of the mini-batch */
	size_t n_hidden;
	unsigned batch;
	double rate;
	uint64_t seed;
	struct rng rng;         /* the chain's */
	uint64_t next;          /* the unit that the model is ready for */
	bool together;          /* sync=step */
	struct train_sync sync; /* has the gradient, in any case */
};

static const struct net *net_of(const struct settings *settings)
{
	const char *preset = settings_get(settings, "preset");

	return strcmp(preset, net_feed_forward.preset) == 0 ? &net_feed_forward
							    : &net_perceptron;
}

static bool is_together(const struct settings *settings)
{
	return settings_is(settings, "sync", "step");
}

/* Units of a step: micro-batches, or the one mini-batch. */
static unsigned n_micro_of(const struct settings *settings)
{
	return is_together(settings)
		       ? (unsigned)settings_count(settings, "micro_batches")
		       : 1;
}

static void start_model(struct train_step *t, uint64_t stream)
{
	rng_init(&t->rng, t->seed, stream);
	t->net->start(t->room, t->weights, &t->rng);
}

static void draw(struct train_step *t, struct rng *rng)
{
	const struct digits *d = &t->digits;

	for (unsigned i = 0; i < t->batch; i++)
		t->images[i] = d->order[rng_below(rng, d->n_training)];
}

/* Against the gradient, which is a sum over the images of a step. */
static void update(struct train_step *t, double rate, const double *gradient)
{
	net_add_scaled(t->weights, -rate / t->batch / t->sync.n_micro, gradient,
		       t->n_weights);
}

/* One mini-batch; returns its mean loss before the update. */
static double step(struct train_step *t, double rate)
{
	double *gradient = train_sync_gradient(&t->sync, 0);

	draw(t, &t->rng);
	double loss = t->net->learn(t->room, t->weights, &t->digits, t->images,
				    gradient);

	update(t, rate, gradient);
	return loss / t->batch;
}

static int64_t checksum_of(double loss)
{
	return llround(loss * 0x1p20);
}

/*
 * Micro-batch number `unit` of a stream, if it is this worker's; with the
 * last of a step the update. Adds to *checksum. 0 or -1.
 */
static int micro_step(struct train_step *t, uint64_t unit, double rate,
		      uint64_t *checksum, struct why *why)
{
	unsigned m = (unsigned)(unit % t->sync.n_micro);
	struct rng rng;

	if (train_sync_is_own(&t->sync, m)) {
		rng_init(&rng, t->seed, UNIT_STREAMS + unit);
		draw(t, &rng);
		*checksum += (uint64_t)checksum_of(
			t->net->learn(t->room, t->weights, &t->digits,
				      t->images,
				      train_sync_gradient(&t->sync, m)) /
			t->batch);
	}
	if (m + 1 < t->sync.n_micro)
		return 0;
	const double *sum = train_sync_sum(&t->sync);

	if (!sum)
		return why_set(why, "another worker has ended");
	update(t, rate, sum);
	return 0;
}

/* The model of the chain, after `n` of its units. 0 or -1. */
static int rewind_chain(struct train_step *t, uint64_t first, uint64_t n,
			struct why *why)
{
	uint64_t ignored = 0;

	start_model(t, first / t->net->chain / t->sync.n_micro);
	for (uint64_t u = first; u < first + n; u++) {
		if (!t->together)
			step(t, t->rate);
		else if (micro_step(t, u, t->rate, &ignored, why) < 0)
			return -1;
	}
	return 0;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct train_step *t = state;
	uint64_t n = u % ((uint64_t)t->net->chain * t->sync.n_micro);

	if ((n == 0 || u != t->next) && rewind_chain(t, u - n, n, why) < 0)
		return -1;
	t->next = u + 1;
	if (t->together)
		return micro_step(t, u, t->rate, checksum, why);
	*checksum += (uint64_t)checksum_of(step(t, t->rate));
	return 0;
}

/* The share of the held-out digits that the model knows. */
static double accuracy(struct train_step *t)
{
	const struct digits *d = &t->digits;
	unsigned classes[MAX_BATCH], n_right = 0;

	for (unsigned i = d->n_training; i < d->n; i += t->batch) {
		for (unsigned k = 0; k < t->batch; k++)
			t->images[k] = d->order[i + k < d->n ? i + k : i];
		t->net->recognise(t->room, t->weights, d, t->images, classes);
		for (unsigned k = 0; k < t->batch && i + k < d->n; k++)
			n_right += classes[k] == d->labels[t->images[k]];
	}
	return (double)n_right / (d->n - d->n_training);
}

/* At least so many steps, and at least so many images. */
static unsigned n_proof_steps(const struct train_step *t)
{
	unsigned n = t->net->n_proof_images / (t->batch * t->sync.n_micro);

	return n > t->net->n_proof_steps ? n : t->net->n_proof_steps;
}

/* On one model; the rate falls to 0. 0 or -1. */
static int train(struct train_step *t, struct why *why)
{
	unsigned n_micro = t->sync.n_micro, n = n_proof_steps(t);
	uint64_t ignored = 0;

	start_model(t, PROOF_STREAM);
	for (unsigned i = 0; i < n; i++) {
		double rate = t->rate * (n - i) / n;

		if (!t->together)
			step(t, rate);
		for (unsigned m = 0; t->together && m < n_micro; m++)
			if (micro_step(t, (uint64_t)i * n_micro + m, rate,
				       &ignored, why) < 0)
				return -1;
	}
	return 0;
}

/*
 * By the same steps, of no more than PROOF_BATCH images if they may be as
 * few: large mini-batches would teach no more, and take minutes.
 */
static int prove(void *state, double *merit, struct why *why)
{
	struct train_step *t = state;
	unsigned batch = t->batch, small = PROOF_BATCH / t->sync.n_micro;
	void *room = t->room;
	int rc;

	t->next = UINT64_MAX; /* the model is no longer the chain's */
	if (small < MIN_BATCH)
		small = MIN_BATCH;
	if (small < batch)
		t->batch = small;
	t->room = t->net->new_room(t->n_hidden, t->batch);
	rc = t->room ? train(t, why) : why_set(why, "out of memory");
	if (rc == 0)
		*merit = accuracy(t);
	if (t->room)
		t->net->free_room(t->room);
	t->room = room;
	t->batch = batch;
	return rc;
}

static void join(void *state, const struct crew *crew)
{
	struct train_step *t = state;

	train_sync_join(&t->sync, crew);
	t->next = UINT64_MAX;
}

static void discard(void *state)
{
	struct train_step *t = state;

	digits_fini(&t->digits);
	train_sync_fini(&t->sync);
	if (t->room)
		t->net->free_room(t->room);
	free(t->weights);
	free(t->images);
	free(t);
}

/* All memory but the digits'. 0 or -1. */
static int allocate(struct train_step *t, unsigned n_micro)
{
	t->n_weights = t->net->n_weights(t->n_hidden);
	t->room = t->net->new_room(t->n_hidden, t->batch);
	t->weights = lines_alloc(t->n_weights * sizeof(double));
	t->images = lines_alloc(t->batch * sizeof(*t->images));
	if (train_sync_init(&t->sync, n_micro, t->n_weights) < 0)
		return -1;
	return t->room && t->weights && t->images ? 0 : -1;
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct train_step *t = lines_alloc(sizeof(*t));

	if (!t) {
		why_set(why, "out of memory");
		return NULL;
	}
	t->net = net_of(settings);
	t->batch = (unsigned)settings_count(settings, "batch");
	t->rate = settings_number(settings, "lr");
	t->seed = settings_count(settings, "seed");
	t->together = is_together(settings);
	t->next = UINT64_MAX;
	t->n_hidden = settings_count(settings, "hidden");
	int rc = allocate(t, n_micro_of(settings));

	if (rc < 0)
		why_set(why, "out of memory");
	else
		rc = digits_load(&t->digits, settings_get(settings, "shipped"),
				 why);
	if (rc == 0)
		return t;
	discard(t);
	return NULL;
}

/* A proof of 2 chains, and of one where steps are of several units. */
static void extent(const struct settings *settings, unsigned *chain,
		   unsigned *n_proof)
{
	*chain = net_of(settings)->chain * n_micro_of(settings);
	*n_proof = is_together(settings) ? *chain : 2 * *chain;
}

static size_t shared_bytes(const struct settings *settings)
{
	const struct net *net = net_of(settings);
	size_t n_weights = net->n_weights(settings_count(settings, "hidden"));

	return is_together(settings)
		       ? train_sync_bytes(n_micro_of(settings), n_weights)
		       : 0;
}

static const char *obstacle(const struct settings *settings, enum kernel kernel,
			    const char *executor, unsigned n_workers)
{
	(void)executor;
	if (is_together(settings) && n_workers > n_micro_of(settings))
		return "too-few-micro-batches: there are more workers than "
		       "micro-batches in a step (--param micro_batches)";
	double rate = settings_number(settings, "lr");
	const struct net *net = net_of(settings);

	if (net == &net_perceptron && rate < 0.3)
		return "not-learning: preset=digits needs lr=0.3 or more";
	if (net == &net_feed_forward && (rate < 0.2 || rate > 0.25))
		return "not-learning: preset=nanogpt-cpu needs an lr between "
		       "0.2 and 0.25";
	if (kernel == KERNEL_PYTHON && net == &net_feed_forward)
		return "too-slow: a step of nanogpt-cpu takes pure Python "
		       "some 6 s, and a proof many of them";
	return NULL;
}

const struct workload train_step_workload = {
	.name = "train-step",
	.module = "train_step",
	.summary = "training steps of a small neural network on real digits",
	.unit = "mini-batch",
	.class = CLASS_CPU,
	.in_default_plan = true,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD | 1u << KERNEL_NUMPY |
		   1u << KERNEL_TORCH,
	.chain = 1, /* see extent() */
	.n_proof = 1,
	.extent = extent,
	.obstacle = obstacle,
	.shared_bytes = shared_bytes,
	.join = join,
	/*
	 * Losses of the kernels differ by 2e-15 at most (sums of Python 3.12
	 * and later round less): a step of the checksum, at a tie.
	 */
	.tolerance = 1,
	.merit = "accuracy",
	.merit_low = 0.90,
	.params = params,
	.presets = presets,
	.prepare = prepare,
	.compute = compute,
	.prove = prove,
	.discard = discard,
};
