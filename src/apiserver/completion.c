/* Reading a request with jansson; making up an answer. */
#include "apiserver/completion.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/rng.h"

static int read_real(json_t *json, const char *name, double high, double *value,
		     struct why *why)
{
	json_t *item = json_object_get(json, name);

	*value = json_number_value(item);
	if (!json_is_number(item) || !(*value >= 0 && *value <= high))
		return why_set(why, "%s must be a number in 0 ... %g", name,
			       high);
	return 0;
}

static int read_count(json_t *json, const char *name, json_int_t high,
		      uint64_t *value, struct why *why)
{
	json_t *item = json_object_get(json, name);
	json_int_t count = json_integer_value(item);

	if (!json_is_integer(item) || count < 0 || count > high)
		return why_set(why, "%s must be a whole number in 0 ... %lld",
			       name, (long long)high);
	*value = (uint64_t)count;
	return 0;
}

/* 64 bits: more than a JSON number holds, so it comes as a string. */
static int read_seed(json_t *json, uint64_t *seed, struct why *why)
{
	const char *text = json_string_value(json_object_get(json, "seed"));
	const char *p = text ? text : "";

	*seed = 0;
	do {
		if (*p < '0' || *p > '9' ||
		    __builtin_mul_overflow(*seed, 10, seed) ||
		    __builtin_add_overflow(*seed, *p - '0', seed))
			return why_set(why, "seed must be a string of digits "
					    "below 2^64");
	} while (*++p);
	return 0;
}

static int read_fields(struct completion *completion, json_t *json,
		       struct why *why)
{
	struct latency *latency = &completion->latency;
	const char *name =
		json_string_value(json_object_get(json, "distribution"));
	int distribution = name ? latency_find(name) : -1;
	uint64_t n_bytes;

	if (distribution < 0)
		return why_set(why, "distribution must be constant or "
				    "lognormal");
	latency->distribution = distribution;
	if (read_count(json, "unit", INT64_MAX, &completion->unit, why) < 0 ||
	    read_seed(json, &completion->seed, why) < 0 ||
	    read_real(json, "latency_s", LATENCY_MAX_S, &latency->latency_s,
		      why) < 0 ||
	    read_real(json, "sigma", LATENCY_MAX_SIGMA, &latency->sigma, why) <
		    0 ||
	    read_count(json, "tokens", LATENCY_MAX_TOKENS, &latency->n_tokens,
		       why) < 0 ||
	    read_real(json, "token_interval_s", LATENCY_MAX_TOKEN_INTERVAL_S,
		      &latency->token_interval_s, why) < 0 ||
	    read_count(json, "response_bytes", COMPLETION_MAX_BYTES, &n_bytes,
		       why) < 0)
		return -1;
	if (latency->n_tokens > n_bytes)
		return why_set(why, "tokens must not exceed response_bytes");
	completion->response_bytes = n_bytes;
	return 0;
}

int completion_read(struct completion *completion, const char *json, size_t n,
		    struct why *why)
{
	json_t *object = json_loadb(json, n, 0, NULL);
	int result = -1;

	if (json_is_object(object))
		result = read_fields(completion, object, why);
	else
		why_set(why, "the body must be a JSON object");
	json_decref(object);
	return result;
}

/* The length of `{"unit":U`, with U in *unit; 0: it does not begin so. */
static size_t read_head(const char *json, size_t n, uint64_t *unit)
{
	static const char head[] = "{\"unit\":";
	size_t i = sizeof(head) - 1, first = i;

	if (n <= first || memcmp(json, head, first) != 0)
		return 0;
	/* 18 digits are below 2^63; JSON has no leading zeros */
	for (*unit = 0;
	     i < n && i < first + 18 && json[i] >= '0' && json[i] <= '9'; i++)
		*unit = 10 * *unit + (uint64_t)(json[i] - '0');
	if (i == first || i == n || json[i] != ',' ||
	    (json[first] == '0' && i > first + 1))
		return 0;
	return i;
}

static void remember(struct completion_memory *memory,
		     const struct completion *completion, const char *rest,
		     size_t n_rest)
{
	/* of two members with a name the last one counts */
	if (memmem(rest, n_rest, "\"unit\"", 6) || memchr(rest, '\\', n_rest))
		return;
	memory->completion = *completion;
	memory->rest = alloc_resize(memory->rest, n_rest, 1);
	memory->n_rest = n_rest;
	memcpy(memory->rest, rest, n_rest);
}

int completion_recall(struct completion_memory *memory,
		      struct completion *completion, const char *json, size_t n,
		      struct why *why)
{
	uint64_t unit;
	size_t n_head = read_head(json, n, &unit), n_rest = n - n_head;

	if (n_head && memory->rest && memory->n_rest == n_rest &&
	    memcmp(memory->rest, json + n_head, n_rest) == 0) {
		*completion = memory->completion;
		completion->unit = unit;
		return 0;
	}
	if (completion_read(completion, json, n, why) < 0)
		return -1;
	if (n_head)
		remember(memory, completion, json + n_head, n_rest);
	return 0;
}

void completion_forget(struct completion_memory *memory)
{
	free(memory->rest);
	*memory = (struct completion_memory){ .rest = NULL };
}

/* 32 symbols, of which 5 bits choose one: words of 5 letters or so. */
static void write_text(char *text, size_t n, struct rng *rng)
{
	static const char symbols[] = "abcdefghijklmnopqrstuvwxyzeaot  ";
	uint64_t bits = 0;

	_Static_assert(sizeof(symbols) == 32 + 1, "5 bits");
	for (size_t i = 0; i < n; i++) {
		if (i % 12 == 0)
			bits = rng_next(rng);
		text[i] = symbols[bits & 31];
		bits >>= 5;
	}
}

char *completion_answer(const struct completion *completion, size_t *n)
{
	static const char tail[] = "\"}";
	char head[64];
	int n_head = snprintf(head, sizeof(head), "{\"unit\":%llu,\"text\":\"",
			      (unsigned long long)completion->unit);
	size_t n_text = completion->response_bytes;
	char *answer = alloc_resize(NULL, n_head + n_text + 2, 1);
	struct rng rng;

	/* not the stream that the unit's latency comes from */
	rng_init(&rng, ~completion->seed, completion->unit);
	memcpy(answer, head, n_head);
	write_text(answer + n_head, n_text, &rng);
	memcpy(answer + n_head + n_text, tail, 2);
	*n = n_head + n_text + 2;
	return answer;
}
