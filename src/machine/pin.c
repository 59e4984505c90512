/*
 * Pin policies: in which order the hardware threads of a machine are given
 * to workers. Nothing is bound here; workers bind themselves to what they
 * are told.
 */
#include "machine/pin.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/units.h"
#include "machine/topology.h"

static hwloc_obj_t next_pu(hwloc_topology_t topology, hwloc_obj_t pu)
{
	return hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, pu);
}

/* Logical order walks the tree in depth: threads, cores, caches, packages. */
static unsigned order_compact(hwloc_topology_t topology, unsigned n_workers,
			      unsigned *pus)
{
	unsigned n = 0;
	hwloc_obj_t pu = NULL;

	(void)n_workers;
	while ((pu = next_pu(topology, pu)))
		pus[n++] = pu->os_index;
	return n;
}

/* How fast the PU's kind of core is: higher is faster, -1 is not known. */
static int speed(hwloc_topology_t topology, hwloc_obj_t pu)
{
	int efficiency = -1;
	int kind = hwloc_cpukinds_get_by_cpuset(topology, pu->cpuset, 0);

	if (kind >= 0)
		hwloc_cpukinds_get_info(topology, (unsigned)kind, NULL,
					&efficiency, NULL, NULL, 0);
	return efficiency;
}

static unsigned order_core(hwloc_topology_t topology, unsigned n_workers,
			   unsigned *pus)
{
	unsigned n = 0;

	(void)n_workers;
	for (int s = hwloc_cpukinds_get_nr(topology, 0); s >= -1; s--) {
		hwloc_obj_t pu = NULL;

		while ((pu = next_pu(topology, pu)))
			if (topology_starts_core(pu) &&
			    speed(topology, pu) == s)
				pus[n++] = pu->os_index;
	}
	return n;
}

/* Where hwloc would put n items as far apart as it can: logical indices. */
static void distribute(hwloc_topology_t topology, unsigned n, unsigned *logical)
{
	hwloc_obj_t root = hwloc_get_root_obj(topology);
	hwloc_cpuset_t *sets = alloc_zero(n, sizeof(*sets));

	hwloc_distrib(topology, &root, 1, sets, n, INT_MAX, 0);
	for (unsigned i = 0; i < n; i++) {
		int cpu = hwloc_bitmap_first(sets[i]);

		logical[i] =
			hwloc_get_pu_obj_by_os_index(topology, (unsigned)cpu)
				->logical_index;
		hwloc_bitmap_free(sets[i]);
	}
	free(sets);
}

/*
 * The slots after the first n are for rotation: the same pattern moved on by
 * one PU, by two, and so on, so that every PU has a slot and neighbours in
 * the list stay far apart.
 */
static unsigned order_scatter(hwloc_topology_t topology, unsigned n_workers,
			      unsigned *pus)
{
	unsigned n_pus = topology_n_pus(topology);

	if (n_workers > n_pus)
		return order_compact(topology, n_workers, pus);

	unsigned *pattern = alloc_zero(n_workers, sizeof(*pattern));
	bool *taken = alloc_zero(n_pus, sizeof(*taken));
	unsigned n = 0;

	distribute(topology, n_workers, pattern);
	for (unsigned shift = 0; shift < n_pus; shift++) {
		for (unsigned i = 0; i < n_workers; i++) {
			unsigned at = (pattern[i] + shift) % n_pus;

			if (taken[at])
				continue;
			taken[at] = true;
			pus[n++] = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PU,
							 at)
					   ->os_index;
		}
	}
	free(taken);
	free(pattern);
	return n;
}

static unsigned order_same(hwloc_topology_t topology, unsigned n_workers,
			   unsigned *pus)
{
	(void)n_workers;
	pus[0] = next_pu(topology, NULL)->os_index;
	return 1;
}

const struct pin_policy pin_policies[] = {
	{ "none", "anywhere this process may run", NULL },
	{ "compact", "fill a core's threads, then the next core of the cache",
	  order_compact },
	{ "scatter", "as far apart as the machine allows", order_scatter },
	{ "core", "one worker a physical core, fastest kind first",
	  order_core },
	{ "same", "all on one hardware thread", order_same },
	{ NULL, NULL, NULL },
};

static const struct pin_policy *find(const char *name)
{
	for (const struct pin_policy *p = pin_policies; p->name; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

static int unknown(const char *text, struct why *why)
{
	const char *names[sizeof(pin_policies) / sizeof(pin_policies[0])];
	unsigned n = 0;

	while ((names[n] = pin_policies[n].name))
		n++;

	const char *nearest = units_nearest(text, names);

	if (nearest)
		return why_set(why,
			       "unknown pin policy '%s': did you mean '%s'?",
			       text, nearest);
	return why_set(why,
		       "unknown pin policy '%s' (none, compact, scatter, core, "
		       "same, or CPUs like 0,2,4-7)",
		       text);
}

static int outside(hwloc_topology_t topology, unsigned cpu, struct why *why)
{
	char *allowed = NULL;

	hwloc_bitmap_list_asprintf(
		&allowed, hwloc_topology_get_topology_cpuset(topology));
	why_set(why, "CPU %u is not among the CPUs %s (%s)", cpu,
		hwloc_topology_is_thissystem(topology) ? "this process may use"
						       : "of this topology",
		allowed ? allowed : "?");
	free(allowed);
	return -1;
}

/* A CPU list: *cpus is freed with free(). 0 or -1. */
static int parse_cpus(hwloc_topology_t topology, const char *text,
		      unsigned **cpus, size_t *n, struct why *why)
{
	if (units_list(text, 0, INT_MAX, cpus, n, why))
		return why_context(why, "CPU list");
	for (size_t i = 0; i < *n; i++) {
		if (!hwloc_get_pu_obj_by_os_index(topology, (*cpus)[i])) {
			outside(topology, (*cpus)[i], why);
			free(*cpus);
			return -1;
		}
	}
	return 0;
}

int pin_check(hwloc_topology_t topology, const char *text, struct why *why)
{
	unsigned *cpus;
	size_t n;

	if (find(text))
		return 0;
	if (!isdigit((unsigned char)text[0]))
		return unknown(text, why);
	if (parse_cpus(topology, text, &cpus, &n, why))
		return -1;
	free(cpus);
	return 0;
}

/* Each once, as it came first. The list ends with NULL. */
static void drop_repeats(char **items)
{
	size_t n = 0;

	for (char **item = items; *item; item++) {
		size_t i = 0;

		while (i < n && strcmp(items[i], *item) != 0)
			i++;
		if (i == n)
			items[n++] = *item;
	}
	items[n] = NULL;
}

int pin_split(hwloc_topology_t topology, const char *text, char ***list,
	      struct why *why)
{
	size_t length = strlen(text), n = 0;
	/* at most one item a character, the end, and the text itself */
	char **items =
		alloc_zero(1, (length + 2) * sizeof(*items) + length + 1);
	char *p = memcpy(items + length + 2, text, length + 1);

	items[n++] = p;
	while ((p = strchr(p, ','))) {
		char *next = p + 1;

		if (!isdigit((unsigned char)*items[n - 1]) ||
		    !isdigit((unsigned char)*next)) {
			*p = '\0';
			items[n++] = next;
		}
		p = next;
	}
	for (size_t i = 0; i < n; i++) {
		if (pin_check(topology, items[i], why)) {
			free(items);
			return -1;
		}
	}
	drop_repeats(items);
	*list = items;
	return 0;
}

/* The slots of a policy or a CPU list; *slots is NULL where none is bound. */
static int find_slots(hwloc_topology_t topology, const char *text,
		      unsigned n_workers, unsigned **slots, size_t *n,
		      struct why *why)
{
	const struct pin_policy *policy = find(text);

	if (!policy) {
		if (pin_check(topology, text, why))
			return -1;
		return parse_cpus(topology, text, slots, n, why);
	}
	*slots = NULL;
	*n = topology_n_pus(topology);
	if (!policy->order)
		return 0;
	*slots = alloc_zero(*n, sizeof(**slots));
	*n = policy->order(topology, n_workers, *slots);
	return 0;
}

int pin_place(hwloc_topology_t topology, const char *policy, unsigned n_workers,
	      unsigned rotation, struct placement *placement, struct why *why)
{
	unsigned *slots;
	size_t n;

	assert(n_workers > 0);
	if (find_slots(topology, policy, n_workers, &slots, &n, why))
		return -1;
	placement->n_workers = n_workers;
	placement->cpu = alloc_zero(n_workers, sizeof(*placement->cpu));
	for (unsigned i = 0; i < n_workers; i++)
		placement->cpu[i] =
			slots ? (int)slots[((size_t)i + rotation) % n] : -1;
	placement->oversubscribed = n_workers > n;
	free(slots);
	return 0;
}

void placement_fini(struct placement *placement)
{
	free(placement->cpu);
	placement->cpu = NULL;
	placement->n_workers = 0;
}

char *placement_text(const struct placement *placement)
{
	/* a sign, ten digits and a blank at most */
	char *text = alloc_zero((size_t)placement->n_workers * 12 + 1, 1);
	char *end = text;

	for (unsigned i = 0; i < placement->n_workers; i++) {
		if (i)
			*end++ = ' ';
		if (placement->cpu[i] < 0)
			*end++ = '-';
		else
			end += sprintf(end, "%d", placement->cpu[i]);
	}
	return text;
}
