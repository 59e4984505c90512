/* Words for verdicts: numbers with their intervals, or why there are none.
 * Nothing is decided here. */
#include "model/findings_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/multimap.h"
#include "base/units.h"
#include "model/cost.h"

#define N_TEXT sizeof(((struct finding *)0)->text)

/* Append; what does not fit is cut, and it shows. */
__attribute__((format(printf, 2, 3))) static void add(char *text,
						      const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	size_t n =
		(size_t)vsnprintf(text + length, N_TEXT - length, format, args);

	va_end(args);
	if (n >= N_TEXT - length)
		memcpy(text + N_TEXT - 4, "...", 4);
}

static const struct interval *ratio_of(const struct trial *trial)
{
	return &trial->evidence[ROWS_VALID].ratio;
}

void findings_show_gain(char *text, const struct trial *trial)
{
	add(text, "%.2fx (%.2f-%.2f)", trial->value, ratio_of(trial)->low,
	    ratio_of(trial)->high);
}

void findings_show_loss(char *text, const struct trial *trial)
{
	add(text, "it explains %.0f %% (%.0f-%.0f) of it", 100 * trial->value,
	    100 * ratio_of(trial)->low, 100 * ratio_of(trial)->high);
}

static void show_control(char *text, const struct trial *trial)
{
	if (trial->control)
		add(text, "; %.2fx with the GIL kept", trial->control->speedup);
}

/*
 * Waits overlap until the GIL is never free: one unit's time over the part
 * of it in which it is held (a bound on throughput by the busiest resource;
 * Denning and Buzen 1978).
 */
static void show_room(char *text, const struct trial *trial)
{
	const struct estimate *serial = trial->serial;
	char time[32];

	if (!(serial->gil_hold_share > 0) || !(serial->throughput > 0))
		return;
	add(text,
	    "; a unit holds the GIL %s, so it is full near %.0f at once "
	    "(computed)",
	    units_show_seconds(serial->gil_hold_share / serial->throughput,
			       time, sizeof(time)),
	    1 / serial->gil_hold_share);
}

void findings_show_overlap(char *text, const struct trial *trial)
{
	findings_show_gain(text, trial);
	add(text, " of %.2f possible", trial->bound);
	show_control(text, trial);
	if (!trial->control)
		add(text, "; cause not tested: add -k native-held");
	show_room(text, trial);
}

static void show_share(char *text, const struct trial *trial)
{
	const struct interval *share = &trial->evidence[ROWS_VALID].share;

	findings_show_gain(text, trial);
	add(text, ", %.0f %% (%.0f-%.0f) of plain C", 100 * trial->share,
	    100 * share->low, 100 * share->high);
}

void findings_show_native(char *text, const struct trial *trial)
{
	show_share(text, trial);
	show_control(text, trial);
}

/* What processes cost, and the job from which on they are worth it. */
void findings_show_processes(char *text, const struct trial *trial)
{
	const struct estimate *e = trial->estimate;
	const struct cost cost = cost_of(e, trial->serial);
	const struct cost serial = cost_of(trial->serial, trial->serial);
	double start_s = fmax(0, e->startup_s - trial->serial->startup_s);
	double job_s = cost_overtakes(&cost, &serial) * serial.unit_s;
	char time[32];

	show_share(text, trial);
	if (!isnan(e->startup_s) && !isnan(trial->serial->startup_s)) {
		add(text, "; %s to start",
		    units_show_seconds(start_s, time, sizeof(time)));
		if (isfinite(job_s))
			add(text, ", worth it from a job of %s on",
			    units_show_seconds(job_s, time, sizeof(time)));
	}
	if (!isnan(e->dispatch_s))
		add(text, ", %s a dispatch",
		    units_show_seconds(e->dispatch_s, time, sizeof(time)));
	if (!isnan(e->pss_bytes))
		add(text, ", %s a worker",
		    units_show_bytes(e->pss_bytes / e->cell->workers, time,
				     sizeof(time)));
}

void findings_show_rivals(char *text, const struct trial *trial)
{
	add(text, "%.2f (%.2f-%.2f)", trial->value, ratio_of(trial)->low,
	    ratio_of(trial)->high);
}

void findings_show_free(char *text, const struct trial *trial)
{
	show_share(text, trial);
	if (trial->control)
		add(text, "; %.2fx with the GIL on", trial->control->speedup);
}

void findings_show_price(char *text, const struct trial *trial)
{
	add(text, "%.2f (%.2f-%.2f) times as long as with %s", trial->value,
	    ratio_of(trial)->low, ratio_of(trial)->high,
	    trial->rival->cell->python);
}

/* "train-step, 2 threads"; with what tells it from another group's. */
static void add_name(char *text, const struct findings_input *input,
		     const struct cell *cell)
{
	bool pythons = false, pins = false, gil = false, params = false;
	char state[8];

	for (unsigned i = 0; i < input->n_cells; i++) {
		const struct cell *other = &input->cells[i];

		if (other->group == cell->group ||
		    strcmp(other->workload, cell->workload) != 0 ||
		    strcmp(other->kernel, cell->kernel) != 0 ||
		    strcmp(other->executor, cell->executor) != 0)
			continue;
		if (strcmp(other->python, cell->python) != 0)
			pythons = true;
		else if (strcmp(other->pin, cell->pin) != 0)
			pins = true;
		else if (cell_params_equal_but(other, cell, "gil"))
			gil = true;
		else
			params = true;
	}
	add(text, "%s", cell->workload);
	if (pythons)
		add(text, ", %s", cell->python);
	if (pins)
		add(text, ", pin %s", cell->pin);
	if (params)
		add(text, ", %s", cell->params);
	else if (gil && cell_param(cell, "gil", state, sizeof(state)) == 0)
		add(text, ", GIL %s", state);
	if (cell->workers > 1)
		add(text, ", %u %s", cell->workers, cell->executor);
}

/* `n_alike` more cells are in doubt for the same reason. */
static void add_line(char *text, const struct findings_words *words,
		     const struct findings_input *input,
		     const struct findings_line *line, bool say_verdict,
		     unsigned n_alike)
{
	add_name(text, input, line->trial->estimate->cell);
	if (n_alike)
		add(text, " and %u more", n_alike);
	add(text, ": ");
	if (line->trial->verdict == VERDICT_CANNOT_TELL)
		add(text, "%s", line->trial->reason);
	else
		words->show(text, line->trial);
	if (say_verdict)
		add(text, " (%s)", verdict_names[line->verdict]);
}

/* Of a group in doubt: what can be told of it nevertheless. */
static void add_told(char *text, const struct findings_words *words,
		     const struct findings_input *input,
		     const struct trial *told)
{
	add(text, "; ");
	add_name(text, input, told->estimate->cell);
	add(text, ": ");
	words->show(text, told);
	add(text, " (%s)", verdict_names[told->verdict]);
}

static bool same_doubt(const struct findings_line *a,
		       const struct findings_line *b)
{
	return a->trial->verdict == VERDICT_CANNOT_TELL &&
	       b->trial->verdict == VERDICT_CANNOT_TELL &&
	       a->verdict == b->verdict &&
	       strcmp(a->trial->reason, b->trial->reason) == 0;
}

static uint64_t doubt_key(const struct findings_line *line)
{
	const char *reason = line->trial->reason;

	return hash_bytes(HASH_START + line->verdict, reason, strlen(reason));
}

/* Lines in doubt under what they doubt. */
static struct multimap map_doubts(const struct findings_line *lines, size_t n)
{
	struct multimap doubts = { NULL, 0 };

	for (size_t i = 0; i < n; i++)
		if (lines[i].trial->verdict == VERDICT_CANNOT_TELL)
			multimap_add(&doubts, doubt_key(&lines[i]),
				     (unsigned)i);
	multimap_sort(&doubts);
	return doubts;
}

/* Is there a line before line i that is in doubt as it is? If not, how many
 * are there after it? */
static bool is_said(const struct multimap *doubts,
		    const struct findings_line *lines, size_t i,
		    unsigned *n_alike)
{
	size_t n;
	const struct multimap_item *items =
		multimap_find(doubts, doubt_key(&lines[i]), &n);

	*n_alike = 0;
	if (n == 0 || !same_doubt(&lines[items->number], &lines[i]))
		return false;
	*n_alike = (unsigned)n - 1;
	return items->number < i;
}

static bool is_full(const char *text)
{
	return strlen(text) == N_TEXT - 1;
}

/* Does nothing that was measured speak against more than "in part"? */
static bool leave_open(const struct findings_line *lines, size_t n_lines)
{
	for (size_t i = 0; i < n_lines; i++)
		if (!lines[i].leaves_open)
			return false;
	return true;
}

static void add_head(char *text, enum verdict verdict,
		     const struct findings_words *words,
		     const struct findings_line *lines, size_t n_lines)
{
	unsigned n_hold = 0;

	add(text, "%s",
	    verdict == VERDICT_HOLDS    ? words->holds
	    : verdict == VERDICT_PARTLY ? words->partly
					: words->fails);
	for (size_t i = 0; i < n_lines; i++)
		n_hold += lines[i].verdict == VERDICT_HOLDS;
	if (verdict == VERDICT_PARTLY && words->in_part)
		add(text, "%s in part",
		    leave_open(lines, n_lines) ? " at least" : "");
	if (words->counts)
		add(text, " in %u of %zu measured", n_hold, n_lines);
	add(text, ": ");
}

static void add_unknown(char *text, const struct estimate *serial)
{
	const struct cell *cell = serial->cell;

	add(text,
	    "whether %s (%s) computes or waits is not known: ", cell->workload,
	    cell->kernel);
	if (serial->status == CELL_FAILED || serial->status == CELL_SKIPPED)
		add(text, "serial %s (%.150s)",
		    serial->status == CELL_FAILED ? "failed" : "was skipped",
		    serial->reason);
	else if (serial->n >= STATS_MIN_PAIRS)
		add(text, "too few blocks were metered: more --blocks");
	else
		add(text, "%u valid serial invocations, %d are needed: %s",
		    serial->n, STATS_MIN_PAIRS,
		    serial->n_tainted > serial->n
			    ? "a quieter machine would help"
			    : "more --blocks");
}

/* What was asked for already is not suggested once more. */
static void add_gap(char *text, const struct findings_input *input,
		    const struct findings_gap *gap)
{
	const struct estimate *first = gap->first;

	add(text, "%s that could test it %s no value: ",
	    gap->n_more ? "the cells" : "the cell",
	    gap->n_more ? "have" : "has");
	add_name(text, input, first->cell);
	if (gap->n_more)
		add(text, " and %u more", gap->n_more);
	add(text, ": %s%s%s", cell_status_names[first->status],
	    *first->reason ? ", " : "", first->reason);
}

void findings_text(struct finding *finding, const struct findings_words *words,
		   const struct findings_input *input,
		   const struct findings_line *lines, size_t n_lines,
		   const struct estimate *unknown,
		   const struct findings_gap *gap)
{
	char *text = finding->text;
	bool in_doubt = finding->verdict == VERDICT_CANNOT_TELL;

	finding->id = words->id;
	finding->statement = words->statement;
	*text = '\0';
	if (finding->verdict == VERDICT_NOT_TESTED && gap->first)
		add_gap(text, input, gap);
	else if (finding->verdict == VERDICT_NOT_TESTED)
		add(text, "%s", words->needs);
	else if (n_lines == 0)
		add_unknown(text, unknown);
	else if (in_doubt && lines[0].trial->on_cpus && input->n_cpus < 2)
		add(text, "needs 2 CPUs; this run could use %u", input->n_cpus);
	if (*text)
		return;
	if (!in_doubt)
		add_head(text, finding->verdict, words, lines, n_lines);
	/* in doubt: first what is in doubt, then what is not */
	struct multimap doubts = map_doubts(lines, n_lines);

	for (int pass = 0, n = 0; pass < 2; pass++) {
		for (size_t i = 0; i < n_lines && !is_full(text); i++) {
			unsigned n_alike;

			if ((lines[i].verdict == finding->verdict) == pass ||
			    is_said(&doubts, lines, i, &n_alike))
				continue;
			add(text, "%s", n++ ? "; " : "");
			add_line(text, words, input, &lines[i],
				 lines[i].verdict != finding->verdict, n_alike);
		}
	}
	for (size_t i = 0; i < n_lines && !is_full(text); i++)
		if (lines[i].told)
			add_told(text, words, input, lines[i].told);
	multimap_fini(&doubts);
}
