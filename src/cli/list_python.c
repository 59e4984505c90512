/*
 * One interpreter: what it is, and a row for each executor, kernel and state
 * of the GIL. Whether they run there is decided by engine/capability.c, the
 * same as in a plan.
 */
#include "list_python.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/select.h"
#include "output/table_text.h"

/* Columns: the label or what the rows are about; a row's name; words. */
enum {
	NAME_AT = 17,
	WORDS_AT = 32
};

/* The text of a fact, or NULL. Borrowed. */
static const char *fact(const json_t *facts, const char *name)
{
	return json_string_value(json_object_get(facts, name));
}

static void print_row(FILE *file, const char *about, const char *name,
		      const char *words)
{
	char head[WORDS_AT + 1];

	snprintf(head, sizeof(head), "    %-*s%s", NAME_AT - 4, about, name);
	text_wrap(file, head, WORDS_AT, words);
}

/* "yes", or why not. */
static const char *yes_or(const char *reason)
{
	return reason ? reason : "yes";
}

static const char *jit_words(const char *jit)
{
	static const struct {
		const char *state, *words;
	} rows[] = {
		{ "none", ", no JIT" },
		{ "off", ", JIT off" },
		{ "on", ", JIT on" },
		{ "built", ", built with the JIT" },
	};

	for (size_t i = 0; jit && i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].state, jit) == 0)
			return rows[i].words;
	return "";
}

static void print_build(FILE *file, const struct python *python)
{
	const json_t *facts = python->facts;
	const json_t *shared = json_object_get(facts, "shared");
	const char *level = fact(facts, "opt_level");
	const char *compiler = fact(facts, "compiler");
	char *words = alloc_printf(
		"CPython %s%s, GIL %s%s%s%s%s%s%s", python->version,
		capability_free_threaded(python) ? ", free-threaded" : "",
		python->gil ? "on" : "off", jit_words(fact(facts, "jit")),
		json_is_true(shared)    ? ", shared libpython"
		: json_is_false(shared) ? ", static"
					: "",
		compiler ? ", " : "", compiler ? compiler : "",
		level && *level ? " " : "", level ? level : "");
	char *head = alloc_printf("  %s", python->label);

	text_wrap(file, head, NAME_AT, words);
	text_wrap(file, "", NAME_AT, python->path);
	free(head);
	free(words);
}

/* "yes: fork (default), spawn": free(). */
static char *start_methods(const struct python *python)
{
	const json_t *methods = json_object_get(python->facts, "start_methods");
	const char *usual = fact(python->facts, "start_method");
	char *words = alloc_copy("yes");
	const json_t *method;
	size_t i;

	json_array_foreach(methods, i, method)
	{
		const char *name = json_string_value(method);
		char *longer = alloc_printf(
			"%s%s %s%s", words, i ? "," : ": started by", name,
			usual && strcmp(usual, name) == 0 ? " (default)" : "");

		free(words);
		words = longer;
	}
	return words;
}

static void print_executors(FILE *file, const struct python *python)
{
	const char *about = "executors";

	for (const struct executor *e = select_executor_rows; e->name; e++) {
		const char *reason = capability_executor(python, e->name);
		char *words;

		if (!reason && strcmp(e->name, "processes") == 0)
			words = start_methods(python);
		else if (!reason && strcmp(e->name, "asyncio") == 0)
			words = alloc_copy("yes, for workloads that wait");
		else if (!reason && strcmp(e->name, "own") == 0)
			words = alloc_copy(
				"yes, for workloads with run_parallel()");
		else
			words = alloc_copy(yes_or(reason));
		print_row(file, about, e->name, words);
		free(words);
		about = "";
	}
}

/* "yes: NumPy 1.24.2, OpenBLAS 0.3.21, threads by pthreads": free(). */
static char *numpy_words(const struct python *python)
{
	const json_t *blas = json_object_get(python->facts, "blas");
	const char *name = fact(blas, "name"), *version = fact(blas, "version");
	const char *threading = fact(blas, "threading");

	return alloc_printf(
		"yes: NumPy %s, %s%s%s%s%s", fact(python->facts, "numpy"),
		name ? name : "BLAS not known", version ? " " : "",
		version ? version : "",
		!threading                       ? ""
		: strcmp(threading, "none") == 0 ? ", one thread"
						 : ", threads by ",
		threading && strcmp(threading, "none") != 0 ? threading : "");
}

/* "yes: PyTorch 1.13.1, threads by OpenMP": free(). */
static char *torch_words(const struct python *python)
{
	const json_t *facts = json_object_get(python->facts, "torch_facts");
	const char *threading = fact(facts, "threading");

	return alloc_printf("yes: PyTorch %s%s%s", fact(python->facts, "torch"),
			    threading ? ", threads by " : "",
			    threading ? threading : "");
}

static void print_kernels(FILE *file, const struct python *python)
{
	for (unsigned k = 0; k < N_KERNELS; k++) {
		const char *reason = capability_kernel(python, k);
		char *words = reason              ? alloc_copy(reason)
			      : k == KERNEL_NUMPY ? numpy_words(python)
			      : k == KERNEL_TORCH ? torch_words(python)
						  : alloc_copy(yes_or(NULL));

		print_row(file, k ? "" : "kernels", kernel_names[k], words);
		free(words);
	}
}

void list_python(FILE *file, const struct python *python)
{
	print_build(file, python);
	print_executors(file, python);
	print_kernels(file, python);
	print_row(file, "GIL", "--gil on", yes_or(capability_gil(python, 1)));
	print_row(file, "", "--gil off", yes_or(capability_gil(python, 0)));
}
