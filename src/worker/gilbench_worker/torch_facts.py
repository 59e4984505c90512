"""What PyTorch is here: one JSON object on standard output.

Asked apart from describe.py, and only where it matters: importing PyTorch
takes seconds, and odd builds of it fail.
"""
import json
import sys


def describe():
    """Import PyTorch and compute something with it."""
    import torch
    x = torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
    (x @ x).sum().backward()
    # "ATen parallel backend: OpenMP"
    backend = torch.__config__.parallel_info().rpartition("backend: ")[2]
    gil = getattr(sys, "_is_gil_enabled", lambda: True)
    return {"version": torch.__version__, "gil_enabled": gil(),
            "threading": (backend.split() or [None])[0]}


def main():
    """Say it, or why PyTorch cannot be used."""
    try:
        facts = describe()
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        facts = {"error": "no-torch: importing it: %s: %s" % (
            type(error).__name__, lines[0])}
    print(json.dumps(facts))
