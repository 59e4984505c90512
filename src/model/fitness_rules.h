/* The rules of fitness.c: one row for each item, in the order of telling. */
#ifndef GILBENCH_MODEL_FITNESS_RULES_H
#define GILBENCH_MODEL_FITNESS_RULES_H

#include "model/fitness.h"

struct fitness_rule {
	const char *name; /* NULL ends the table */
	enum fitness_weight weight;
	/*
	 * Say what the facts are worth; an item of which nothing is said stays
	 * unknown.
	 */
	void (*judge)(const struct fitness_facts *facts,
		      struct fitness_item *item);
};

/* Of the machine as it is, and of what happens on it (fitness_noise.c). */
extern const struct fitness_rule fitness_machine_rules[];
extern const struct fitness_rule fitness_noise_rules[];

/* Say what was found, and what to do about it. */
void fitness_say(struct fitness_item *item, enum fitness_grade grade,
		 const char *format, ...) __attribute__((format(printf, 3, 4)));
void fitness_advise(struct fitness_item *item, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
