/*
 * From a semaphore to an object, its type and the type's name. Nothing is
 * dereferenced that might not be there: it is read by a system call that fails
 * instead, which costs little beside a park.
 */
#include "worker/meter_objects.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "worker/capi.h"
#include "worker/meter_log.h"

enum {
	/* The semaphore is in a frame of our callers, not in a lock. */
	FRAMES_BYTES = 1 << 14,
	ALIGNMENT = 16, /* of an object */
	PAGE = 4096     /* the least there is */
};

/* The header of an object. */
struct header {
	uintptr_t thread;
	uint16_t padding;
	uint8_t mutex, gc_bits;
	uint32_t n_local;
	intptr_t n_shared;
	uintptr_t type;
};

struct type {
	struct header header;
	Py_ssize_t size;
	uintptr_t name;
};

static bool is_known; /* the layout, of this version */

void meter_objects_init(void)
{
	const char *version = Py_GetVersion();

	is_known = strncmp(version, "3.13.", 5) == 0 ||
		   strncmp(version, "3.14.", 5) == 0;
}

static bool copy(void *to, uintptr_t from, size_t n)
{
	struct iovec here = { to, n }, there = { (void *)from, n };

	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)n;
}

/* Is this a type? Its own type is `type`, or a metaclass, whose type is. */
static bool is_type(const struct type *type)
{
	struct header meta;

	if (type->header.type == (uintptr_t)&PyType_Type)
		return true;
	return copy(&meta, type->header.type, sizeof(meta)) &&
	       meta.type == (uintptr_t)&PyType_Type;
}

/* A text ends somewhere, perhaps at the end of what can be read. */
static bool copy_text(char *to, uintptr_t from, size_t room)
{
	size_t n = PAGE - from % PAGE;

	if (n > room - 1)
		n = room - 1;
	memset(to, 0, room);
	if (!copy(to, from, n))
		return false;
	if (!memchr(to, '\0', n) && n < room - 1 &&
	    !copy(to + n, from + n, room - 1 - n))
		return false;
	n = strlen(to);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)to[i] < ' ' || to[i] == 0x7f)
			return false;
	/* cut, but not in the midst of a character */
	if (n == room - 1) {
		while (n && ((unsigned char)to[n - 1] & 0xc0) == 0x80)
			to[--n] = '\0';
		if (n && (unsigned char)to[n - 1] >= 0xc0)
			to[--n] = '\0';
	}
	return n > 0;
}

bool meter_objects_find(const void *semaphore, char *name, size_t room)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	struct header object;
	struct type type;

	if (!is_known || (uintptr_t)semaphore - here > FRAMES_BYTES)
		return false;
	uintptr_t mutex = ((const uintptr_t *)semaphore)[-1];

	return mutex % ALIGNMENT == offsetof(struct header, mutex) &&
	       copy(&object, mutex - offsetof(struct header, mutex),
		    sizeof(object)) &&
	       copy(&type, object.type, sizeof(type)) && is_type(&type) &&
	       copy_text(name, type.name, room);
}

/* The entry of that name; NULL: there is no room. */
static struct gil_log_type *find_entry(const char *name)
{
	for (int i = 0; i < GIL_LOG_MAX_TYPES; i++) {
		struct gil_log_type *entry = &meter_log->types[i];
		uint32_t state = GIL_TYPE_FREE;

		if (atomic_compare_exchange_strong(&entry->state, &state,
						   GIL_TYPE_BEGUN)) {
			strncpy(entry->name, name, sizeof(entry->name) - 1);
			atomic_store(&entry->state, GIL_TYPE_NAMED);
			return entry;
		}
		if (state == GIL_TYPE_NAMED && strcmp(entry->name, name) == 0)
			return entry;
	}
	return NULL;
}

void meter_objects_add(const char *name, uint64_t ticks)
{
	struct gil_log_type *entry = meter_log ? find_entry(name) : NULL;

	if (!entry)
		return;
	atomic_fetch_add(&entry->n_parks, 1);
	atomic_fetch_add(&entry->park, ticks);
}
