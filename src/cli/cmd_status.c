/* gilbench status: how far a run is, and who is at it. */
#include "cmd.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "cli/batch.h"
#include "cli/options.h"
#include "output/host_text.h"

static const struct option_row rows[] = { { 0 } };

static const struct command_help help = {
	.synopsis = "gilbench status RUN",
	.summary = "How far a run is, by host, and how long the rest takes.",
	.rows = rows,
};

struct counts {
	unsigned n_done, n_failed, n_skipped, n_left;
};

static struct counts count_cells(const struct batch *batch)
{
	const struct ledger *ledger = batch->done.ledger;
	struct counts counts = { 0 };

	for (unsigned i = 0; i < batch->n_cells; i++) {
		int hardware = batch->left[batch->bundles[i]].hardware;
		const char *reason;

		if (batch->cells[i].status == CELL_SKIPPED ||
		    ledger_skipped(ledger, hardware, i))
			counts.n_skipped++;
		else if (ledger_failures(ledger, hardware, i, &reason) >=
			 LEDGER_MAX_FAILURES)
			counts.n_failed++;
		else if (ledger_left(ledger, hardware, i, batch->metered[i]))
			counts.n_left++;
		else
			counts.n_done++;
	}
	return counts;
}

/* All calls of one host. */
struct row {
	const char *host, *hardware;
	unsigned n_calls, n_open;
	size_t n_attempts;
	const struct call *last; /* that began */
};

static void add_call(struct row **hosts, size_t *n, const struct call *call)
{
	const char *host = calls_host_text(call, "name");
	const char *hardware = calls_host_text(call, "fingerprint");
	size_t i = 0;

	while (i < *n && (strcmp((*hosts)[i].host, host) != 0 ||
			  strcmp((*hosts)[i].hardware, hardware) != 0))
		i++;
	if (i == *n) {
		*hosts = alloc_grow(*hosts, *n, sizeof(**hosts));
		(*hosts)[(*n)++] =
			(struct row){ host, hardware, 0, 0, 0, call };
	}
	struct row *row = &(*hosts)[i];

	row->n_calls++;
	row->n_open +=
		!json_is_integer(json_object_get(call->json, "exit_status"));
	row->n_attempts += call->n_attempts;
	if (strcmp(host_text(call->json, "started"),
		   host_text(row->last->json, "started")) >= 0)
		row->last = call;
}

static int by_host(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;
	int order = strcmp(a->host, b->host);

	return order ? order : strcmp(a->hardware, b->hardware);
}

static void print_hosts(const struct batch *batch)
{
	struct row *hosts = NULL;
	size_t n = 0;

	for (unsigned i = 0; i < batch->done.calls.n; i++)
		add_call(&hosts, &n, &batch->done.calls.items[i]);
	if (n)
		qsort(hosts, n, sizeof(*hosts), by_host);
	if (n)
		printf("\n%-20s %-16s %6s %9s  %s\n", "HOST", "HARDWARE",
		       "CALLS", "ATTEMPTS", "THE LAST CALL");
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &hosts[i];
		const json_t *status =
			json_object_get(row->last->json, "exit_status");

		printf("%-20.20s %-16.16s %6u %9zu  ", row->host, row->hardware,
		       row->n_calls, row->n_attempts);
		if (json_is_integer(status))
			printf("ended %.19sZ, status %lld\n",
			       host_text(row->last->json, "ended"),
			       (long long)json_integer_value(status));
		else
			printf("began %.19sZ; runs, or was killed\n",
			       host_text(row->last->json, "started"));
	}
	free(hosts);
}

static void print_rest(const struct batch *batch)
{
	double pace_s = batch_pace_s(batch);
	unsigned n_left = batch_left(batch);
	char text[32];

	if (n_left == 0)
		printf("\nall is done: gilbench merge %s\n", batch->dir);
	else if (isnan(pace_s))
		printf("\nnothing is measured yet\n");
	else
		printf("\nabout %s left, on one machine\n",
		       units_show_seconds(pace_s * n_left, text, sizeof(text)));
}

static int print_status(const char *dir)
{
	struct batch batch;
	struct why why;

	if (batch_open(&batch, dir, &why) < 0) {
		batch_fini(&batch);
		return cmd_fail("status", EXIT_BROKEN, why.text);
	}
	struct counts counts = count_cells(&batch);
	unsigned n = batch_total(&batch), n_left = batch_left(&batch);

	printf("%s: %u cells, %u blocks x %u samples, at most %u shards\n", dir,
	       batch.n_cells, batch.n_blocks, batch.n_samples, batch.n_bundles);
	printf("cells        %u done, %u left, %u failed, %u skipped\n",
	       counts.n_done, counts.n_left, counts.n_failed, counts.n_skipped);
	printf("invocations  %u of %u done\n", n - n_left, n);
	print_hosts(&batch);
	print_rest(&batch);
	batch_fini(&batch);
	return EXIT_DONE;
}

int cmd_status(int argc, char **argv)
{
	char **dirs;
	int n_dirs, status = EXIT_DONE;
	bool done;
	struct why why;

	if (options_parse(&help, NULL, argc, argv, &dirs, &n_dirs, &done,
			  &why) < 0)
		status = cmd_fail("status", EXIT_USAGE, why.text);
	else if (!done && n_dirs != 1)
		status = cmd_fail("status", EXIT_USAGE,
				  "takes one run directory");
	else if (!done && cmd_check_runs("status", dirs, 1, &why) < 0)
		status = cmd_fail("status", EXIT_USAGE, why.text);
	else if (!done)
		status = print_status(dirs[0]);
	free(dirs);
	return status;
}
