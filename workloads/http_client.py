"""A thin HTTP/1.1 client: one keep-alive connection to gilbench-apiserver.

The twin of http_client.c. It stands on `socket` and not on `http.client`,
which cannot be imported in several interpreters with a GIL of their own. It
does not reconnect: a silent second handshake would be measured as part of a
request.
"""
import socket


class HttpError(Exception):
    """The server did not answer as it should."""


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
        """Send a request, with JSON bytes or without a body.

        Returns the body of the reply. Any status but 200 is an HttpError
        that quotes the reply.
        """
        head = "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" % (method, path)
        if body is None:
            message = (head + "\r\n").encode("ascii")
        else:
            message = (
                head + "Content-Type: application/json\r\n"
                "Content-Length: %d\r\n\r\n" % len(body)
            ).encode("ascii") + body
        self._socket.sendall(message)
        status, reply = self._reply()
        if status != 200:
            raise HttpError("%s %s: status %d: %s" % (
                method, path, status, reply[:200].decode("utf-8", "replace")))
        return reply

    def _reply(self):
        """Read one reply: its status and its body."""
        words = self._line().split(None, 2)
        if len(words) < 2 or not words[0].startswith(b"HTTP/1."):
            raise HttpError("the reply is not HTTP/1.1")
        length, chunked = None, False
        line = self._line()
        while line:
            name, _, value = line.partition(b":")
            name = name.lower()
            if name == b"content-length":
                length = int(value)
            elif name == b"transfer-encoding":
                chunked = value.strip().lower() == b"chunked"
            line = self._line()
        if chunked:
            return int(words[1]), self._chunks()
        if length is None or length < 0:
            raise HttpError("the reply does not say its length")
        return int(words[1]), self._read(length)

    def _chunks(self):
        chunks = []
        while True:
            length = int(self._line().partition(b";")[0], 16)
            if length == 0:
                break
            chunks.append(self._read(length))
            self._line()
        while self._line():
            pass  # trailers
        return b"".join(chunks)

    def _line(self):
        line = self._file.readline(65536)
        if not line.endswith(b"\n"):
            raise HttpError("the connection was closed within a reply")
        return line.rstrip(b"\r\n")

    def _read(self, length):
        content = self._file.read(length)
        if len(content) != length:
            raise HttpError("the connection was closed within a reply")
        return content
