"""Clients that are expensive for a server and cheap for themselves: `python -m
tests.chaos.slow_clients KIND PORT TLS SEED COUNT PATIENCE` runs COUNT clients of a kind at once,
and prints their outcomes as JSON. `PATIENCE` is the time in seconds after which a client without a
response or disconnection counts as never disconnected.

They have their own process, so that they do not share an interpreter with the readers.
"""

import asyncio
import json
import random
import resource
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Coroutine

from tests.deploy.nginx import HOST

MB = 2**20
BYTE_INTERVAL = 2.0  # Seconds between two bytes.
ENDED = "let go"
NEVER = "never let go"
LEFT = "went away"
Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Coroutine[None, None, Client]]


def connector(port: int, is_tls: bool) -> Connect:
    """Open at most 50 TLS handshakes at once, so that this machine does not become the
    bottleneck."""
    context = ssl._create_unverified_context() if is_tls else None  # noqa: S323
    gate = asyncio.Semaphore(50)

    async def connect() -> Client:
        async with gate:
            name = HOST if context else None
            return await asyncio.open_connection(
                "127.0.0.1", port, ssl=context, server_hostname=name
            )

    return connect


def head(method: str, path: str, *lines: str) -> bytes:
    """Return the request head; without nginx it has to declare TLS itself."""
    first_lines = (f"{method} {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https")
    return "\r\n".join([*first_lines, *lines, "", ""]).encode()


async def read_status(reader: asyncio.StreamReader) -> str:
    """Return the status, or ENDED if the connection was closed without one."""
    try:
        line = await reader.readline()
    except OSError:
        return ENDED
    return line.split()[1].decode() if line else ENDED


async def send(writer: asyncio.StreamWriter, data: bytes, pause: float = 0.0) -> None:
    """Send the data, one byte at a time if `pause` is set, until the connection is closed."""
    try:
        for part in [data[i : i + 1] for i in range(len(data))] if pause else [data]:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
    except OSError:
        pass


async def exchange(client: Client, data: bytes, pause: float = 0.0) -> str:
    """Send the data and return the status, which may arrive before everything is sent."""
    reader, writer = client
    sending = asyncio.ensure_future(send(writer, data, pause))
    try:
        return await read_status(reader)
    finally:
        sending.cancel()
        writer.close()


async def silent(client: Client, _chance: random.Random) -> str:
    """Open a connection and send nothing."""
    return await exchange(client, b"")


async def kept_open(client: Client, _chance: random.Random) -> str:
    """Request a page like a browser, and keep the connection open."""
    reader, writer = client
    writer.write(head("GET", "/"))
    first = await read_status(reader)
    try:
        while await reader.read(65_536):
            pass
    except OSError:
        pass
    finally:
        writer.close()
    return first


async def slow_head(client: Client, chance: random.Random) -> str:
    line = "X-Slow: " + "x" * chance.randrange(1000, 5000)
    return await exchange(client, head("GET", "/", line), BYTE_INTERVAL)


async def slow_body(client: Client, chance: random.Random) -> str:
    """Send a body slowly, ignoring any response, and leave after a while."""
    length = chance.randrange(MB // 2, MB)
    kind = "Content-Type: application/x-www-form-urlencoded"
    await send(client[1], head("POST", "/comments/mine/", f"Content-Length: {length}", kind))
    try:
        return await asyncio.wait_for(exchange(client, b"email=" + b"x" * 999, BYTE_INTERVAL), 12)
    except TimeoutError:
        return LEFT


async def slow_reader(client: Client, _chance: random.Random) -> str:
    """Request a page repeatedly without reading the responses."""
    reader, writer = client
    await send(writer, head("GET", "/") * 50)
    await asyncio.sleep(12)
    writer.transport.abort()
    return LEFT


async def large(client: Client, chance: random.Random) -> str:
    """Send 100 MB as a picture or a form, with Content-Length or chunked."""
    path = chance.choice(("/admin/", "/comments/mine/"))
    if chance.random() < 0.5:
        return await exchange(client, head("POST", path, f"Content-Length: {100 * MB}") + b"x" * MB)
    reader, writer = client
    await send(writer, head("POST", path, "Transfer-Encoding: chunked"))
    response = asyncio.ensure_future(read_status(reader))
    for _number in range(100):
        if response.done():
            break
        await send(writer, b"100000\r\n" + b"x" * MB + b"\r\n")
    else:
        await send(writer, b"0\r\n\r\n")
    try:
        return await response
    finally:
        writer.close()


async def oversized(client: Client, chance: random.Random) -> str:
    """Send a long header or many, and a long URL."""
    line = chance.choice(("Cookie: a=" + "x" * 40_000, "\r\n".join(["A: b"] * 3000)))
    path = chance.choice(("/", "/" + "x" * 20_000))
    return await exchange(client, head("GET", path, line))


KINDS = (silent, kept_open, slow_head, slow_body, slow_reader, large, oversized)
# The number of clients of each kind; those of a group run at once.
GROUPS = (
    {"silent": 10_000},
    {"kept_open": 1_000, "slow_head": 500, "slow_body": 500, "slow_reader": 300},
    {"large": 40},
    {"oversized": 1_000},
)


async def run_all(
    name: str, port: int, is_tls: bool, seed: int, count: int, patience: int
) -> Counter[str]:
    run_client = next(kind for kind in KINDS if kind.__name__ == name)
    # A TLS handshake would not make silent clients more silent.
    connect = connector(port, is_tls and run_client is not silent)
    chance = random.Random(seed)

    async def run_one() -> str:
        try:
            client = await connect()
            return await asyncio.wait_for(run_client(client, chance), patience)
        except TimeoutError:
            return NEVER
        except OSError as error:
            return f"{type(error).__name__} at the door"

    return Counter(await asyncio.gather(*(run_one() for _number in range(count))))


def raise_file_limit(count: int) -> bool:
    """Raise the limit of open files as far as possible."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard == resource.RLIM_INFINITY or hard >= count + 500


if __name__ == "__main__":
    kind, port, tls, seed, count, patience = sys.argv[1], *map(int, sys.argv[2:])
    assert raise_file_limit(count)
    print(json.dumps(asyncio.run(run_all(kind, port, bool(tls), seed, count, patience))))
