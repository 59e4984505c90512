/* One intake for each host, all fed in one reading of the samples. */
#include "output/hosts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/estimate.h"
#include "output/results.h"
#include "output/sample_files.h"

struct reading {
	struct hosts *hosts;
	struct intake **intakes;
	unsigned last;
};

static bool is_of(const struct host *host, const struct sample *row)
{
	return strcmp(host->name, row->host) == 0 &&
	       strcmp(host->hardware, row->hardware) == 0;
}

static unsigned find(struct reading *reading, const struct sample *row)
{
	struct hosts *hosts = reading->hosts;
	unsigned h = reading->last;

	if (h < hosts->n && is_of(&hosts->items[h], row))
		return h;
	for (h = 0; h < hosts->n; h++)
		if (is_of(&hosts->items[h], row))
			return h;
	hosts->items =
		alloc_grow(hosts->items, hosts->n, sizeof(*hosts->items));
	reading->intakes =
		alloc_grow(reading->intakes, hosts->n, sizeof(struct intake *));
	hosts->items[h] =
		(struct host){ .name = alloc_copy(row->host),
			       .hardware = alloc_copy(row->hardware) };
	reading->intakes[h] =
		intake_new(hosts->cells, hosts->n_cells, INTAKE_TIMED);
	return hosts->n++;
}

static int take(void *context, const struct sample *row, struct why *why)
{
	struct reading *reading = context;

	reading->last = find(reading, row);
	return intake_add(reading->intakes[reading->last], row, why);
}

static void keep(struct hosts *hosts, struct host *host,
		 const struct history *histories)
{
	struct estimate *estimates =
		estimate_cells(hosts->cells, histories, hosts->n_cells);

	for (unsigned i = 0; i < hosts->n_cells; i++) {
		struct estimate *e = &estimates[i];

		if (results_asks_latency(e->cell))
			estimate_drop_speedups(e);
		host->n_measured += e->n > 0;
		host->cells[i] = (struct host_cell){
			.n = e->n,
			.throughput = e->n ? e->throughput : NAN,
			.speedup = e->n ? e->speedup : NAN,
			.speedup_ci = e->speedup_ci,
		};
	}
	free(estimates);
}

/* The intakes are freed even if one of them is no good. */
static int finish(struct reading *reading, bool wanted, struct why *why)
{
	struct hosts *hosts = reading->hosts;
	int status = 0;

	for (unsigned h = 0; h < hosts->n; h++) {
		struct host *host = &hosts->items[h];
		struct sample twice;
		size_t n_rows;
		struct history *histories =
			intake_finish(reading->intakes[h], &n_rows, &twice);

		host->cells =
			alloc_zero(hosts->n_cells + 1, sizeof(*host->cells));
		if (histories && wanted)
			keep(hosts, host, histories);
		else if (!histories && status == 0)
			status =
				why_set(why,
					"host %s: cell %s: block %u, attempt "
					"%u is there twice",
					host->name, hosts->cells[twice.cell].id,
					twice.block, twice.attempt);
		history_free(histories, hosts->n_cells);
	}
	free(reading->intakes);
	return status;
}

static int by_name(const void *pa, const void *pb)
{
	const struct host *a = pa, *b = pb;
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->hardware, b->hardware);
}

static void judge(struct hosts *hosts, unsigned cell, double *x)
{
	for (unsigned h = 0; h < hosts->n; h++)
		x[h] = hosts->items[h].cells[cell].throughput;
	hosts->throughputs[cell] = spread_of(x, hosts->n);
	for (unsigned h = 0; h < hosts->n; h++)
		x[h] = hosts->items[h].cells[cell].speedup;
	hosts->speedups[cell] = spread_of(x, hosts->n);
	for (unsigned h = 0; h < hosts->n; h++) {
		struct host *host = &hosts->items[h];
		struct host_cell *own = &host->cells[cell];

		own->stands_out = spread_stands_out(
			&hosts->speedups[cell], own->speedup, &own->speedup_ci);
		host->n_out += own->stands_out;
	}
}

static void set_pace(const struct hosts *hosts, struct host *host)
{
	double sum = 0;
	unsigned n = 0;

	for (unsigned i = 0; i < hosts->n_cells; i++) {
		if (!(host->cells[i].throughput > 0) ||
		    hosts->throughputs[i].n < 2)
			continue;
		sum += log(host->cells[i].throughput /
			   hosts->throughputs[i].median);
		n++;
	}
	host->pace = n ? exp(sum / n) : NAN;
}

static void judge_paces(struct hosts *hosts, double *x)
{
	const struct interval none = { NAN, NAN };

	for (unsigned h = 0; h < hosts->n; h++) {
		set_pace(hosts, &hosts->items[h]);
		x[h] = hosts->items[h].pace;
	}
	const struct spread paces = spread_of(x, hosts->n);

	for (unsigned h = 0; h < hosts->n; h++)
		hosts->items[h].pace_out =
			spread_stands_out(&paces, x[h], &none);
}

static void find_facts(struct hosts *hosts, const struct calls *calls)
{
	for (unsigned i = 0; i < calls->n; i++)
		for (unsigned h = 0; h < hosts->n; h++) {
			const struct call *call = &calls->items[i];
			struct host *host = &hosts->items[h];

			if (strcmp(calls_host_text(call, "name"), host->name) ||
			    strcmp(calls_host_text(call, "fingerprint"),
				   host->hardware))
				continue;
			json_decref(host->facts);
			host->facts = json_incref(
				json_object_get(call->json, "host"));
		}
}

int hosts_load(struct hosts *hosts, const char *dir, const struct calls *calls,
	       const struct cell *cells, unsigned n_cells, struct why *why)
{
	*hosts = (struct hosts){ .cells = cells, .n_cells = n_cells };
	struct reading reading = { .hosts = hosts };
	int status =
		sample_files_read(dir, cells, n_cells, take, &reading, why);
	struct why also;

	hosts->speedups = alloc_zero(n_cells + 1, sizeof(*hosts->speedups));
	hosts->throughputs =
		alloc_zero(n_cells + 1, sizeof(*hosts->throughputs));
	if (finish(&reading, status == 0, status == 0 ? why : &also) < 0 ||
	    status < 0)
		return -1;
	double *x = alloc_zero(hosts->n + 1, sizeof(*x));

	if (hosts->n)
		qsort(hosts->items, hosts->n, sizeof(*hosts->items), by_name);
	for (unsigned i = 0; i < n_cells; i++)
		judge(hosts, i, x);
	judge_paces(hosts, x);
	free(x);
	find_facts(hosts, calls);
	return 0;
}

void hosts_fini(struct hosts *hosts)
{
	for (unsigned h = 0; h < hosts->n; h++) {
		free(hosts->items[h].name);
		free(hosts->items[h].hardware);
		json_decref(hosts->items[h].facts);
		free(hosts->items[h].cells);
	}
	free(hosts->items);
	free(hosts->speedups);
	free(hosts->throughputs);
	*hosts = (struct hosts){ 0 };
}

bool hosts_have(const struct hosts *hosts, unsigned cell)
{
	return hosts->n > 1 && hosts->speedups[cell].n > 1 &&
	       !cell_is_baseline(&hosts->cells[cell]) &&
	       strcmp(hosts->cells[cell].executor, "ceiling") != 0;
}

bool hosts_any(const struct hosts *hosts)
{
	for (unsigned i = 0; i < hosts->n_cells; i++)
		if (hosts_have(hosts, i))
			return true;
	return false;
}

static void write_row(FILE *file, const struct hosts *hosts, unsigned cell,
		      const struct host *host)
{
	const struct host_cell *own = &host->cells[cell];
	const struct spread *spread = &hosts->speedups[cell];
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key(&row, &hosts->cells[cell]);
	csv_text(&row, host->name);
	csv_text(&row, host->hardware);
	csv_count(&row, own->n);
	csv_real(&row, own->throughput);
	csv_real(&row, own->speedup);
	csv_real(&row, own->speedup_ci.low);
	csv_real(&row, own->speedup_ci.high);
	csv_count(&row, own->stands_out);
	csv_count(&row, spread->n);
	csv_real(&row, spread->median);
	csv_real(&row, spread->low);
	csv_real(&row, spread->high);
	csv_real(&row, spread->mad);
	csv_text(&row, hosts->cells[cell].params);
	csv_end(&row);
}

void hosts_write(FILE *file, const struct hosts *hosts)
{
	static const char *const columns[] = {
		"host",         "hardware",    "n",
		"throughput",   "speedup",     "speedup_low",
		"speedup_high", "stands_out",  "n_hosts",
		"hosts_median", "hosts_least", "hosts_most",
		"hosts_mad",    "params",
	};
	struct csv_row row;

	csv_begin(&row, file);
	cell_write_key_header(&row);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		csv_text(&row, columns[i]);
	csv_end(&row);
	for (unsigned i = 0; i < hosts->n_cells; i++)
		for (unsigned h = 0; h < hosts->n; h++)
			if (hosts->items[h].cells[i].n)
				write_row(file, hosts, i, &hosts->items[h]);
}
