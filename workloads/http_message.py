"""HTTP/1.1 messages, however they travel: what both clients share."""


class HttpError(Exception):
    """The server did not answer as it should."""


def request(method, path, body=None):
    """The bytes of a request, with JSON bytes or without a body."""
    head = "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" % (method, path)
    if body is None:
        return (head + "\r\n").encode("ascii")
    return (head + "Content-Type: application/json\r\n"
            "Content-Length: %d\r\n\r\n" % len(body)).encode("ascii") + body


def line(text):
    """A line as it was read, without its end."""
    if not text.endswith(b"\n"):
        raise HttpError("the connection was closed within a reply")
    return text.rstrip(b"\r\n")


def status(text):
    """The number in a reply's first line."""
    words = text.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1."):
        raise HttpError("the reply is not HTTP/1.1")
    return int(words[1])


def reply():
    """Reads a reply: a generator that asks for what it needs next.

    It yields None for a line and a number for so many bytes, is sent them,
    and returns the body. Any status but 200 is an HttpError that quotes it.
    """
    code = status(line((yield None)))
    length, chunked = None, False
    while True:
        name, _, value = line((yield None)).partition(b":")
        if not name:
            break
        name = name.lower()
        if name == b"content-length":
            length = int(value)
        elif name == b"transfer-encoding":
            chunked = value.strip().lower() == b"chunked"
    if chunked:
        body = yield from chunks()
    elif length is None or length < 0:
        raise HttpError("the reply does not say its length")
    else:
        body = yield length
    if code != 200:
        raise HttpError("status %d: %s" % (
            code, body[:200].decode("utf-8", "replace")))
    return body


def chunks():
    """The body of a reply that does not say its length first."""
    parts = []
    while True:
        length = int(line((yield None)).partition(b";")[0], 16)
        if length == 0:
            break
        parts.append((yield length))
        line((yield None))
    while line((yield None)):
        pass  # trailers
    return b"".join(parts)
