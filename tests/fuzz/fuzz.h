/*
 * Fuzz targets: each hands bytes that nobody chose to one of gilbench's
 * parsers. A parser that refuses them does well; one that crashes, reads where
 * it must not, leaks, or breaks its own word (an assertion here) fails.
 */
#ifndef GILBENCH_TESTS_FUZZ_H
#define GILBENCH_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
	const char *name; /* of its seeds in tests/fuzz/seeds, too */
	void (*run)(const uint8_t *bytes, size_t n);
};

/* Ends with a NULL name. */
extern const struct fuzz_target fuzz_targets[];

void fuzz_completion(const uint8_t *bytes, size_t n);
void fuzz_csv(const uint8_t *bytes, size_t n);
void fuzz_events(const uint8_t *bytes, size_t n);
void fuzz_gil_log(const uint8_t *bytes, size_t n);
void fuzz_holds(const uint8_t *bytes, size_t n);
void fuzz_http_reply(const uint8_t *bytes, size_t n);
void fuzz_idx(const uint8_t *bytes, size_t n);
void fuzz_latencies(const uint8_t *bytes, size_t n);
void fuzz_params(const uint8_t *bytes, size_t n);
void fuzz_plan_file(const uint8_t *bytes, size_t n);
void fuzz_rundir(const uint8_t *bytes, size_t n);
void fuzz_samples(const uint8_t *bytes, size_t n);
void fuzz_units(const uint8_t *bytes, size_t n);

/* The bytes as a file that is in no directory: its path, which stays good for
 * FUZZ_FILES calls. */
#define FUZZ_FILES 8
const char *fuzz_file(const uint8_t *bytes, size_t n);
/* The bytes as text that ends with the first 0 at the latest: free(). */
char *fuzz_text(const uint8_t *bytes, size_t n);
/* "There is a reason": every failure must leave one. */
void fuzz_check(int condition, const char *words);

#endif
