"""The parts of `make bench`; what it measures is for people to read, not for tests."""

import os
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.bench import behind, chart, hello_page, processes, serving, table, wrk
from tests.bench.rounds import Row

SAID = """Running 2s test @ http://127.0.0.1:8000/
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


def test_what_wrk_says_is_read_in_milliseconds():
    assert wrk.parse(SAID) == wrk.Round(14650, 6976.19, p50=0.812, p99=1200.0, failed=0)


@pytest.mark.parametrize(
    ("line", "failed"),
    [
        ("  Non-2xx or 3xx responses: 12\n", 12),
        ("  Socket errors: connect 1, read 2, write 3, timeout 4\n", 10),
    ],
)
def test_requests_that_failed_are_counted(line, failed):
    assert wrk.parse(SAID.replace("Requests/sec", line + "Requests/sec")).failed == failed


def test_another_wrk_that_says_something_else_is_an_error():
    with pytest.raises(ValueError, match="something else than usual"):
        wrk.parse(SAID.replace("99%", "p99"))


def rows():
    hello, post = Row("hello", "hello", 21_035, 0), Row("post <&>", "uncached", 30_862, 4)
    for row, cpu, failed in ((hello, 0.2, 0), (post, 3.0, 7)):
        row.computed += [cpu * 1.3, cpu, cpu * 100]
        row.rounds += [wrk.Round(100, 1234.5, p50=1, p99=20, failed=0)] * 2
        row.rounds.append(wrk.Round(100, 1234.5, p50=500, p99=900, failed=failed))
    return [hello, post]


def test_table_has_medians_but_the_least_of_processors_and_says_what_failed():
    assert list(table.lines(rows()))[2:] == [
        "| hello | hello | 0.200 | 1.00 | 1,234 | 1.00 | 20.0 | 21,035 | 0 |",
        "| post <&> | uncached (7 failed) | 3.000 | 15.00 | 1,234 | 1.00 | 20.0 | 30,862 | 4 |",
    ]


def test_chart_is_svg_with_a_bar_for_each_row():
    drawn = ET.fromstring(chart.svg([("Kept & made", [(row.page, row.cpu) for row in rows()])]))
    svg = "{http://www.w3.org/2000/svg}"
    bars = {bar.get("class"): float(bar.get("width", "")) for bar in drawn.iter(f"{svg}rect")}
    assert bars["hello"] * 15 == pytest.approx(bars["bar"], rel=0.01)
    assert {text.text for text in drawn.iter(f"{svg}text")} >= {"Kept & made", "post <&>"}


def test_what_a_process_computed_and_its_children_are_seen():
    assert os.getpid() in processes.with_children(os.getppid())
    assert processes.computed([os.getpid()]) > 0
    assert processes.megabytes([os.getpid()]) > 1


def test_a_process_that_ended_counts_nothing():
    gone = 4_194_305  # No system gives that number.
    assert (processes.computed([gone]), processes.megabytes([gone])) == (0, 0)
    assert processes.with_children(gone) == [gone]


def test_chart_has_a_group_for_each_way_that_was_measured():
    named = [*rows(), Row("file, 20 KB", "nginx: gzip", 21_035, 0)]
    named[-1].computed.append(0.03)
    drawn = serving.draw(named)
    assert [title for title in serving.GROUPS.values() if title in drawn] == [
        "Behind nginx, gzip asked for",
        "Made anew",
    ]
    assert "Kept, gzip" not in serving.draw(rows())


@pytest.mark.slow
@pytest.mark.skipif(not behind.is_installed(), reason="nginx is NOT installed: apt install nginx")
def test_behind_nginx_its_processes_count_as_well_as_the_web_s():
    class Quiet:
        port = 9  # Nobody listens there, and nobody is asked.

        def computed(self) -> float:
            return 1000.0

        def end(self) -> None: ...

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)  # For the account that nginx runs as.
        (place / "static").mkdir()
        fronted = behind.Behind(Quiet(), place)
        try:
            said, size = fronted.get(behind.FILE)
            assert (size, said["Content-Type"]) == (len(hello_page.PAGE), "text/plain")
            before = fronted.computed()
            assert before >= 1000
            while fronted.computed() == before:  # It is told in hundredths of a second.
                fronted.get(behind.FILE)
            assert fronted.megabytes() > 1
        finally:
            fronted.end()
