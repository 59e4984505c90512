/*
 * The registry of figures, and drawing them: data and templates go into
 * DIR/figures, then gnuplot runs there. What a figure shows is decided in
 * figure_NAME.c, how it looks in plots/NAME.gp.
 */
#include "output/figures.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/figure_list.h"

struct figure {
	const char *name; /* NAME.dat, and its template NAME.gp */
	figure_writer *write;
};

static const struct figure figures[] = {
	{ "speedup", figure_speedup },       { "speedup-dots", figure_dots },
	{ "throughput", figure_throughput }, { "timesplit", figure_timesplit },
	{ "timeline", figure_timeline },     { "waits", figure_waits },
	{ "pythons", figure_pythons },       { "heatmap", figure_heatmap },
};

#define N_FIGURES (sizeof(figures) / sizeof(*figures))

/* Write `text` to DIR/figures/NAME, as a whole. 0 or -1. */
static int write_file(const char *dir, const char *name, const char *text,
		      size_t n_bytes, struct why *why)
{
	char *path = alloc_printf("%s/figures/%s", dir, name);
	FILE *file = fopen(path, "we");
	bool failed = !file;

	if (file) {
		failed = fwrite(text, 1, n_bytes, file) != n_bytes;
		failed |= fclose(file) != 0;
	}
	if (failed)
		why_errno(why, "%s", path);
	free(path);
	return failed ? -1 : 0;
}

static int copy_template(const char *plots, const char *dir, const char *name,
			 struct why *why)
{
	char *path = alloc_printf("%s/%s", plots, name);
	FILE *file = fopen(path, "re");
	char text[65536];

	if (!file) {
		why_errno(why, "%s", path);
		free(path);
		return -1;
	}
	size_t n_bytes = fread(text, 1, sizeof(text), file);

	fclose(file);
	free(path);
	return write_file(dir, name, text, n_bytes, why);
}

/* Write NAME.dat and NAME.gp. 1: done; 0: no such figure; -1. */
static int prepare(const struct figure *figure, const struct results *results,
		   const char *plots, struct why *why)
{
	char *text = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&text, &n_bytes);
	bool any = figure->write(file, results);
	char name[64];
	int status = any;

	fclose(file);
	snprintf(name, sizeof(name), "%s.dat", figure->name);
	if (any && write_file(results->dir, name, text, n_bytes, why) < 0)
		status = -1;
	free(text);
	snprintf(name, sizeof(name), "%s.gp", figure->name);
	if (status == 1 && copy_template(plots, results->dir, name, why) < 0)
		status = -1;
	return status;
}

/* In the child: become the program, inside `dir`, saying all to one pipe. */
static void become(const char *dir, char *const *argv, int pipe_fd)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0 || dup2(pipe_fd, 1) < 0 ||
	    dup2(pipe_fd, 2) < 0 || chdir(dir) < 0)
		_exit(126);
	/* one locale and one date, so that the same data give the same bytes */
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("SOURCE_DATE_EPOCH", "0", 1);
	execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* gnuplot says this in some locales; the sign is not used. */
static bool is_harmless(const char *line)
{
	return strstr(line, "iconv failed to convert degree sign") != NULL;
}

/* The first line that matters, and all of the rest read away. */
static void listen_to(int fd, char *said, unsigned n)
{
	FILE *file = fdopen(fd, "r");
	char *line = NULL;
	size_t room = 0;

	*said = '\0';
	if (!file) {
		close(fd);
		return;
	}
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!*said && line[strspn(line, " \t^")] && !is_harmless(line))
			snprintf(said, n, "%s", line);
	}
	free(line);
	fclose(file);
}

/*
 * Run a program in `dir`, without a shell. 0: it ended well and said
 * nothing; 1: it is not installed; -1: see why.
 */
static int run_quietly(const char *dir, char *const *argv, struct why *why)
{
	char said[256];
	int fds[2], status = 0;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return why_errno(why, "pipe");
	pid_t pid = fork();

	if (pid == 0)
		become(dir, argv, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return why_errno(why, "fork");
	}
	listen_to(fds[0], said, sizeof(said));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && !*said)
		return 1;
	if (*said)
		return why_set(why, "%s: %s", argv[0], said);
	if (WIFSIGNALED(status))
		return why_set(why, "%s was ended by signal %d", argv[0],
			       WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return why_set(why, "%s ended with status %d", argv[0],
			       WEXITSTATUS(status));
	return 0;
}

static int run_gnuplot(const char *dir, const char *name, const char *format,
		       struct why *why)
{
	char template[64], data[64], picture[64];
	char *argv[] = { "gnuplot", "-d",    "-c",           template,
			 data,      picture, (char *)format, NULL };

	snprintf(template, sizeof(template), "%s.gp", name);
	snprintf(data, sizeof(data), "%s.dat", name);
	snprintf(picture, sizeof(picture), "%s.%s", name, format);
	int status = run_quietly(dir, argv, why);

	if (status == 1)
		return why_set(why, "gnuplot is not installed (Debian: apt "
				    "install gnuplot-nox fonts-liberation); "
				    "figures/*.dat and *.gp are there, and "
				    "'gilbench plot' draws them later");
	return status < 0 ? why_context(why, "figures/%s", picture) : 0;
}

/*
 * PDF from the SVG, which makes the same bytes every time; gnuplot's own
 * PDF, where rsvg-convert is missing, carries the date.
 */
static int make_pdf(const char *dir, const char *name, struct why *why)
{
	char svg[64], pdf[64];
	char *argv[] = { "rsvg-convert", "-f", "pdf", "-o", pdf, svg, NULL };

	snprintf(svg, sizeof(svg), "%s.svg", name);
	snprintf(pdf, sizeof(pdf), "%s.pdf", name);
	if (run_quietly(dir, argv, why) == 0)
		return 0;
	return run_gnuplot(dir, name, "pdf", why);
}

static int draw(const char *dir, const char *name, struct why *why)
{
	if (run_gnuplot(dir, name, "svg", why) < 0 ||
	    run_gnuplot(dir, name, "png", why) < 0)
		return -1;
	return make_pdf(dir, name, why);
}

int figures_draw(const struct results *results, const char *plots,
		 struct why *why)
{
	char *dir = alloc_printf("%s/figures", results->dir);
	int ready[N_FIGURES], status = 0;

	if (mkdir(dir, 0777) < 0 && errno != EEXIST)
		status = why_errno(why, "%s", dir);
	if (status == 0)
		status = copy_template(plots, results->dir, "style.gp", why);
	for (size_t i = 0; i < N_FIGURES && status == 0; i++) {
		ready[i] = prepare(&figures[i], results, plots, why);
		if (ready[i] < 0)
			status = -1;
	}
	for (size_t i = 0; i < N_FIGURES && status == 0; i++)
		if (ready[i])
			status = draw(dir, figures[i].name, why);
	free(dir);
	return status;
}
