/* Which exports were asked for, and where to. */
#include "exports.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

static int check_path(const char *path, struct why *why)
{
	char *copy = alloc_copy(path);
	int status = 0;

	if (!*path)
		status = why_set(why, "needs a file, or - for standard output");
	else if (access(path, F_OK) == 0 ? access(path, W_OK) < 0
					 : access(dirname(copy), W_OK) < 0)
		status = why_errno(why, "cannot write '%s'", path);
	free(copy);
	return status;
}

int exports_set(struct exports *exports, enum export_format format,
		const char *path, struct why *why)
{
	bool out = strcmp(path, "-") == 0;

	if (!out && check_path(path, why) < 0)
		return -1;
	exports->paths[format] = NULL;
	if (out && exports_take_stdout(exports))
		return why_set(why, "only one export can go to standard "
				    "output");
	exports->paths[format] = path;
	return 0;
}

bool exports_take_stdout(const struct exports *exports)
{
	for (unsigned i = 0; i < N_EXPORTS; i++)
		if (exports->paths[i] && strcmp(exports->paths[i], "-") == 0)
			return true;
	return false;
}

bool exports_any(const struct exports *exports)
{
	for (unsigned i = 0; i < N_EXPORTS; i++)
		if (exports->paths[i])
			return true;
	return false;
}

int exports_write(const struct exports *exports, const struct results *results,
		  struct why *why)
{
	for (unsigned i = 0; i < N_EXPORTS; i++)
		if (exports->paths[i] &&
		    export_write(results, (enum export_format)i,
				 exports->paths[i], why) < 0)
			return why_context(why, "--export-%s", export_names[i]);
	return 0;
}
