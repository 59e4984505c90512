/*
 * mixed: one unit is one exchange with gilbench-apiserver, a byte over TCP or
 * an HTTP request, while threads compute beside it, in the same process or in
 * another. How late its answer is, is the question; how much it costs the
 * others is their metric. The exchange is here; the burners are Python, in
 * company.py, because it is the GIL that they are to hold, or to let go.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "workloads/loopback.h"
#include "workloads/workload.h"

extern const struct workload api_call_workload;

struct mixed {
	int echo;   /* a connection; or -1 */
	void *call; /* a state of api-call; or NULL */
};

static const struct param params[] = {
	{ "io", PARAM_CHOICE, "http", "http,echo", 0, 0,
	  "the exchange: a request as in api-call, or one byte over TCP" },
	{ "place", PARAM_CHOICE, "same", "same,child,none", 0, 0,
	  "where the burners run: this process, a child of it, or nowhere" },
	{ "burners", PARAM_COUNT, "1", NULL, 0, 64,
	  "threads that compute, beside each worker" },
	{ "latency", PARAM_SECONDS, "0", NULL, 0, 60,
	  "http: the server waits so long before it answers" },
	{ "request_bytes", PARAM_BYTES, "512", NULL, 0, 1 << 20,
	  "http: length of the prompt in a request" },
	{ "response_bytes", PARAM_BYTES, "2KiB", NULL, 0, 16 << 20,
	  "http: length of the text in an answer" },
	{ "burner", PARAM_CHOICE, "spin", "spin,pidigits,regex,zlib,bz2,sha1",
	  0, 0, "what they compute: pure Python, or a task of classic",
	  .later = true },
	{ 0 },
};

static const struct metric metrics[] = {
	{ "burner_loops_per_s", "/s", METRIC_SUM,
	  "loops of the burners, or tasks, all together" },
	{ 0 },
};

static bool needs_server(const struct settings *settings)
{
	(void)settings;
	return true;
}

/* These tasks of classic are C that releases the GIL. */
static bool releases(const char *burner)
{
	return strcmp(burner, "zlib") == 0 || strcmp(burner, "bz2") == 0 ||
	       strcmp(burner, "sha1") == 0;
}

/*
 * With a GIL that they keep, one of them runs at a time: in the same process
 * instead of the worker, whose CPU is theirs, too.
 */
static unsigned n_cpus_beside(const struct settings *settings, bool gil)
{
	uint64_t n = settings_count(settings, "burners");
	const char *place = settings_get(settings, "place");

	if (n == 0 || strcmp(place, "none") == 0)
		return 0;
	if (!gil || releases(settings_get(settings, "burner")))
		return (unsigned)n;
	return strcmp(place, "child") == 0;
}

/* What api-call asks for that is not a parameter here. */
static void *prepare_call(const struct settings *settings, struct why *why)
{
	static const char *const fixed[][2] = {
		{ "distribution", "constant" },
		{ "sigma", "0" },
		{ "tokens", "0" },
		{ "token_interval", "0" },
	};
	struct settings all = { NULL, 0 };

	settings_copy(&all, settings);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		settings_set(&all, fixed[i][0], fixed[i][1]);
	void *call = api_call_workload.prepare(&all, why);

	settings_fini(&all);
	return call;
}

static void *prepare(const struct settings *settings, struct why *why)
{
	struct mixed mixed = { .echo = -1 };

	if (settings_is(settings, "io", "echo")) {
		mixed.echo = loopback_connect(
			(unsigned)settings_count(settings, "echo"), why);
		if (mixed.echo < 0)
			return NULL;
	} else {
		mixed.call = prepare_call(settings, why);
		if (!mixed.call)
			return NULL;
	}
	struct mixed *own = alloc_zero(1, sizeof(*own));

	*own = mixed;
	return own;
}

static int exchange_byte(int fd, uint64_t u, uint64_t *checksum,
			 struct why *why)
{
	unsigned char sent = (unsigned char)u, got;
	ssize_t n = send(fd, &sent, 1, MSG_NOSIGNAL);

	if (n == 1)
		do
			n = recv(fd, &got, 1, 0);
		while (n < 0 && errno == EINTR);
	if (n < 0)
		return why_errno(why, "request %llu", (unsigned long long)u);
	if (n == 0)
		return why_set(why, "request %llu: the connection was closed",
			       (unsigned long long)u);
	if (got != sent)
		return why_set(why, "request %llu: %u came back for %u",
			       (unsigned long long)u, got, sent);
	*checksum += got + 1u;
	return 0;
}

static int compute(void *state, uint64_t u, uint64_t *checksum, struct why *why)
{
	struct mixed *mixed = state;

	if (mixed->call)
		return api_call_workload.compute(mixed->call, u, checksum, why);
	return exchange_byte(mixed->echo, u, checksum, why);
}

static void discard(void *state)
{
	struct mixed *mixed = state;

	if (mixed->call)
		api_call_workload.discard(mixed->call);
	else
		close(mixed->echo);
	free(mixed);
}

const struct workload mixed_workload = {
	.name = "mixed",
	.module = "mixed",
	.summary = "requests beside threads that compute: the convoy effect",
	.unit = "request",
	.class = CLASS_LATENCY,
	.kernels = 1u << KERNEL_PYTHON | 1u << KERNEL_NATIVE,
	.chain = 1,
	.n_proof = 4,
	.params = params,
	.metrics = metrics,
	.needs_server = needs_server,
	.n_cpus_beside = n_cpus_beside,
	.prepare = prepare,
	.compute = compute,
	.discard = discard,
};
