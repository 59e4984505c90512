"""The client of http_client.py for asyncio, on its streams."""
import asyncio

from . import http_message
from .http_message import HttpError


class Client:
    """A connection to 127.0.0.1:port, for one request at a time."""

    def __init__(self, reader, writer):
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, port):
        """A client with its connection; asyncio sets TCP_NODELAY."""
        try:
            return cls(*await asyncio.open_connection("127.0.0.1", int(port)))
        except OSError as error:
            raise HttpError("127.0.0.1:%s: %s" % (port, error)) from error

    def close(self):
        """Close the connection."""
        self._writer.close()

    async def request(self, method, path, body=None):
        """Send a request; returns the body of the reply, or HttpError."""
        reply = http_message.reply()
        wanted = next(reply)
        try:
            self._writer.write(http_message.request(method, path, body))
            await self._writer.drain()
            while True:
                wanted = reply.send(await self._read(wanted))
        except StopIteration as end:
            return end.value
        except (HttpError, OSError) as error:
            raise HttpError("%s %s: %s" % (method, path, error)) from None

    async def _read(self, length):
        try:
            if length is None:
                return await self._reader.readline()
            return await self._reader.readexactly(length)
        except asyncio.IncompleteReadError:
            raise HttpError(
                "the connection was closed within a reply") from None
        except ValueError as error:  # a line without end
            raise HttpError("the reply is not HTTP/1.1: %s" % error) from None
