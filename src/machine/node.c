/* Slurm without its accounting: scontrol asks the controller alone. */
#include "machine/node.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/ask.h"

#define PATIENCE_S 20.

const char *const node_sharing_names[] = {
	[NODE_OWN] = "own",
	[NODE_EXCLUSIVE] = "exclusive",
	[NODE_SHARED] = "shared",
	[NODE_UNKNOWN] = "unknown",
};

/* NO: a whole node. OK, YES and the like: others are let in beside it. */
enum node_sharing node_parse_sharing(const char *text)
{
	static const char name[] = "OverSubscribe=";
	const char *found = strstr(text, name);

	if (!found)
		return NODE_UNKNOWN;
	found += sizeof(name) - 1;
	return strncmp(found, "NO", 2) == 0 && strcspn(found, " \n") == 2
		       ? NODE_EXCLUSIVE
		       : NODE_SHARED;
}

/* A job's number, which goes to a command line. */
static const char *job_number(void)
{
	const char *job = getenv("SLURM_JOB_ID");
	size_t n = job ? strspn(job, "0123456789") : 0;

	return n > 0 && n < 20 && !job[n] ? job : NULL;
}

enum node_sharing node_find_sharing(void)
{
	const char *job = job_number();
	char *argv[] = { "/usr/bin/env", "scontrol", "-o", "show",
			 "job",          NULL,       NULL };
	struct answer answer;
	struct why why;

	if (!job)
		return NODE_OWN;
	argv[5] = (char *)job;
	enum node_sharing sharing = NODE_UNKNOWN;

	if (ask_program(&answer, argv, environ, PATIENCE_S, &why) == 0 &&
	    answer.status == 0)
		sharing = node_parse_sharing(answer.output);
	answer_fini(&answer);
	return sharing;
}
