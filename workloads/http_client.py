"""A thin HTTP/1.1 client: one keep-alive connection to gilbench-apiserver.

The twin of http_client.c. It stands on `socket` and not on `http.client`,
which cannot be imported in several interpreters with a GIL of their own. It
does not reconnect: a silent second handshake would be measured as part of a
request.
"""
import socket

from . import http_message
from .http_message import HttpError


class Client:
    """A connection to 127.0.0.1:port, for one request at a time."""

    def __init__(self, port):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.connect(("127.0.0.1", int(port)))
            self._socket.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            self._socket.close()
            raise HttpError(
                "127.0.0.1:%s: %s" % (port, error.strerror)) from error
        self._file = self._socket.makefile("rb")

    def close(self):
        """Close the connection."""
        self._file.close()
        self._socket.close()

    def request(self, method, path, body=None):
        """Send a request; returns the body of the reply, or HttpError."""
        reply = http_message.reply()
        wanted = next(reply)
        try:
            self._socket.sendall(http_message.request(method, path, body))
            while True:
                wanted = reply.send(self._read(wanted))
        except StopIteration as end:
            return end.value
        except (HttpError, OSError) as error:
            raise HttpError("%s %s: %s" % (method, path, error)) from None

    def _read(self, length):
        if length is None:
            return self._file.readline(65536)
        content = self._file.read(length)
        if len(content) != length:
            raise HttpError("the connection was closed within a reply")
        return content
