/* Packing attempts, and putting rolls in order. */
#include "model/roll.h"

#include <stdlib.h>

#include "base/alloc.h"

#define PER_S 1e9        /* times are read from clocks of nanoseconds */
#define PER_BYTE 0x1p-10 /* and memory is counted in KiB */
#define PER_ONE 1e9      /* shares near 1 have nine digits in samples.csv */

/* Each has its own number before it. */
enum {
	BLOCK,
	WALL,
	/* timed */
	STARTUP = WALL + 1,
	DISPATCH,
	TEARDOWN,
	PSS,
	WATCHED,
	FOREIGN,
	FAIRNESS,
	/* metered */
	CPU_USER = WALL + 1,
	CPU_SYSTEM,
	RUN_DELAY,
	GIL_WAIT,
	GIL_HOLD,
	GIL_DROP,
};

void entry_fini(struct entry *entry)
{
	free(entry->wall_s);
	entry->wall_s = NULL;
}

/* Their order is that of the attempts. */
static uint64_t key_of(const struct entry *entry)
{
	const struct sample *row = &entry->row;
	uint64_t sample = row->metered ? (uint64_t)(row->sample + 1) : 0;

	return (((uint64_t)row->block << 2 | row->invocation) << 16 |
		row->attempt)
		       << 20 |
	       sample;
}

static void pack_timed(struct packed *to, const struct entry *entry,
		       int64_t *last)
{
	const struct sample *row = &entry->row;

	for (unsigned i = 0; i < entry->n_samples; i++)
		packed_part(to, entry->wall_s[i], PER_S, &last[WALL]);
	packed_real(to, entry->cpu_per_wall);
	packed_part(to, row->startup_s, PER_S, &last[STARTUP]);
	packed_part(to, row->dispatch_s, PER_S, &last[DISPATCH]);
	packed_part(to, row->teardown_s, PER_S, &last[TEARDOWN]);
	packed_part(to, row->pss_bytes, PER_BYTE, &last[PSS]);
	packed_part(to, row->watched_s, PER_S, &last[WATCHED]);
	packed_part(to, row->foreign_s, PER_S, &last[FOREIGN]);
	packed_part(to, entry->fairness, PER_ONE, &last[FAIRNESS]);
}

static void unpack_timed(const unsigned char **at, struct entry *entry,
			 int64_t *last)
{
	struct sample *row = &entry->row;

	for (unsigned i = 0; i < entry->n_samples; i++)
		entry->wall_s[i] = packed_read_part(at, PER_S, &last[WALL]);
	entry->cpu_per_wall = packed_read_real(at);
	row->startup_s = packed_read_part(at, PER_S, &last[STARTUP]);
	row->dispatch_s = packed_read_part(at, PER_S, &last[DISPATCH]);
	row->teardown_s = packed_read_part(at, PER_S, &last[TEARDOWN]);
	row->pss_bytes = packed_read_part(at, PER_BYTE, &last[PSS]);
	row->watched_s = packed_read_part(at, PER_S, &last[WATCHED]);
	row->foreign_s = packed_read_part(at, PER_S, &last[FOREIGN]);
	entry->fairness = packed_read_part(at, PER_ONE, &last[FAIRNESS]);
}

static void pack_metered(struct packed *to, const struct sample *row,
			 int64_t *last)
{
	packed_count(to, (uint64_t)(row->sample + 1));
	packed_part(to, row->wall_s, PER_S, &last[WALL]);
	packed_part(to, row->cpu_user_s, PER_S, &last[CPU_USER]);
	packed_part(to, row->cpu_system_s, PER_S, &last[CPU_SYSTEM]);
	packed_part(to, row->run_delay_s, PER_S, &last[RUN_DELAY]);
	packed_part(to, row->gil_wait_s, PER_S, &last[GIL_WAIT]);
	packed_part(to, row->gil_hold_s, PER_S, &last[GIL_HOLD]);
	packed_part(to, row->gil_drop_s, PER_S, &last[GIL_DROP]);
	packed_count(to, (uint64_t)(row->n_gil_forced + 1));
}

static void unpack_metered(const unsigned char **at, struct sample *row,
			   int64_t *last)
{
	row->sample = (int)packed_read_count(at) - 1;
	row->wall_s = packed_read_part(at, PER_S, &last[WALL]);
	row->cpu_user_s = packed_read_part(at, PER_S, &last[CPU_USER]);
	row->cpu_system_s = packed_read_part(at, PER_S, &last[CPU_SYSTEM]);
	row->run_delay_s = packed_read_part(at, PER_S, &last[RUN_DELAY]);
	row->gil_wait_s = packed_read_part(at, PER_S, &last[GIL_WAIT]);
	row->gil_hold_s = packed_read_part(at, PER_S, &last[GIL_HOLD]);
	row->gil_drop_s = packed_read_part(at, PER_S, &last[GIL_DROP]);
	row->n_gil_forced = (int64_t)packed_read_count(at) - 1;
}

/* Task and number of samples are rarely others than before. */
static void append(struct roll *roll, struct roll_state *state,
		   const struct entry *entry)
{
	const struct sample *row = &entry->row;
	struct packed *to = &roll->packed;
	bool other = entry->task != state->task ||
		     entry->n_samples != state->n_samples ||
		     row->part != state->part;

	packed_part(to, row->block, 1, &state->last[BLOCK]);
	packed_count(to, row->attempt << 5 | row->invocation << 3 |
				 (unsigned)row->status << 1 | other);
	if (other) {
		packed_count(to, entry->task);
		packed_count(to, entry->n_samples);
		packed_count(to, row->part);
		state->part = row->part;
		state->task = entry->task;
		state->n_samples = entry->n_samples;
	}
	if (roll->metered)
		pack_metered(to, row, state->last);
	else
		pack_timed(to, entry, state->last);
	roll->n_entries++;
}

void roll_add(struct roll *roll, struct roll_state *state,
	      const struct entry *entry)
{
	uint64_t key = key_of(entry);

	roll->unsorted |= roll->n_entries && key <= roll->last_key;
	roll->last_key = key;
	append(roll, state, entry);
}

void roll_fini(struct roll *roll)
{
	free(roll->packed.bytes);
	*roll = (struct roll){ .metered = roll->metered };
}

struct roll_reader roll_read(const struct roll *roll)
{
	return (struct roll_reader){ .roll = roll, .at = roll->packed.bytes };
}

static void set_n_samples(struct entry *entry, unsigned n)
{
	if (n > entry->n_samples || !entry->wall_s)
		entry->wall_s =
			alloc_resize(entry->wall_s, n, sizeof(*entry->wall_s));
	entry->n_samples = n;
}

bool roll_next(struct roll_reader *reader, struct entry *entry)
{
	const struct packed *packed = &reader->roll->packed;
	struct roll_state *state = &reader->state;
	const unsigned char **at = &reader->at;
	struct sample *row = &entry->row;

	if (!packed->n || *at == packed->bytes + packed->n)
		return false;
	row->block = (unsigned)packed_read_part(at, 1, &state->last[BLOCK]);
	unsigned key = (unsigned)packed_read_count(at);

	row->attempt = key >> 5;
	row->invocation = key >> 3 & 3;
	row->status = key >> 1 & 3;
	if (key & 1) {
		state->task = (unsigned)packed_read_count(at);
		state->n_samples = (unsigned)packed_read_count(at);
		state->part = (unsigned)packed_read_count(at);
	}
	entry->task = state->task;
	row->part = state->part;
	row->metered = reader->roll->metered;
	if (row->metered) {
		unpack_metered(at, row, state->last);
		return true;
	}
	set_n_samples(entry, state->n_samples);
	unpack_timed(at, entry, state->last);
	return true;
}

bool roll_find(struct roll_reader *reader, unsigned block, unsigned attempt,
	       struct entry *entry)
{
	const struct sample *row = &entry->row;

	for (int again = 0; again < 2; again++) {
		struct roll_reader before = *reader;

		while (roll_next(reader, entry) && row->block <= block) {
			before = *reader;
			if (row->block == block && row->attempt == attempt)
				return true;
		}
		/* not from here on: perhaps before */
		*reader = again ? before : roll_read(reader->roll);
	}
	return false;
}

/* Where an attempt begins, as its reader stood there. */
struct place {
	uint64_t key;
	bool spoilt; /* tainted or failed */
	struct roll_reader reader;
};

static int compare_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->spoilt != b->spoilt)
		return a->spoilt ? 1 : -1;
	return a->reader.at < b->reader.at ? -1 : 1;
}

int roll_sort(struct roll *roll, struct sample *twice)
{
	struct roll sorted = { .metered = roll->metered };
	struct roll_state state = { 0 };
	struct roll_reader reader = roll_read(roll), before = reader;
	struct entry entry = { 0 };
	size_t n = 0;
	int status = 0;

	if (!roll->unsorted)
		return 0;
	struct place *places = alloc_zero(roll->n_entries, sizeof(*places));

	while (roll_next(&reader, &entry)) {
		places[n++] =
			(struct place){ key_of(&entry),
					entry.row.status != CELL_OK, before };
		before = reader;
	}
	qsort(places, n, sizeof(*places), compare_places);
	sorted.n_twice = roll->n_twice;
	for (size_t i = 0; i < n && status == 0; i++) {
		bool twice_there = i && places[i].key == places[i - 1].key;
		unsigned part = entry.row.part;

		roll_next(&places[i].reader, &entry);
		if (!twice_there)
			roll_add(&sorted, &state, &entry);
		else if (entry.row.part != part)
			sorted.n_twice++;
		else
			status = -1;
		if (twice_there)
			entry.row.part = part;
	}
	*twice = entry.row;
	free(places);
	entry_fini(&entry);
	roll_fini(roll);
	*roll = sorted;
	return status;
}
