/*
 * api-call's native kernel against a server that answers what it is told:
 * right, wrong, or with an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/workload.h"

extern const struct workload api_call_workload;

/* crc32 of {"unit":7,"text":"ab c"} by Python's zlib.crc32 */
#define ANSWER "{\"unit\":7,\"text\":\"ab c\"}"
#define ANSWER_CRC 1529359535u

static void set_defaults(struct settings *settings)
{
	static const char *const defaults[][2] = {
		{ "seed", "1" },
		{ "latency", "0.02" },
		{ "distribution", "constant" },
		{ "sigma", "0.5" },
		{ "tokens", "0" },
		{ "token_interval", "0.01" },
		{ "request_bytes", "3" },
		{ "response_bytes", "4" },
		{ "rate", "0" },
		{ "arrival", "poisson" },
	};

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		settings_set(settings, defaults[i][0], defaults[i][1]);
}

struct server {
	int listener;
	const char *status, *body;
	char request[1024];
};

/* Accept one connection, read one request, answer it. */
static void *answer_once(void *argument)
{
	struct server *server = argument;
	int fd = accept(server->listener, NULL, NULL);
	ssize_t n = recv(fd, server->request, sizeof(server->request) - 1, 0);
	char reply[1024];

	server->request[n > 0 ? n : 0] = '\0';
	int length =
		snprintf(reply, sizeof(reply),
			 "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s",
			 server->status, strlen(server->body), server->body);

	send(fd, reply, (size_t)length, MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

static void listen_anywhere(struct server *server, struct settings *settings)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(address);
	char port[16];

	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	assert_int_equal(listen(server->listener, 1), 0);
	getsockname(server->listener, (struct sockaddr *)&address, &length);
	snprintf(port, sizeof(port), "%u", ntohs(address.sin_port));
	settings_set(settings, "server", port);
}

/* Compute unit 7 against a server that answers (status, body). */
static int compute(struct server *server, const char *status, const char *body,
		   uint64_t *checksum, struct why *why)
{
	struct settings settings = { 0 };
	pthread_t thread;

	*server = (struct server){ .status = status, .body = body };
	set_defaults(&settings);
	listen_anywhere(server, &settings);
	pthread_create(&thread, NULL, answer_once, server);
	void *state = api_call_workload.prepare(&settings, why);

	assert_non_null(state);
	int result = api_call_workload.compute(state, 7, checksum, why);

	api_call_workload.discard(state);
	pthread_join(thread, NULL);
	close(server->listener);
	settings_fini(&settings);
	return result;
}

static void test_request_and_checksum(void **state)
{
	struct server server;
	struct why why;
	uint64_t checksum = 5;

	(void)state;
	assert_int_equal(compute(&server, "200 OK", ANSWER, &checksum, &why),
			 0);
	assert_true(checksum == 5 + (uint64_t)ANSWER_CRC);
	const char *body = strstr(server.request, "\r\n\r\n");

	assert_non_null(body);
	assert_string_equal(body + 4,
			    "{\"unit\":7,\"seed\":\"1\","
			    "\"distribution\":\"constant\","
			    "\"latency_s\":0.02,\"sigma\":0.5,\"tokens\":0,"
			    "\"token_interval_s\":0.01,\"response_bytes\":4,"
			    "\"prompt\":\"ppp\"}");
}

static void assert_refused(const char *status, const char *body,
			   const char *expected)
{
	struct server server;
	struct why why;
	uint64_t checksum = 0;

	assert_int_equal(compute(&server, status, body, &checksum, &why), -1);
	if (!strstr(why.text, expected))
		fail_msg("\"%s\" does not say \"%s\"", why.text, expected);
	assert_true(checksum == 0);
}

static void test_wrong_answers(void **state)
{
	static const char *const wrong[] = {
		"",
		"{\"unit\":8,\"text\":\"ab c\"}",
		"{\"unit\":7,\"text\":\"ab\"}",
		"{\"unit\":7,\"text\":\"ab cd\"}",
		"{\"unit\":7,\"text\":\"a\"\"c\"}",
		"{\"unit\":7,\"text\":\"ab c\"]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_refused("200 OK", wrong[i],
			       "request 7: the reply is not its answer");
	assert_refused("400 Bad Request", "{\"error\":\"no\"}",
		       "status 400: {\"error\":\"no\"}");
}

static void test_nobody_listens(void **state)
{
	struct settings settings = { 0 };
	struct why why;

	(void)state;
	set_defaults(&settings);
	settings_set(&settings, "server", "1");
	assert_null(api_call_workload.prepare(&settings, &why));
	assert_non_null(strstr(why.text, "127.0.0.1:1"));
	settings_fini(&settings);
}

static void test_provide(void **state)
{
	struct settings settings = { 0 };
	struct why why;

	(void)state;
	set_defaults(&settings);
	settings_set(&settings, "tokens", "4");
	assert_int_equal(api_call_workload.provide(&settings, "", &why), 0);
	settings_set(&settings, "tokens", "5");
	assert_int_equal(api_call_workload.provide(&settings, "", &why), -1);
	assert_non_null(strstr(why.text, "response_bytes"));
	settings_fini(&settings);
}

static void test_wait_bound(void **state)
{
	struct settings settings = { 0 };

	(void)state;
	set_defaults(&settings);
	assert_true(api_call_workload.wait_bound(&settings, 160, 8) == 8);
	/* an open loop does what it is asked for, however many do it */
	settings_set(&settings, "rate", "100");
	assert_true(isnan(api_call_workload.wait_bound(&settings, 160, 8)));
	settings_set(&settings, "rate", "0");
	settings_set(&settings, "distribution", "lognormal");
	double bound = api_call_workload.wait_bound(&settings, 160, 8);

	/* unequal waits cannot be dealt out evenly */
	assert_true(bound > 1 && bound < 8);
	settings_set(&settings, "seed", "2");
	assert_true(api_call_workload.wait_bound(&settings, 160, 8) != bound);
	settings_fini(&settings);
}

static void test_pace(void **state)
{
	struct settings settings = { 0 };
	struct pace pace;

	(void)state;
	set_defaults(&settings);
	api_call_workload.pace(&settings, &pace);
	assert_int_equal(pace.arrival, PACE_CLOSED);
	settings_set(&settings, "rate", "12.5");
	api_call_workload.pace(&settings, &pace);
	assert_int_equal(pace.arrival, PACE_POISSON);
	assert_true(pace.rate == 12.5 && pace.seed == 1);
	settings_set(&settings, "arrival", "fixed");
	api_call_workload.pace(&settings, &pace);
	assert_int_equal(pace.arrival, PACE_FIXED);
	settings_fini(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request_and_checksum),
		cmocka_unit_test(test_wrong_answers),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_provide),
		cmocka_unit_test(test_wait_bound),
		cmocka_unit_test(test_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
