"""The bytecode of gilbench's own modules, for the interpreter that runs this.

Invocations run with -B, so that nothing is written beside a user's workload;
they would compile the glue anew each time. So it is compiled here once, as
Python itself would: into __pycache__ beside the sources.
"""
import importlib.util
import marshal
import os

PACKAGES = ("gilbench_worker", "gilbench_worker/executors",
            "gilbench_workloads")


def is_current(source, cached):
    """Does the bytecode belong to this source? As import decides it: by the
    first 16 bytes, which tell the version and the source's time and size."""
    about = os.stat(source)
    wanted = importlib.util.MAGIC_NUMBER + b"".join(
        (int(number) & 0xFFFFFFFF).to_bytes(4, "little")
        for number in (0, about.st_mtime, about.st_size))
    try:
        with open(cached, "rb") as file:
            return file.read(16) == wanted
    except OSError:
        return False


def write(source, cached):
    """Compile it. What a full disk cuts short would break every import."""
    import py_compile
    py_compile.compile(
        source, cached, doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    try:
        with open(cached, "rb") as file:
            marshal.loads(file.read()[16:])
    except (EOFError, ValueError, TypeError):
        os.unlink(cached)


def keep(libdir):
    """Compile what has no bytecode, or was changed since. Where it cannot be
    kept, every invocation compiles its own: some ms of its start-up."""
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return
    try:
        for package in PACKAGES:
            directory = os.path.join(libdir, package)
            for name in sorted(os.listdir(directory)):
                source = os.path.join(directory, name)
                cached = importlib.util.cache_from_source(source)
                if name.endswith(".py") and not is_current(source, cached):
                    write(source, cached)
    except Exception:  # a place that cannot be written, or is being changed
        return
