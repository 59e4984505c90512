/*
 * Reading the files of the cpu controller. Which directory holds them is
 * found by /proc/self/mountinfo and /proc/self/cgroup, see cgroups(7); a
 * mount that shows only a part of the tree is handled.
 */
#include "machine/cgroup.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* One mounted hierarchy with the cpu controller, and our group in it. */
struct place {
	bool v2;
	char *dir;         /* of our group */
	size_t mount_size; /* length of the mount point in dir */
};

/* Is `word` among the words of a comma-separated list? */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += n)
		if ((p == list || p[-1] == ',') && (!p[n] || p[n] == ','))
			return true;
	return false;
}

static FILE *open_below(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "re");

	free(path);
	return file;
}

/* Our group's path in the hierarchy, from /proc/self/cgroup; or NULL. */
static char *own_path(const char *root, bool v2)
{
	FILE *file = open_below(root, "proc/self/cgroup");
	char *line = NULL, *path = NULL;
	size_t size = 0;

	while (file && !path && getline(&line, &size, file) > 0) {
		char *controllers = strchr(line, ':');
		char *rest = controllers ? strchr(controllers + 1, ':') : NULL;

		if (!rest)
			continue;
		*rest++ = '\0';
		rest[strcspn(rest, "\n")] = '\0';
		controllers++;
		if (v2 ? !*controllers : has_word(controllers, "cpu"))
			path = alloc_copy(rest);
	}
	free(line);
	if (file)
		fclose(file);
	return path;
}

/* Join a mount with our path; `shown` is what of the tree the mount shows. */
static void join(struct place *place, const char *root, const char *mount,
		 const char *shown)
{
	char *path = own_path(root, place->v2);
	const char *below = path ? path : "/";
	size_t n = strlen(shown);

	if (n > 1 && !strncmp(below, shown, n))
		below += n;
	if (!strncmp(below, "/..", 3)) /* outside of our cgroup namespace */
		below = "";
	place->mount_size = strlen(root) + strlen(mount);
	place->dir = alloc_printf("%s%s%s", root, mount,
				  strcmp(below, "/") ? below : "");
	free(path);
}

/*
 * Fill in places[0..1], returns how many. A v2 mount without the cpu
 * controller does no harm: its groups have no cpu.max.
 */
static unsigned find_places(const char *root, struct place places[2])
{
	FILE *file = open_below(root, "proc/self/mountinfo");
	char *line = NULL;
	size_t size = 0;
	unsigned n = 0;

	while (file && n < 2 && getline(&line, &size, file) > 0) {
		char shown[512], mount[512], type[32], options[256];
		char *tail = strstr(line, " - ");

		if (!tail ||
		    sscanf(line, "%*s %*s %*s %511s %511s", shown, mount) !=
			    2 ||
		    sscanf(tail, " - %31s %*s %255s", type, options) != 2)
			continue;
		places[n].v2 = !strcmp(type, "cgroup2");
		if (!places[n].v2 &&
		    (strcmp(type, "cgroup") || !has_word(options, "cpu")))
			continue;
		join(&places[n++], root, mount, shown);
	}
	free(line);
	if (file)
		fclose(file);
	return n;
}

/* The number after `key` in a file of lines "key number"; NAN: none. */
static double file_value(const char *dir, const char *name, const char *key)
{
	FILE *file = open_below(dir, name);
	char word[64];
	double value = NAN, number;

	while (file && fscanf(file, "%63s %lf", word, &number) == 2)
		if (!strcmp(word, key))
			value = number;
	if (file)
		fclose(file);
	return value;
}

/* The numbers that a file in the group's directory starts with. */
static int file_numbers(const char *dir, const char *name, double *first,
			double *second)
{
	FILE *file = open_below(dir, name);
	int n = file ? fscanf(file, "%lf %lf", first, second) : 0;

	if (file)
		fclose(file);
	return n;
}

static double quota_of(const struct place *place)
{
	double quota, period, none;

	/* "max 100000": no quota, and no number at the start */
	if (place->v2)
		return file_numbers(place->dir, "cpu.max", &quota, &period) == 2
			       ? quota / period
			       : NAN;
	if (file_numbers(place->dir, "cpu.cfs_quota_us", &quota, &none) != 1 ||
	    file_numbers(place->dir, "cpu.cfs_period_us", &period, &none) != 1)
		return NAN;
	return quota < 0 ? NAN : quota / period;
}

static double throttled_of(const struct place *place)
{
	if (place->v2)
		return file_value(place->dir, "cpu.stat", "throttled_usec") /
		       1e6;
	return file_value(place->dir, "cpu.stat", "throttled_time") / 1e9;
}

static double add(double a, double b)
{
	return isnan(a) ? b : isnan(b) ? a : a + b;
}

/* Combine what read() finds in our group and in all above it. */
static double climb(const char *root, double (*read)(const struct place *),
		    double (*combine)(double, double))
{
	struct place places[2];
	unsigned n = find_places(root, places);
	double value = NAN;

	for (unsigned i = 0; i < n; i++) {
		char *dir = places[i].dir;

		for (;;) {
			char *slash = strrchr(dir, '/');

			value = combine(value, read(&places[i]));
			if (!slash || strlen(dir) <= places[i].mount_size)
				break;
			*slash = '\0';
		}
		free(dir);
	}
	return value;
}

double cgroup_quota_cpus(const char *root)
{
	return climb(root, quota_of, fmin);
}

double cgroup_throttled_s(const char *root)
{
	return climb(root, throttled_of, add);
}
