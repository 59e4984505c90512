/* Packing attempts, and putting rolls in order. */
#include "model/roll.h"

#include <stdlib.h>

#include "base/alloc.h"

#define PER_S 1e9 /* times are read from clocks of nanoseconds */
#define PER_BYTE 1.

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

/* A difference of either sign as a small number. */
static uint64_t fold_sign(int64_t x)
{
	return (uint64_t)x << 1 ^ (uint64_t)(x >> 63);
}

static int64_t unfold_sign(uint64_t x)
{
	return (int64_t)(x >> 1) ^ -(int64_t)(x & 1);
}

static void pack_timed(struct packed *to, const struct entry *entry)
{
	const struct sample *row = &entry->row;

	packed_count(to, entry->n_samples);
	for (unsigned i = 0; i < entry->n_samples; i++)
		packed_part(to, entry->wall_s[i], PER_S);
	packed_real(to, entry->cpu_per_wall);
	packed_part(to, row->startup_s, PER_S);
	packed_part(to, row->dispatch_s, PER_S);
	packed_part(to, row->teardown_s, PER_S);
	packed_part(to, row->pss_bytes, PER_BYTE);
	packed_part(to, row->watched_s, PER_S);
	packed_part(to, row->foreign_s, PER_S);
}

static void unpack_timed(const unsigned char **at, struct entry *entry)
{
	struct sample *row = &entry->row;
	unsigned n = (unsigned)packed_read_count(at);

	if (n > entry->n_samples || !entry->wall_s)
		entry->wall_s =
			alloc_resize(entry->wall_s, n, sizeof(*entry->wall_s));
	entry->n_samples = n;
	for (unsigned i = 0; i < n; i++)
		entry->wall_s[i] = packed_read_part(at, PER_S);
	entry->cpu_per_wall = packed_read_real(at);
	row->startup_s = packed_read_part(at, PER_S);
	row->dispatch_s = packed_read_part(at, PER_S);
	row->teardown_s = packed_read_part(at, PER_S);
	row->pss_bytes = packed_read_part(at, PER_BYTE);
	row->watched_s = packed_read_part(at, PER_S);
	row->foreign_s = packed_read_part(at, PER_S);
}

static void pack_metered(struct packed *to, const struct sample *row)
{
	packed_count(to, (uint64_t)(row->sample + 1));
	packed_part(to, row->wall_s, PER_S);
	packed_part(to, row->cpu_user_s, PER_S);
	packed_part(to, row->cpu_system_s, PER_S);
	packed_part(to, row->run_delay_s, PER_S);
	packed_part(to, row->gil_wait_s, PER_S);
	packed_part(to, row->gil_hold_s, PER_S);
	packed_part(to, row->gil_drop_s, PER_S);
	packed_count(to, (uint64_t)(row->n_gil_forced + 1));
}

static void unpack_metered(const unsigned char **at, struct sample *row)
{
	row->sample = (int)packed_read_count(at) - 1;
	row->wall_s = packed_read_part(at, PER_S);
	row->cpu_user_s = packed_read_part(at, PER_S);
	row->cpu_system_s = packed_read_part(at, PER_S);
	row->run_delay_s = packed_read_part(at, PER_S);
	row->gil_wait_s = packed_read_part(at, PER_S);
	row->gil_hold_s = packed_read_part(at, PER_S);
	row->gil_drop_s = packed_read_part(at, PER_S);
	row->n_gil_forced = (int64_t)packed_read_count(at) - 1;
}

static void append(struct roll *roll, const struct entry *entry)
{
	const struct sample *row = &entry->row;
	struct packed *to = &roll->packed;

	packed_count(to, fold_sign((int64_t)row->block - roll->last_block));
	packed_count(to, row->attempt << 4 | row->invocation << 2 |
				 (unsigned)row->status);
	packed_count(to, entry->task);
	if (roll->metered)
		pack_metered(to, row);
	else
		pack_timed(to, entry);
	roll->last_block = row->block;
	roll->n_entries++;
}

void roll_add(struct roll *roll, const struct entry *entry)
{
	uint64_t key = key_of(entry);

	roll->unsorted |= roll->n_entries && key <= roll->last_key;
	roll->last_key = key;
	append(roll, entry);
}

void roll_fini(struct roll *roll)
{
	free(roll->packed.bytes);
	*roll = (struct roll){ .metered = roll->metered };
}

struct roll_reader roll_read(const struct roll *roll)
{
	return (struct roll_reader){ roll, roll->packed.bytes, 0 };
}

bool roll_next(struct roll_reader *reader, struct entry *entry)
{
	const struct packed *packed = &reader->roll->packed;
	struct sample *row = &entry->row;

	if (!packed->n || reader->at == packed->bytes + packed->n)
		return false;
	reader->block += (unsigned)unfold_sign(packed_read_count(&reader->at));
	unsigned key = (unsigned)packed_read_count(&reader->at);

	row->block = reader->block;
	row->attempt = key >> 4;
	row->invocation = key >> 2 & 3;
	row->status = key & 3;
	row->metered = reader->roll->metered;
	entry->task = (unsigned)packed_read_count(&reader->at);
	if (row->metered)
		unpack_metered(&reader->at, row);
	else
		unpack_timed(&reader->at, entry);
	return true;
}

/* Where an attempt begins, as its reader stood there. */
struct place {
	uint64_t key;
	struct roll_reader reader;
};

static int compare_places(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->reader.at < b->reader.at ? -1 : 1;
}

int roll_sort(struct roll *roll, struct sample *twice)
{
	struct roll sorted = { .metered = roll->metered };
	struct roll_reader reader = roll_read(roll), before = reader;
	struct entry entry = { 0 };
	size_t n = 0;
	int status = 0;

	if (!roll->unsorted)
		return 0;
	struct place *places = alloc_zero(roll->n_entries, sizeof(*places));

	while (roll_next(&reader, &entry)) {
		places[n++] = (struct place){ key_of(&entry), before };
		before = reader;
	}
	qsort(places, n, sizeof(*places), compare_places);
	for (size_t i = 0; i < n && status == 0; i++) {
		roll_next(&places[i].reader, &entry);
		roll_add(&sorted, &entry);
		status = sorted.unsorted ? -1 : 0;
	}
	*twice = entry.row;
	free(places);
	entry_fini(&entry);
	roll_fini(roll);
	*roll = sorted;
	return status;
}
