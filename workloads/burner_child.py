"""A process of its own for burners.

    python burner_child.py N CPUS TASK

They burn from a line "go" to a line "stop", which it answers with their rate,
and end with its standard input. CPUS is "2,3", or "" for any.
"""
import importlib
import os
import sys


def serve():
    """Be the child."""
    package = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = os.path.dirname(package)
    burners = importlib.import_module(
        os.path.basename(package) + ".burners")
    crew = burners.Threads(int(sys.argv[1]), *sys.argv[2:])
    for line in sys.stdin:
        if line == "go\n":
            crew.start()
            print("burning", flush=True)
        else:
            print(crew.stop(), flush=True)
    crew.end()


if __name__ == "__main__":
    serve()
