"""mixed: one unit is one exchange with a server, beside threads that compute.

What the answer costs when the thread that waits for it must get the GIL back
from one that does not wait: the convoy effect (David Beazley, "Understanding
the Python GIL", PyCon 2010).
"""
import socket

from . import api_call
from .company import State, metrics, refresh

__all__ = ["UNIT", "prepare", "refresh", "run", "metrics"]

UNIT = "request"


class EchoError(Exception):
    """Something else came back."""


class Echo:
    """Send a byte, get it back."""

    def __init__(self, params):
        self.socket = socket.create_connection(
            ("127.0.0.1", int(params["echo"])))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, unit):
        """The unit's checksum."""
        byte = bytes((unit & 255,))
        self.socket.sendall(byte)
        answer = self.socket.recv(1)
        if answer != byte:
            raise EchoError("request %d: %r came back for %r" % (
                unit, answer, byte))
        return answer[0] + 1


class Http:
    """What a client of api-call does."""

    def __init__(self, params):
        self.call = api_call.prepare(dict(
            params, distribution="constant", sigma="0", tokens="0",
            token_interval="0"))

    def exchange(self, unit):
        """The unit's checksum."""
        call = self.call
        return call.checksum(unit, call.client.request(
            *api_call.ENDPOINT, call.request(unit)))


def prepare(params):
    """Connect to the server on this machine; the burners wait."""
    io = (Echo if params["io"] == "echo" else Http)(params)
    return State(io, params)


def run(state, first, count):
    """Make requests first ... first + count - 1."""
    checksum = 0
    for unit in range(first, first + count):
        checksum += state.io.exchange(unit)
    return checksum & 0xFFFFFFFFFFFFFFFF
