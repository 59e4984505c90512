/* Between single quotes a shell takes everything as it is but these. */
#include "base/shell.h"

#include <string.h>

static const char harmless[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	"0123456789@%+=:,./_-";

void shell_put(FILE *file, const char *word)
{
	if (*word && !word[strspn(word, harmless)]) {
		fputs(word, file);
		return;
	}
	fputc('\'', file);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", file);
		else
			fputc(*word, file);
	}
	fputc('\'', file);
}
