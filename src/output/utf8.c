/* Reading UTF-8 by the table of the Unicode standard (3.9, table 3-7). */
#include "output/utf8.h"

#include <string.h>

#include "base/alloc.h"

static bool continues(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* The second byte decides what is too long, a surrogate, or too large. */
static bool second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

unsigned utf8_bytes(const char *p)
{
	const unsigned char *c = (const unsigned char *)p;
	unsigned n = c[0] < 0xc2 || c[0] > 0xf4 ? 1
		     : c[0] < 0xe0              ? 2
		     : c[0] < 0xf0              ? 3
						: 4;

	for (unsigned i = 1; i < n; i++)
		if (!continues(c[i]))
			return 1;
	return n > 1 && !second_fits(c[0], c[1]) ? 1 : n;
}

uint32_t utf8_code(const char *p)
{
	const unsigned char *c = (const unsigned char *)p;
	unsigned n = utf8_bytes(p);
	uint32_t code = n == 1 ? c[0] : c[0] & (0xff >> (n + 1));

	if (n == 1 && c[0] >= 0x80)
		return UINT32_MAX;
	for (unsigned i = 1; i < n; i++)
		code = code << 6 | (c[i] & 0x3f);
	return code;
}

bool utf8_is_text(const char *text)
{
	for (; *text; text += utf8_bytes(text))
		if (utf8_code(text) == UINT32_MAX)
			return false;
	return true;
}

bool utf8_is_plain(const char *p)
{
	static const uint32_t unplain[][2] = {
		{ 0, 0x1f },
		{ 0x7f, 0x9f },
		{ 0xad, 0xad },
		{ 0x61c, 0x61c },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0xfdd0, 0xfdef },
		{ 0xfeff, 0xfeff },
		{ 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff },
		{ 0xe0000, 0xe0fff },
		{ 0x110000, UINT32_MAX },
	};
	uint32_t code = utf8_code(p);

	for (unsigned i = 0; i < sizeof(unplain) / sizeof(*unplain); i++)
		if (code >= unplain[i][0] && code <= unplain[i][1])
			return false;
	return true;
}

char *utf8_line(const char *text)
{
	char *line = alloc_zero(strlen(text) + 1, 1), *to = line;

	for (const char *p = text; *p; p += utf8_bytes(p)) {
		unsigned n = utf8_bytes(p);

		if (strchr("\t\n\v\f\r", *p)) {
			*to++ = ' ';
		} else if (!utf8_is_plain(p)) {
			*to++ = '?';
		} else {
			memcpy(to, p, n);
			to += n;
		}
	}
	return line;
}
