/*
 * What libFuzzer calls, which brings its own main(). FUZZ_TARGET in the
 * environment chooses the target.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_TARGET");

	(void)argc;
	(void)argv;
	for (target = fuzz_targets; target->name; target++)
		if (name && strcmp(target->name, name) == 0)
			return 0;
	fputs("fuzzer: set FUZZ_TARGET to a target\n", stderr);
	exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	target->run(bytes, n);
	return 0;
}
