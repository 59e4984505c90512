/*
 * Which cells a statement is about, and what follows for it from each. The
 * statements are in statements.c, the rules in verdict.c, the words in
 * findings_text.c.
 */
#include "model/findings.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/kin.h"
#include "model/statements.h"

const char *const verdict_names[] = {
	[VERDICT_HOLDS] = "holds",
	[VERDICT_PARTLY] = "partly",
	[VERDICT_FAILS] = "does not hold",
	[VERDICT_CANNOT_TELL] = "cannot tell",
	[VERDICT_NOT_TESTED] = "not tested",
};

enum measured_class findings_class(const struct estimate *serial)
{
	const struct interval *u = &serial->cpu_share_ci;

	if (isnan(u->low))
		return MEASURED_UNKNOWN;
	if (u->high <= 0.5)
		return MEASURED_WAITING;
	if (!(u->low >= 0.9))
		return MEASURED_MIXED;
	if (isnan(serial->gil_hold_share))
		return MEASURED_GIL_BOUND;
	if (isnan(serial->gil_hold_ci.low))
		return MEASURED_UNKNOWN;
	return serial->gil_hold_ci.low >= 0.9 ? MEASURED_GIL_BOUND
					      : MEASURED_MIXED;
}

/* Of native code the GIL's share says nothing: it computes, or not. */
static enum measured_class class_of(const struct estimate *serial)
{
	struct estimate unmetered = *serial;

	if (strcmp(serial->cell->kernel, "python") == 0)
		return findings_class(serial);
	unmetered.gil_hold_share = NAN;
	return findings_class(&unmetered);
}

/* As it was seen; of what was not measured, as it was asked for. */
static bool is_gil_off(const struct cell *cell, const struct witness *seen)
{
	char asked[8];

	if (seen)
		return seen->gil_before != 1;
	return cell_param(cell, "gil", asked, sizeof(asked)) == 0 &&
	       strcmp(asked, "off") == 0;
}

/* Is it about this cell, leaving aside its class? */
static bool concerns(const struct statement *statement,
		     const struct findings_input *input, unsigned i)
{
	const struct cell *cell = &input->cells[i];
	const struct witness *seen = history_complete(&input->histories[i]);

	if (strcmp(cell->kernel, statement->kernel) != 0 ||
	    strcmp(cell->executor, statement->executor) != 0 ||
	    (cell->workers < 2 && !cell_is_baseline(cell)) ||
	    (input->is_control && input->is_control(cell)) ||
	    is_gil_off(cell, seen) != statement->gil_off)
		return false;
	if (!statement->on_cpus || input->n_cpus < 2)
		return true;
	return cell->workers <= input->n_cpus &&
	       !(seen && seen->oversubscribed == 1);
}

/* The cells that the statement is about; and one that might be. */
struct docket {
	struct trial *trials;
	size_t n_trials;
	const struct estimate *unknown; /* serial, its class is not known */
	struct findings_gap gap;
};

/* Might the cell be of the class that is wanted? What has a latency waits. */
static bool might_be(enum measured_class wanted, enum measured_class measured,
		     const struct cell *cell)
{
	char latency[32];
	bool waits = cell_param(cell, "latency", latency, sizeof(latency)) == 0;

	return measured == wanted || (measured == MEASURED_UNKNOWN &&
				      waits == (wanted == MEASURED_WAITING));
}

/* A cell that could be a case, were there a value of `missing`. */
static void miss(struct docket *docket, const struct estimate *missing)
{
	if (!docket->gap.first)
		docket->gap.first = missing;
	else
		docket->gap.n_more++;
}

static void summon(struct docket *docket, const struct statement *statement,
		   const struct findings_input *input)
{
	for (unsigned i = 0; i < input->n_cells; i++) {
		const struct cell *cell = &input->cells[i];
		const struct estimate *serial = trial_serial(input, cell);

		if (!serial || !concerns(statement, input, i))
			continue;
		struct trial trial = {
			.cell = i,
			.estimate = &input->estimates[i],
			.serial = serial,
			.control = trial_control(input, cell),
			.on_cpus = statement->on_cpus,
			.control_by = statement->control_by,
		};
		enum measured_class class = class_of(serial);

		if (trial.estimate->status == CELL_SKIPPED)
			trial.missing = trial.estimate;
		if (trial.missing || !statement->measure(input, &trial)) {
			if (trial.missing &&
			    might_be(statement->class, class, cell))
				miss(docket, trial.missing);
			continue;
		}
		if (class == MEASURED_UNKNOWN && !docket->unknown)
			docket->unknown = serial;
		if (class != statement->class)
			continue;
		verdict_judge(&trial, statement->rule);
		docket->trials = alloc_grow(docket->trials, docket->n_trials,
					    sizeof(trial));
		docket->trials[docket->n_trials++] = trial;
	}
}

static const struct trial *most_workers(const struct trial *a,
					const struct trial *b)
{
	return a && a->estimate->cell->workers >= b->estimate->cell->workers
		       ? a
		       : b;
}

/* With so many workers this machine shows nothing, and they gain nothing. */
static bool is_mute(const struct trial *trial)
{
	return trial->shows_nothing &&
	       !(trial->evidence[ROWS_VALID].ratio.low >= VERDICT_NO_GAIN);
}

static bool all_are_mute(const struct docket *docket,
			 const struct multimap_item *group, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_mute(&docket->trials[group[i].number]))
			return false;
	return true;
}

/* The verdict of a group, and the trials that stand for it in the text: those
 * that gave the verdict, or else any. Mute ones count if all are. */
static struct findings_line conclude(const struct docket *docket,
				     const struct statement *statement,
				     const struct multimap_item *group,
				     size_t n)
{
	const struct trial *decided = NULL, *other = NULL;
	bool all_mute = all_are_mute(docket, group, n);
	struct findings_line line = { .leaves_open = true };
	struct tally tally = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct trial *trial = &docket->trials[group[i].number];

		if (!all_mute && is_mute(trial))
			continue;
		tally.n[trial->verdict]++;
		line.leaves_open &= trial->leaves_open ||
				    trial->verdict == statement->words.more;
	}
	line.verdict = statement->over_workers(&tally);
	for (size_t i = 0; i < n; i++) {
		const struct trial *trial = &docket->trials[group[i].number];

		if (!all_mute && is_mute(trial))
			continue;
		if (trial->verdict == line.verdict)
			decided = most_workers(decided, trial);
		else
			other = most_workers(other, trial);
	}
	line.trial = decided ? decided : other;
	if (line.verdict == VERDICT_CANNOT_TELL && decided)
		line.told = other;
	return line;
}

/* One for each group that has trials, in the order of their first: free(). */
static struct findings_line *conclude_all(const struct docket *docket,
					  const struct statement *statement,
					  size_t *n_lines)
{
	struct findings_line *lines = NULL;
	struct multimap groups = { NULL, 0 };

	*n_lines = 0;
	for (size_t i = 0; i < docket->n_trials; i++)
		multimap_add(&groups, docket->trials[i].estimate->cell->group,
			     (unsigned)i);
	multimap_sort(&groups);
	for (size_t i = 0; i < docket->n_trials; i++) {
		unsigned group = docket->trials[i].estimate->cell->group;
		size_t n;
		const struct multimap_item *items =
			multimap_find(&groups, group, &n);

		if (items->number != i)
			continue;
		lines = alloc_grow(lines, *n_lines, sizeof(*lines));
		lines[(*n_lines)++] = conclude(docket, statement, items, n);
	}
	multimap_fini(&groups);
	return lines;
}

static void keep_cases(struct finding *finding,
		       const struct findings_line *lines, size_t n_lines)
{
	finding->cases = alloc_zero(n_lines, sizeof(*finding->cases));
	finding->n_cases = n_lines;
	for (size_t i = 0; i < n_lines; i++) {
		const struct trial *trial = lines[i].trial;
		const struct trial *told = lines[i].told;
		bool more = told && most_workers(trial, told) == told;

		finding->cases[i] = (struct finding_case){
			.cell = more ? told->cell : trial->cell,
			.verdict = more ? told->verdict : lines[i].verdict,
		};
	}
}

static void decide(struct finding *finding, const struct statement *statement,
		   const struct findings_input *input)
{
	struct docket docket = { 0 };
	struct tally tally = { 0 };
	size_t n_lines;

	summon(&docket, statement, input);
	struct findings_line *lines =
		conclude_all(&docket, statement, &n_lines);

	for (size_t i = 0; i < n_lines; i++)
		tally.n[lines[i].verdict]++;
	finding->verdict = verdict_combine(&tally);
	if (finding->verdict == VERDICT_NOT_TESTED && docket.unknown)
		finding->verdict = VERDICT_CANNOT_TELL;
	if (statement->on_cpus && input->n_cpus < 2 &&
	    finding->verdict != VERDICT_NOT_TESTED)
		finding->verdict = VERDICT_CANNOT_TELL;
	findings_text(finding, &statement->words, input, lines, n_lines,
		      docket.unknown, &docket.gap);
	keep_cases(finding, lines, n_lines);
	free(lines);
	free(docket.trials);
}

void findings_decide(const struct findings_input *input,
		     struct finding findings[N_FINDINGS])
{
	/* numbers in the texts have a point in any locale */
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t users = uselocale(c_locale);
	struct findings_input own = *input;
	struct kin kin;

	kin_init(&kin, input->cells, input->n_cells);
	own.kin = &kin;
	for (size_t i = 0; i < N_FINDINGS; i++)
		decide(&findings[i], &statements[i], &own);
	kin_fini(&kin);
	uselocale(users);
	freelocale(c_locale);
}

void findings_free(struct finding findings[N_FINDINGS])
{
	for (size_t i = 0; i < N_FINDINGS; i++) {
		free(findings[i].cases);
		findings[i].cases = NULL;
		findings[i].n_cases = 0;
	}
}

/* Where nothing was tested with the GIL off there is no price of that either:
 * to say so once is enough. */
bool finding_adds(const struct finding findings[N_FINDINGS], unsigned i)
{
	return strcmp(findings[i].id, "F7b") != 0 ||
	       findings[i].verdict != VERDICT_NOT_TESTED ||
	       findings[i - 1].verdict != VERDICT_NOT_TESTED;
}
