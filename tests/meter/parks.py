"""The meter where there is no GIL: nothing is held, and parking is seen.

    parks.py LIBDIR
"""
import sys
import threading

sys.path.append(sys.argv[1])
import _gilbench  # noqa: E402

HELD_S = 0.05


def main():
    reason = _gilbench.meter_install(None, 0)
    gate, begun = threading.Event(), threading.Event()

    def work():
        begun.set()
        gate.wait()  # parks

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    threading.Event().wait(HELD_S)
    gate.set()
    thread.join()
    rows = _gilbench.meter_report()
    checks = {
        "it can be installed": reason is None,
        "there is no GIL": all(row[0] == -1 and row[9] == 0 for row in rows),
        "a spin has no GIL": _gilbench.spin(0, 0, 10)[1] is None,
        "a thread that waits parks":
            sum(row[13] for row in rows) >= HELD_S * 1e9,
    }
    for number, (words, good) in enumerate(checks.items()):
        print("%s %d - parks: %s" % (
            "ok" if good else "not ok", number + 1, words))
    print("1..%d" % len(checks))
    sys.exit(not all(checks.values()))


main()
