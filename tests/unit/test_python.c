/*
 * Describing interpreters. Most are shell scripts that misbehave in one way;
 * what they print is what worker/gilbench_worker/describe.py would.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "config.h"
#include "machine/ask.h"
#include "machine/python.h"

static char dir[] = "/tmp/test_python.XXXXXX";

/* Write an executable script below dir; its path is freed with free(). */
static char *script(const char *name, const char *text)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", text);
	fclose(file);
	chmod(path, 0755);
	return path;
}

/* A script that says it is itself, with these facts besides. */
static char *fake(const char *name, const char *facts)
{
	char *text = alloc_printf("echo '{\"executable\": \"'\"$0\"'\", %s}'",
				  facts);
	char *path = script(name, text);

	free(text);
	return path;
}

#define CPYTHON "\"implementation\": \"cpython\", "
#define PREFIX "\"prefix\": \"/usr\", \"base_prefix\": \"/usr\""
#define GOOD "\"version\": \"3.13.1\", " CPYTHON PREFIX

/* Takes the path over. */
static void refuse(char *path, const char *message)
{
	struct python python;
	struct why why;

	if (!python_describe(&python, path, dir, &why))
		fail_msg("%s was taken", path);
	if (!strstr(why.text, message) || strchr(why.text, '\n'))
		fail_msg("'%s' does not say '%s'", why.text, message);
	free(path);
}

static void what_is_no_python(void **state)
{
	(void)state;
	refuse(alloc_copy("no-such-python"), "not found in PATH");
	refuse(alloc_copy("/nonexistent/python"), "No such file");
	refuse(alloc_copy(dir), "not an executable file");
	refuse(alloc_copy("/etc/passwd"), "not an executable file");
	refuse(script("mute", ""), "not a Python");
	refuse(script("garbage", "echo '{ not JSON'"), "not a Python");
	refuse(script("other", "echo '{\"version\": 3}'"), "not a Python");
	refuse(script("list", "echo '[1]'"), "not a Python");
	refuse(script("flood", "exec yes"), "without end");
	refuse(script("exit", "echo one >&2; echo two >&2; exit 3"),
	       "exits with status 3: two");
	refuse(script("shim", "echo one >&2; echo two >&2; exit 127"),
	       "exits with status 127: one");
	refuse(script("kill", "kill -SEGV $$"), "killed by signal 11");
}

static void what_cannot_be_measured(void **state)
{
	(void)state;
	refuse(fake("old", "\"version\": \"3.8.18\", " CPYTHON PREFIX),
	       "3.8.18 is too old");
	refuse(fake("two", "\"version\": \"2.7.18\""), "2.7.18 is too old");
	refuse(fake("pypy", "\"version\": \"3.10.14\", "
			    "\"implementation\": \"pypy\", " PREFIX),
	       "is not CPython");
	refuse(fake("broken", GOOD ", \"gilbench_module\": \"ImportError: x\""),
	       "_gilbench.so: ImportError: x");
}

/* Describes `name`, and checks the label and how the GIL is. */
static void accept(const char *name, const char *path, const char *label,
		   int gil)
{
	struct python python;
	struct why why;

	if (python_describe(&python, name, dir, &why))
		fail_msg("%s", why.text);
	assert_string_equal(python.path, path);
	assert_string_equal(python.label, label);
	assert_int_equal(python.gil, gil);
	python_fini(&python);
}

static void labels(void **state)
{
	char *plain = fake("plain", GOOD ", \"gilbench_module\": \"ok\"");
	char *free_threaded = fake("t", GOOD ", \"free_threaded\": true, "
					     "\"gil_enabled\": false");
	char *venv = fake("venv", "\"version\": \"3.9.0\", " CPYTHON
				  "\"prefix\": \"/home/me/my venv,1\", "
				  "\"base_prefix\": \"/usr\"");

	(void)state;
	accept(plain, plain, "3.13.1", 1);
	accept(free_threaded, free_threaded, "3.13.1t", 0);
	accept(venv, venv, "my-venv-1", 1);
	free(venv);
	free(free_threaded);
	free(plain);
}

/* A name is looked up; a relative path is made absolute, links are kept. */
static void names_and_paths(void **state)
{
	char *plain = fake("plain", GOOD);
	char *link = alloc_printf("%s/link", dir);
	char *old_path = alloc_copy(getenv("PATH"));
	char *new_path = alloc_printf("/nonexistent:%s:%s", dir, old_path);

	(void)state;
	assert_int_equal(symlink(plain, link), 0);
	accept(link, link, "3.13.1", 1);
	setenv("PATH", new_path, 1);
	accept("link", link, "3.13.1", 1);
	setenv("PATH", old_path, 1);
	assert_int_equal(chdir(dir), 0);

	char *here = getcwd(NULL, 0);
	char *absolute = alloc_printf("%s/./link", here);

	accept("./link", absolute, "3.13.1", 1);
	assert_int_equal(chdir("/"), 0);
	free(absolute);
	free(here);
	free(new_path);
	free(old_path);
	free(link);
	free(plain);
}

/* What a shim names is what is executed and described. */
static void shims(void **state)
{
	char *real = fake("real", GOOD);
	char *text = alloc_printf("echo noise; exec %s \"$@\"", real);
	char *shim = script("shim", text);

	(void)state;
	accept(shim, real, "3.13.1", 1);
	free(shim);
	free(text);
	free(real);

	/* two that name each other */
	text = alloc_printf("echo '{\"executable\": \"%s/b\", " GOOD "}'", dir);
	shim = script("a", text);
	free(text);
	text = alloc_printf("echo '{\"executable\": \"%s\", " GOOD "}'", shim);
	free(script("b", text));
	free(text);
	refuse(shim, "calls itself");
	refuse(script("vague", "echo '{\"executable\": \"python\", " GOOD "}'"),
	       "cannot be run");
}

/* lib/gilbench without a bin/gilbench-python two levels up; then with one. */
static void embedded(void **state)
{
	char *bin = alloc_printf("%s/bin", dir);
	char *lib = alloc_printf("%s/lib", dir);
	char *libdir = alloc_printf("%s/lib/gilbench", dir);
	char *path = alloc_printf("%s/bin/gilbench-python", dir);
	struct python python;
	struct why why;

	(void)state;
	mkdir(bin, 0755);
	mkdir(lib, 0755);
	mkdir(libdir, 0755);
	assert_int_equal(python_describe(&python, "embedded", libdir, &why),
			 -1);
	free(fake("bin/gilbench-python", "\"version\": \"3.11.2\", " CPYTHON
					 "\"prefix\": \"" PYTHON_PREFIX "\""));
	if (python_describe(&python, "embedded", libdir, &why))
		fail_msg("%s", why.text);
	assert_string_equal(python.label, "embedded");
	assert_string_equal(python.path, path);
	assert_string_equal(python.version, "3.11.2");
	python_fini(&python);
	free(fake("bin/gilbench-python", "\"version\": \"3.11.2\", " CPYTHON
					 "\"prefix\": \"/elsewhere\""));
	assert_int_equal(python_describe(&python, "embedded", libdir, &why),
			 -1);
	assert_non_null(strstr(why.text, "/elsewhere"));
	free(path);
	free(libdir);
	free(lib);
	free(bin);
}

/* Even when a child keeps the output open, or it was closed. */
static void hanging(void **state)
{
	static const char *const texts[] = { "sleep 600",
					     "sleep 600 & sleep 600",
					     "exec >&- 2>&-; sleep 600" };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		char *path = script("hang", texts[i]);
		char *argv[] = { path, NULL };
		struct answer answer;
		struct why why;

		assert_int_equal(ask_program(&answer, argv, environ, .1, &why),
				 0);
		assert_true(answer.timed_out);
		assert_int_equal(answer.signal, SIGKILL);
		answer_fini(&answer);
		free(path);
	}
}

/* A Python with NumPy; asked for its BLAS it does `answer`. */
static void check_blas(const char *answer, const char *key, const char *value)
{
	char *text = alloc_printf("case $3 in *.blas*) %s; exit ;; esac\n"
				  "echo '{\"executable\": \"'\"$0\"'\", " GOOD
				  ", \"numpy\": \"2.1.0\"}'",
				  answer);
	char *path = script("numpy", text);
	struct python python;
	struct why why;

	if (python_describe(&python, path, dir, &why))
		fail_msg("%s", why.text);
	python_describe_blas(&python, dir);

	const json_t *blas = json_object_get(python.facts, "blas");
	const char *seen = json_string_value(json_object_get(blas, key));

	if (!seen || strncmp(seen, value, strlen(value)))
		fail_msg("%s is '%s'", key, seen ? seen : "not there");
	python_fini(&python);
	free(path);
	free(text);
}

static void blas(void **state)
{
	char *plain = fake("plain", GOOD);
	struct python python;
	struct why why;

	(void)state;
	check_blas("echo '{\"name\": \"OpenBLAS\"}'", "name", "OpenBLAS");
	check_blas("echo '{\"error\": \"no-numpy: it says\"}'", "error",
		   "no-numpy: it says");
	check_blas("kill -ABRT $$", "error", "no-numpy: importing it: ");
	check_blas("echo rubbish", "error", "no-numpy: importing it: ");
	/* without NumPy it is not asked */
	assert_int_equal(python_describe(&python, plain, dir, &why), 0);
	python_describe_blas(&python, dir);
	assert_null(json_object_get(python.facts, "blas"));
	python_fini(&python);
	free(plain);
}

static void environment(void **state)
{
	char **copy;

	(void)state;
	setenv("PYTHON_GIL", "0", 1);
	setenv("PYTHONHOME", "/nonexistent", 1);
	setenv("PYTHONSTARTUP", "/nonexistent", 1);
	setenv("PYTHONPATH", "/modules", 1);
	setenv("PYTHONHOMELY", "kept", 1);
	copy = python_environment(NULL);

	unsigned n = 0, n_kept = 0;

	while (environ[n])
		n++;
	for (char **e = copy; *e; e++) {
		n--;
		n_kept += !strcmp(*e, "PYTHONPATH=/modules") ||
			  !strcmp(*e, "PYTHONHOMELY=kept");
	}
	assert_int_equal(n, 3);
	assert_int_equal(n_kept, 2);
	free(copy);
}

static void environment_extra(void **state)
{
	char set[] = "PYTHONPATH=/others", new[] = "GILBENCH_TEST_EXTRA=1";
	char unset[] = "GILBENCH_TEST_UNSET";
	char *const extra[] = { set, unset, new, NULL };
	unsigned n_set = 0, n_new = 0, n_unset = 0;

	(void)state;
	setenv("PYTHONPATH", "/modules", 1);
	setenv("PYTHONPATHS", "kept", 1);
	setenv(unset, "1", 1);
	char **copy = python_environment(extra);

	for (char **e = copy; *e; e++) {
		n_set += !strncmp(*e, "PYTHONPATH=", 11);
		n_unset += !strncmp(*e, unset, strlen(unset));
		n_new += !strcmp(*e, new) || !strcmp(*e, set) ||
			 !strcmp(*e, "PYTHONPATHS=kept");
	}
	assert_int_equal(n_unset, 0);
	assert_int_equal(n_set, 1);
	assert_int_equal(n_new, 3);
	free(copy);
}

static void command(void **state)
{
	char *code = python_command("/a b/it's\\\xff\n\"", "main");

	(void)state;
	assert_non_null(strstr(code, "b'/a\\x20b/it\\x27s\\x5c\\xff\\x0a\"'"));
	assert_non_null(
		strstr(code, "from gilbench_worker.main import main; main()"));
	free(code);
}

static int remove_one(const char *path, const struct stat *status, int flag,
		      struct FTW *place)
{
	(void)status;
	(void)flag;
	(void)place;
	return remove(path);
}

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_python),
		cmocka_unit_test(what_cannot_be_measured),
		cmocka_unit_test(labels),
		cmocka_unit_test(names_and_paths),
		cmocka_unit_test(shims),
		cmocka_unit_test(embedded),
		cmocka_unit_test(hanging),
		cmocka_unit_test(blas),
		cmocka_unit_test(environment),
		cmocka_unit_test(environment_extra),
		cmocka_unit_test(command),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
