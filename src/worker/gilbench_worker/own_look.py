"""A first look at a user's own workload, in a process of its own: one JSON
object on standard output with what it offers, or with the mistake.

The argument is a JSON object: workload (a path, or module:function), shown
(as it was typed), params (text by name, or null: do not try it).
"""
import hashlib
import json
import os
import sys
import tempfile
import threading

from gilbench_worker import own, own_check, own_kernel, own_mistake, own_try


def settings():
    """What belongs to gilbench, and a module should leave alone."""
    return {"the CPU affinity": os.sched_getaffinity(0),
            "the switch interval": sys.getswitchinterval(),
            "the current directory": os.getcwd()}


def side_effects(printed, before):
    """What importing it did besides defining names."""
    if printed:
        yield ("prints when it is imported (%.40r), once in every process"
               % printed.splitlines()[0])
    threads = [thread.name for thread in threading.enumerate()
               if thread is not threading.main_thread()]
    if threads:
        yield ("has a thread running after its import (%s): start it in "
               "prepare()" % ", ".join(threads))
    for what, value in settings().items():
        if value != before[what]:
            yield "changes %s when it is imported: leave it alone" % what


def facts_of(workload, module):
    """What the driver must know."""
    native = own_kernel.shared_object(workload, module)
    file = workload
    if not file.endswith(".py"):  # some modules have none
        file = getattr(sys.modules[file.partition(":")[0]], "__file__",
                       None) or os.devnull
    with open(file, "rb") as source:
        digest = hashlib.sha256(source.read()).hexdigest()
    lines = (module.__doc__ or "").strip().splitlines()
    return {
        "unit": module.UNIT, "file": file, "sha256": digest,
        "summary": lines[0] if lines else "",
        "class": getattr(module, "CLASS", "cpu"),
        "chain": getattr(module, "CHAIN", 1),
        "tolerance": float(getattr(module, "TOLERANCE", 0)),
        "n_proof": own_kernel.PROOF_UNITS,
        "params": [[name, type(value).__name__, str(value).lower() if
                    isinstance(value, bool) else str(value)]
                   for name, value in getattr(module, "PARAMS", {}).items()],
        "metrics": [list(row) for row in getattr(module, "METRICS", [])],
        "native": native, "has_merit": hasattr(module, "prove"),
        "has_async": hasattr(module, "arun"),
        "has_parallel": hasattr(module, "run_parallel"),
        "is_checked": not getattr(module, "unchecked", False),
    }


def look(request, output):
    """The answer."""
    workload = request["workload"]
    places = own_mistake.Places(workload, request["shown"])
    sys.argv[:] = [workload]
    before = settings()
    try:
        module = own_check.check(workload, places)
        sys.stdout.flush()
        output.seek(0)
        printed = output.read().decode("utf-8", "replace")
        warnings = list(side_effects(printed, before))
        facts = facts_of(workload, module)
        if request["params"] is not None:
            texts = {name: text for name, _, text in facts["params"]}
            texts.update(request["params"])
            own_try.attempt(places, module, texts)
    except own_mistake.Mistake as mistake:
        return {"mistake": str(mistake)}
    return dict(facts, warnings=warnings)


def main():
    """Keep what the workload prints away from the answer."""
    request = json.loads(sys.argv[1])
    answer_fd = os.dup(1)
    with tempfile.TemporaryFile() as output:
        os.dup2(output.fileno(), 1)
        answer = look(request, output)
        sys.stdout.flush()
    os.write(answer_fd, json.dumps(answer).encode("ascii") + b"\n")
    os._exit(0)  # whatever it left running
