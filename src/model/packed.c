/* Variable-length numbers (LEB128), for memory only: not a file format. */
#include "model/packed.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

/* Differences are stored with N_MARKS added. */
enum {
	MARK_NAN,
	MARK_REAL, /* eight bytes follow */
	N_MARKS
};

/* Up to here a double holds every whole number, and so their quotient by a
 * power of ten up to 10^22 is the double nearest to the decimal. */
#define MAX_PARTS 0x1p53

static void put(struct packed *packed, unsigned char byte)
{
	packed->bytes = alloc_grow(packed->bytes, packed->n, 1);
	packed->bytes[packed->n++] = byte;
}

void packed_count(struct packed *packed, uint64_t value)
{
	for (; value > 0x7f; value >>= 7)
		put(packed, (unsigned char)(value | 0x80));
	put(packed, (unsigned char)value);
}

void packed_real(struct packed *packed, double value)
{
	unsigned char bytes[sizeof(value)];

	memcpy(bytes, &value, sizeof(value));
	for (size_t i = 0; i < sizeof(value); i++)
		put(packed, bytes[i]);
}

void packed_part(struct packed *packed, double value, double per, int64_t *last)
{
	double n = value * per;

	if (isnan(value)) {
		packed_count(packed, MARK_NAN);
		return;
	}
	if (n >= 0 && n < MAX_PARTS && !signbit(value)) {
		int64_t parts = (int64_t)(n + .5), step = parts - *last;

		if ((double)parts / per == value) {
			/* small of either sign: 0, -1, 1, -2 ... */
			packed_count(packed, ((uint64_t)step << 1 ^
					      (uint64_t)(step >> 63)) +
						     N_MARKS);
			*last = parts;
			return;
		}
	}
	packed_count(packed, MARK_REAL);
	packed_real(packed, value);
}

uint64_t packed_read_count(const unsigned char **at)
{
	uint64_t value = 0;
	int shift = 0;

	for (; **at & 0x80; shift += 7)
		value |= (uint64_t)(*(*at)++ & 0x7f) << shift;
	return value | (uint64_t) * (*at)++ << shift;
}

double packed_read_real(const unsigned char **at)
{
	double value;

	memcpy(&value, *at, sizeof(value));
	*at += sizeof(value);
	return value;
}

double packed_read_part(const unsigned char **at, double per, int64_t *last)
{
	uint64_t code = packed_read_count(at);

	if (code == MARK_NAN)
		return NAN;
	if (code == MARK_REAL)
		return packed_read_real(at);
	code -= N_MARKS;
	*last += (int64_t)(code >> 1) ^ -(int64_t)(code & 1);
	return (double)*last / per;
}
