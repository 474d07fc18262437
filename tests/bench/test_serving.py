"""The parts of `make bench`; the measured values are for people, not for tests."""

import os
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.bench import chart, hello_page, nginx_front, processes, serving, table, wrk
from tests.bench.rounds import Row

WRK_OUTPUT = """Running 2s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.71ms    2.94ms  45.20ms   93.05%
    Req/Sec     7.01k     1.35k    9.32k    66.67%
  Latency Distribution
     50%  812.00us
     75%    1.53ms
     90%    3.75ms
     99%    1.20s
  14650 requests in 2.10s, 142.37MB read
Requests/sec:   6976.19
Transfer/sec:     67.79MB
"""


def test_wrk_output_is_parsed_to_milliseconds():
    assert wrk.parse(WRK_OUTPUT) == wrk.Round(14650, 6976.19, p50=0.812, p99=1200.0, failed=0)


@pytest.mark.parametrize(
    ("line", "failed"),
    [
        ("  Non-2xx or 3xx responses: 12\n", 12),
        ("  Socket errors: connect 1, read 2, write 3, timeout 4\n", 10),
    ],
)
def test_failed_requests_are_counted(line, failed):
    assert wrk.parse(WRK_OUTPUT.replace("Requests/sec", line + "Requests/sec")).failed == failed


def test_unknown_wrk_output_raises_error():
    with pytest.raises(ValueError, match="unknown output of wrk"):
        wrk.parse(WRK_OUTPUT.replace("99%", "p99"))


def rows():
    hello, post = Row("hello", "hello", 21_035, 0), Row("post <&>", "uncached", 30_862, 4)
    for row, cpu, failed in ((hello, 0.2, 0), (post, 3.0, 7)):
        row.computed += [cpu * 1.3, cpu, cpu * 100]
        row.rounds += [wrk.Round(100, 1234.5, p50=1, p99=20, failed=0)] * 2
        row.rounds.append(wrk.Round(100, 1234.5, p50=500, p99=900, failed=failed))
    return [hello, post]


def test_table_has_medians_minimum_cpu_and_failures():
    assert list(table.lines(rows()))[2:] == [
        "| hello | hello | 0.200 | 1.00 | 1,234 | 1.00 | 20.0 | 21,035 | 0 |",
        "| post <&> | uncached (7 failed) | 3.000 | 15.00 | 1,234 | 1.00 | 20.0 | 30,862 | 4 |",
    ]


def test_chart_is_svg_with_bar_for_each_row():
    drawn = ET.fromstring(chart.svg([("Kept & made", [(row.page, row.cpu) for row in rows()])]))
    svg = "{http://www.w3.org/2000/svg}"
    bars = {bar.get("class"): float(bar.get("width", "")) for bar in drawn.iter(f"{svg}rect")}
    assert bars["hello"] * 15 == pytest.approx(bars["bar"], rel=0.01)
    assert {text.text for text in drawn.iter(f"{svg}text")} >= {"Kept & made", "post <&>"}


def test_process_cpu_memory_and_children_are_read():
    assert os.getpid() in processes.with_children(os.getppid())
    assert processes.cpu_seconds([os.getpid()]) > 0
    assert processes.memory_megabytes([os.getpid()]) > 1


def test_ended_process_counts_as_zero():
    pid = 4_194_305  # No system assigns that process ID.
    assert (processes.cpu_seconds([pid]), processes.memory_megabytes([pid])) == (0, 0)
    assert processes.with_children(pid) == [pid]


def test_chart_has_group_for_each_measured_mode():
    named = [*rows(), Row("file, 20 KB", "nginx: gzip", 21_035, 0)]
    named[-1].computed.append(0.03)
    drawn = serving.draw(named)
    assert [title for title in serving.GROUPS.values() if title in drawn] == [
        "Behind nginx, gzip asked for",
        "Made anew",
    ]
    assert "Kept, gzip" not in serving.draw(rows())


@pytest.mark.slow
@pytest.mark.skipif(
    not nginx_front.is_installed(), reason="nginx is NOT installed: apt install nginx"
)
def test_nginx_processes_count_like_those_of_web_server():
    class Quiet:
        port = 9  # Never connected to.

        def computed(self) -> float:
            return 1000.0

        def end(self) -> None: ...

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)  # For the account of nginx.
        (path / "static").mkdir()
        front = nginx_front.NginxFront(Quiet(), path)
        try:
            headers, size = front.get(nginx_front.STATIC_FILE)
            assert (size, headers["Content-Type"]) == (len(hello_page.PAGE), "text/plain")
            before = front.computed()
            assert before >= 1000
            # CPU time has a resolution of hundredths of a second.
            while front.computed() == before:
                front.get(nginx_front.STATIC_FILE)
            assert front.megabytes() > 1
        finally:
            front.end()
