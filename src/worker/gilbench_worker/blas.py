"""What NumPy does its linear algebra with: one JSON object on standard output.

Asked apart from describe.py, and only where it matters: importing NumPy
takes time, and odd builds of it abort.
"""
import json
import os
import sys

# How the file's name begins, the BLAS that it belongs to, how that starts
# threads (None: not known). What tells most comes first.
NAMES = (
    ("libmkl_gnu_thread", "MKL", "openmp"),
    ("libmkl_intel_thread", "MKL", "openmp"),
    ("libmkl_tbb_thread", "MKL", "tbb"),
    ("libmkl_sequential", "MKL", "none"),
    ("libmkl_", "MKL", None),
    ("libblis", "BLIS", None),
    ("libtatlas", "ATLAS", "pthreads"),
    ("libsatlas", "ATLAS", "none"),
)
# OpenBLAS is asked; what its functions are called depends on who built it.
OPENBLAS_NAMES = ("openblas_%s", "openblas_%s64_", "scipy_openblas_%s",
                  "scipy_openblas_%s64_")
OPENBLAS_THREADING = {0: "none", 1: "pthreads", 2: "openmp"}


def mapped():
    """Paths of the shared libraries in this process."""
    with open("/proc/self/maps", errors="surrogateescape") as maps:
        paths = [line.rstrip("\n").split(None, 5)[5:] for line in maps]
    return sorted({path[0] for path in paths if path and ".so" in path[0]})


def openblas(path):
    """(name, version, threading) if the library is OpenBLAS."""
    import ctypes
    library = ctypes.CDLL(path)
    for name in OPENBLAS_NAMES:
        config = getattr(library, name % "get_config", None)
        if config:
            config.restype = ctypes.c_char_p
            kind = getattr(library, name % "get_parallel")()
            return ("OpenBLAS", config().decode().split()[1],
                    OPENBLAS_THREADING.get(kind))
    return None


def debian(path):
    """Debian's libblas.so.3 may be any; its directory says which."""
    name = os.path.basename(os.path.dirname(path))
    return ("reference BLAS", None, "none") if name == "blas" else (
        name, None, None)


def blas():
    """The BLAS in this process."""
    paths = {path: os.path.basename(path) for path in mapped()}
    for path, name in paths.items():
        answer = openblas(path) if "blas" in name else None
        if answer:
            return answer
    for start, name, threading in NAMES:
        if any(file.startswith(start) for file in paths.values()):
            return name, None, threading
    for path, name in paths.items():
        if name.startswith("libblas.so"):
            return debian(path)
    return None, None, None


def describe():
    """Import NumPy, and look what came with it."""
    import numpy
    numpy.dot(numpy.ones((2, 2)), numpy.ones((2, 2)))
    facts = dict(zip(("name", "version", "threading"), blas()))
    gil = getattr(sys, "_is_gil_enabled", lambda: True)
    return dict(facts, numpy=numpy.__version__, gil_enabled=gil())


def main():
    """Say it, or why NumPy cannot be used."""
    try:
        facts = describe()
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        facts = {"error": "no-numpy: importing it: %s: %s" % (
            type(error).__name__, lines[0])}
    print(json.dumps(facts))
