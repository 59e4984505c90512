/*
 * Finding out what an interpreter is, by asking it. How cells are run in it
 * is the engine's business (session.c); what it says about itself is
 * gilbench_worker/describe.py's.
 */
#include "machine/python.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "config.h"
#include "machine/ask.h"

#define TIMEOUT_S 20.
#define NO_ANSWER "not a Python (it does not describe itself)"

extern char **environ;

/* The text of a member, "" where there is none. Borrowed. */
static const char *fact(const json_t *facts, const char *name)
{
	const char *text = json_string_value(json_object_get(facts, name));

	return text ? text : "";
}

static bool is_program(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode) &&
	       !access(path, X_OK);
}

/* The first program called `name` in PATH, absolute; or NULL. */
static char *look_up(const char *name)
{
	const char *dirs = getenv("PATH");

	while (dirs && *dirs) {
		int n = (int)strcspn(dirs, ":");
		char *path = alloc_printf("%.*s/%s", n, dirs, name);

		if (path[0] == '/' && is_program(path))
			return path;
		free(path);
		dirs += n + (dirs[n] == ':');
	}
	return NULL;
}

/* What to execute for `name`: an absolute path; NULL: see why. */
static char *locate(const char *name, const char *libdir, struct why *why)
{
	struct stat status;
	char *path;

	if (!strcmp(name, "embedded")) {
		char *prefix = alloc_printf("%s/../..", libdir);
		char *real = realpath(prefix, NULL);

		path = alloc_printf("%s/bin/gilbench-python",
				    real ? real : prefix);
		free(prefix);
		free(real);
	} else if (!strchr(name, '/')) {
		path = look_up(name);
		if (!path)
			why_set(why, "python '%s': not found in PATH", name);
		return path;
	} else if (name[0] == '/') {
		path = alloc_copy(name);
	} else {
		char *here = getcwd(NULL, 0);

		path = alloc_printf("%s/%s", here ? here : "", name);
		free(here);
	}
	if (is_program(path))
		return path;
	if (stat(path, &status))
		why_errno(why, "python '%s'", name);
	else
		why_set(why, "python '%s': not an executable file", name);
	free(path);
	return NULL;
}

/* The last line of a text, without its line end. Cuts the text. */
static char *last_line(char *text)
{
	size_t n = strlen(text);

	while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		text[--n] = '\0';

	char *newline = strrchr(text, '\n');

	return newline ? newline + 1 : text;
}

static char *first_line(char *text)
{
	text[strcspn(text, "\r\n")] = '\0';
	return text;
}

static int check_answer(const char *name, struct answer *answer,
			double timeout_s, struct why *why)
{
	/* a traceback ends with what went wrong; what found no program, such
	 * as the shims of pyenv, begins with it */
	const char *said = answer->status == 127 ? first_line(answer->error)
						 : last_line(answer->error);

	if (answer->timed_out)
		return why_set(why, "python '%s': no answer within %g s", name,
			       timeout_s);
	if (answer->flooded)
		return why_set(why,
			       "python '%s': not a Python (it prints "
			       "without end)",
			       name);
	if (answer->signal)
		return why_set(why, "python '%s': killed by signal %d (%s)%s%s",
			       name, answer->signal, strsignal(answer->signal),
			       *said ? ": " : "", said);
	if (answer->status)
		return why_set(why, "python '%s': exits with status %d%s%s",
			       name, answer->status, *said ? ": " : "", said);
	return 0;
}

/* A question: `entry` of the glue, and its argument or NULL. */
struct question {
	const char *libdir, *entry, *argument;
	double timeout_s;
};

/*
 * Put it to the interpreter in `path` and read the object that it prints. What
 * a sitecustomize prints comes first, so the answer is the last line. NULL:
 * see why.
 */
static json_t *ask(const char *name, const char *path,
		   const struct question *question, struct why *why)
{
	char *code = python_command(question->libdir, question->entry);
	char **environment = python_environment(NULL);
	char *argv[] = {
		(char *)path, "-B", "-c", code, (char *)question->argument, NULL
	};
	struct answer answer;
	json_t *facts = NULL;

	if (ask_program(&answer, argv, environment, question->timeout_s, why)) {
		why_context(why, "python '%s'", name);
	} else if (!check_answer(name, &answer, question->timeout_s, why)) {
		facts = json_loads(last_line(answer.output), 0, NULL);
		if (!json_is_object(facts)) {
			why_set(why, "python '%s': " NO_ANSWER, name);
			json_decref(facts);
			facts = NULL;
		}
	}
	answer_fini(&answer);
	free(environment);
	free(code);
	return facts;
}

static json_t *ask_what_it_is(const char *name, const char *path,
			      const char *libdir, struct why *why)
{
	const struct question question = { .libdir = libdir,
					   .entry = "describe",
					   .timeout_s = TIMEOUT_S };
	json_t *facts = ask(name, path, &question, why);

	if (facts && *fact(facts, "executable") && *fact(facts, "version"))
		return facts;
	if (facts)
		why_set(why, "python '%s': " NO_ANSWER, name);
	json_decref(facts);
	return NULL;
}

/* Is this the library of the system, or one in gilbench's own prefix? */
static bool is_embedded_prefix(const char *prefix, const char *libdir)
{
	static const char below[] = "/lib/gilbench";
	size_t n = strlen(prefix);

	return !strcmp(prefix, PYTHON_PREFIX) ||
	       (strncmp(libdir, prefix, n) == 0 && !strcmp(libdir + n, below));
}

/* Is this an interpreter that can be measured? 0 or -1. */
static int check_facts(const char *name, const json_t *facts,
		       const char *libdir, struct why *why)
{
	const char *version = fact(facts, "version");
	const char *module = fact(facts, "gilbench_module");
	const char *prefix = fact(facts, "prefix");
	int major = 0, minor = 0;

	if (sscanf(version, "%d.%d", &major, &minor) != 2 ||
	    major * 100 + minor < 309)
		return why_set(why,
			       "python '%s': version %s is too old, 3.9 or "
			       "later is needed",
			       name, version);
	if (strcmp(fact(facts, "implementation"), "cpython"))
		return why_set(why, "python '%s': %s %s is not CPython", name,
			       fact(facts, "implementation"), version);
	if (!strcmp(name, "embedded") && !is_embedded_prefix(prefix, libdir))
		return why_set(why,
			       "python 'embedded': it finds its library in %s, "
			       "but was built for %s",
			       prefix, PYTHON_PREFIX);
	if (*module && strcmp(module, "ok"))
		return why_set(why, "python '%s': _gilbench.so: %s", name,
			       module);
	return 0;
}

/*
 * "embedded", the name of a virtual environment's directory, or the version.
 * It goes into tables and file names, so it is kept to plain characters.
 */
static char *make_label(const char *name, const json_t *facts)
{
	const char *prefix = fact(facts, "prefix");
	bool free_threaded =
		json_is_true(json_object_get(facts, "free_threaded"));

	if (!strcmp(name, "embedded"))
		return alloc_copy(name);
	if (!strcmp(prefix, fact(facts, "base_prefix")))
		return alloc_printf("%s%s", fact(facts, "version"),
				    free_threaded ? "t" : "");

	char *copy = alloc_copy(prefix);
	char *label = alloc_copy(basename(copy));

	for (char *p = label; *p; p++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-_"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
			    *p))
			*p = '-';
	free(copy);
	/* what cells without a venv are called */
	if (!strcmp(label, "embedded") || !strcmp(label, "none")) {
		copy = label;
		label = alloc_printf("%s-venv", copy);
		free(copy);
	}
	return label;
}

/*
 * A shim names another executable than the one that was started. What it
 * names is asked again, so that what is described is what will be run.
 */
static json_t *describe(const char *name, char **path, const char *libdir,
			struct why *why)
{
	json_t *facts = ask_what_it_is(name, *path, libdir, why);

	if (!facts || !strcmp(fact(facts, "executable"), *path))
		return facts;
	free(*path);
	*path = alloc_copy(fact(facts, "executable"));
	json_decref(facts);
	if (**path != '/' || !is_program(*path)) {
		why_set(why,
			"python '%s': it calls itself '%s', which cannot "
			"be run",
			name, *path);
		return NULL;
	}
	facts = ask_what_it_is(name, *path, libdir, why);
	if (facts && strcmp(fact(facts, "executable"), *path)) {
		why_set(why, "python '%s': %s calls itself %s", name, *path,
			fact(facts, "executable"));
		json_decref(facts);
		return NULL;
	}
	return facts;
}

int python_describe(struct python *python, const char *name, const char *libdir,
		    struct why *why)
{
	char *path = locate(name, libdir, why);
	json_t *facts = path ? describe(name, &path, libdir, why) : NULL;

	if (!facts || check_facts(name, facts, libdir, why)) {
		json_decref(facts);
		free(path);
		return -1;
	}
	*python = (struct python){
		.label = make_label(name, facts),
		.path = path,
		.version = alloc_copy(fact(facts, "version")),
		.gil = !json_is_false(json_object_get(facts, "gil_enabled")),
		.facts = facts,
	};
	return 0;
}

bool python_same(const struct python *a, const struct python *b)
{
	struct stat x, y;

	if (strcmp(fact(a->facts, "prefix"), fact(b->facts, "prefix")) != 0)
		return false;
	return strcmp(a->path, b->path) == 0 ||
	       (stat(a->path, &x) == 0 && stat(b->path, &y) == 0 &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

json_t *python_ask(const struct python *python, const char *libdir,
		   const char *entry, const char *argument, double timeout_s,
		   struct why *why)
{
	const struct question question = { libdir, entry, argument, timeout_s };

	return ask(python->label, python->path, &question, why);
}

/* What gilbench_worker.ENTRY says of a package that is installed there. */
static void describe_package(struct python *python, const char *libdir,
			     const char *package, const char *entry)
{
	struct why why;
	json_t *facts;

	if (!*fact(python->facts, package))
		return;
	facts = python_ask(python, libdir, entry, NULL, TIMEOUT_S, &why);
	if (!facts) {
		why_context(&why, "no-%s: importing it", package);
		facts = json_pack("{s:s}", "error", why.text);
	}
	json_object_set_new(python->facts, entry, facts);
}

void python_describe_blas(struct python *python, const char *libdir)
{
	describe_package(python, libdir, "numpy", "blas");
}

void python_describe_torch(struct python *python, const char *libdir)
{
	describe_package(python, libdir, "torch", "torch_facts");
}

void python_describe_isolated(struct python *python, const char *libdir,
			      const char *package)
{
	json_t *isolated = json_object_get(python->facts, "isolated");
	struct why why;

	if (!*fact(python->facts, package))
		return;
	if (!isolated) {
		isolated = json_object();
		json_object_set_new(python->facts, "isolated", isolated);
	}
	json_t *answer = python_ask(python, libdir, "isolated", package,
				    TIMEOUT_S, &why);
	const json_t *error = json_object_get(answer, "error");

	if (!answer)
		why_context(&why, "module-not-isolated: importing %s", package);
	if (!answer || json_is_string(error))
		json_object_set_new(
			isolated, package,
			json_string(answer ? json_string_value(error)
					   : why.text));
	json_decref(answer);
}

void python_fini(struct python *python)
{
	free(python->label);
	free(python->path);
	free(python->version);
	json_decref(python->facts);
	*python = (struct python){ 0 };
}

/*
 * PYTHON_GIL stops every build that has the GIL from starting (3.13 on);
 * PYTHONHOME sends a second interpreter to the first one's library.
 */
static bool dropped(const char *variable)
{
	static const char *const names[] = { "PYTHON_GIL=", "PYTHONHOME=",
					     "PYTHONSTARTUP=", NULL };

	for (const char *const *name = names; *name; name++)
		if (!strncmp(variable, *name, strlen(*name)))
			return true;
	return false;
}

/* Is the variable of `entry` ("NAME=VALUE") set or unset by one of `extra`? */
static bool overridden(const char *entry, char *const *extra)
{
	size_t n = strcspn(entry, "=");

	for (; *extra; extra++)
		if (strcspn(*extra, "=") == n && strncmp(*extra, entry, n) == 0)
			return true;
	return false;
}

char **python_environment(char *const *extra)
{
	static char *const none[] = { NULL };
	size_t n = 1, size = 0;

	if (!extra)
		extra = none;
	for (char **from = environ; *from; from++, n++)
		size += strlen(*from) + 1;
	for (char *const *from = extra; *from; from++, n++)
		size += strlen(*from) + 1;

	char **environment = alloc_zero(1, n * sizeof(*environment) + size);
	char **to = environment;
	char *text = (char *)(environment + n);

	for (char **from = environ; *from; from++) {
		if (dropped(*from) || overridden(*from, extra))
			continue;
		*to++ = text;
		text = stpcpy(text, *from) + 1;
	}
	for (char *const *from = extra; *from; from++) {
		if (!strchr(*from, '='))
			continue;
		*to++ = text;
		text = stpcpy(text, *from) + 1;
	}
	return environment;
}

/* A path as a Python literal: bytes, for it need not be in any encoding. */
static char *bytes_literal(const char *path)
{
	char *literal = alloc_zero(strlen(path) * 4 + 4, 1);
	char *end = stpcpy(literal, "b'");

	for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
		bool plain = *p > ' ' && *p < 0x7f && *p != '\'' && *p != '\\';

		end += sprintf(end, plain ? "%c" : "\\x%02x", *p);
	}
	strcpy(end, "'");
	return literal;
}

/*
 * With -c the first entry of sys.path is "", the current directory, whose
 * files would shadow the standard library: it goes. Python 2 has no fsdecode,
 * and shall get as far as saying that it is Python 2.
 */
char *python_command(const char *libdir, const char *entry)
{
	char *literal = bytes_literal(libdir);
	char *code = alloc_printf(
		"import os, sys; "
		"sys.path[:1] = [p for p in sys.path[:1] if p]; "
		"sys.path.append(getattr(os, 'fsdecode', str)(%s)); "
		"from gilbench_worker.%s import main; main()",
		literal, entry);

	free(literal);
	return code;
}
