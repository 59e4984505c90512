/*
 * replay: the targets without a fuzzer. "replay" lists them; "replay TARGET
 * FILE..." runs one over files, its seeds. Whatever goes wrong ends it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "tests/fuzz/fuzz.h"

/* 0 or -1. */
static int run_file(const struct fuzz_target *target, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t n = 0, room = 1 << 20, got;
	uint8_t *bytes = alloc_zero(room, 1);

	while (file && (got = fread(bytes + n, 1, room - n, file)) > 0) {
		n += got;
		if (n == room)
			bytes = alloc_resize(bytes, room *= 2, 1);
	}
	if (!file) {
		perror(path);
		free(bytes);
		return -1;
	}
	fclose(file);
	/* a block of just this size: a checker sees reads past its end */
	uint8_t *exact = memcpy(malloc(n ? n : 1), bytes, n);

	free(bytes);
	target->run(exact, n);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	const struct fuzz_target *target = fuzz_targets;
	int status = 0;

	for (; argc < 2 && target->name; target++)
		puts(target->name);
	if (argc < 2)
		return 0;
	while (target->name && strcmp(target->name, argv[1]) != 0)
		target++;
	if (!target->name) {
		fprintf(stderr, "replay: no target is called %s\n", argv[1]);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		status |= run_file(target, argv[i]);
	return status ? 1 : 0;
}
