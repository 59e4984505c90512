/* gnuplot and rsvg-convert at work, without a shell; see the header. */
#include "output/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

#define INSTALL                                                                \
	"gnuplot is not installed (Debian: apt install gnuplot-nox "           \
	"fonts-liberation)"

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

/* 0; 1: it is not installed; -1: see why. */
static int run_gnuplot(const char *dir, const char *template, const char *data,
		       const char *picture, const char *format, struct why *why)
{
	char *argv[] = { "gnuplot",        "-d",         "-c",
			 (char *)template, (char *)data, (char *)picture,
			 (char *)format,   NULL };
	int status = run_quietly(dir, argv, why);

	if (status < 0)
		why_context(why, "%s", picture);
	return status;
}

/* What is there may be a link to a file of somebody else. */
static void make_room(const char *dir, const char *picture)
{
	char *path = alloc_printf("%s/%s", dir, picture);

	unlink(path);
	free(path);
}

/* NAME.gp and NAME.dat into NAME.FORMAT. */
static int make_picture(const char *dir, const char *name, const char *format,
			struct why *why)
{
	char template[64], data[64], picture[64];

	snprintf(template, sizeof(template), "%s.gp", name);
	snprintf(data, sizeof(data), "%s.dat", name);
	snprintf(picture, sizeof(picture), "%s.%s", name, format);
	make_room(dir, picture);
	int status = run_gnuplot(dir, template, data, picture, format, why);

	return status <= 0 ? status
			   : why_set(why,
				     INSTALL "; the .dat and .gp files are "
					     "there, and 'gilbench plot' draws "
					     "them later");
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
	make_room(dir, pdf);
	if (run_quietly(dir, argv, why) == 0)
		return 0;
	return make_picture(dir, name, "pdf", why);
}

int draw_figure(const char *dir, const char *name, unsigned formats,
		struct why *why)
{
	bool both = formats & (DRAW_SVG | DRAW_PDF);

	if ((both && make_picture(dir, name, "svg", why) < 0) ||
	    (formats & DRAW_PNG && make_picture(dir, name, "png", why) < 0) ||
	    (formats & DRAW_PDF && make_pdf(dir, name, why) < 0))
		return -1;
	if (both && !(formats & DRAW_SVG)) {
		char *svg = alloc_printf("%s/%s.svg", dir, name);

		unlink(svg);
		free(svg);
	}
	return 0;
}

int draw_text(const char *dir, const char *plots, const char *name,
	      const char *how, struct why *why)
{
	char *template = alloc_printf("%s/%s.gp", plots, name);
	char data[64], text[64];

	snprintf(data, sizeof(data), "%s.dat", name);
	snprintf(text, sizeof(text), "%s.txt", name);
	int status = run_gnuplot(dir, template, data, text, how, why);

	free(template);
	return status <= 0 ? status : why_set(why, INSTALL);
}
