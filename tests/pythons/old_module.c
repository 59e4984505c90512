/*
 * old_module: an extension module that says nothing of itself, as most did
 * before CPython 3.12. A free-threaded CPython switches its GIL on to load
 * it; an interpreter with a GIL of its own refuses it. How a definition looks
 * without Python.h: src/worker/module.c.
 */
#include <string.h>
#include <sys/types.h>

extern const char *Py_GetVersion(void);
extern void *PyModuleDef_Init(void *definition);

struct definition {
	void *init;
	ssize_t index;
	void *copy;
	const char *name, *doc;
	ssize_t size;
	void *methods;
	void *slots;
	void *traverse, *clear, *free;
};

/* One row, which is the end: {0, NULL}. */
/* Rows of a number and a pointer; the first one is the end. */
static void *no_slots[2];

static struct {
	ssize_t n_references;
	void *type;
	struct definition definition;
} with_gil = { 1, NULL, { .name = "old_module", .slots = no_slots } };

static struct {
	char head[24];
	void *type;
	struct definition definition;
} free_threaded = { .definition = { .name = "old_module", .slots = no_slots } };

__attribute__((visibility("default"))) void *PyInit_old_module(void);

void *PyInit_old_module(void)
{
	if (strstr(Py_GetVersion(), "free-threading build"))
		return PyModuleDef_Init(&free_threaded);
	return PyModuleDef_Init(&with_gil);
}
