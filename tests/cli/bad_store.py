"""An object store that answers wrongly, in the place of gilbench-apiserver.

    bad_store.py ANSWER --shards DIR ...   prints its port, answers until the
                                           standard input ends
"""
import os
import socket
import sys
import threading


def answer(how, shard):
    """The bytes of a reply for the content of a shard."""
    length, status = len(shard), b"200 OK"
    if how == "cut":  # and it says so: a shard that is damaged there
        shard = shard[:len(shard) // 2]
        length = len(shard)
    elif how == "short":  # fewer bytes than promised, then it hangs up
        shard = shard[:len(shard) // 2]
    elif how == "wrong-length":
        length -= 100
    elif how == "busy":
        status, shard, length = b"503 Service Unavailable", b"busy", 4
    elif how == "gone":
        return b""
    return (b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % length
            + shard)


def serve(connection, how, directory):
    """One request; whoever answers wrongly hangs up."""
    with connection:
        request = connection.recv(65536)
        name = request.split()[1].decode().rpartition("/")[2]
        with open(os.path.join(directory, name), "rb") as file:
            shard = file.read()
        try:
            connection.sendall(answer(how, shard))
        except OSError:  # it had seen enough
            pass


def main():
    """Until the standard input ends."""
    how, directory = sys.argv[1], sys.argv[sys.argv.index("--shards") + 1]
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        while True:
            threading.Thread(
                target=serve, daemon=True,
                args=(listener.accept()[0], how, directory)).start()

    threading.Thread(target=accept, daemon=True).start()
    print("port %d echo 0" % listener.getsockname()[1], flush=True)
    while os.read(0, 4096):
        pass


main()
