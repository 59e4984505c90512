/* USE HERE: for each job what to choose. */
#include <stdlib.h>

#include "base/alloc.h"
#include "output/advice.h"
#include "output/table_parts.h"
#include "output/table_text.h"

#define INDENT 16

struct advice {
	FILE *file;
	const struct results *results;
};

static void advise(void *context, const struct contest *contest)
{
	const struct advice *advice = context;

	if (contest_checks_method(contest->first))
		return;
	char *text = advice_text(advice->results, contest);
	char *name =
		alloc_printf("%s%s%s", contest->first->workload,
			     *contest->variant ? ", " : "", contest->variant);

	text_wrap(advice->file, name, INDENT, text);
	free(name);
	free(text);
}

void table_advice(FILE *file, const struct results *results,
		  const struct contest *contests, unsigned n)
{
	struct advice advice = { file, results };
	unsigned n_controls = 0;

	for (unsigned i = 0; i < n; i++)
		n_controls += contest_checks_method(contests[i].first);
	if (n && n_controls == n)
		return;
	fputs("\nUSE HERE\n", file);
	table_by_python(file, results, contests, n, advise, &advice);
}
