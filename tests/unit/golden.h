/* Texts compared with files that are kept: tests/unit/golden. */
#ifndef GILBENCH_TESTS_GOLDEN_H
#define GILBENCH_TESTS_GOLDEN_H

/* GOLDEN=write in the environment makes the files anew. */
void golden_check(const char *name, const char *text);

#endif
