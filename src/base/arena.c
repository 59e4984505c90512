/*
 * Futex barrier and gate in shared memory. No spinning: on a busy machine a
 * spinning worker would take the CPU from the one it waits for.
 */
#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

/* Bytes before what the workers share: whole cache lines. */
static size_t own_bytes(uint32_t n_workers, bool has_laps)
{
	size_t n_laps = has_laps ? sizeof(struct arena_laps) : 0;

	return sizeof(struct arena) +
	       n_workers * (sizeof(struct arena_slot) + n_laps);
}

size_t arena_bytes(uint32_t n_workers, bool has_laps, size_t n_shared_bytes)
{
	return own_bytes(n_workers, has_laps) + n_shared_bytes;
}

static void futex_wait(_Atomic uint32_t *word, uint32_t seen)
{
	syscall(SYS_futex, word, FUTEX_WAIT, seen, NULL, NULL, 0);
}

static void futex_wake_all(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

struct arena *arena_new(uint32_t n_workers, bool has_laps,
			size_t n_shared_bytes, int *fd, struct why *why)
{
	size_t n_bytes = arena_bytes(n_workers, has_laps, n_shared_bytes);

	*fd = memfd_create("gilbench-arena", MFD_CLOEXEC);
	if (*fd < 0 || ftruncate(*fd, (off_t)n_bytes) < 0) {
		why_errno(why, "cannot create %zu bytes of shared memory",
			  n_bytes);
		if (*fd >= 0)
			close(*fd);
		return NULL;
	}
	struct arena *arena =
		mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);

	if (arena == MAP_FAILED) {
		why_errno(why, "cannot map the shared memory");
		close(*fd);
		return NULL;
	}
	arena->magic = ARENA_MAGIC;
	arena->version = ARENA_VERSION;
	arena->n_workers = n_workers;
	arena->has_laps = has_laps;
	arena->loops = 1;
	arena->n_shared_bytes = n_shared_bytes;
	return arena;
}

struct arena *arena_attach(const char *path, struct why *why)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		why_errno(why, "%s", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct arena *arena = MAP_FAILED;

	if ((size_t)st.st_size >= sizeof(*arena))
		arena = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE,
			     MAP_SHARED, fd, 0);
	close(fd);
	if (arena == MAP_FAILED) {
		why_set(why, "%s: cannot be mapped", path);
		return NULL;
	}
	if (arena->magic != ARENA_MAGIC || arena->version != ARENA_VERSION ||
	    arena_bytes(arena->n_workers, arena->has_laps,
			arena->n_shared_bytes) > (size_t)st.st_size) {
		why_set(why, "%s: not an arena of this version", path);
		munmap(arena, (size_t)st.st_size);
		return NULL;
	}
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena)
		munmap(arena, arena_bytes(arena->n_workers, arena->has_laps,
					  arena->n_shared_bytes));
}

void arena_open_gate(struct arena *arena, enum arena_stage stage)
{
	arena->stage = stage;
	arena->n_left = 0;
	/* release: whoever sees the new gate sees what was written before */
	atomic_fetch_add_explicit(&arena->gate, 1, memory_order_release);
	futex_wake_all(&arena->gate);
}

int arena_await_gate(struct arena *arena, uint32_t gate)
{
	for (;;) {
		uint32_t seen = atomic_load_explicit(&arena->gate,
						     memory_order_acquire);

		if (atomic_load(&arena->aborted))
			return -1;
		if (seen >= gate)
			return (int)arena->stage;
		futex_wait(&arena->gate, seen);
	}
}

/* Wait for all workers; the last to arrive stamps. */
static int meet(struct arena *arena, uint64_t *stamp_ns)
{
	uint32_t meeting = atomic_load(&arena->meeting);

	if (atomic_fetch_add(&arena->n_met, 1) + 1 == arena->n_workers) {
		atomic_store(&arena->n_met, 0);
		if (stamp_ns)
			*stamp_ns = clock_now_ns();
		atomic_fetch_add_explicit(&arena->meeting, 1,
					  memory_order_release);
		futex_wake_all(&arena->meeting);
		return atomic_load(&arena->aborted) ? -1 : 0;
	}
	while (atomic_load_explicit(&arena->meeting, memory_order_acquire) ==
		       meeting &&
	       !atomic_load(&arena->aborted))
		futex_wait(&arena->meeting, meeting);
	return atomic_load(&arena->aborted) ? -1 : 0;
}

int arena_meet(struct arena *arena)
{
	return meet(arena, &arena->start_ns);
}

int arena_sync(struct arena *arena)
{
	return meet(arena, NULL);
}

void *arena_shared(struct arena *arena)
{
	return arena->n_shared_bytes
		       ? (char *)arena +
				 own_bytes(arena->n_workers, arena->has_laps)
		       : NULL;
}

struct arena_laps *arena_laps(struct arena *arena, uint32_t worker)
{
	struct arena_slot *end = &arena->slots[arena->n_workers];

	return arena->has_laps ? (struct arena_laps *)end + worker : NULL;
}

void arena_clear_laps(struct arena *arena, uint32_t worker)
{
	struct arena_laps *laps = arena_laps(arena, worker);

	if (!laps)
		return;
	memset(laps, 0, sizeof(*laps));
	laps->paced = arena->pace.arrival != PACE_CLOSED;
}

void arena_end_laps(struct arena *arena, uint32_t worker)
{
	struct arena_laps *laps = arena_laps(arena, worker);

	if (laps)
		laps->paced = 0;
}

uint64_t arena_due_ns(struct arena *arena, uint32_t worker, uint64_t unit)
{
	struct arena_laps *laps = arena_laps(arena, worker);

	if (!laps || !laps->paced)
		return 0;
	laps->due_ns = (laps->due_ns ? laps->due_ns : arena->start_ns) +
		       pace_gap_ns(&arena->pace, unit, worker, arena->n_workers,
				   laps->due_ns == 0);
	return laps->due_ns;
}

void arena_lap(struct arena *arena, uint32_t worker)
{
	struct arena_laps *laps = arena_laps(arena, worker);

	if (!laps)
		return;
	uint64_t now_ns = clock_now_ns();
	uint64_t from_ns = laps->due_ns    ? laps->due_ns
			   : laps->last_ns ? laps->last_ns
					   : arena->start_ns;

	/* an event loop may wake by a clock tick too early */
	laps->counts[bucket_of(now_ns > from_ns ? now_ns - from_ns : 0)]++;
	laps->last_ns = now_ns;
}

int arena_leave(struct arena *arena)
{
	return atomic_fetch_add(&arena->n_left, 1) + 1 == arena->n_workers;
}

int arena_abort(struct arena *arena)
{
	if (atomic_exchange(&arena->aborted, 1))
		return 0;
	/*
	 * The words change too: a waiter that has read them but does not
	 * sleep yet must not miss the wake-up.
	 */
	atomic_fetch_add(&arena->gate, 1u << 30);
	atomic_fetch_add(&arena->meeting, 1);
	futex_wake_all(&arena->gate);
	futex_wake_all(&arena->meeting);
	return 1;
}
