/*
 * flock() on a file in a directory where everybody may make files, so whoever
 * made it is not trusted: no link is followed, only a plain file with one name
 * is taken, and what is written in it is shown with care. Anybody may hold the
 * lock for no reason, as anybody may use the machine's CPUs.
 */
#include "machine/lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILE_NAME "gilbench.lock"

const char *lock_path(void)
{
	struct stat found;

	/* on Debian a directory for locks, empty after a boot */
	if (lstat("/run/lock", &found) == 0 && S_ISDIR(found.st_mode) &&
	    (found.st_mode & 01002) == 01002)
		return "/run/lock/" FILE_NAME;
	return "/tmp/" FILE_NAME;
}

/* Where others' files are protected, O_CREAT would refuse what is there. */
static int open_file(const char *path)
{
	const int flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

	for (int tries = 0; tries < 100; tries++) {
		int fd = open(path, O_RDWR | flags);

		if (fd < 0 && errno == EACCES)
			fd = open(path, O_RDONLY | flags);
		if (fd >= 0 || errno != ENOENT)
			return fd;
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | flags, 0666);
		if (fd >= 0 && fchmod(fd, 0666) < 0)
			errno = 0; /* others cannot write who they are, then */
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static void write_holder(int fd, const char *note)
{
	const struct passwd *user = getpwuid(getuid());
	char text[400], since[32];
	time_t now = time(NULL);

	strftime(since, sizeof(since), "%Y-%m-%d %H:%M:%S", localtime(&now));
	snprintf(text, sizeof(text), "process %d of %s, since %s, in %s\n",
		 getpid(), user ? user->pw_name : "an unknown user", since,
		 note);
	/* a file that cannot be written is a lock all the same */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0;
}

static void read_holder(int fd, struct why *holder)
{
	ssize_t n = pread(fd, holder->text, 399, 0);

	holder->text[n > 0 ? n : 0] = '\0';
	for (char *p = holder->text; *p; p++) {
		if (*p == '\n') {
			*p = '\0';
			break;
		}
		if (!isprint((unsigned char)*p))
			*p = '?';
	}
	if (!*holder->text)
		strcpy(holder->text, "a process that did not say its name");
}

int lock_take(const char *path, const char *note, struct why *holder,
	      struct why *why)
{
	struct stat found;
	int fd = open_file(path);

	if (fd < 0)
		return why_errno(why, "cannot open the lock %s", path);
	if (fstat(fd, &found) < 0 || !S_ISREG(found.st_mode) ||
	    found.st_nlink != 1) {
		close(fd);
		return why_set(why,
			       "the lock %s is no plain file of one name; "
			       "--lock takes another",
			       path);
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		write_holder(fd, note);
		return 1; /* open, until the process ends */
	}
	int status = errno == EWOULDBLOCK
			     ? 0
			     : why_errno(why, "cannot lock %s", path);

	read_holder(fd, holder);
	close(fd);
	return status;
}
