"""A server that answers wrongly, and what api-call's clients say of it.

    hostile.py LIBDIR          every answer, to every client: a line each that
                               differs from what it should be
    hostile.py --serve ANSWER  print "port N echo N" and answer all so, until
                               the standard input ends
"""
import asyncio
import os
import socket
import struct
import sys
import threading

GOOD = b'{"unit":7,"text":"abcd"}'
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PARAMS = {
    "seed": "1", "latency": "0", "distribution": "constant", "sigma": "0",
    "tokens": "0", "token_interval": "0", "request_bytes": "3",
    "response_bytes": "4", "rate": "0", "arrival": "poisson"}


def sized(body, length=None):
    """A reply that says how long it is, or something else."""
    return OK + b"Content-Length: %d\r\n\r\n" % (
        len(body) if length is None else length) + body


# name: bytes, and what Python's and C's clients should say
ANSWERS = {
    "nothing": (b"", "closed", "closed"),
    "half-a-line": (b"HTTP/1.1 20", "closed", "closed"),
    "short": (sized(GOOD[:9], len(GOOD)), "closed", "closed"),
    "cut": (sized(GOOD[:-2]), "not its answer", "not its answer"),
    "length-too-small": (sized(GOOD, 9), "not its answer",
                         "more than one|not HTTP"),
    "length-negative": (sized(GOOD, -1), "no length", "not HTTP"),
    "length-words": (OK + b"Content-Length: ten\r\n\r\n" + GOOD,
                     "no length", "not HTTP"),
    "length-huge": (sized(GOOD, 10 ** 14), "too long", "closed"),
    "length-missing": (OK + b"\r\n" + GOOD, "does not say", "closed"),
    "other-unit": (sized(GOOD.replace(b"7", b"8")), "not its answer",
                   "not its answer"),
    "other-text": (sized(GOOD.replace(b"abcd", b"ab")), "not its answer",
                   "not its answer"),
    "not-json": (sized(b"x" * len(GOOD)), "not its answer",
                 "not its answer"),
    "other-json": (sized(b"[]"), "not its answer", "not its answer"),
    "status-503": (b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy",
                   "status 503: busy", "status 503: busy"),
    "status-500-closed": (b"HTTP/1.1 500 Oops\r\n\r\n", "status 500",
                          "status 500"),
    "not-http": (b"SSH-2.0-x\r\n\r\n", "not HTTP", "not HTTP"),
    "bad-chunk": (CHUNKED + b"xyz\r\n", "not HTTP", "not HTTP"),
    "negative-chunk": (CHUNKED + b"-5\r\nhello\r\n", "not HTTP", "not HTTP"),
    "long-chunk": (CHUNKED + b"3\r\nhello\r\n0\r\n\r\n", "not HTTP",
                   "not HTTP"),
    "cut-chunk": (CHUNKED + b"18\r\n" + GOOD[:9], "closed", "closed"),
    "no-last-chunk": (CHUNKED + b"18\r\n" + GOOD + b"\r\n", "closed",
                      "closed"),
    "long-line": (OK + b"X: " + b"y" * 300000, "closed|reset|not HTTP",
                  "not HTTP"),
    "many-headers": (OK + b"X: y\r\n" * 50000 + b"\r\n", "100 headers",
                     "not HTTP"),
    "reset": (None, "[Rr]eset", "[Rr]eset"),
    "silence": (Ellipsis, "", ""),
}


def answer(connection, wanted):
    """One connection: read a request, answer, close."""
    with connection:
        connection.recv(65536)
        if wanted is Ellipsis:
            connection.recv(1)  # until the client gives up
        elif wanted is None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                  struct.pack("ii", 1, 0))
        else:
            try:
                connection.sendall(wanted)
            except OSError:  # it had seen enough
                pass


def listen(wanted):
    """A server in threads of their own; returns its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            threading.Thread(target=answer, daemon=True,
                             args=(listener.accept()[0], wanted)).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def said(run):
    """What a client says of its answer."""
    try:
        return "a checksum, %r" % run()
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def clients(libdir):
    """The three: name, and a function of the params that makes request 7."""
    sys.path.append(libdir)
    import _gilbench
    from gilbench_workloads import api_call

    def blocking(params):
        return api_call.run(api_call.prepare(params), 7, 1)

    def in_c(params):
        return _gilbench.native_run(
            _gilbench.native_prepare("api_call", params), 7, 1)

    def with_loop(params):
        async def once():
            return await api_call.arun(await api_call.aprepare(params), 7, 1)
        return asyncio.run(once())

    return ("python", blocking), ("asyncio", with_loop), ("native", in_c)


def main():
    """Compare, or serve."""
    import re
    if sys.argv[1] == "--serve":
        port = listen(ANSWERS[sys.argv[2]][0])
        print("port %d echo %d" % (port, port), flush=True)
        while os.read(0, 4096):
            pass
        return
    tried = clients(sys.argv[1])
    for name, (wanted, python, native) in ANSWERS.items():
        if wanted is Ellipsis:
            continue
        params = dict(PARAMS, server=str(listen(wanted)))
        for client, run in tried:
            pattern = native if client == "native" else python
            words = said(lambda: run(params))
            if not re.search(pattern, words):
                print("%s, %s: %s" % (name, client, words))
    good = dict(PARAMS, server=str(listen(sized(GOOD))))
    print({said(lambda: run(good)) for _, run in tried})


main()
