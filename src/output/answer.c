/* From verdicts to an answer per job. */
#include "output/answer.h"

#include <math.h>
#include <string.h>

#include "model/findings.h"

/* The limits of gilbench-method(7) and, of a little gain, gilbench-report(1).
 */
#define GAIN .75 /* of what is possible: a gain */
#define NO_GAIN 1.2
#define LITTLE_GAIN .1 /* of what the machine gains: no gain, below 2 */
#define FIT_CEILING 1.5
#define WAITS_FOR_GIL .1 /* of the workers' time: then it is the GIL */

const char *const answer_words[] = {
	[ANSWER_YES] = "yes",
	[ANSWER_PARTLY] = "partly",
	[ANSWER_NO] = "no",
	[ANSWER_OTHER] = "no gain, but not because of the GIL",
	[ANSWER_CANNOT_TELL] = "cannot tell",
	[ANSWER_NOT_MEASURED] = "",
};

/* What the findings on threads mean for one of their cases. */
static const struct {
	const char *id;
	enum answer_word holds, fails;
} meanings[] = {
	{ "F1", ANSWER_YES, ANSWER_NO },
	{ "F3", ANSWER_NO, ANSWER_YES },
	{ "F5", ANSWER_NO, ANSWER_OTHER },
	{ "F7a", ANSWER_NO, ANSWER_OTHER },
};

static enum answer_word meaning_of(size_t i, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_HOLDS:
		return meanings[i].holds;
	case VERDICT_FAILS:
		return meanings[i].fails;
	case VERDICT_PARTLY:
		return ANSWER_PARTLY;
	default:
		return ANSWER_CANNOT_TELL;
	}
}

static bool has_cell(const struct contest *contest, unsigned cell)
{
	for (unsigned i = 0; i < contest->n_cells; i++)
		if (contest->cells[i] == cell)
			return true;
	return false;
}

static bool find_verdict(const struct results *results,
			 const struct contest *contest, const char *kernel,
			 struct answer *answer)
{
	for (size_t m = 0; m < sizeof(meanings) / sizeof(*meanings); m++)
		for (unsigned f = 0; f < N_FINDINGS; f++) {
			const struct finding *finding = &results->findings[f];
			bool is = strcmp(finding->id, meanings[m].id) == 0;

			for (size_t i = 0; is && i < finding->n_cases; i++) {
				const struct finding_case *c =
					&finding->cases[i];

				if (!has_cell(contest, c->cell) ||
				    strcmp(results->cells[c->cell].kernel,
					   kernel) != 0)
					continue;
				answer->word = meaning_of(m, c->verdict);
				answer->cell = (int)c->cell;
				return true;
			}
		}
	return false;
}

/* The threads with the most workers that this machine has room for. */
static int find_threads(const struct results *results,
			const struct contest *contest, const char *kernel)
{
	bool computes = contest_computes(results, contest);
	double n_cpus = results_number(results, "n_cpus");
	int found = -1;

	for (unsigned i = 0; i < contest->n_cells; i++) {
		unsigned c = contest->cells[i];
		const struct cell *cell = &results->cells[c];

		if (strcmp(cell->executor, "threads") != 0 ||
		    strcmp(cell->kernel, kernel) != 0 || cell->workers < 2 ||
		    !(results->estimates[c].speedup > 0) ||
		    (computes && cell->workers > n_cpus))
			continue;
		if (found < 0 || cell->workers > results->cells[found].workers)
			found = (int)c;
	}
	return found;
}

/* Too few blocks, too many lost, or a machine that cannot show a gain. */
static bool is_doubtful(const struct estimate *e, bool computes)
{
	return isnan(e->speedup_ci.low) || isnan(e->speedup_ci.high) ||
	       4 * e->n_blocks_lost > e->n_blocks ||
	       (computes && !(e->ceiling_ci.low >= FIT_CEILING));
}

/* Next to what as many workers gain on this machine. */
static bool is_little(const struct estimate *e, bool computes)
{
	double high = e->speedup_ci.high;

	return computes && high < 2 &&
	       high - 1 < LITTLE_GAIN * (e->ceiling_ci.low - 1);
}

/* A job that no finding is about: neither all Python nor all waiting. */
static enum answer_word judge(const struct results *results,
			      const struct contest *contest, unsigned cell)
{
	const struct estimate *e = &results->estimates[cell];
	bool computes = contest_computes(results, contest);
	double share = computes ? e->efficiency_ci.low
				: e->speedup_ci.low / e->cell->workers;
	bool python = strcmp(e->cell->kernel, "python") == 0;
	bool little = python && is_little(e, computes);
	bool flat = e->speedup_ci.high < NO_GAIN || little;

	if (e->status != CELL_OK || is_doubtful(e, computes))
		return ANSWER_CANNOT_TELL;
	if (share >= GAIN)
		return ANSWER_NO;
	if (!python)
		return flat                           ? ANSWER_OTHER
		       : e->speedup_ci.low >= NO_GAIN ? ANSWER_PARTLY
						      : ANSWER_CANNOT_TELL;
	if (!flat || (e->speedup_ci.low > 1 && !little))
		return e->speedup_ci.low > 1 ? ANSWER_PARTLY
					     : ANSWER_CANNOT_TELL;
	if (isnan(e->gil_wait_share))
		return ANSWER_CANNOT_TELL;
	return e->gil_wait_share >= WAITS_FOR_GIL ? ANSWER_YES : ANSWER_OTHER;
}

struct answer answer_find(const struct results *results,
			  const struct contest *contest, const char *kernel)
{
	struct answer answer = { ANSWER_NOT_MEASURED, -1 };

	if (find_verdict(results, contest, kernel, &answer))
		return answer;
	answer.cell = find_threads(results, contest, kernel);
	if (answer.cell >= 0)
		answer.word = judge(results, contest, (unsigned)answer.cell);
	return answer;
}
