/* Which reasons are those of a mismatch. */
#include "mismatch.h"

#include <string.h>

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool mismatch_is(const char *reason)
{
	return begins_with(reason, "gil-changed: ") ||
	       begins_with(reason, "checksum: ");
}
