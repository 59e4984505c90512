"""The GIL meter and the life of a process: what its log holds afterwards.

    life.py LIBDIR DUMP PYTHON [OPTION...]

Runs program.py with that Python, scene by scene, and judges what DUMP reads
in the logs. One line of TAP for each.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

LIBDIR, DUMP = sys.argv[1:3]
PYTHON = sys.argv[3:]
PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "program.py")
ABORTED = -6


def play(scene, directory):
    """The status, and the logs: the parent's first."""
    path = os.path.join(directory, "log")
    process = subprocess.Popen(
        PYTHON + ["-B", PROGRAM, LIBDIR, path, scene],
        stderr=subprocess.PIPE, universal_newlines=True)
    errors = process.communicate()[1]
    files = sorted(glob.glob(path + ".*"))
    text = subprocess.run([DUMP] + files, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout
    logs = [json.loads(line) for line in text.splitlines()]
    for log in logs:  # a free-threaded build's parks are another matter
        log["records"] = [r for r in log["records"] if r["gil"] >= 0]
    logs.sort(key=lambda log: log["pid"] != process.pid)
    assert logs and logs[0]["pid"] == process.pid, "no log: " + errors
    return process.returncode, logs


def is_sound(log):
    """What is true of every log."""
    assert log["lost"] == 0, "%d threads lost" % log["lost"]
    assert log["bytes"] < 8 << 20, "%d bytes" % log["bytes"]
    assert log["start_ns"] < log["end_ns"]
    for record in log["records"]:
        parts = sum(record[name] for name in
                    ("hold", "wait", "drop", "outside"))
        assert record["tid"] == 0 or abs(parts - record["age"]) <= 10, record
    for i, gil in enumerate(log["gils"]):
        own = [r for r in log["records"] if r["gil"] == i]
        assert gil["overlaps"] == 0, "two threads held GIL %d" % i
        assert gil["kept"] == min(gil["events"], gil["size"]), gil
        assert sum(r["hold"] for r in own) <= max(
            [r["age"] for r in log["records"]]), "it was held twice at once"
        assert gil["acquires"] == sum(r["acquires"] for r in own), gil
        # one hold may be open, and a fork's child began with one
        assert gil["events"] - gil["acquires"] in (-1, 0, 1), gil


def plain(status, logs):
    workers = [r for r in logs[0]["records"] if r["name"] == "worker"]
    assert status == 0 and len(logs) == 1 and logs[0]["ended"]
    assert len(workers) == 2


def fork(status, logs):
    assert status == 0 and len(logs) == 3, "%d logs" % len(logs)
    assert all(log["ended"] for log in logs)
    assert sorted(len(log["records"]) for log in logs) == [1, 1, 3]
    assert all(log["start_ns"] > logs[0]["start_ns"] for log in logs[1:])
    # the children were born with the GIL; CPython takes it once more, which
    # is no acquire, and from 3.12 on lets it go in between
    alone = [log for log in logs[1:] if len(log["records"]) == 1]
    gil = alone[0]["gils"][0]
    assert gil["acquires"] == gil["events"] <= 1, gil


def wrap(status, logs):
    gil = logs[0]["gils"][0]
    assert status == 0 and gil["size"] == 4096
    assert gil["kept"] == gil["size"] and gil["events"] >= 3 * gil["size"]


def many(status, logs):
    assert status == 0
    spins = sum(r["acquires"] for r in logs[0]["records"])
    # of 4096, of which a free-threaded build's parks take half
    assert len(logs[0]["records"]) > 2000 and spins >= 84 * 50 * 3


def daemon(status, logs):
    assert status == 0 and logs[0]["ended"]


def interpreters(status, logs):
    assert status == 0 and len(logs[0]["gils"]) == 3
    spun = [r for r in logs[0]["records"]
            if r["gil"] and r["tid"] != logs[0]["pid"]]
    assert {r["gil"] for r in spun} == {1, 2}
    assert all(r["hold"] > r["wait"] for r in spun)


def failed_exec(status, logs):
    gone(1)(status, logs)
    # none is born after the end; changes of state there may be
    assert not any(r["late"] for r in logs[0]["records"]), "it ended too soon"


def gone(expected, says_when=True):
    """Judges a process that ended in the midst of its threads."""
    def judge(status, logs):
        assert status == expected, "status %d" % status
        assert logs[0]["ended"] == says_when
        assert len(logs[0]["records"]) == 3
        assert all(r["acquires"] for r in logs[0]["records"])
    return judge


SCENES = {
    "plain": plain, "fork": fork, "wrap": wrap, "many": many,
    "daemon": daemon, "interpreters": interpreters, "exit": gone(3),
    "exec": gone(0), "failed exec": failed_exec, "abort": gone(ABORTED, False),
}


def main():
    version = subprocess.run(
        PYTHON + ["-c", "import sys; print(sys.hexversion)"], check=True,
        stdout=subprocess.PIPE).stdout
    failed = 0
    for number, (scene, judge) in enumerate(SCENES.items()):
        if scene == "interpreters" and int(version) < 0x30c0000:
            print("ok %d - life: %s # SKIP from 3.12" % (number + 1, scene))
            continue
        said = ""
        with tempfile.TemporaryDirectory() as directory:
            try:
                status, logs = play(scene, directory)
                for log in logs:
                    is_sound(log)
                judge(status, logs)
            except AssertionError as error:
                said = " (%s)" % (str(error) or "line %d" %
                                  error.__traceback__.tb_next.tb_lineno)
                failed += 1
        print("%s %d - life: %s%s" % (
            "not ok" if said else "ok", number + 1, scene, said))
    print("1..%d" % len(SCENES))
    sys.exit(failed > 0)


main()
