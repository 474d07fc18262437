"""Ports of servers of tests."""

import os
import random
import socket
from pathlib import Path

# From here on, the system chooses ports of connections, and of servers that leave them to it.
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
CHANCE = random.SystemRandom()  # pytest-randomly gives `random` the same seed in each process.
# Each process of a test run has one of so many ports, as their servers listen some time later.
STEP = 16
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % STEP
USED_PORTS: set[int] = set()


def free_port() -> int:
    """Return a new port on which nothing listens, if possible one that the system gives to nobody
    else: where its range begins below 20,000, it may be within that."""
    end = int(RANGE.read_text().split()[0]) if RANGE.exists() else 32_768
    while True:
        with socket.socket() as probe:
            # Chromium refuses 10080.
            port = STEP * CHANCE.randrange(10_096 // STEP, max(end, 20_000) // STEP) + NUMBER
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            if port not in USED_PORTS:
                USED_PORTS.add(port)
                return port
