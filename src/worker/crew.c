/*
 * The barrier is the arena's: it works for threads, processes and
 * interpreters alike, nobody spins, and nobody waits for a worker that has
 * ended. Whoever waits has left the interpreter, as in the all-reduce of
 * torch.distributed: with the GIL kept, the others would never come.
 */
#include "worker/crew.h"

static struct arena *arena;

void crew_attach(struct arena *attached)
{
	arena = attached;
}

static int gather_detached(void *context)
{
	(void)context;
	return atomic_load(&arena->gate) ? arena_sync(arena) : 0;
}

static int gather_attached(void *context)
{
	PyThreadState *thread = PyEval_SaveThread();
	int result = gather_detached(context);

	PyEval_RestoreThread(thread);
	return result;
}

int crew_gather(void)
{
	return arena ? gather_attached(NULL) : 0;
}

int crew_of(struct crew *crew, unsigned worker, int held)
{
	if (!arena || worker >= arena->n_workers || !arena_shared(arena)) {
		PyErr_SetString(PyExc_ValueError,
				"the arena has no memory for this worker");
		return -1;
	}
	*crew = (struct crew){
		.worker = worker,
		.n_workers = arena->n_workers,
		.shared = arena_shared(arena),
		.meet = held ? gather_attached : gather_detached,
	};
	return 0;
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

PyObject *crew_shared(PyObject *self, PyObject *args)
{
	char *memory = arena ? arena_shared(arena) : NULL;

	(void)self;
	(void)args;
	return memory ? PyMemoryView_FromMemory(
				memory, (Py_ssize_t)arena->n_shared_bytes,
				PyBUF_WRITE)
		      : Py_BuildValue("");
}
