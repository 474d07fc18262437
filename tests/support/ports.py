"""Ports of servers of tests."""

import random
import socket
from pathlib import Path

# From here on, the system chooses ports of connections, and of servers that leave them to it.
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
CHANCE = random.SystemRandom()  # pytest-randomly gives `random` the same seed in each process.


def free_port() -> int:
    """Return a port on which nothing listens, if possible one that the system gives to nobody else:
    where its range begins below 20,000, it may be within that."""
    end = int(RANGE.read_text().split()[0]) if RANGE.exists() else 32_768
    while True:
        with socket.socket() as probe:
            port = CHANCE.randrange(10_081, max(end, 20_000))  # Chromium refuses 10080.
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
