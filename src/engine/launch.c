/*
 * Python with its options, or the ceiling. The state of the GIL is asked for
 * by -X gil=, and by PYTHON_GIL because children of multiprocessing inherit
 * only that; both only from free-threaded builds, since PYTHON_GIL=0 keeps
 * any other from starting.
 */
#include "launch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "engine/capability.h"
#include "engine/env_axis.h"

enum {
	MAX_EXTRA = 8,
	PLENTY_OF_FILES = 65536
};

/* Room for --env and MAX_EXTRA more: free(), like each text in it. */
static char **make_extra(const struct group *group)
{
	const struct settings *env = group->env;
	char **extra =
		alloc_zero((env ? env->n : 0) + MAX_EXTRA, sizeof(*extra));
	size_t n = 0;

	for (size_t i = 0; env && i < env->n; i++)
		extra[n++] = alloc_printf("%s%s%s", env->items[i].name,
					  *env->items[i].value ? "=" : "",
					  env->items[i].value);
	for (size_t i = 0; group->blas_threads && env_axis_blas[i]; i++)
		extra[n++] = alloc_printf("%s=%u", env_axis_blas[i],
					  group->blas_threads);
	if (group->python && group->gil >= 0 &&
	    capability_free_threaded(group->python))
		extra[n++] = alloc_printf("PYTHON_GIL=%d", group->gil);
	return extra;
}

static int start_python(struct guardian *guardian,
			const struct session_request *request, char *text,
			char *const *environment, int out_fd, int err_fd,
			struct why *why)
{
	const struct group *group = request->group;
	char bytecode[] = "-B", command[] = "-c", option[] = "-X";
	char *code = python_command(request->libdir, "main");
	char *gil = alloc_printf("gil=%d", group->gil);
	char *argv[8] = { group->python->path, bytecode };
	size_t n = 2;

	if (group->gil >= 0 && capability_free_threaded(group->python)) {
		argv[n++] = option;
		argv[n++] = gil;
	}
	argv[n++] = command;
	argv[n++] = code;
	argv[n++] = text;
	argv[n] = NULL;
	int status = guardian_start(guardian, argv, environment, -1, out_fd,
				    err_fd, why);

	free(gil);
	free(code);
	return status;
}

/*
 * What gilbench itself opens: a socket and two counters a worker; to an
 * interpreter there are two pipes, to a process one and its end. Some more are
 * open whatever the cell.
 */
static rlim_t files_needed(const struct cell *cell)
{
	unsigned each = strcmp(cell->executor, "interpreters") == 0 ? 8 : 4;

	return (rlim_t)each * cell->workers + 64;
}

int launch_provide_files(const struct cell *cell, struct why *why)
{
	rlim_t needed = files_needed(cell);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    (limit.rlim_cur >= needed && limit.rlim_cur >= PLENTY_OF_FILES))
		return 0;
	if (limit.rlim_max < needed)
		return why_set(why,
			       "too-few-files: %u workers need %llu open "
			       "files, but %llu are allowed: raise the limit "
			       "(ulimit -Hn)",
			       cell->workers, (unsigned long long)needed,
			       (unsigned long long)limit.rlim_max);
	/* what a workload opens is its own affair: it may be much */
	limit.rlim_cur = limit.rlim_max < PLENTY_OF_FILES ? limit.rlim_max
							  : PLENTY_OF_FILES;
	if (limit.rlim_cur < needed)
		limit.rlim_cur = needed;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return why_errno(why, "too-few-files: %llu open files",
				 (unsigned long long)needed);
	return 0;
}

int launch_tree(struct guardian *guardian,
		const struct session_request *request, char *text, int out_fd,
		int err_fd, struct why *why)
{
	char **extra = make_extra(request->group);
	int status;
	char **environment = python_environment(extra);

	if (request->group->python) {
		status = start_python(guardian, request, text, environment,
				      out_fd, err_fd, why);
	} else {
		char *path =
			alloc_printf("%s/gilbench-ceiling", request->libdir);
		char *argv[] = { path, text, NULL };

		status = guardian_start(guardian, argv, environment, -1, out_fd,
					err_fd, why);
		free(path);
	}
	free(environment);
	for (size_t i = 0; extra[i]; i++)
		free(extra[i]);
	free(extra);
	return status;
}
