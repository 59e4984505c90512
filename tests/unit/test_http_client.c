/*
 * The HTTP client against replies that are written down. A socketpair of
 * packets stands in for the connection: each packet is one recv(), so a
 * reply can be cut wherever the test likes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workloads/http_client.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

struct fixture {
	struct http_client *client;
	int server;
	struct why why;
	const unsigned char *body;
	size_t n_body;
};

static void set_up(struct fixture *fixture)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	*fixture = (struct fixture){
		.client = http_client_from_socket(pair[0]),
		.server = pair[1],
	};
}

static void tear_down(struct fixture *fixture)
{
	http_client_free(fixture->client);
	close(fixture->server);
}

static void put(struct fixture *fixture, const char *bytes, size_t n)
{
	if (n)
		assert_int_equal(send(fixture->server, bytes, n, 0), n);
}

static int get(struct fixture *fixture)
{
	return http_client_request(fixture->client, "GET", "/x", NULL, 0,
				   &fixture->body, &fixture->n_body,
				   &fixture->why);
}

static void assert_body(const struct fixture *fixture, const char *expected)
{
	assert_int_equal(fixture->n_body, strlen(expected));
	assert_string_equal((const char *)fixture->body, expected);
}

static const struct {
	const char *reply, *body;
} replies[] = {
	{ OK "Content-Length: 5\r\n\r\nhello", "hello" },
	{ OK "content-length: 0\r\n\r\n", "" },
	{ CHUNKED "5\r\nhello\r\n1\r\n \r\n6\r\nworld!\r\n0\r\n\r\n",
	  "hello world!" },
	{ CHUNKED "5;name=value\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", "hello" },
};

/* Every reply, cut in two at every byte, over one connection. */
static void test_split_reads(void **state)
{
	struct fixture fixture;

	(void)state;
	set_up(&fixture);
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		const char *reply = replies[i].reply;
		size_t n = strlen(reply);

		for (size_t cut = 0; cut < n; cut++) {
			put(&fixture, reply, cut);
			put(&fixture, reply + cut, n - cut);
			assert_int_equal(get(&fixture), 0);
			assert_body(&fixture, replies[i].body);
		}
	}
	tear_down(&fixture);
}

static void test_single_bytes(void **state)
{
	struct fixture fixture;
	const char *reply = replies[2].reply;

	(void)state;
	set_up(&fixture);
	for (const char *p = reply; *p; p++)
		put(&fixture, p, 1);
	assert_int_equal(get(&fixture), 0);
	assert_body(&fixture, replies[2].body);
	tear_down(&fixture);
}

/* A body larger than the client's first buffer, with null bytes. */
static void test_large_body(void **state)
{
	static unsigned char body[90000];
	struct fixture fixture;

	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (unsigned char)(i % 251);
	set_up(&fixture);
	const char head[] = OK "Content-Length: 90000\r\n\r\n";

	put(&fixture, head, strlen(head));
	for (size_t i = 0; i < sizeof(body); i += 30000)
		put(&fixture, (const char *)body + i, 30000);
	assert_int_equal(get(&fixture), 0);
	assert_int_equal(fixture.n_body, sizeof(body));
	assert_memory_equal(fixture.body, body, sizeof(body));
	tear_down(&fixture);
}

static void assert_sent(struct fixture *fixture, const char *expected)
{
	char sent[512];
	ssize_t n = recv(fixture->server, sent, sizeof(sent) - 1, 0);

	assert_true(n > 0);
	sent[n] = '\0';
	assert_string_equal(sent, expected);
}

static void test_what_is_sent(void **state)
{
	struct fixture fixture;

	(void)state;
	set_up(&fixture);
	put(&fixture, replies[0].reply, strlen(replies[0].reply));
	assert_int_equal(get(&fixture), 0);
	assert_sent(&fixture, "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

	put(&fixture, replies[0].reply, strlen(replies[0].reply));
	assert_int_equal(http_client_request(fixture.client, "POST", "/y",
					     "{\"a\":1}", 7, &fixture.body,
					     &fixture.n_body, &fixture.why),
			 0);
	assert_sent(&fixture, "POST /y HTTP/1.1\r\n"
			      "Host: 127.0.0.1\r\n"
			      "Content-Type: application/json\r\n"
			      "Content-Length: 7\r\n\r\n{\"a\":1}");
	tear_down(&fixture);
}

/* `reply`, then the end of the connection; the error must say `expected`. */
static void assert_error(const char *reply, const char *expected)
{
	struct fixture fixture;

	set_up(&fixture);
	put(&fixture, reply, strlen(reply));
	shutdown(fixture.server, SHUT_WR);
	assert_int_equal(get(&fixture), -1);
	if (!strstr(fixture.why.text, expected))
		fail_msg("\"%s\" does not say \"%s\"", fixture.why.text,
			 expected);
	tear_down(&fixture);
}

static void test_errors(void **state)
{
	(void)state;
	assert_error("", "GET /x: the connection was closed");
	assert_error(OK "Content-Le", "closed before the end");
	assert_error(OK "Content-Length: 5\r\n\r\nhell",
		     "closed before the end");
	assert_error(CHUNKED "5\r\nhello\r\n", "closed before the end");
	assert_error(OK "\r\nno length", "closed before the end");
	assert_error("SSH-2.0-OpenSSH_9.2\r\n", "not HTTP/1.1");
	assert_error(CHUNKED "xyz\r\nhello\r\n0\r\n\r\n", "not HTTP/1.1");
	assert_error(OK "Content-Length: -5\r\n\r\nhello", "not HTTP/1.1");
	assert_error(OK "Content-Length: 2\r\n\r\nok" OK
			"Content-Length: 2\r\n\r\nok",
		     "more than one reply");
	assert_error("HTTP/1.1 404 Not Found\r\nContent-Length: 11\r\n\r\n"
		     "no such one",
		     "GET /x: status 404: no such one");
}

static void test_path_too_long(void **state)
{
	struct fixture fixture;
	char path[2000];

	(void)state;
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	set_up(&fixture);
	assert_int_equal(http_client_request(fixture.client, "GET", path, NULL,
					     0, &fixture.body, &fixture.n_body,
					     &fixture.why),
			 -1);
	assert_non_null(strstr(fixture.why.text, "too long"));
	tear_down(&fixture);
}

static void test_nobody_listens(void **state)
{
	struct why why;

	(void)state;
	/* port 1 (tcpmux) is privileged and long out of use */
	assert_null(http_client_new(1, &why));
	assert_non_null(strstr(why.text, "127.0.0.1:1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split_reads),
		cmocka_unit_test(test_single_bytes),
		cmocka_unit_test(test_large_body),
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_path_too_long),
		cmocka_unit_test(test_nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
