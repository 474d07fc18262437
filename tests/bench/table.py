"""Format measurements as lines for a terminal or a Markdown page."""

from collections.abc import Iterator

from tests.bench.rounds import Row


def lines(rows: list[Row]) -> Iterator[str]:
    """`× hello` is the ratio of CPU times of the request and of Django's 'hello'."""
    hello = rows[0].cpu
    times = "CPU, ms | × hello | requests/s | p50, ms | p99, ms"
    yield f"| page | asked for | {times} | bytes | queries |"
    yield "| --- | --- | --: | --: | --: | --: | --: | --: | --: |"
    for row in rows:
        failed = f" ({row.failed} failed)" if row.failed else ""
        yield (
            f"| {row.page} | {row.way}{failed} | {row.cpu:.3f} | {row.cpu / hello:.2f}"
            f" | {row.median('per_second'):,.0f} | {row.median('p50'):.2f}"
            f" | {row.median('p99'):.1f} | {row.bytes:,} | {row.queries} |"
        )
