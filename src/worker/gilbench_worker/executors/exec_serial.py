"""serial: one worker, in the main thread."""
from gilbench_worker import body


def run(request):
    """Be the only worker."""
    return body.run(request, 0)
