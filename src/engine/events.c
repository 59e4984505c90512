/* Line buffering and tails. A worker that floods them costs no memory. */
#include "events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

enum {
	MAX_LINE = 1 << 20,
	CHUNK = 1 << 16,
	MAX_CHUNKS = 64
};

int events_read(struct events *events, struct why *why)
{
	for (int i = 0; i < MAX_CHUNKS; i++) {
		if (events->n > MAX_LINE)
			return why_set(why,
				       "a line of over 1 MiB on the events "
				       "pipe");
		events->buffer =
			alloc_resize(events->buffer, events->n + CHUNK, 1);
		ssize_t got =
			read(events->fd, events->buffer + events->n, CHUNK);

		if (got <= 0)
			return 0;
		events->n += (size_t)got;
	}
	return 0;
}

int events_next(struct events *events, json_t **event, struct why *why)
{
	char *end = events->n ? memchr(events->buffer, '\n', events->n) : NULL;
	json_error_t error;

	if (!end)
		return 0;
	size_t length = (size_t)(end - events->buffer);

	*event = json_loadb(events->buffer, length, 0, &error);
	if (!json_is_string(json_object_get(*event, "event"))) {
		json_decref(*event);
		*end = '\0';
		return why_set(why, "garbage: on the events pipe: %.60s",
			       events->buffer);
	}
	events->n -= length + 1;
	memmove(events->buffer, end + 1, events->n);
	return 1;
}

static void keep_end(struct tail *tail, const char *bytes, size_t n)
{
	size_t room = sizeof(tail->text) - 1;

	if (n > room) {
		bytes += n - room;
		n = room;
	}
	if (tail->n + n > room) {
		size_t surplus = tail->n + n - room;

		memmove(tail->text, tail->text + surplus, tail->n - surplus);
		tail->n -= surplus;
	}
	memcpy(tail->text + tail->n, bytes, n);
	tail->n += n;
	tail->text[tail->n] = '\0';
}

void tail_read(struct tail *tail)
{
	char chunk[8192];

	/* bounded: a flood must not keep the driver from its other work */
	for (int i = 0; i < MAX_CHUNKS && tail->fd >= 0; i++) {
		ssize_t got = read(tail->fd, chunk, sizeof(chunk));

		if (got > 0) {
			keep_end(tail, chunk, (size_t)got);
			continue;
		}
		if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
			close(tail->fd);
			tail->fd = -1;
		}
		return;
	}
}
