/*
 * The barrier is the arena's: it works for threads, processes and
 * interpreters alike, nobody spins, and nobody waits for a worker that has
 * ended. Whoever waits has left the interpreter: with the GIL kept, the
 * others would never come.
 */
#include "worker/crew.h"

static struct arena *arena;

void crew_attach(struct arena *attached)
{
	arena = attached;
}

int crew_gather(void)
{
	if (!arena || !atomic_load(&arena->gate))
		return 0;
	PyThreadState *thread = PyEval_SaveThread();
	int result = arena_sync(arena);

	PyEval_RestoreThread(thread);
	return result;
}

PyObject *crew_meet(PyObject *self, PyObject *args)
{
	(void)self;
	(void)args;
	if (crew_gather() < 0)
		return PyErr_Format(PyExc_RuntimeError,
				    "another worker has ended");
	return Py_BuildValue("");
}
