/* Taking the machine's lock, or waiting for it. */
#include "cli/run_lock.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "engine/interrupt.h"
#include "machine/lock.h"

/* How often a lock is tried that another holds. */
enum {
	AGAIN_MS = 200
};

int run_lock(struct run_work *work, const char *dir)
{
	const struct run_settings *settings = &work->settings;
	const char *path = settings->lock ? settings->lock : lock_path();
	struct pollfd fd = { .fd = interrupt_fd(), .events = POLLIN };
	char whole[PATH_MAX];
	bool told = false;

	if (strcmp(path, "none") == 0)
		return -1;
	if (!realpath(dir, whole))
		strcpy(whole, "a directory that is gone");
	for (;;) {
		struct why holder, why;
		int status = lock_take(path, whole, &holder, &why);

		if (status < 0)
			return cmd_fail("run", EXIT_BROKEN, why.text);
		if (status > 0)
			return -1;
		if (!settings->wait) {
			why_set(&why,
				"another run holds this machine: %s (--wait "
				"waits for it)",
				holder.text);
			return cmd_fail("run", EXIT_BUSY, why.text);
		}
		if (!told)
			progress_note(&work->progress,
				      "waiting for another run: %s",
				      holder.text);
		told = true;
		if (poll(&fd, 1, AGAIN_MS) > 0 || interrupt_signal())
			return EXIT_SIGNAL + interrupt_signal();
	}
}
