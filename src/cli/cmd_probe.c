/*
 * gilbench probe: does this call release the GIL? The statement runs in
 * gilbench_worker/probe.py, what its rounds mean is told by model/probe.c.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/cmd.h"
#include "cli/foreground.h"
#include "cli/options.h"
#include "machine/python.h"
#include "model/probe.h"
#include "output/json_text.h"
#include "output/table_text.h"

enum {
	N_ROUNDS = 11, /* pairs: the interval leaves out two at both ends */
	MAX_THREADS = 256
};

#define LEAST_S "0.1"

/* What was typed. */
struct question {
	char *setup, *statement; /* owned */
	const char *python;
	uint64_t n_threads;
	bool json;
};

/* What the interpreter answered. */
struct answer_rows {
	struct probe_round *rounds;
	size_t n;
	char *reason, *error; /* or NULL */
};

/* Lines of code, one after the other, as python -m timeit takes them. */
static void add_line(char **code, const char *line)
{
	char *longer =
		*code ? alloc_printf("%s\n%s", *code, line) : alloc_copy(line);

	free(*code);
	*code = longer;
}

static int set_setup(void *target, const char *value, struct why *why)
{
	(void)why;
	add_line(&((struct question *)target)->setup, value);
	return 0;
}

static int set_threads(void *target, const char *value, struct why *why)
{
	return units_count(value, 2, MAX_THREADS,
			   &((struct question *)target)->n_threads, why);
}

static int set_python(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct question *)target)->python = value;
	return 0;
}

static int set_format(void *target, const char *value, struct why *why)
{
	((struct question *)target)->json = strcmp(value, "json") == 0;
	if (strcmp(value, "json") != 0 && strcmp(value, "text") != 0)
		return why_set(why, "'%s' is neither text nor json", value);
	return 0;
}

static const struct option_row rows[] = {
	{ "setup", 's', "CODE", "run once in each thread before (repeatable)",
	  set_setup },
	{ "threads", 't', "N", "how many threads against one [2]",
	  set_threads },
	{ "python", 0, "PATH", "the interpreter [python3 in PATH]",
	  set_python },
	{ "format", 0, "NAME", "text or json [text]", set_format },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench probe [options] [--] STATEMENT ...",
	.summary = "Does this statement release the GIL? Typed as for "
		   "python -m timeit.",
	.rows = rows,
	.epilogue = "Example: gilbench probe -s 'import hashlib; b = "
		    "bytes(10**6)' \\\n                        "
		    "'hashlib.sha256(b)'",
	.program = true,
};

/* --- the interpreter ---------------------------------------------------- */

static char *copy_member(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text ? alloc_copy(text) : NULL;
}

static void take_row(struct answer_rows *answer, const json_t *row)
{
	double loops, wall_s, hold_s, wait_s;
	int n_threads;

	if (json_object_get(row, "reason"))
		answer->reason = copy_member(row, "reason");
	if (json_object_get(row, "error"))
		answer->error = copy_member(row, "error");
	if (json_unpack((json_t *)row, "{s:i, s:F, s:F, s:F, s:F}", "threads",
			&n_threads, "loops", &loops, "wall_s", &wall_s,
			"hold_s", &hold_s, "wait_s", &wait_s) < 0 ||
	    !(wall_s > 0) || !(loops > 0))
		return;
	answer->rounds =
		alloc_grow(answer->rounds, answer->n, sizeof(*answer->rounds));
	answer->rounds[answer->n++] = (struct probe_round){
		(unsigned)n_threads, loops, wall_s, hold_s, wait_s,
	};
}

static void read_answer(struct answer_rows *answer, FILE *file)
{
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, file) > 0) {
		json_t *row = json_loads(line, 0, NULL);

		take_row(answer, row);
		json_decref(row);
	}
	free(line);
}

static int ask(const struct question *question, const struct python *python,
	       const char *path, struct foreground *end, struct why *why)
{
	char *code = python_command(cmd_libdir(), "probe");
	char *threads = alloc_printf("%u", (unsigned)question->n_threads);
	char *rounds = alloc_printf("%d", N_ROUNDS);
	char **environment = python_environment(NULL);
	char *argv[] = { python->path,
			 "-B",
			 "-c",
			 code,
			 (char *)path,
			 threads,
			 rounds,
			 LEAST_S,
			 question->setup ? question->setup : "pass",
			 question->statement,
			 NULL };
	int status = foreground_run(end, argv, environment, NULL, NULL, why);

	free(environment);
	free(rounds);
	free(threads);
	free(code);
	return status;
}

/* --- the answer --------------------------------------------------------- */

static void print_json(const struct probe *probe, const struct python *python,
		       const char *sentence)
{
	json_t *object = json_pack(
		"{s:i, s:s, s:s, s:i, s:i, s:i, s:o, s:o, s:o, s:o, s:[o,o],"
		" s:o, s:[o,o], s:o, s:s}",
		"schema", 1, "python", python->path, "python_version",
		python->version, "n_cpus", (int)cmd_n_cpus(), "threads",
		(int)probe->n_threads, "rounds", (int)probe->n_pairs, "call_s",
		json_number(probe->call_s), "hold_s",
		json_number(probe->hold_call_s), "hold_share",
		json_number(probe->hold_share), "speedup",
		json_number(probe->speedup), "speedup_ci",
		json_number(probe->speedup_ci.low),
		json_number(probe->speedup_ci.high), "overlap",
		json_number(probe->overlap), "overlap_ci",
		json_number(probe->overlap_ci.low),
		json_number(probe->overlap_ci.high), "threads_to_fill",
		json_number(probe->threads_to_fill), "sentence", sentence);

	json_dumpf(object, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct probe *probe, const struct python *python,
		       const char *sentence)
{
	char length[32];

	text_wrap(stdout, "", 0, sentence);
	printf("\n  one call             %s\n",
	       units_show_seconds(probe->call_s, length, sizeof(length)));
	if (!isnan(probe->hold_share)) {
		printf("  holds the GIL        %s, %.3g %% of it\n",
		       units_show_seconds(probe->hold_call_s, length,
					  sizeof(length)),
		       100 * probe->hold_share);
		if (isfinite(probe->threads_to_fill))
			printf("  fill the GIL         %.3g threads\n",
			       probe->threads_to_fill);
	}
	printf("  speed-up             %.2f (%.2f to %.2f), %u threads\n",
	       probe->speedup, probe->speedup_ci.low, probe->speedup_ci.high,
	       probe->n_threads);
	printf("  overlap              %.2f (%.2f to %.2f); 0 none, 1 full\n",
	       probe->overlap, probe->overlap_ci.low, probe->overlap_ci.high);
	printf("  CPython %s, %u CPU%s, %zu rounds\n", python->version,
	       cmd_n_cpus(), cmd_n_cpus() == 1 ? "" : "s", probe->n_pairs);
}

static bool saw_gil(const struct answer_rows *answer)
{
	for (size_t i = 0; i < answer->n; i++)
		if (answer->rounds[i].hold_s > 0)
			return true;
	return false;
}

static int tell(const struct question *question, const struct python *python,
		const struct answer_rows *answer, const struct foreground *end)
{
	struct probe probe;

	if (end->signal)
		return foreground_leave(end);
	if (answer->error)
		return cmd_fail("probe", EXIT_USAGE, answer->error);
	if (answer->reason)
		return cmd_fail("probe", EXIT_BROKEN, answer->reason);
	probe_summarise(&probe, answer->rounds, answer->n, saw_gil(answer));
	if (probe.n_pairs < STATS_MIN_PAIRS)
		return cmd_fail("probe", EXIT_USAGE,
				"the statement ended the interpreter");
	char *sentence = probe_sentence(&probe, cmd_n_cpus());

	if (question->json)
		print_json(&probe, python, sentence);
	else
		print_text(&probe, python, sentence);
	free(sentence);
	return EXIT_DONE;
}

static int probe_with(const struct question *question,
		      const struct python *python)
{
	struct answer_rows answer = { 0 };
	struct foreground end;
	struct why why;
	/* in memory: a signal leaves nothing behind */
	int fd = memfd_create("gilbench-probe", MFD_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file) {
		why_errno(&why, "memory for the answer");
		return cmd_fail("probe", EXIT_BROKEN, why.text);
	}
	char *path = alloc_printf("/proc/%d/fd/%d", (int)getpid(), fd);
	int status = ask(question, python, path, &end, &why);

	if (status == 0) {
		read_answer(&answer, file);
		status = tell(question, python, &answer, &end);
	} else {
		status = cmd_fail("probe", EXIT_BROKEN, why.text);
	}
	fclose(file);
	free(path);
	free(answer.rounds);
	free(answer.reason);
	free(answer.error);
	return status;
}

int cmd_probe(int argc, char **argv)
{
	struct question question = { .python = "python3", .n_threads = 2 };
	struct python python;
	char **operands;
	int n_operands, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &question, argc, argv, &operands, &n_operands,
			  &done, &why) < 0) {
		status = cmd_fail("probe", EXIT_USAGE, why.text);
	} else if (!done && !n_operands) {
		status = cmd_fail("probe", EXIT_USAGE,
				  "a STATEMENT is missing (see --help)");
	} else if (!done && python_describe(&python, question.python,
					    cmd_libdir(), &why) < 0) {
		status = cmd_fail("probe", EXIT_USAGE, why.text);
	} else if (!done) {
		for (int i = 0; i < n_operands; i++)
			add_line(&question.statement, operands[i]);
		status = probe_with(&question, &python);
		python_fini(&python);
	}
	free(question.setup);
	free(question.statement);
	free(operands);
	return status;
}
