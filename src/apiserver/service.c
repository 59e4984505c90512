/*
 * The life of a request. libmicrohttpd calls service_answer() when the
 * header has come (the request arrives), for every piece of the body, at the
 * end of the body, and once more when a suspended connection is resumed.
 */
#include "apiserver/service.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apiserver/completion.h"
#include "base/alloc.h"
#include "base/clock.h"

#define MAX_UPLOAD_BYTES (2 << 20)

struct request {
	struct service *service;
	struct MHD_Connection *connection;
	uint64_t arrived_ns;
	char *upload;
	size_t n_upload;
	/* once the request was understood */
	struct latency latency;
	uint64_t first_ns; /* when the first token is due */
	bool delayed;      /* it is due later than it has arrived */
	uint64_t n_tokens_sent;
	char *answer;
	size_t n_answer;
};

/* Takes `response` over; NULL drops the connection. */
static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status,
			     const char *type, struct MHD_Response *response)
{
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	enum MHD_Result result =
		MHD_queue_response(connection, status, response);

	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result reply_json(struct MHD_Connection *connection,
				  unsigned status, const char *key,
				  const char *value)
{
	char *json = alloc_printf("{\"%s\":\"%s\"}\n", key, value);

	return reply(connection, status, "application/json",
		     MHD_create_response_from_buffer(strlen(json), json,
						     MHD_RESPMEM_MUST_FREE));
}

static enum MHD_Result reply_error(struct MHD_Connection *connection,
				   unsigned status, const char *text)
{
	return reply_json(connection, status, "error", text);
}

/* One file name without a directory, and not a hidden one. */
static bool is_plain_name(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/');
}

static enum MHD_Result reply_shard(struct service *service,
				   struct MHD_Connection *connection,
				   const char *name)
{
	struct stat st;
	int fd = -1;

	/* O_NONBLOCK: opening a pipe would wait for its writer */
	if (service->shards >= 0 && is_plain_name(name))
		fd = openat(service->shards, name,
			    O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return reply_error(connection, MHD_HTTP_NOT_FOUND,
				   "there is no such shard");
	}
	return reply(connection, MHD_HTTP_OK, "application/octet-stream",
		     MHD_create_response_from_fd64((uint64_t)st.st_size, fd));
}

static uint64_t token_due_ns(const struct request *request, uint64_t token)
{
	return request->first_ns +
	       (uint64_t)((double)token * request->latency.token_interval_s *
			  1e9);
}

/* libmicrohttpd asks for more of a streamed answer: one token, if due. */
static ssize_t read_token(void *argument, uint64_t at, char *buffer,
			  size_t room)
{
	struct request *request = argument;
	uint64_t token = request->n_tokens_sent;
	uint64_t n_tokens = request->latency.n_tokens;

	if (token == n_tokens)
		return MHD_CONTENT_READER_END_OF_STREAM;
	uint64_t due_ns = token_due_ns(request, token);

	if (clock_now_ns() < due_ns) {
		loop_suspend(request->service->loop, request->connection,
			     due_ns);
		return 0;
	}
	size_t end = request->n_answer * (token + 1) / n_tokens;
	size_t n = end - at;

	if (n <= room)
		request->n_tokens_sent++;
	else
		n = room;
	memcpy(buffer, request->answer + at, n);
	return (ssize_t)n;
}

static enum MHD_Result reply_completion(struct request *request)
{
	struct MHD_Response *response;

	if (request->latency.n_tokens) {
		response = MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, 4096, read_token, request, NULL);
	} else {
		response = MHD_create_response_from_buffer(
			request->n_answer, request->answer,
			MHD_RESPMEM_MUST_FREE);
		request->answer = NULL; /* the response's now */
	}
	return reply(request->connection, MHD_HTTP_OK, "application/json",
		     response);
}

/* The body is complete: understand it, and answer or wait. */
static enum MHD_Result begin_completion(struct request *request)
{
	struct completion completion;
	struct why why;

	if (completion_recall(&request->service->memory, &completion,
			      request->upload, request->n_upload, &why) < 0)
		return reply_error(request->connection, MHD_HTTP_BAD_REQUEST,
				   why.text);
	double first_s = latency_first_s(&completion.latency, completion.seed,
					 completion.unit);

	request->latency = completion.latency;
	request->answer = completion_answer(&completion, &request->n_answer);
	request->first_ns = request->arrived_ns + (uint64_t)(first_s * 1e9);
	request->delayed = request->first_ns > request->arrived_ns;
	if (clock_now_ns() >= request->first_ns)
		return reply_completion(request);
	loop_suspend(request->service->loop, request->connection,
		     request->first_ns);
	return MHD_YES;
}

static enum MHD_Result route(struct request *request, const char *path,
			     const char *method)
{
	static const char shards[] = "/shards/";
	struct MHD_Connection *connection = request->connection;
	bool is_completion = strcmp(path, "/v1/complete") == 0;
	bool is_health = strcmp(path, "/health") == 0;
	bool is_shard = strncmp(path, shards, strlen(shards)) == 0;

	if (!is_completion && !is_health && !is_shard)
		return reply_error(connection, MHD_HTTP_NOT_FOUND,
				   "there is no such path");
	if (strcmp(method, is_completion ? "POST" : "GET") != 0)
		return reply_error(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
				   "this path has another method");
	if (is_completion)
		return begin_completion(request);
	if (is_health)
		return reply_json(connection, MHD_HTTP_OK, "status", "ok");
	return reply_shard(request->service, connection, path + strlen(shards));
}

static enum MHD_Result begin_request(struct service *service,
				     struct MHD_Connection *connection,
				     void **cls)
{
	const char *length = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	struct request *request = alloc_zero(1, sizeof(*request));

	request->service = service;
	request->connection = connection;
	request->arrived_ns = clock_now_ns();
	*cls = request;
	if (length && strtoull(length, NULL, 10) > MAX_UPLOAD_BYTES)
		return reply_error(connection, MHD_HTTP_CONTENT_TOO_LARGE,
				   "the body is too large");
	return MHD_YES;
}

/* Only a body that does not say its length can get too large in here. */
static enum MHD_Result take_upload(struct request *request, const char *upload,
				   size_t *n)
{
	if (request->n_upload + *n > MAX_UPLOAD_BYTES)
		return MHD_NO;
	request->upload =
		alloc_resize(request->upload, request->n_upload + *n, 1);
	memcpy(request->upload + request->n_upload, upload, *n);
	request->n_upload += *n;
	*n = 0;
	return MHD_YES;
}

enum MHD_Result service_answer(void *service, struct MHD_Connection *connection,
			       const char *path, const char *method,
			       const char *version, const char *upload,
			       size_t *n_upload, void **cls)
{
	struct request *request = *cls;

	(void)version;
	if (!request)
		return begin_request(service, connection, cls);
	if (*n_upload)
		return take_upload(request, upload, n_upload);
	if (request->answer)
		return reply_completion(request); /* it was suspended */
	return route(request, path, method);
}

void service_completed(void *service, struct MHD_Connection *connection,
		       void **cls, enum MHD_RequestTerminationCode why_ended)
{
	struct service *own = service;
	struct request *request = *cls;

	(void)connection;
	if (!request)
		return;
	/* the answer's last byte was sent just now */
	if (request->delayed && !request->latency.n_tokens &&
	    why_ended == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		lateness_count(&own->lateness, request->first_ns,
			       clock_now_ns());
	free(request->upload);
	free(request->answer);
	free(request);
}
