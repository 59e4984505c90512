/*
 * api-call: one unit is one JSON request over a connection that is kept
 * alive, to gilbench-apiserver on this machine. The server draws how long
 * it takes (latency.h), so that both kernels do what a client does: make the
 * request, wait, scan the reply and check it. The unit's checksum is the
 * CRC-32 of the reply's body. What is asked and answered: completion.h.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "workloads/http_client.h"
#include "workloads/latency.h"
#include "workloads/workload.h"

/* The longest `{"unit":18446744073709551615` and its null byte. */
#define HEAD_ROOM 32

struct api_call {
	struct http_client *client;
	char *request; /* HEAD_ROOM bytes, then what is the same in all units */
	size_t n_same;
	size_t n_text; /* of a reply */
};

/*
 * A code assistant: prompts and answers as long as the median of Azure's (Patel
 * et al., "Splitwise", ISCA 2024: 1500 and 13 tokens), at 4 bytes a token of
 * the prompt and 250 for each event that brings one; 99 % of first tokens
 * within the 450 ms of MLPerf Inference 5.0's interactive Llama 2 70B, and the
 * rest at half of its 40 ms.
 */
static const char *const llm[] = {
	"distribution=lognormal",
	"latency=150ms",
	"sigma=0.47",
	"tokens=13",
	"token_interval=20ms",
	"request_bytes=6000",
	"response_bytes=3250",
	NULL,
};

static const struct param_preset presets[] = {
	{ "llm", llm },
	{ NULL, NULL },
};

/* Sizes of a short chat: 512 B are 100 words or so, 2 KiB half a page. */
static const struct param params[] = {
	{ "preset", PARAM_CHOICE, "none", "none,llm", 0, 0,
	  "other defaults for the rest; llm: a model that streams its answer",
	  .later = true },
	{ "latency", PARAM_SECONDS, "20ms", NULL, 0, LATENCY_MAX_S,
	  "until the answer, or its first token; lognormal: the median" },
	{ "distribution", PARAM_CHOICE, "constant", "constant,lognormal", 0, 0,
	  "of the latency; lognormal is like a language model's first token" },
	{ "sigma", PARAM_REAL, "0.5", NULL, 0, LATENCY_MAX_SIGMA,
	  "lognormal: standard deviation of the latency's logarithm" },
	{ "tokens", PARAM_COUNT, "0", NULL, 0, LATENCY_MAX_TOKENS,
	  "stream the answer in so many tokens; 0: send it whole" },
	{ "token_interval", PARAM_SECONDS, "10ms", NULL, 0,
	  LATENCY_MAX_TOKEN_INTERVAL_S, "from one token to the next" },
	{ "request_bytes", PARAM_BYTES, "512", NULL, 0, 1 << 20,
	  "length of the prompt in a request" },
	{ "response_bytes", PARAM_BYTES, "2KiB", NULL, 0, 16 << 20,
	  "length of the text in an answer" },
	{ "rate", PARAM_REAL, "0", NULL, 0, 1e6,
	  "open loop: requests a second over all workers; 0: a closed loop",
	  .later = true },
	{ "arrival", PARAM_CHOICE, "poisson", "poisson,fixed", 0, 0,
	  "open loop: gaps between requests, as of many users, or equal",
	  .later = true },
	{ 0 },
};

static struct latency read_latency(const struct settings *settings)
{
	return (struct latency){
		.distribution =
			latency_find(settings_get(settings, "distribution")),
		.latency_s = settings_number(settings, "latency"),
		.sigma = settings_number(settings, "sigma"),
		.n_tokens = settings_count(settings, "tokens"),
		.token_interval_s = settings_number(settings, "token_interval"),
	};
}

static bool needs_server(const struct settings *settings)
{
	(void)settings;
	return true;
}

static int provide(struct settings *settings, const char *cache_dir,
		   struct why *why)
{
	uint64_t n_tokens = settings_count(settings, "tokens");
	uint64_t n_bytes = settings_count(settings, "response_bytes");

	(void)cache_dir;
	if (n_tokens > n_bytes)
		return why_set(why,
			       "%llu tokens do not fit in a response "
			       "of %llu bytes: raise response_bytes",
			       (unsigned long long)n_tokens,
			       (unsigned long long)n_bytes);
	return 0;
}

static void read_pace(const struct settings *settings, struct pace *pace)
{
	double rate = settings_number(settings, "rate");

	*pace = (struct pace){
		.rate = rate,
		.seed = settings_count(settings, "seed"),
		.arrival = strcmp(settings_get(settings, "arrival"), "fixed")
				   ? PACE_POISSON
				   : PACE_FIXED,
	};
	if (!(rate > 0))
		pace->arrival = PACE_CLOSED;
}

static double wait_bound(const struct settings *settings, uint64_t size,
			 unsigned n_workers)
{
	struct latency latency = read_latency(settings);

	if (settings_number(settings, "rate") > 0)
		return NAN; /* it does what it is asked for, and no more */
	return latency_bound(&latency, settings_count(settings, "seed"), size,
			     n_workers);
}

/*
 * All of a request that follows the unit's number. Freed with free(). The
 * numbers are the settings' own text: no locale turns their points to commas.
 */
static char *write_request(const struct settings *settings, size_t *n)
{
	size_t n_prompt = settings_count(settings, "request_bytes");
	char *fields = alloc_printf(",\"seed\":\"%s\",\"distribution\":\"%s\","
				    "\"latency_s\":%s,\"sigma\":%s,"
				    "\"tokens\":%s,\"token_interval_s\":%s,"
				    "\"response_bytes\":%s,\"prompt\":\"",
				    settings_get(settings, "seed"),
				    settings_get(settings, "distribution"),
				    settings_get(settings, "latency"),
				    settings_get(settings, "sigma"),
				    settings_get(settings, "tokens"),
				    settings_get(settings, "token_interval"),
				    settings_get(settings, "response_bytes"));
	size_t n_fields = strlen(fields);
	char *request = alloc_zero(HEAD_ROOM + n_fields + n_prompt + 2, 1);

	memcpy(request + HEAD_ROOM, fields, n_fields);
	memset(request + HEAD_ROOM + n_fields, 'p', n_prompt);
	memcpy(request + HEAD_ROOM + n_fields + n_prompt, "\"}", 2);
	*n = n_fields + n_prompt + 2;
	free(fields);
	return request;
}

static void *prepare(const struct settings *settings, struct why *why)
{
	unsigned port = (unsigned)settings_count(settings, "server");
	struct http_client *client = http_client_new(port, why);

	if (!client)
		return NULL;
	struct api_call *call = alloc_zero(1, sizeof(*call));

	call->client = client;
	call->request = write_request(settings, &call->n_same);
	call->n_text = settings_count(settings, "response_bytes");
	return call;
}

/* Is it {"unit":U,"text":"..."} with a text of n_text plain characters? */
static bool is_answer(const char *reply, size_t n, uint64_t unit, size_t n_text)
{
	char head[64];
	size_t n_head = (size_t)snprintf(head, sizeof(head),
					 "{\"unit\":%llu,\"text\":\"",
					 (unsigned long long)unit);

	if (n != n_head + n_text + 2 || memcmp(reply, head, n_head) != 0)
		return false;
	for (size_t i = n_head; i < n_head + n_text; i++)
		if (reply[i] == '"' || reply[i] == '\\' || reply[i] < ' ')
			return false;
	return memcmp(reply + n - 2, "\"}", 2) == 0;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct api_call *call = state;
	char head[HEAD_ROOM];
	size_t n_head = (size_t)snprintf(head, sizeof(head), "{\"unit\":%llu",
					 (unsigned long long)u);
	char *request = call->request + HEAD_ROOM - n_head;
	const unsigned char *reply;
	size_t n_reply;

	memcpy(request, head, n_head);
	if (http_client_request(call->client, "POST", "/v1/complete", request,
				n_head + call->n_same, &reply, &n_reply,
				why) < 0)
		return -1;
	if (!is_answer((const char *)reply, n_reply, u, call->n_text))
		return why_set(why,
			       "request %llu: the reply is not its answer: "
			       "%.100s",
			       (unsigned long long)u, (const char *)reply);
	*checksum += crc32_z(0, reply, n_reply);
	return 0;
}

static void discard(void *state)
{
	struct api_call *call = state;

	http_client_free(call->client);
	free(call->request);
	free(call);
}

const struct workload api_call_workload = {
	.name = "api-call",
	.module = "api_call",
	.summary = "JSON requests to a local HTTP server with known latencies",
	.unit = "request",
	.class = CLASS_IO,
	.in_default_plan = true,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE |
		   1u << KERNEL_NATIVE_HELD,
	.chain = 1,
	.n_proof = 4,
	.has_async = true,
	.params = params,
	.presets = presets,
	.pace = read_pace,
	.needs_server = needs_server,
	.provide = provide,
	.wait_bound = wait_bound,
	.prepare = prepare,
	.compute = compute,
	.discard = discard,
};
