/* Cells: their names, copies and parameters. What is in the plan is not
 * decided here. */
#include "model/cell.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

const char *const cell_status_names[] = {
	[CELL_OK] = "ok",
	[CELL_FAILED] = "failed",
	[CELL_SKIPPED] = "skipped",
	[CELL_TAINTED] = "tainted",
};

#define N_STATUS (sizeof(cell_status_names) / sizeof(*cell_status_names))

int cell_status_find(const char *name)
{
	for (size_t i = 0; i < N_STATUS; i++) {
		if (strcmp(name, cell_status_names[i]) == 0)
			return (int)i;
	}
	return -1;
}

void cell_name(struct cell *cell)
{
	uint64_t hash = HASH_START;
	char workers[12];

	snprintf(workers, sizeof(workers), "%u", cell->workers);
	hash = hash_text(hash, cell->workload);
	hash = hash_text(hash, cell->kernel);
	hash = hash_text(hash, cell->executor);
	hash = hash_text(hash, workers);
	hash = hash_text(hash, cell->pin);
	hash = hash_text(hash, cell->python);
	hash = hash_text(hash, cell->scaling);
	hash = hash_text(hash, cell->size);
	hash = hash_text(hash, cell->params);
	snprintf(cell->id, sizeof(cell->id), "%016jx", (uintmax_t)hash);
}

const char *const cell_key_names[N_CELL_KEYS] = {
	"cell_id", "workload", "kernel", "executor", "workers", "pin", "python",
};

void cell_write_key_header(struct csv_row *row)
{
	for (size_t i = 0; i < N_CELL_KEYS; i++)
		csv_text(row, cell_key_names[i]);
}

void cell_write_key(struct csv_row *row, const struct cell *cell)
{
	csv_text(row, cell->id);
	csv_text(row, cell->workload);
	csv_text(row, cell->kernel);
	csv_text(row, cell->executor);
	csv_count(row, cell->workers);
	csv_text(row, cell->pin);
	csv_text(row, cell->python);
}

char *cell_key(const struct cell *cell)
{
	return alloc_printf("%s/%s/%s/%u/%s/%s/%s", cell->workload,
			    cell->kernel, cell->executor, cell->workers,
			    cell->pin, cell->python, cell->params);
}

void cell_copy(struct cell *to, const struct cell *from)
{
	*to = *from;
	to->workload = alloc_copy(from->workload);
	to->kernel = alloc_copy(from->kernel);
	to->executor = alloc_copy(from->executor);
	to->pin = alloc_copy(from->pin);
	to->python = alloc_copy(from->python);
	to->scaling = alloc_copy(from->scaling);
	to->size = alloc_copy(from->size);
	to->params = alloc_copy(from->params);
	to->reason = alloc_copy(from->reason);
}

void cell_fini(struct cell *cell)
{
	free(cell->workload);
	free(cell->kernel);
	free(cell->executor);
	free(cell->pin);
	free(cell->python);
	free(cell->scaling);
	free(cell->size);
	free(cell->params);
	free(cell->reason);
	*cell = (struct cell){ 0 };
}

int cell_is_baseline(const struct cell *cell)
{
	if (strcmp(cell->executor, "ceiling") == 0)
		return cell->workers == 1;
	return strcmp(cell->executor, "serial") == 0;
}

int cell_param(const struct cell *cell, const char *name, char *value,
	       unsigned n_value)
{
	size_t n_name = strlen(name);

	for (const char *p = cell->params; *p;) {
		size_t n = strcspn(p, ";");

		if (n > n_name && p[n_name] == '=' &&
		    strncmp(p, name, n_name) == 0) {
			size_t length = n - n_name - 1;

			if (length >= n_value)
				return -1;
			memcpy(value, p + n_name + 1, length);
			value[length] = '\0';
			return 0;
		}
		p += n + (p[n] == ';');
	}
	return -1;
}

int cell_params_agree(const struct cell *a, const struct cell *b)
{
	size_t n_a = strlen(a->params), n_b = strlen(b->params);
	const char *longer = n_a > n_b ? a->params : b->params;
	size_t n = n_a < n_b ? n_a : n_b;

	return strncmp(a->params, b->params, n) == 0 &&
	       (n == 0 || longer[n] == '\0' || longer[n] == ';');
}

/* The item at p or the next one that is not called `name`; its length. */
static const char *next_item(const char *p, const char *name, size_t *n)
{
	size_t n_name = strlen(name);

	for (;; p += *n + (p[*n] == ';')) {
		*n = strcspn(p, ";");
		if (!*p || *n <= n_name || p[n_name] != '=' ||
		    strncmp(p, name, n_name) != 0)
			return p;
	}
}

int cell_params_equal_but(const struct cell *a, const struct cell *b,
			  const char *name)
{
	size_t n_a, n_b;
	const char *x = next_item(a->params, name, &n_a);
	const char *y = next_item(b->params, name, &n_b);

	while (n_a && n_a == n_b && strncmp(x, y, n_a) == 0) {
		x = next_item(x + n_a + (x[n_a] == ';'), name, &n_a);
		y = next_item(y + n_b + (y[n_b] == ';'), name, &n_b);
	}
	return n_a == 0 && n_b == 0;
}

static bool is_named(const char *item, size_t n, const char *const *names)
{
	for (; *names; names++) {
		size_t n_name = strlen(*names);

		if (n > n_name && strncmp(item, *names, n_name) == 0 &&
		    (item[n_name] == '=' || (*names)[n_name - 1] == '.'))
			return true;
	}
	return false;
}

char *cell_params_without(const struct cell *cell, const char *const *names)
{
	char *text = alloc_zero(strlen(cell->params) + 1, 1), *end = text;
	size_t n;

	for (const char *p = cell->params; *p; p += n + (p[n] == ';')) {
		n = strcspn(p, ";");
		if (is_named(p, n, names))
			continue;
		if (end > text)
			*end++ = ';';
		memcpy(end, p, n);
		end += n;
	}
	return text;
}
