/*
 * A cell under judgement: the numbers that the rules look at. Private to the
 * findings.
 */
#ifndef GILBENCH_MODEL_TRIAL_H
#define GILBENCH_MODEL_TRIAL_H

#include <stdbool.h>

#include "model/findings.h"
#include "model/series.h"

/* What a rule looks at; a NAN bound decides nothing. */
struct evidence {
	/* S; F2: GIL wait / lost time; F6: threads / processes */
	struct interval ratio;
	struct interval share; /* S / C; F2 and F6: none */
};

struct trial {
	unsigned cell;
	const struct estimate *estimate, *serial;
	const struct estimate *control; /* GIL kept, as many threads; NULL */
	/* F6: the processes; F7b: the default build; else NULL */
	const struct estimate *rival;
	const struct estimate
		*missing;            /* what has no value, but should; NULL */
	double value, share;         /* medians that belong to the evidence */
	struct evidence evidence[2]; /* by enum history_rows */
	double bound;                /* what S cannot exceed; NAN: not known */
	unsigned n_pairs;
	bool on_cpus; /* it computes: the ceiling must show a gain */
	/* A gain is the GIL's if the control has none: the option that adds
	 * one. NULL: none is needed. */
	const char *control_by;
	bool short_waits;   /* too short beside a server on the same CPU */
	bool shows_nothing; /* this machine gains too little with so many */
	enum verdict verdict;
	bool leaves_open; /* partly, and the interval reaches to more */
	char reason[256]; /* of "cannot tell"; the measure may know one */
};

/*
 * Fill in value, share, evidence, bound, n_pairs of a trial that has its
 * cell, estimate and serial. False: the cell is no case of the statement, or
 * would be one with a value of `missing`.
 */
typedef bool trial_measure(const struct findings_input *input,
			   struct trial *trial);

trial_measure trial_gain;    /* F1, F4, F5 */
trial_measure trial_loss;    /* F2: where threads lose, and the meter saw it */
trial_measure trial_overlap; /* F3: against what the waits allow */
trial_measure trial_rivals;  /* F6: threads over as many processes */
trial_measure trial_free;    /* F7a: controlled by the same with the GIL on */
trial_measure trial_price;   /* F7b: serial, over the default build's time */

/* The serial estimate of the cell's group, or NULL. */
const struct estimate *trial_serial(const struct findings_input *input,
				    const struct cell *cell);
/* The same job with the GIL kept, by as many threads in the same places. */
const struct estimate *trial_control(const struct findings_input *input,
				     const struct cell *cell);

#endif
