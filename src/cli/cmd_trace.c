/*
 * gilbench trace: any Python program under the GIL meter. The program runs in
 * the foreground as if it had been started by itself; what is said of it goes
 * to standard error after its end, or into a directory.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/cmd.h"
#include "cli/foreground.h"
#include "cli/options.h"
#include "cli/trace_logs.h"
#include "machine/python.h"
#include "output/rundir.h"
#include "output/trace_formats.h"

enum {
	DEFAULT_EVENTS = 1 << 17, /* 4 MiB for each process */
	MAX_EVENTS = 1 << 26
};

/* What was typed; borrowed from argv. */
struct trace {
	const char *output, *python, *module;
	const struct trace_format *format;
	uint64_t n_events;
};

static int set_output(void *target, const char *value, struct why *why)
{
	((struct trace *)target)->output = value;
	return *value ? 0 : why_set(why, "an empty name");
}

static int set_python(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct trace *)target)->python = value;
	return 0;
}

static int set_format(void *target, const char *value, struct why *why)
{
	for (const struct trace_format *f = trace_formats; f->name; f++) {
		if (strcmp(f->name, value) == 0) {
			((struct trace *)target)->format = f;
			return 0;
		}
	}
	return why_set(why, "'%s' is none of text, json, csv, perfetto", value);
}

static int set_events(void *target, const char *value, struct why *why)
{
	return units_count(value, 1, MAX_EVENTS,
			   &((struct trace *)target)->n_events, why);
}

/* As in python: what follows the module is its own. */
static int set_module(void *target, const char *value, struct why *why)
{
	(void)why;
	((struct trace *)target)->module = value;
	return 1;
}

static const struct option_row rows[] = {
	{ "output", 'o', "DIR", "write all formats into this directory, too",
	  set_output },
	{ "python", 0, "PATH", "the interpreter [python3 in PATH]",
	  set_python },
	{ "format", 0, "NAME",
	  "what to print: text, json, csv, perfetto [text]", set_format },
	{ "events", 0, "N", "holds kept for timeline and waits [131072]",
	  set_events },
	{ "module", 'm', "MODULE", "run a module, as python -m does",
	  set_module },
	{ 0 },
};

static const struct command_help help = {
	.synopsis = "gilbench trace [options] [--] SCRIPT [ARGUMENT ...]\n"
		    "       gilbench trace [options] -m MODULE [ARGUMENT ...]",
	.summary = "Run a Python program and say what its threads did with "
		   "the GIL.",
	.rows = rows,
	.epilogue = "The report goes to standard error when the program has "
		    "ended; its exit\nstatus is the program's. To attach to a "
		    "running program is not possible.",
	.program = true,
};

/* --- the program -------------------------------------------------------- */

/*
 * The interpreter appends its arguments to sys.argv, which trace.py puts in
 * order. The program's __main__ must not get a name of ours, so exec().
 */
static const char bootstrap[] =
	"exec('''import sys\n"
	"if sys.path[:1] == ['']: del sys.path[0]\n"
	"sys.path.append(sys.argv[1])\n"
	"written, sys.dont_write_bytecode = sys.dont_write_bytecode, True\n"
	"from gilbench_worker.trace import main\n"
	"sys.dont_write_bytecode = written\n"
	"main()''', {})";

static int run_program(const struct trace *trace, const struct python *python,
		       struct trace_logs *logs, char **operands, int n_operands,
		       struct foreground *end, struct why *why)
{
	char **argv = alloc_zero((size_t)n_operands + 10, sizeof(*argv));
	char *log = alloc_printf("%s/log", logs->dir);
	char *events =
		alloc_printf("%llu", (unsigned long long)trace->n_events);
	size_t n = 0;

	argv[n++] = python->path;
	argv[n++] = "-c";
	argv[n++] = (char *)bootstrap;
	argv[n++] = (char *)cmd_libdir();
	argv[n++] = log;
	argv[n++] = events;
	argv[n++] = trace->module ? "module" : "script";
	if (trace->module)
		argv[n++] = (char *)trace->module;
	for (int i = 0; i < n_operands; i++)
		argv[n++] = operands[i];
	int status =
		foreground_run(end, argv, environ, trace_logs_watch, logs, why);

	free(events);
	free(log);
	free(argv);
	return status;
}

/* --- the report --------------------------------------------------------- */

/* Why the meter could not be installed. Freed with free(), or NULL. */
static char *read_reason(const char *dir)
{
	char *path = alloc_printf("%s/log.reason", dir);
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t n = 0;

	if (file && getline(&text, &n, file) <= 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	unlink(path);
	free(path);
	return text;
}

static int write_file(const char *dir, const char *name,
		      void (*write)(FILE *, const struct trace_program *),
		      const struct trace_program *program, struct why *why)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "w");
	int status = 0;

	if (file)
		write(file, program);
	if (!file || ferror(file) | fclose(file))
		status = why_errno(why, "%s", path);
	free(path);
	return status;
}

/* Each child has a file of its own besides. */
static int write_children(const char *dir, const struct trace_program *program,
			  struct why *why)
{
	int status = 0;

	for (size_t i = 1; i < program->n_processes && !status; i++) {
		json_t *object = trace_json_process(&program->processes[i]);
		char *path = alloc_printf("%s/trace.%d.json", dir,
					  program->processes[i].pid);

		if (json_dump_file(object, path, JSON_INDENT(1)) < 0)
			status = why_errno(why, "%s", path);
		free(path);
		json_decref(object);
	}
	return status;
}

static int write_reports(const struct trace *trace,
			 const struct trace_program *program, struct why *why)
{
	int status = 0;

	trace->format->write(stderr, program);
	if (!trace->output)
		return 0;
	for (const struct trace_format *f = trace_formats; f->name; f++)
		if (!status)
			status = write_file(trace->output, f->file, f->write,
					    program, why);
	return status ? status : write_children(trace->output, program, why);
}

static int report(const struct trace *trace, const struct python *python,
		  struct trace_logs *logs, char **operands,
		  const struct foreground *end)
{
	char *reason = read_reason(logs->dir);
	struct trace_program program = {
		.argv = operands,
		.python = python->path,
		.python_version = python->version,
		.n_cpus = logs->n_cpus,
		.elapsed_s = end->elapsed_s,
		.status = end->status,
		.signal = end->signal,
		.reason = reason,
	};
	struct why why;

	trace_logs_finish(logs, end->pid);
	program.processes = logs->processes;
	program.logs = logs->paths;
	program.n_processes = logs->n;
	if (!logs->n && !reason)
		program.reason = reason =
			alloc_copy("the program ended before the meter began");
	int status = write_reports(trace, &program, &why);

	free(reason);
	if (status < 0)
		return cmd_fail("trace", EXIT_BROKEN, why.text);
	return EXIT_DONE;
}

/* --- the command -------------------------------------------------------- */

/* Where the logs go. Freed with free(); NULL: see why. */
static char *make_log_dir(const struct trace *trace, struct why *why)
{
	const char *tmp = getenv("TMPDIR");

	if (trace->output) {
		char *path = rundir_make(trace->output, why) < 0
				     ? NULL
				     : realpath(trace->output, NULL);

		return path;
	}
	char *template = alloc_printf("%s/gilbench-trace.XXXXXX",
				      tmp && *tmp == '/' ? tmp : "/tmp");

	if (mkdtemp(template))
		return template;
	why_errno(why, "%s", template);
	free(template);
	return NULL;
}

static int trace_with(const struct trace *trace, const struct python *python,
		      char **operands, int n_operands)
{
	struct foreground end;
	struct why why;
	char *dir = make_log_dir(trace, &why);
	struct trace_logs logs = { .dir = dir, .n_cpus = cmd_n_cpus() };

	if (!dir)
		return cmd_fail("trace", EXIT_USAGE, why.text);
	int status = run_program(trace, python, &logs, operands, n_operands,
				 &end, &why);

	/* who reads no more of the report must not leave the logs behind */
	signal(SIGPIPE, SIG_IGN);
	if (status < 0)
		status = cmd_fail("trace", EXIT_BROKEN, why.text);
	else
		status = report(trace, python, &logs, operands, &end);
	trace_logs_fini(&logs);
	if (!trace->output)
		rmdir(dir);
	free(dir);
	if (status == EXIT_DONE || end.status || end.signal)
		return foreground_leave(&end);
	return status;
}

static int check(const struct trace *trace, char **operands, int n_operands,
		 struct why *why)
{
	if (trace->module)
		return 0;
	if (!n_operands)
		return why_set(why, "a SCRIPT is missing (see --help)");
	if (access(operands[0], R_OK) < 0)
		return why_errno(why, "%s", operands[0]);
	return 0;
}

int cmd_trace(int argc, char **argv)
{
	struct trace trace = { .python = "python3",
			       .format = trace_formats,
			       .n_events = DEFAULT_EVENTS };
	struct python python;
	char **operands;
	int n_operands, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, &trace, argc, argv, &operands, &n_operands,
			  &done, &why) < 0 ||
	    (!done && check(&trace, operands, n_operands, &why) < 0)) {
		status = cmd_fail("trace", EXIT_USAGE, why.text);
	} else if (!done && python_describe(&python, trace.python, cmd_libdir(),
					    &why) < 0) {
		status = cmd_fail("trace", EXIT_USAGE, why.text);
	} else if (!done) {
		status = trace_with(&trace, &python, operands, n_operands);
		python_fini(&python);
	}
	free(operands);
	return status;
}
