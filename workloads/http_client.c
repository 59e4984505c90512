/*
 * The HTTP/1.1 client over a blocking socket; replies are parsed by
 * http-parser, which does no I/O and no allocation, so it cannot clash with
 * the libraries of the interpreter that this is loaded into. No TLS, no
 * redirects, no retries.
 */
#include "workloads/http_client.h"

#include <errno.h>
#include <http_parser.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "workloads/loopback.h"

#define MAX_BYTES (UINT64_C(1) << 30) /* of a body */

struct http_client {
	int fd;
	http_parser parser;
	bool complete; /* the reply has ended */
	bool overrun;  /* and more bytes followed */
	unsigned char *body;
	size_t n_body, room;
	char received[65536];
};

static int on_message_begin(http_parser *parser)
{
	struct http_client *client = parser->data;

	client->overrun = client->complete;
	return client->overrun;
}

static int on_body(http_parser *parser, const char *at, size_t n)
{
	struct http_client *client = parser->data;

	if (n > MAX_BYTES - client->n_body)
		return 1;
	if (client->room - client->n_body <= n) {
		client->room = 2 * (client->n_body + n + 1);
		client->body = alloc_resize(client->body, client->room, 1);
	}
	memcpy(client->body + client->n_body, at, n);
	client->n_body += n;
	return 0;
}

static int on_message_complete(http_parser *parser)
{
	struct http_client *client = parser->data;

	client->complete = true;
	return 0;
}

static const http_parser_settings callbacks = {
	.on_message_begin = on_message_begin,
	.on_body = on_body,
	.on_message_complete = on_message_complete,
};

struct http_client *http_client_from_socket(int fd)
{
	struct http_client *client = alloc_zero(1, sizeof(*client));

	client->fd = fd;
	client->room = 4096;
	client->body = alloc_zero(client->room, 1);
	return client;
}

struct http_client *http_client_new(unsigned port, struct why *why)
{
	int fd = loopback_connect(port, why);

	return fd < 0 ? NULL : http_client_from_socket(fd);
}

void http_client_free(struct http_client *client)
{
	if (!client)
		return;
	close(client->fd);
	free(client->body);
	free(client);
}

/* Send all of head and body, as one segment where it fits. */
static int send_message(int fd, const char *head, size_t n_head,
			const void *body, size_t n_body, struct why *why)
{
	struct iovec parts[2] = {
		{ .iov_base = (void *)head, .iov_len = n_head },
		{ .iov_base = (void *)body, .iov_len = n_body },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };

	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(why, "cannot send");
		for (int i = 0; i < 2; i++) {
			size_t sent = (size_t)n < parts[i].iov_len
					      ? (size_t)n
					      : parts[i].iov_len;

			parts[i].iov_base = (char *)parts[i].iov_base + sent;
			parts[i].iov_len -= sent;
			n -= (ssize_t)sent;
		}
	}
	return 0;
}

/* An error status is the likelier cause. */
static int why_closed(const struct http_client *client, struct why *why)
{
	why_set(why, "the connection was closed before the end of the reply");
	if (client->parser.status_code && client->parser.status_code != 200)
		why_context(why, "status %u",
			    (unsigned)client->parser.status_code);
	return -1;
}

static int receive_reply(struct http_client *client, struct why *why)
{
	http_parser_init(&client->parser, HTTP_RESPONSE);
	client->parser.data = client;
	client->complete = client->overrun = false;
	client->n_body = 0;
	while (!client->complete) {
		ssize_t n = recv(client->fd, client->received,
				 sizeof(client->received), 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(why, "cannot receive");
		/* also the end of a reply without a length: not kept alive */
		if (n == 0)
			return why_closed(client, why);
		size_t n_parsed =
			http_parser_execute(&client->parser, &callbacks,
					    client->received, (size_t)n);
		enum http_errno error = HTTP_PARSER_ERRNO(&client->parser);

		if (client->overrun || (n_parsed != (size_t)n && !error))
			return why_set(why, "more than one reply came back");
		if (error == HPE_CB_body)
			return why_set(why, "the reply is too long");
		if (error)
			return why_set(why, "the reply is not HTTP/1.1: %s",
				       http_errno_description(error));
	}
	client->body[client->n_body] = '\0';
	return 0;
}

int http_client_request(struct http_client *client, const char *method,
			const char *path, const void *body, size_t n_body,
			const unsigned char **reply, size_t *n_reply,
			struct why *why)
{
	char head[1024], length[96] = "";

	if (body)
		snprintf(length, sizeof(length),
			 "Content-Type: application/json\r\n"
			 "Content-Length: %zu\r\n",
			 n_body);
	int n_head = snprintf(head, sizeof(head),
			      "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n",
			      method, path, length);

	if (n_head >= (int)sizeof(head))
		return why_set(why, "the request's path is too long");
	if (send_message(client->fd, head, (size_t)n_head, body ? body : "",
			 body ? n_body : 0, why) < 0 ||
	    receive_reply(client, why) < 0)
		return why_context(why, "%s %s", method, path);
	if (client->parser.status_code != 200)
		return why_set(why, "%s %s: status %u: %.200s", method, path,
			       (unsigned)client->parser.status_code,
			       (const char *)client->body);
	*reply = client->body;
	*n_reply = client->n_body;
	return 0;
}
