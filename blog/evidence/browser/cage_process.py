"""Process that encloses a program in namespaces of its own: no network but the proxy's address.

`cage.start` runs it. It imports no Django, and has one thread, as the kernel requires of processes
that enter a user namespace.
"""

import ctypes
import fcntl
import json
import os
import re
import resource
import select
import signal
import socket
import struct
import sys
from pathlib import Path

INNER_ID = 1000  # In the namespace. Chromium keeps its own sandbox off if it runs as root.
READ_FD, WRITE_FD = 3, 4  # Where Chromium expects the pipes of its remote control.
_PR_SET_PDEATHSIG = 1
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_FIRST_FREE_FD = 10
_WATCH_MS = 300
_STATUS_RE = re.compile(r"^(PPid|RssAnon|RssShmem):\s*([0-9]+)", re.MULTILINE)


def main() -> None:
    job = json.loads(sys.argv[1])
    control = socket.socket(fileno=job["control"])
    try:
        listener = _enter()
    except (OSError, AttributeError) as error:  # Other systems have no namespaces.
        control.send(f"{type(error).__name__}: {error}".encode())
        sys.exit(1)
    port = str(listener.getsockname()[1])
    socket.send_fds(control, [b"ready"], [listener.fileno()])
    pipes = [fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FREE_FD) for fd in job["pipes"]]
    for fd in (listener.detach(), *job["pipes"]):
        os.close(fd)
    # The first process of the namespace of processes: when it ends, the kernel kills all others.
    child = os.fork()
    if child:
        for fd in pipes:
            os.close(fd)
        _watch(child, control, job["limits"]["memory"])
        return
    control.close()
    _die_with_parent()
    for pipe, fd in zip(pipes, (READ_FD, WRITE_FD), strict=True):
        os.dup2(pipe, fd)
        os.close(pipe)
    _limit(job["limits"])
    os.execv(job["command"][0], [part.replace("{port}", port) for part in job["command"]])


def _enter() -> socket.socket:
    """Enter new namespaces; return a socket that listens on the only address in there."""
    user, group = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET | os.CLONE_NEWPID | os.CLONE_NEWIPC)
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{INNER_ID} {user} 1"),
        ("gid_map", f"{INNER_ID} {group} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(content)
    with socket.socket() as probe:
        fcntl.ioctl(probe, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP))
    return socket.create_server(("127.0.0.1", 0))


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch(child: int, control: socket.socket, max_memory: int) -> None:
    """Wait for the end of a process; end it if `control` is closed at its other end, or if it and
    its descendants use too much memory.

    The kernel's own limit is of no use: each process of Chromium reserves 5 GB that it never uses.
    """
    poll = select.poll()
    poll.register(control, select.POLLIN)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if poll.poll(_WATCH_MS) or _measure(child) > max_memory:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return


def _measure(ancestor: int) -> int:
    """Return the bytes of memory that a process and its descendants have for themselves."""
    parents, sizes = {}, {}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            values = dict(_STATUS_RE.findall(path.read_text()))
        except OSError:  # It has ended.
            continue
        pid = int(path.parent.name)
        parents[pid] = int(values.get("PPid", 0))
        sizes[pid] = 1024 * sum(int(values.get(name, 0)) for name in ("RssAnon", "RssShmem"))
    family = {ancestor}
    while others := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= others
    return sum(sizes.get(pid, 0) for pid in family)


def _limit(limits: dict[str, int]) -> None:
    """Limit each process."""
    for name, value in (
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    os.nice(limits["niceness"])
