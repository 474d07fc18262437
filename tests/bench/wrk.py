"""Run wrk, which requests a URL as fast as possible, and parse its output."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from lib import env

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Round:
    """`p50` and `p99` are in milliseconds; `failed` counts responses other than 2xx and 3xx, and
    requests without a response."""

    requests: int
    per_second: float
    p50: float
    p99: float
    failed: int


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        env.stop(
            "wrk is missing; on Debian and Ubuntu: apt install wrk, on macOS: brew install wrk."
        )


def run(url: str, seconds: int, connections: int, headers: dict[str, str]) -> Round:
    header_options = [
        part for name, value in headers.items() for part in ("--header", f"{name}: {value}")
    ]
    command = ["wrk", "--threads", "1", "--connections", str(connections)]
    command += ["--duration", f"{seconds}s", "--timeout", "30s", "--latency", *header_options, url]
    return parse(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def parse(output: str) -> Round:
    requests = re.search(r"(\d+) requests in", output)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    latencies = {
        percent: float(number) * UNITS[unit]
        for percent, number, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s|m)\b", output)
    }
    if not requests or not rate or not {"50", "99"} <= latencies.keys():
        raise ValueError(f"unknown output of wrk:\n{output}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    lost = re.search(r"Socket errors: (.*)", output)
    failed = int(bad[1]) if bad else 0
    failed += sum(map(int, re.findall(r"\d+", lost[1]))) if lost else 0
    return Round(int(requests[1]), float(rate[1]), latencies["50"], latencies["99"], failed)
