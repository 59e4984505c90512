/*
 * gilbench check: is this machine quiet and able? Facts are gathered here;
 * what they mean is said by model/fitness.c. Nothing on the machine is
 * changed.
 */
#include <jansson.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/units.h"
#include "cli/check_json.h"
#include "cli/cmd.h"
#include "cli/options.h"
#include "engine/ceiling.h"
#include "machine/busy.h"
#include "machine/clocks.h"
#include "machine/python.h"
#include "machine/survey.h"
#include "machine/topology.h"
#include "model/fitness.h"
#include "output/table_text.h"

enum {
	NAME_WIDTH = 16,
	INDENT = 24
};

/* How much of the time is spent watching; the rest measures. */
#define WATCHING .35
#define MAX_TIME_S 600

struct check {
	double time_s; /* 0: only read */
	const char *root;
	bool json;
	struct fitness_facts facts;
};

static int set_time(void *target, const char *value, struct why *why)
{
	struct check *check = target;

	if (units_seconds(value, &check->time_s, why) < 0)
		return -1;
	if (check->time_s < 0 || check->time_s > MAX_TIME_S)
		return why_set(why, "'%s' is not between 0 and 10min", value);
	return 0;
}

static int set_format(void *target, const char *value, struct why *why)
{
	((struct check *)target)->json = strcmp(value, "json") == 0;
	if (strcmp(value, "json") != 0 && strcmp(value, "text") != 0)
		return why_set(why, "'%s' is neither text nor json", value);
	return 0;
}

static int set_sysroot(void *target, const char *value, struct why *why)
{
	struct stat status;

	((struct check *)target)->root = value;
	if (stat(value, &status) < 0)
		return why_errno(why, "%s", value);
	if (!S_ISDIR(status.st_mode))
		return why_set(why, "%s: not a directory", value);
	return 0;
}

static const struct option_row rows[] = {
	{ "time", 0, "TIME", "how long to watch and measure; 0: neither [8s]",
	  set_time },
	{ "format", 0, "NAME", "text or json [text]", set_format },
	{ "sysroot", 0, "DIR", "read DIR/proc and DIR/sys, measure nothing",
	  set_sysroot },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench check [options]",
	.summary = "Is this machine quiet and able? Says what disturbs and "
		   "what to do about it.",
	.rows = rows,
	.epilogue = "Exit status: 0 fit to measure, 4 not now or not known, 6 "
		    "not able.\nNothing on the machine is changed.",
};

/* --- gathering ---------------------------------------------------------- */

static void ask_python(struct fitness_facts *facts)
{
	struct python python;
	struct why why;

	if (python_describe(&python, "embedded", cmd_libdir(), &why) < 0) {
		snprintf(facts->python_error, sizeof(facts->python_error),
			 "%.150s", why.text);
		return;
	}
	snprintf(facts->python, sizeof(facts->python), "%s", python.version);
	python_fini(&python);
}

static int measure(struct check *check, struct why *why)
{
	struct busy busy;
	cpu_set_t cpus;
	hwloc_topology_t topology;

	if (topology_load(&topology, NULL, why) < 0)
		return -1;
	sched_getaffinity(0, sizeof(cpus), &cpus);
	clocks_measure(&check->facts);
	busy_watch(&busy, &cpus, WATCHING * check->time_s);
	busy_facts(&busy, &check->facts);
	ceiling_measure(&check->facts, topology, cmd_libdir(),
			(1 - WATCHING) * check->time_s);
	hwloc_topology_destroy(topology);
	return 0;
}

static int gather(struct check *check, struct why *why)
{
	char text[32];

	fitness_init(&check->facts);
	survey_files(&check->facts, check->root);
	if (*check->root)
		return 0;
	survey_tools(&check->facts);
	ask_python(&check->facts);
	if (check->time_s <= 0)
		return 0;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "gilbench check: watching for %s ...\n",
			units_show_seconds(check->time_s, text, sizeof(text)));
	return measure(check, why);
}

/* --- telling ------------------------------------------------------------ */

static enum exit_status exit_of(enum fitness_verdict verdict)
{
	return verdict == FITNESS_UNABLE  ? EXIT_REFUSED
	       : verdict == FITNESS_NOISY ? EXIT_VERDICT
					  : EXIT_DONE;
}

static void print_item(const struct fitness_item *item)
{
	char head[64];

	snprintf(head, sizeof(head), "%-*s%s", NAME_WIDTH, item->name,
		 fitness_grade_names[item->grade]);
	text_wrap(stdout, head, INDENT, item->value);
	if (*item->advice)
		text_wrap(stdout, "", INDENT, item->advice);
}

static int tell(const struct check *check)
{
	struct fitness_item items[FITNESS_MAX_ITEMS];
	unsigned n = fitness_judge(&check->facts, items);
	enum fitness_verdict verdict = fitness_verdict(items, n);
	char *sentence = fitness_sentence(items, n);

	if (check->json) {
		check_json_print(stdout, &check->facts, items, n, sentence,
				 exit_of(verdict));
	} else {
		text_wrap(stdout, "", 0, sentence);
		putchar('\n');
		for (unsigned i = 0; i < n; i++)
			print_item(&items[i]);
	}
	free(sentence);
	return exit_of(verdict);
}

int cmd_check(int argc, char **argv)
{
	struct check check = { .time_s = 8, .root = "" };
	char **operands;
	int n_operands, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &check, argc, argv, &operands, &n_operands,
			  &done, &why) < 0)
		status = cmd_fail("check", EXIT_USAGE, why.text);
	else if (n_operands > 0)
		status = cmd_fail("check", EXIT_USAGE, "takes no operand");
	else if (!done && gather(&check, &why) < 0)
		status = cmd_fail("check", EXIT_BROKEN, why.text);
	else if (!done)
		status = tell(&check);
	free(operands);
	return status;
}
