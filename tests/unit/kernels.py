"""Do the Python kernels compute what the native ones do?

    kernels.py SOURCE_DIR KERNEL_CHECKSUM

SOURCE_DIR holds workloads/; KERNEL_CHECKSUM is the program that prints the
native numbers. One line per comparison; the exit status is 1 if one fails.
"""
import importlib
import os
import subprocess
import sys
import tempfile

# the feed-forward block, on mini-batches that take no long time
NANOGPT = {"preset": "nanogpt-cpu", "hidden": "52", "batch": "90", "lr": "0.2"}

sys.dont_write_bytecode = True
failures = 0


def check(what, good, seen):
    """Print how a comparison went."""
    global failures
    failures += not good
    print("%s - %s: %s" % ("ok" if good else "not ok", what, seen))


def native(program, shipped, cache, workload, n_units, settings):
    """What kernel_checksum says: settings, tolerance, random, units, merit."""
    output = subprocess.run(
        [program, shipped, cache, workload, str(n_units)]
        + ["%s=%s" % item for item in settings.items()],
        stdout=subprocess.PIPE, check=True, universal_newlines=True).stdout
    facts = {"settings": {}, "random": [], "units": [], "merit": None}
    for line in output.splitlines():
        word, _, rest = line.partition(" ")
        if word == "setting":
            name, _, value = rest.partition(" ")
            facts["settings"][name] = value
        elif word == "random":
            facts["random"].append(int(rest))
        elif word == "unit":
            facts["units"].append(int(rest.split()[1]))
        else:
            facts[word] = float(rest)
    return facts


def compare(workload, facts):
    """One module: its units, in and out of order, and its merit."""
    try:
        kernel = importlib.import_module("workloads." + workload)
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "torch"):
            raise
        print("skipped: %s: %s is not installed" % (workload, error.name))
        return
    state = kernel.prepare(facts["settings"])
    n = len(facts["units"])
    units = [kernel.run(state, u, 1) for u in range(n)]
    worst = max(abs(a - b) for a, b in zip(units, facts["units"]))
    check("%s: %d units within %g" % (workload, n, facts["tolerance"]),
          worst <= facts["tolerance"], "at most %d apart" % worst)
    backward = [kernel.run(state, u, 1) for u in range(n - 1, -1, -3)]
    check(workload + ": the same units out of order",
          backward == units[::-1][::3], "%d units" % len(backward))
    check(workload + ": the sum of a run", kernel.run(state, 0, n)
          == sum(units) % 2 ** 64, "%d units" % n)
    if facts["merit"] is not None:
        merit = kernel.prove(state)
        check(workload + ": merit", merit >= 0.9
              and abs(merit - facts["merit"]) < 0.01,
              "%.4f, native %.4f" % (merit, facts["merit"]))


def losses():
    """What shared-state makes of updates that are not in the object."""
    kernel = importlib.import_module("workloads.shared_state")
    params = {"object": "dict", "sharing": "shared", "items": "7"}
    state = kernel.prepare(dict(params, lock="no"))
    check("shared-state: a checksum", kernel.run(state, 3, 10) == sum(
        range(4, 14)), "updates 3 to 12")
    check("shared-state: nothing lost", kernel.metrics(state) == (0.0,), 0)
    kernel.run(state, 0, 5)
    state.box.content[2] -= 3
    check("shared-state: losses", kernel.metrics(state) == (3.0,), 3)
    check("shared-state: told once", kernel.metrics(state) == (0.0,), 0)
    state = kernel.prepare(dict(params, lock="yes"))
    kernel.run(state, 0, 5)
    state.box.content[2] -= 1
    try:
        kernel.metrics(state)
        check("shared-state: a loss under a lock", False, "not seen")
    except RuntimeError as error:
        check("shared-state: a loss under a lock", True, error)


def suites():
    """Known results of classic and patterns."""
    classic = importlib.import_module("workloads.classic")
    params = {"seed": "7", "digits": "30", "bytes": "5000"}
    states = {task: classic.prepare(dict(params, task=task))
              for task in classic.TASKS}
    digits = "314159265358979323846264338327"
    check("classic: pi", classic.run(states["pidigits"], 5, 1) == 5 + sum(
        i * int(digit) for i, digit in enumerate(digits, 1)), digits)
    for task, state in states.items():
        units = [classic.run(state, u, 1) for u in range(9)]
        check("classic: sum of %s" % task, classic.run(state, 0, 9)
              == sum(units) % 2 ** 64, sum(units))
    texts = [text for text, _, _ in states["regex"].rounds]
    found = [sum(a == b for a, b in zip(word, word[1:])) > 0
             for word in texts[1].split()]
    check("classic: words with doubled letters", classic.run(
        states["regex"], 1, 1) == 1 + sum(found), sum(found))
    states["zlib"].task = len  # gone wrong
    check("classic: a wrong result", classic.run(states["zlib"], 0, 4) == 0, 0)
    patterns = importlib.import_module("workloads.patterns")
    numbers = range(3, 13)
    total = sum(numbers)
    for name, value in (
            ("object_cfunction", 28 + 3 + 4), ("cmodule_function", total),
            ("object_lookup_special", sum(round(i / 4) for i in numbers)),
            ("mult_constant", int(total * 1.5)),
            ("generator", 3 * total + 30), ("pymethod", total),
            ("pyfunction", total + 10), ("module_function", total - 10),
            ("load_string_const", total + 5), ("load_tuple_const", total + 2),
            ("create_pyobject", total), ("create_closure", total + 10),
            ("create_dict", total), ("thread_local_read", 3 * total),
            ("method_caller", total + 20), ("instantiate_dataclass", total),
            ("shallow_copy", total + 30), ("deepcopy", total + 30)):
        state = patterns.prepare({"pattern": name, "repeats": "10"})
        check("patterns: " + name, patterns.run(state, 3, 1) == value, value)


def burners(source):
    """What mixed's burners do in a child."""
    script = os.path.join(source, "workloads", "burner_child.py")
    for task in "spin", "pidigits", "zlib":
        answer = subprocess.run(
            [sys.executable, "-B", script, "2", "", task],
            input="go\nstop\n", stdout=subprocess.PIPE, check=True,
            timeout=60, universal_newlines=True).stdout.split()
        # each has done the task once before it says so
        check("burners: " + task, answer[0] == "burning"
              and float(answer[1]) >= 0, answer)


def main():
    """Compare the workloads that need no server."""
    source, program = sys.argv[1:]
    sys.path.insert(0, source)
    splitmix = importlib.import_module("workloads.splitmix")
    shipped = os.path.join(source, "workloads", "data")
    with tempfile.TemporaryDirectory() as cache:
        facts = native(program, shipped, cache, "train_step", 40,
                       {"seed": "18446744073709551615"})
        random = splitmix.Random(5, 7)
        check("splitmix: 100 numbers", facts["random"] ==
              [random.next() for _ in range(100)], "stream 7 of seed 5")
        other = native(
            program, shipped, cache, "train_step", 23,
            {"seed": "3", "hidden": "13", "batch": "9", "lr": "0.5"})
        together = native(
            program, shipped, cache, "train_step", 100,
            {"seed": "2", "sync": "step", "micro_batches": "3"})
        block = native(
            program, shipped, cache, "train_step", 12,
            dict(NANOGPT, seed="4", sync="step", micro_batches="2"))
        for module in ("train_step", "train_step_numpy", "train_step_torch"):
            compare(module, facts)
            compare(module, other)
            compare(module, together)
        for module in ("train_step_numpy", "train_step_torch"):
            compare(module, block)
        for settings in ({"seed": "20871"},
                         {"seed": "18446744073709551615", "n": "1"},
                         {"seed": "3", "n": "13", "matrices": "3"}):
            facts = native(program, shipped, cache, "matmul", 6, settings)
            for module in ("matmul", "matmul_numpy", "matmul_torch"):
                compare(module, facts)
        corpus = os.path.join(cache, "texts")
        os.mkdir(corpus)
        for number, text in enumerate((
                "", "\0\n", "Na\u00efve caf\u00c9, na\u00efve CAF\u00c9!",
                "\u4e2d\u6587 \U0001f600 \u0130\u212a " * 9,
                "The cat's 2 hats. " * 1000)):
            with open(os.path.join(corpus, "%d" % number), "wb") as file:
                file.write(text.encode())
        for settings in ({"seed": "20871"},
                         {"seed": "3", "features": "7", "documents": "9"},
                         {"seed": "3", "corpus": corpus}):
            facts = native(program, shipped, cache, "preprocess", 9, settings)
            for module in ("preprocess", "preprocess_numpy"):
                compare(module, facts)
        compare("dataset_load", native(
            program, shipped, cache, "dataset_load", 7,
            {"seed": "3", "shards": "3", "shard_bytes": "1048576"}))
        for pattern in "sequential", "random":
            compare("file_read", native(
                program, shipped, cache, "file_read", 47,
                {"seed": "3", "files": "3", "file_bytes": "40001",
                 "block": "4096", "pattern": pattern}))
        compare("file_read", native(  # a file's last 5 bytes
            program, shipped, cache, "file_read", 7,
            {"seed": "3", "files": "2", "file_bytes": "2053",
             "block": "1024"}))
        sys.path.append(os.path.join("lib", "gilbench"))  # _gilbench
        compare("gil_fraction", native(
            program, shipped, cache, "gil_fraction", 20,
            {"seed": "3", "iteration": "0.0001"}))
    losses()
    suites()
    burners(source)


main()
sys.exit(failures != 0)
