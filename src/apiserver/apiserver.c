/*
 * gilbench-apiserver: the local API that api-call talks to and the object
 * store of dataset-load. This is the program's frame: options, the listening
 * socket, and when to end. What is answered is in service.c, when in loop.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apiserver/echo.h"
#include "apiserver/listener.h"
#include "apiserver/loop.h"
#include "apiserver/service.h"
#include "base/alloc.h"
#include "base/units.h"
#include "base/why.h"
#include "config.h"

#define MAX_THREADS 256

struct options {
	uint64_t port;
	uint64_t n_threads;
	int shards; /* descriptor of the directory, or -1 */
};

static const char help[] =
	"Usage: gilbench-apiserver [--port N] [--shards DIR] [--threads N]\n"
	"\n"
	"The HTTP API that gilbench's workloads talk to, on 127.0.0.1 only.\n"
	"Prints \"port N echo M\" when it listens, and serves until its\n"
	"standard input ends or a SIGTERM or SIGINT comes. Port M returns\n"
	"what it gets. At the end it prints how late delayed answers were.\n"
	"\n"
	"  --port N      listen on port N; 0, the default: any free one\n"
	"  --shards DIR  serve the files of DIR as /shards/NAME\n"
	"  --threads N   threads that serve [1]\n"
	"  --help        show this help\n"
	"  --version     show the version\n"
	"\n"
	"POST /v1/complete answers a JSON request after a latency drawn from\n"
	"its seed and unit; GET /health says that the server is there.\n";

/* One option. Returns an exit status, or -1 to go on. */
static int read_option(struct options *options, int option)
{
	struct why why;
	int bad = 0;

	switch (option) {
	case 'h':
		return fputs(help, stdout) < 0;
	case 'V':
		return puts("gilbench-apiserver " PACKAGE_VERSION) < 0;
	case 'p':
		bad = units_count(optarg, 0, 65535, &options->port, &why);
		break;
	case 's':
		options->shards = open(optarg, O_DIRECTORY | O_CLOEXEC);
		if (options->shards < 0)
			bad = why_errno(&why, "%s", optarg);
		break;
	case 't':
		bad = units_count(optarg, 1, MAX_THREADS, &options->n_threads,
				  &why);
		break;
	default:
		return 2; /* getopt_long() has said what is wrong */
	}
	if (bad)
		fprintf(stderr, "gilbench-apiserver: %s\n", why.text);
	return bad ? 2 : -1;
}

static int read_options(struct options *options, int argc, char **argv)
{
	static const struct option rows[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "shards", required_argument, NULL, 's' },
		{ "threads", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", rows, NULL)) != -1) {
		int status = read_option(options, option);

		if (status >= 0)
			return status;
	}
	if (optind < argc) {
		fprintf(stderr,
			"gilbench-apiserver: unexpected argument "
			"\"%s\"\n",
			argv[optind]);
		return 2;
	}
	return -1;
}

/* A descriptor that is readable once SIGTERM or SIGINT has come. */
static int open_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	/* before there are threads: they inherit the mask */
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Every connection is a descriptor, and the usual limit is 1024. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* True at the end of the standard input; what comes before has no meaning. */
static int input_has_ended(void)
{
	char ignored[256];
	ssize_t n = read(STDIN_FILENO, ignored, sizeof(ignored));

	return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

/* Accept connections and deal them out in turn, until told to stop. */
static void serve(int listener, int signals, struct service *services,
		  uint64_t n_threads)
{
	struct pollfd polled[] = {
		{ .fd = listener, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};

	for (uint64_t turn = 0;;) {
		poll(polled, 3, -1);
		if (polled[1].revents ||
		    (polled[2].revents && input_has_ended()))
			return;
		if (!polled[0].revents)
			continue;
		int fd = accept4(listener, NULL, NULL,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0)
			loop_add(services[turn++ % n_threads].loop, fd);
		else if (errno == EMFILE || errno == ENFILE)
			usleep(10000); /* until one is closed */
	}
}

/* Who started it may be gone: that nobody reads this is no error. */
static void print_lateness(const struct lateness *lateness)
{
	printf("late %llu p50_s %.9f p99_s %.9f max_s %.9f\n",
	       (unsigned long long)lateness->n,
	       (double)lateness_permille_ns(lateness, 500) * 1e-9,
	       (double)lateness_permille_ns(lateness, 990) * 1e-9,
	       (double)lateness->max_ns * 1e-9);
}

static int run(struct options *options, struct why *why)
{
	int signals = open_signals();
	int listener = listener_open(&options->port, why);
	uint64_t echo_port = 0;
	struct lateness lateness = { 0 };
	struct service *services =
		alloc_zero(options->n_threads, sizeof(*services));

	if (listener < 0)
		return -1;
	raise_descriptor_limit();
	for (uint64_t i = 0; i < options->n_threads; i++) {
		services[i].shards = options->shards;
		services[i].loop = loop_new(service_answer, service_completed,
					    &services[i], why);
		if (!services[i].loop)
			return -1;
	}
	struct echo *echo = echo_new(&echo_port, why);

	if (!echo)
		return -1;
	if (printf("port %u echo %u\n", (unsigned)options->port,
		   (unsigned)echo_port) < 0 ||
	    fflush(stdout) != 0)
		return why_errno(why, "standard output");
	serve(listener, signals, services, options->n_threads);
	echo_free(echo);
	for (uint64_t i = 0; i < options->n_threads; i++) {
		loop_free(services[i].loop);
		completion_forget(&services[i].memory);
		lateness_add(&lateness, &services[i].lateness);
	}
	free(services);
	print_lateness(&lateness);
	return 0;
}

int main(int argc, char **argv)
{
	struct options options = { .n_threads = 1, .shards = -1 };
	int status = read_options(&options, argc, argv);
	struct why why;

	if (status >= 0)
		return status;
	if (run(&options, &why) < 0) {
		fprintf(stderr, "gilbench-apiserver: %s\n", why.text);
		return 1;
	}
	return 0;
}
