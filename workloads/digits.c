/*
 * Reading the shipped digits (IDX files, as MNIST's) and splitting them into
 * those to train on and those to be recognised.
 */
#include "workloads/digits.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/rng.h"
#include "workloads/idx.h"
#include "workloads/lines.h"

/* The held-out digits are the same for every seed: every fifth of these. */
#define SPLIT_SEED 1797
#define HELD_OUT 5

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
	digits->images = lines_alloc(images->n_items * sizeof(double));
	digits->labels = lines_alloc(digits->n);
	digits->order = lines_alloc(digits->n * sizeof(unsigned));
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

int digits_load(struct digits *digits, const char *directory, struct why *why)
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

void digits_fini(struct digits *digits)
{
	free(digits->images);
	free(digits->labels);
	free(digits->order);
}
