"""bench/RESULTS.md and bench/results.svg, from what the pieces left behind.

What they found is kept in bench/results.json, so that pieces can be measured one
by one, on one machine: what another machine found is dropped.
"""
import json
import os
import platform
import subprocess

from piece import holds

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = """# What gilbench promises, measured

Made by `make bench`; do not edit. [README.md](README.md) says how a goal is
judged.

| | |
|---|---|
"""
REPEAT = """
To repeat: `./quickstart build && make -C build bench` on an idle machine, of the
commit that a piece names (`make -C build bench-NAME` for one); `PYPERF=DIR`
names a checkout of pyperf, which Debian 12 does not have.
"""


def ended(status):
    """How a piece ended, in words."""
    return {0: "goals hold", 1: "a goal was missed",
            77: "a peer is missing"}.get(status, "failed: %s" % status)


def commit():
    """Of the sources, and whether they were changed since; "" without git."""
    git = ["git", "-C", os.path.dirname(HERE)]
    made = [":!bench/RESULTS.md", ":!bench/results.svg", ":!bench/results.json"]
    try:
        name = subprocess.run(
            git + ["rev-parse", "--short=12", "HEAD"], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            universal_newlines=True).stdout.strip()
        same = subprocess.run(git + ["diff", "--quiet", "HEAD", "--", "."]
                              + made).returncode == 0
    except (OSError, subprocess.CalledProcessError):
        return ""
    return name if same else name + " with changes"


def first_line(command):
    """What a program says first."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    return done.stdout.strip().splitlines()[0]


def machine():
    """What tells machines apart."""
    model = platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
    with open("/proc/meminfo") as file:
        memory = "%.0f GiB" % (int(file.readline().split()[1]) / 2**20)
    return "%s, %d CPUs, %s" % (model, os.cpu_count(), memory)


def kernel():
    """The one that runs: a virtual machine that moved to another host, which
    machine() does not show, has started anew, often with another."""
    return "Linux " + platform.release()


def head(build):
    """[(what, value)]"""
    system = ""
    with open("/etc/os-release") as file:
        for line in file:
            if line.startswith("PRETTY_NAME="):
                system = line.split("=")[1].strip().strip('"')
    bindir = os.path.join(build, "bin")
    return [
        ("machine", machine()),
        ("system", "%s, %s" % (system, kernel())),
        ("gilbench", first_line([os.path.join(bindir, "gilbench"),
                                 "--version"])),
        ("interpreter", first_line([os.path.join(bindir, "gilbench-python"),
                                    "--version"])),
    ]


def parse(line):
    """A row as a dict."""
    words = (line.split("|") + [""] * 8)[:8]
    row = dict(zip(("piece", "row", "value", "low", "high", "goal", "unit",
                    "meaning"), words))
    for name in ("value", "low", "high"):
        row[name] = float(row[name]) if row[name] else None
    return row


def verdict(row):
    """What is to be said of a row."""
    if row["value"] is None:
        return "missing"
    if not row["goal"]:
        return ""
    good = holds(row["value"], row["goal"])
    ends = [x for x in (row["low"], row["high"]) if x is not None]
    sure = all(holds(x, row["goal"]) == good for x in ends)
    return ("holds" if good else "**missed**") + ("" if sure else ", barely")


def number(x):
    """Four digits."""
    if x is None:
        return ""
    return "%.4g" % x if abs(x) < 1e4 else "%.0f" % x


def row_line(row):
    """A line of the table."""
    low, high = number(row["low"]), number(row["high"])
    return "| %s | %s%s | %s | %s | %s | %s |\n" % (
        row["row"], number(row["value"]),
        "" if row["unit"] == "ratio" or row["value"] is None
        else " " + row["unit"],
        "%s to %s" % (low, high) if low else "", row["goal"], verdict(row),
        row["meaning"])


def section(done, words):
    """One piece."""
    text = "\n## %s\n\n%s\n\n" % (done["name"], words)
    rows = [parse(line) for line in done["rows"]]
    if rows:
        text += ("| row | value | interval | goal | | what it is |\n"
                 "|---|---|---|---|---|---|\n")
        text += "".join(map(row_line, rows))
    text += "\n%s; measured %s%s%s, %.0f s%s.\n" % (
        ended(done["status"]).capitalize(), done["date"],
        ", commit " + done["commit"] if done.get("commit") else "",
        ", " + done["system"] if done.get("system") else "",
        done["took_s"],
        ", a try with " + done["rounds"] if done["rounds"] else "")
    note = os.path.join(HERE, "notes", done["name"] + ".md")
    if os.path.exists(note):
        with open(note) as file:
            text += "\n" + file.read()
    if done["output"].strip():
        text += "\n<details><summary>what it printed</summary>\n\n```\n%s\n" \
            "```\n\n</details>\n" % done["output"].strip().replace("```", "'''")
    return text


def figure(build, rows, words):
    """All ratios against their goals."""
    rows = [row for row in rows
            if row["unit"] == "ratio" and row["value"] and row["value"] > 0]
    if not rows:
        return
    ends = [x for row in rows for x in (
        row["value"], row["low"], row["high"],
        float(row["goal"].split()[1]) if row["goal"] else None)
        if x and x > 0]
    low, high = min(ends) / 1.15, max(ends) * 1.15
    tics = [t for e in range(-4, 7) for t in (10.0**e, 2 * 10.0**e, 5 * 10.0**e)
            if low <= t <= high]
    inches = 0.85 + 0.19 * len(rows)
    data = os.path.join(build, "bench", "results", "results.dat")
    os.makedirs(os.path.dirname(data), exist_ok=True)
    with open(data, "w") as file:
        file.write("# figure;\n\"gilbench against its goals\"\t\"%s\"\t\"%s\"\t"
                   "7\t%g\n\n\n" % ("ratios, their intervals, and the goal: a "
                                    "tick that points to where it holds; open: "
                                    "missed; grey: no goal",
                                    words, inches))
        file.write("# axes;\n%d\t%g\t%g\t\"%s\"\t%g\t%g\n\n\n" % (
            len(rows), low, high, " ".join("%g" % t for t in tics),
            0.5 / inches, 0.45 / inches))
        file.write("# rows;\n")
        for i, row in enumerate(rows):
            goal = row["goal"].split()
            good = verdict(row)
            file.write("%d\t%.6g\t%.6g\t%.6g\t\"%s\"\t%s\t%d\t%d\n" % (
                len(rows) - i, row["value"],
                max(row["low"] or row["value"], low),
                row["high"] or row["value"],
                ("%s: %s" % (row["piece"], row["row"])).replace('"', "'"),
                goal[1] if goal else "NaN",
                0 if not goal else 1 if goal[0] == ">=" else -1,
                0 if not goal else 1 if good.startswith("holds") else 2))
    template = os.path.join(HERE, "results.gp")
    for kind in ("svg", "png"):
        to = os.path.join(HERE, "results.svg") if kind == "svg" else \
            os.path.join(build, "bench", "results", "results.png")
        subprocess.run(["gnuplot", "-c", template, data, to, kind,
                        os.path.join(build, "lib", "gilbench", "plots")],
                       check=True, env=dict(os.environ, LC_ALL="C.UTF-8"))


def found(build, pieces):
    """{piece: what it found}: just now, or earlier on this machine."""
    here = machine()
    kept = os.path.join(HERE, "results.json")
    every = {}  # a try, or what is older, replaces nothing
    if os.path.exists(kept):
        with open(kept) as file:
            every = json.load(file)
    for name, _, _ in pieces:
        path = os.path.join(build, "bench", "results", name + ".json")
        if os.path.exists(path):
            with open(path) as file:
                new = json.load(file)
            old = every.get(name)
            if not old or old.get("machine") != here or (
                    old["date"] <= new["date"] and not new["rounds"]):
                every[name] = new
    every = {name: done for name, done in every.items()
             if done.get("machine") == here}
    with open(kept, "w") as file:
        json.dump(every, file, indent=1, sort_keys=True)
        file.write("\n")
    return every


def write(build, pieces):
    """Both files."""
    facts = head(build)
    every = found(build, pieces)
    text, body, rows, without = HEAD, "", [], []
    goals = {"holds": 0, "holds, barely": 0, "**missed**": 0, "missing": 0}
    for name, _, words in pieces:
        if name not in every:
            body += "\n## %s\n\n%s\n\nNot measured.\n" % (name, words)
            without.append(name)
            continue
        done = every[name]
        body += section(done, words)
        rows += map(parse, done["rows"])
        if done["status"] not in (0, 1) or not done["rows"]:
            without.append(name)
    for row in rows:
        word = verdict(row)
        if word not in goals:
            word = word.split(",")[0]
        if word in goals:
            goals[word] += 1
    facts.append(("goals", "%d hold, %d hold barely, %d missed, %d rows "
                  "missing" % tuple(goals.values())))
    if without:
        facts.append(("not measured, or not to the end", ", ".join(without)))
    text += "".join("| %s | %s |\n" % fact for fact in facts) + REPEAT
    text += "\n![all ratios against their goals](results.svg)\n"
    with open(os.path.join(HERE, "RESULTS.md"), "w") as file:
        file.write(text + body)
    figure(build, rows, "%s; %s" % (facts[0][1], facts[2][1]))
