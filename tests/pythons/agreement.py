"""Every workload, kernel and executor once, and what their jobs come to.

    agreement.py GILBENCH TMP

Prints TAP: a test for each kernel of each workload that `gilbench list`
shows, which is skipped with the reason where it cannot run here, and one for
the kernels of a workload together.
"""
import collections
import csv
import json
import os
import subprocess
import sys

EXECUTORS = "serial,threads,processes,interpreters,asyncio"
# Smaller than by default, where that takes long.
SMALL = {
    "api-call": ["latency=1ms"],
    "dataset-load": ["shards=4"],
    "file-read": ["file_bytes=1MiB"],
    "gil-fraction": ["iteration=1ms"],
}
n_tests = 0


def tap(words, problems, skipped=""):
    """One test."""
    global n_tests
    n_tests += 1
    print("%s %d - %s%s" % ("not ok" if problems else "ok", n_tests, words,
                            skipped and " # SKIP " + skipped), flush=True)
    for problem in problems:
        print("# " + problem, flush=True)


def registry(gilbench):
    """The kernels of each workload."""
    text = subprocess.run([gilbench, "list"], stdout=subprocess.PIPE,
                          check=True, universal_newlines=True).stdout
    kernels, name = {}, None
    for line in text.split("\n\n")[0].splitlines()[1:]:
        if line[:2] == "  " and line[2] != " ":
            name = line.split()[0]
        elif line.split()[0] == "kernels:":
            kernels[name] = line.replace(",", " ").split()[1:]
    return kernels


def rows(directory, name):
    """The rows of a CSV file, without the ceiling's."""
    with open(os.path.join(directory, name), newline="") as file:
        return [row for row in csv.DictReader(file, strict=True)
                if row["executor"] != "ceiling"]


def measure(gilbench, directory, workload, kernels):
    """A tiny run; what is wrong with how it ended."""
    params = ["%s.%s" % (workload, param)
              for param in SMALL.get(workload, [])]
    done = subprocess.run(
        [gilbench, "run", "-w", workload, "-k", ",".join(kernels),
         "-x", EXECUTORS, "-t", "2", "--pin", "none", "--blocks", "1",
         "-n", "1", "--warmup", "1", "--min-time", "5ms", "--seed", "1",
         "--no-plot", "--progress", "none", "-o", directory]
        + [word for param in params for word in ("--param", param)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode == 0:
        return []
    return ["exit status %d" % done.returncode] + done.stderr.splitlines()


def kernel_test(directory, workload, kernel):
    """Its executors against each other."""
    words = "%s/%s: " % (workload, kernel)
    cells = [row for row in rows(directory, "cells.csv")
             if row["kernel"] == kernel]
    reasons = {row["executor"]: row["reason"] for row in cells
               if row["status"] == "skipped"}
    if "serial" in reasons:
        tap(words + "all executors", [], reasons["serial"])
        return
    problems = ["%(executor)s: %(status)s: %(reason)s" % row for row in cells
                if row["status"] not in ("ok", "tainted", "skipped")]
    checksums, executors = collections.defaultdict(set), set()
    for row in rows(directory, "samples.csv"):
        if row["kernel"] == kernel and row["wall_s"]:
            key = row["params"], row["units"], row["loops"]
            checksums[key].add(row["checksum"])
            executors.add(row["executor"])
    for key, seen in checksums.items():
        if len(seen) != 1 or "" in seen:
            problems.append("%s: checksums %s" % (key, sorted(seen)))
    wanted = {row["executor"] for row in cells} - set(reasons)
    if executors != wanted or len(wanted) < 2:
        problems.append("measured: %s, not %s" % (sorted(executors),
                                                  sorted(wanted)))
    tap(words + ", ".join(sorted(wanted)) + " agree", problems)


def proofs_test(directory, workload, problems):
    """The kernels against each other: gilbench compared their proofs."""
    kernel_of = {row["group"]: row["kernel"]
                 for row in rows(directory, "plan.csv")
                 if row["status"] != "skipped"}
    with open(os.path.join(directory, "run.json")) as file:
        jobs = json.load(file)["jobs"]
    proofs = {kernel_of[str(job["group"])]: job["proof_checksum"]
              for job in jobs if str(job["group"]) in kernel_of}
    for kernel in set(kernel_of.values()):
        if not proofs.get(kernel):
            problems.append("kernel %s: no proof" % kernel)
    # mixed has no native-held: requests beside burners need no control
    if proofs.get("native-held", proofs.get("native")) != proofs.get("native"):
        problems.append("native and native-held differ")
    tap("%s: kernels %s agree" % (workload, ", ".join(sorted(proofs))),
        problems)


def main():
    """All workloads."""
    gilbench, tmp = sys.argv[1:]
    for workload, kernels in registry(gilbench).items():
        directory = os.path.join(tmp, workload)
        problems = measure(gilbench, directory, workload, kernels)
        if not os.path.exists(os.path.join(directory, "cells.csv")):
            tap(workload, problems or ["no cells.csv"])
            continue
        for kernel in kernels:
            kernel_test(directory, workload, kernel)
        proofs_test(directory, workload, problems)
    print("1..%d" % n_tests)


main()
