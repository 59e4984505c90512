/* What `gilbench check --format json` prints. */
#ifndef GILBENCH_CLI_CHECK_JSON_H
#define GILBENCH_CLI_CHECK_JSON_H

#include <stdio.h>

#include "model/fitness.h"

/* One object: verdict, sentence, items, and the facts behind them. */
void check_json_print(FILE *file, const struct fitness_facts *facts,
		      const struct fitness_item *items, unsigned n,
		      const char *sentence, int exit_status);

#endif
