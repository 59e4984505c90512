"""Runs a command on a terminal of its own: types Ctrl-C when it is ready, and
sends it a SIGTERM when it says that it got signal 2. Prints what it printed,
and its status."""
import os
import pty
import signal
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
signal.alarm(60)
seen = b""
typed = terminated = False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # the last one has closed the terminal
        break
    if not piece:
        break
    seen += piece
    if b"ready" in seen and not typed:
        typed = True
        os.write(terminal, b"\x03")
    if b"got 2\r\n" in seen and not terminated:
        terminated = True
        os.kill(pid, signal.SIGTERM)
sys.stdout.write(seen.decode().replace("\r", ""))
print("status", os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
