/*
 * A thin HTTP/1.1 client: one keep-alive connection to gilbench-apiserver on
 * 127.0.0.1, one request at a time, blocking. http_client.py is its twin.
 * It does not reconnect: a connection that was lost is an error, because a
 * silent second handshake would be measured as part of a request.
 */
#ifndef GILBENCH_HTTP_CLIENT_H
#define GILBENCH_HTTP_CLIENT_H

#include <stddef.h>

#include "base/why.h"

struct http_client;

/* Connect to 127.0.0.1:port. NULL: see why. */
struct http_client *http_client_new(unsigned port, struct why *why);
/* The same over a stream socket that is connected; takes the socket over. */
struct http_client *http_client_from_socket(int fd);
void http_client_free(struct http_client *client);

/*
 * Send a request ("GET", "/shards/0.gz") with n_body bytes of JSON, or with
 * no body if `body` is NULL, and wait for the whole reply. Any status but 200
 * is an error that quotes the reply. The reply's body stays valid until the
 * next request; it is followed by a null byte that n_reply does not count.
 * 0, or -1 with why; after -1 the connection must not be used again.
 */
int http_client_request(struct http_client *client, const char *method,
			const char *path, const void *body, size_t n_body,
			const unsigned char **reply, size_t *n_reply,
			struct why *why);

#endif
