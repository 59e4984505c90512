"""HTTP/1.1 messages, however they travel: what both clients share."""


MAX_HEADERS = 100
MAX_BYTES = 1 << 30  # of a body, or a chunk


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
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or \
            not words[1].isdigit():
        raise HttpError("the reply is not HTTP/1.1")
    return int(words[1])


def size(text, digits, base):
    """A number of bytes, of these digits only."""
    text = text.strip()
    if not text or text.lower().strip(digits) or len(text) > 15:
        raise HttpError("the reply is not HTTP/1.1: no length: %r" % text[:20])
    number = int(text, base)
    if number > MAX_BYTES:
        raise HttpError("the reply is too long: %d bytes" % number)
    return number


def reply():
    """Reads a reply: a generator that asks for what it needs next.

    It yields None for a line and a number for so many bytes, is sent them,
    and returns the body. Any status but 200 is an HttpError that quotes it.
    """
    code = status(line((yield None)))
    length, chunked = None, False
    for n_headers in range(MAX_HEADERS + 1):
        name, _, value = line((yield None)).partition(b":")
        if not name:
            break
        if n_headers == MAX_HEADERS:
            raise HttpError("the reply has more than %d headers" % n_headers)
        name = name.lower()
        if name == b"content-length":
            length = size(value, b"0123456789", 10)
        elif name == b"transfer-encoding":
            chunked = value.strip().lower() == b"chunked"
    if chunked:
        body = yield from chunks()
    elif length is None:
        raise HttpError("status %d: the reply does not say its length" % code)
    else:
        body = yield length
    if code != 200:
        raise HttpError("status %d: %s" % (
            code, body[:200].decode("utf-8", "replace")))
    return body


def chunks():
    """The body of a reply that does not say its length first."""
    parts, total = [], 0
    while total <= MAX_BYTES:
        length = size(line((yield None)).partition(b";")[0],
                      b"0123456789abcdef", 16)
        if length == 0:
            break
        total += length
        parts.append((yield length))
        if line((yield None)):
            raise HttpError("the reply is not HTTP/1.1: a chunk is longer "
                            "than it says")
    else:
        raise HttpError("the reply is too long: %d bytes" % total)
    for _ in range(MAX_HEADERS):  # trailers
        if not line((yield None)):
            break
    return b"".join(parts)
