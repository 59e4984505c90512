/*
 * What small files say about the fitness of a machine. Nothing is measured
 * or waited for here.
 */
#ifndef GILBENCH_MACHINE_SURVEY_H
#define GILBENCH_MACHINE_SURVEY_H

#include "model/fitness_facts.h"

/*
 * Fill in what the files below `root` tell ("" is this machine); the rest of
 * the facts stays as it is.
 */
void survey_files(struct fitness_facts *facts, const char *root);

/* Which programs and fonts are there that figures need. */
void survey_tools(struct fitness_facts *facts);

#endif
