"""Ports of servers of tests."""

import socket


def free_port() -> int:
    """Return a port on which nothing listens; another process may still take it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
