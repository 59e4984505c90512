/* What a batch system says of a node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "machine/node.h"

static void nodes(void **state)
{
	static const struct {
		const char *text;
		enum node_sharing sharing;
	} cases[] = {
		{ "JobId=7 Shared=0 OverSubscribe=NO Contiguous=0\n",
		  NODE_EXCLUSIVE },
		{ "JobId=7 OverSubscribe=NO\n", NODE_EXCLUSIVE },
		{ "JobId=7 OverSubscribe=OK Contiguous=0\n", NODE_SHARED },
		{ "JobId=7 OverSubscribe=YES\n", NODE_SHARED },
		{ "JobId=7 OverSubscribe=NOBODY\n", NODE_SHARED },
		{ "slurm_load_jobs error: Invalid job id\n", NODE_UNKNOWN },
		{ "", NODE_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(node_parse_sharing(cases[i].text),
				 cases[i].sharing);
	unsetenv("SLURM_JOB_ID");
	assert_int_equal(node_find_sharing(), NODE_OWN);
	setenv("SLURM_JOB_ID", "7 --details", 1);
	assert_int_equal(node_find_sharing(), NODE_OWN);
	unsetenv("SLURM_JOB_ID");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nodes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
