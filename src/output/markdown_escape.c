/* Where a backslash must stand; see the header. */
#include "output/markdown_escape.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Would this begin a list, a quote, a heading, at the start of a line? */
static bool begins_block(const char *start, const char *p)
{
	size_t n_digits = strspn(start, "0123456789");

	if (p == start && strchr("-+#>=", *p))
		return true;
	return n_digits && p == start + n_digits && (*p == '.' || *p == ')');
}

/* Would anything here link, or open an entity or an embedded language? */
static bool is_syntax(const char *text, const char *p)
{
	char before = p > text ? p[-1] : ' ', after = p[1];

	switch (*p) {
	case '_': /* inside a word it is none */
		return !is_word(before) || !is_word(after);
	case '&':
		return isalpha((unsigned char)after) || after == '#';
	case ':': /* http://; and GitHub's :emoji: */
		return after &&
		       (strchr("/+-", after) || isalpha((unsigned char)after));
	case '.':
		return p - text >= 3 && strncasecmp(p - 3, "www", 3) == 0;
	default:
		return strchr("\\`*[]<>|~$@{}", *p) != NULL;
	}
}

void markdown_escape(FILE *file, const char *line, bool at_start)
{
	for (const char *p = line; *p; p++) {
		if ((at_start && begins_block(line, p)) || is_syntax(line, p))
			putc('\\', file);
		putc(*p, file);
	}
}
