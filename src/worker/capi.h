/*
 * The part of CPython's C API that _gilbench uses, declared by hand: only
 * functions that every CPython from 3.9 on exports, only opaque pointers. No
 * Python.h, whose macros look inside objects: so one build serves them all.
 */
#ifndef GILBENCH_WORKER_CAPI_H
#define GILBENCH_WORKER_CAPI_H

#include <stdint.h>
#include <sys/types.h>

typedef struct _object PyObject;
typedef struct _ts PyThreadState;
typedef ssize_t Py_ssize_t;
typedef PyObject *(*PyCFunction)(PyObject *self, PyObject *args);

typedef struct {
	const char *ml_name;
	PyCFunction ml_meth;
	int ml_flags;
	const char *ml_doc;
} PyMethodDef;

#define METH_VARARGS 1
#define METH_NOARGS 4

extern const char *Py_GetVersion(void);
extern PyObject *PyModuleDef_Init(void *definition);

extern void Py_IncRef(PyObject *object); /* NULL is allowed, as below */
extern void Py_DecRef(PyObject *object);
extern int PyArg_ParseTuple(PyObject *args, const char *format, ...);
extern PyObject *Py_BuildValue(const char *format, ...);
extern PyObject *PyObject_CallObject(PyObject *callable, PyObject *args);
extern int PyObject_IsTrue(PyObject *object);
extern int PyCallable_Check(PyObject *object);

extern PyObject *PyLong_FromLong(long value);
extern PyObject *PyLong_FromUnsignedLongLong(unsigned long long value);
extern unsigned long long PyLong_AsUnsignedLongLongMask(PyObject *object);
extern PyObject *PyFloat_FromDouble(double value);
extern double PyFloat_AsDouble(PyObject *object);
extern PyObject *PyList_New(Py_ssize_t size);
extern int PyList_Append(PyObject *list, PyObject *object);
extern PyObject *PyByteArray_FromStringAndSize(const char *bytes,
					       Py_ssize_t size);
extern char *PyByteArray_AsString(PyObject *array);
extern PyObject *PyDict_Items(PyObject *dict);
extern Py_ssize_t PySequence_Size(PyObject *sequence);
extern PyObject *PySequence_GetItem(PyObject *sequence, Py_ssize_t i);

extern PyObject *PyMemoryView_FromMemory(char *memory, Py_ssize_t n_bytes,
					 int flags);
#define PyBUF_WRITE 0x200

typedef void (*PyCapsule_Destructor)(PyObject *capsule);
extern PyObject *PyCapsule_New(void *pointer, const char *name,
			       PyCapsule_Destructor destructor);
extern void *PyCapsule_GetPointer(PyObject *capsule, const char *name);

extern PyThreadState *PyEval_SaveThread(void);
extern void PyEval_RestoreThread(PyThreadState *thread);

extern PyObject PyType_Type;

extern PyObject *PyErr_Occurred(void);
extern void PyErr_SetString(PyObject *type, const char *text);
extern PyObject *PyErr_Format(PyObject *type, const char *format, ...);
extern PyObject *PyExc_OSError, *PyExc_RuntimeError, *PyExc_TypeError,
	*PyExc_ValueError;

#endif
