"""hosts.py DIR N: make the samples of DIR those of N hosts, of a survey.

Each is a copy of what is there, up to 2 % slower or faster; on the last one
processes take half as long again.
"""
import csv
import glob
import os
import re
import sys

directory, n_hosts = sys.argv[1], int(sys.argv[2])


def copies(folder, suffix):
    """The only file of a folder, and the names of its copies."""
    path, = glob.glob(f"{directory}/{folder}/*.{suffix}")
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    os.remove(path)
    for i in range(n_hosts):
        yield i, text, f"{directory}/{folder}/lab{i + 1}-p1-0.{suffix}"


for i, text, path in copies("samples", "csv"):
    rows = list(csv.DictReader(text.splitlines()))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            factor = 1 + .02 * i / n_hosts
            if i == n_hosts - 1 and row["executor"] == "processes":
                factor *= 1.5
            elif row["executor"] != "serial":
                factor *= 1 + .001 * i
            if row["wall_s"]:
                row["wall_s"] = f"{float(row['wall_s']) * factor:.9g}"
            row["host"] = f"lab{i + 1}"
            writer.writerow(row)

for i, text, path in copies("latencies", "csv"):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)

for i, text, path in copies("calls", "json"):
    name = os.path.basename(path)[:-len(".json")]
    lines = [line for line in text.splitlines()
             if not line.startswith('  "call"')
             and '"governor":' not in line]
    text = "\n".join(lines).replace('"survey": false', '"survey": true')
    text = re.sub('("name": )"[^"]*"', rf'\1"lab{i + 1}"', text)
    governor = "powersave" if i == n_hosts - 1 else "performance"
    text = text.replace('"host": {', f'"host": {{"governor": "{governor}",')
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("{", '{\n  "call": "' + name + '",', 1))
