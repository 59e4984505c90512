/* The table of targets, and what they share. Not how they are driven. */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"

const struct fuzz_target fuzz_targets[] = {
	{ "completion", fuzz_completion },
	{ "csv", fuzz_csv },
	{ "events", fuzz_events },
	{ "gil_log", fuzz_gil_log },
	{ "holds", fuzz_holds },
	{ "http_reply", fuzz_http_reply },
	{ "idx", fuzz_idx },
	{ "latencies", fuzz_latencies },
	{ "params", fuzz_params },
	{ "plan_file", fuzz_plan_file },
	{ "rundir", fuzz_rundir },
	{ "samples", fuzz_samples },
	{ "units", fuzz_units },
	{ NULL, NULL },
};

const char *fuzz_file(const uint8_t *bytes, size_t n)
{
	static char paths[FUZZ_FILES][32];
	static int fds[FUZZ_FILES], turn; /* 0: not made */

	turn = (turn + 1) % FUZZ_FILES;
	int fd = fds[turn];

	if (fd == 0)
		fd = fds[turn] = memfd_create("fuzz", MFD_CLOEXEC);
	fuzz_check(fd > 0 && ftruncate(fd, 0) == 0 &&
			   pwrite(fd, bytes, n, 0) == (ssize_t)n,
		   "the bytes became a file");
	snprintf(paths[turn], sizeof(paths[turn]), "/proc/self/fd/%d", fd);
	return paths[turn];
}

char *fuzz_text(const uint8_t *bytes, size_t n)
{
	char *text = alloc_zero(n + 1, 1);

	/* n may be 0 and bytes NULL */
	if (n)
		memcpy(text, bytes, n);
	return text;
}

void fuzz_check(int condition, const char *words)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz: not true: %s\n", words);
	abort();
}
