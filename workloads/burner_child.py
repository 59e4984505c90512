"""A process of its own for burners.

    python burner_child.py N CPUS

They burn from a line "go" to a line "stop", which it answers with their rate,
and end with its standard input. CPUS is "2,3", or "" for any.
"""
import sys

import burners


def serve():
    """Be the child."""
    crew = burners.Threads(int(sys.argv[1]), sys.argv[2])
    for line in sys.stdin:
        if line == "go\n":
            crew.start()
            print("burning", flush=True)
        else:
            print(crew.stop(), flush=True)
    crew.end()


if __name__ == "__main__":
    serve()
