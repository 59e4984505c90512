"""api-call: one unit is one JSON request to gilbench-apiserver.

The twin of api_call.c: make the request, wait, parse the reply and check it.
The unit's checksum is the CRC-32 of the reply's body.
"""
import json
import zlib

from .http_client import Client

UNIT = "request"
ENDPOINT = "POST", "/v1/complete"


class ReplyError(Exception):
    """The reply is not the answer to the request."""


class State:
    """One worker's connection and request."""

    def __init__(self, client, params):
        self.client = client
        self.n_text = int(params["response_bytes"])
        self.fields = {
            "unit": 0,
            "seed": params["seed"],
            "distribution": params["distribution"],
            "latency_s": float(params["latency"]),
            "sigma": float(params["sigma"]),
            "tokens": int(params["tokens"]),
            "token_interval_s": float(params["token_interval"]),
            "response_bytes": self.n_text,
            "prompt": "p" * int(params["request_bytes"]),
        }

    def request(self, unit):
        """The body of the unit's request."""
        self.fields["unit"] = unit
        return json.dumps(self.fields).encode("ascii")

    def checksum(self, unit, body):
        """Of a reply that is the answer to the unit's request."""
        try:
            reply = json.loads(body)
            good = reply["unit"] == unit and len(reply["text"]) == self.n_text
        except (ValueError, KeyError, TypeError):
            good = False
        if not good:
            raise ReplyError("request %d: the reply is not its answer: %r" % (
                unit, body[:100]))
        return zlib.crc32(body)


def prepare(params):
    """Connect to the server on this machine."""
    return State(Client(params["server"]), params)


def run(state, first, count):
    """Make requests first ... first + count - 1."""
    checksum = 0
    for unit in range(first, first + count):
        body = state.client.request(*ENDPOINT, state.request(unit))
        checksum += state.checksum(unit, body)
    return checksum & 0xFFFFFFFFFFFFFFFF


async def aprepare(params):
    """Connect as a task of an event loop."""
    # here, because asyncio takes longer to import than all the rest
    from .http_client_async import Client as AsyncClient
    return State(await AsyncClient.connect(params["server"]), params)


async def arun(state, first, count):
    """What run() does."""
    checksum = 0
    for unit in range(first, first + count):
        body = await state.client.request(*ENDPOINT, state.request(unit))
        checksum += state.checksum(unit, body)
    return checksum & 0xFFFFFFFFFFFFFFFF
