"""What the processes of a cell share, where the parameter `sharing` asks."""
from gilbench_worker import kernels


def make(request, context):
    """By the workload, in the parent, before they are started; or None."""
    if request["params"].get("sharing") != "shared" or kernels.is_own(
            request["workload"]):  # whose parameters are its own
        return None
    kernel = kernels.load(request["kernel"], request["workload"])
    return kernel.share(request["params"], context)


def adopt(request, shared):
    """In each of them, before it prepares."""
    if shared is not None:
        kernels.load(request["kernel"], request["workload"]).adopt(shared)
