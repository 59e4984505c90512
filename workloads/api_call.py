"""api-call: one unit is one JSON request to gilbench-apiserver.

The twin of api_call.c: make the request, wait, parse the reply and check it.
The unit's checksum is the CRC-32 of the reply's body.
"""
import json
import zlib

from .http_client import Client

UNIT = "request"


class ReplyError(Exception):
    """The reply is not the answer to the request."""


class State:
    """One worker's connection and request."""

    def __init__(self, params):
        self.client = Client(params["server"])
        self.n_text = int(params["response_bytes"])
        self.request = {
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


def prepare(params):
    """Connect to the server on this machine."""
    return State(params)


def run(state, first, count):
    """Make requests first ... first + count - 1."""
    checksum = 0
    for unit in range(first, first + count):
        state.request["unit"] = unit
        body = state.client.request(
            "POST", "/v1/complete", json.dumps(state.request).encode("ascii"))
        reply = json.loads(body)
        if reply["unit"] != unit or len(reply["text"]) != state.n_text:
            raise ReplyError("request %d: the reply is not its answer: %r" % (
                unit, body[:100]))
        checksum += zlib.crc32(body)
    return checksum & 0xFFFFFFFFFFFFFFFF
