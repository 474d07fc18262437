"""`make bench-editor`: how long a post of 300 blocks with 200 revisions takes to open and to save.

A temporary site (configured gunicorn, database) and a Chromium with a temporary profile. The author
repeatedly opens the post's form, types a word and saves. Medians are printed:

opened: from the start of the navigation until the editor is there and painted, after all start-up
scripts; typing works from then on.

shown: from a key press until the letter is painted.

saved: from the click on 'Save and continue editing' until the page with the success message has
arrived completely: POST, redirect and form.

again: from the same click until that page is opened as above.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench import processes
from tests.chaos.chromium import Chromium
from tests.support.site import Site, running_site

LIMITS_MS = {"opened": 1500, "saved": 1000}
WARM_UP = 2
PREPARE = (
    "from tests.bench.long_post import create_long_post; create_long_post({blocks}, {revisions})"
)
# Frames are painted only while no script runs; the frame after the next one shows the current
# state.
PAINT_OBSERVER_JS = """
const painted = (done) => requestAnimationFrame(() => requestAnimationFrame(done))
const look = () => {
  const isThere = document.querySelector(".tiptap[contenteditable=true]")
  if (!isThere || document.readyState !== "complete") return requestAnimationFrame(look)
  painted(() => (window.opened = performance.now()))
}
if (window === top) requestAnimationFrame(look)
addEventListener("click", ({ target, timeStamp }) => {
  if (target.name === "_continue") sessionStorage.clicked = performance.timeOrigin + timeStamp
}, true)
addEventListener("keydown", ({ timeStamp }) => {
  painted(() => (window.shown = performance.now() - timeStamp))
}, true)
"""
TIMES_JS = """() => {
  const [{ responseEnd, decodedBodySize }] = performance.getEntriesByType("navigation")
  const since = performance.timeOrigin - (sessionStorage.clicked ?? 0)
  return { opened, saved: since + responseEnd, again: since + opened, bytes: decodedBodySize }
}"""


@dataclass(frozen=True)
class Row:
    """Medians in milliseconds of wall-clock time and of CPU time."""

    step: str
    wall: float
    browser: float
    web: float
    database: float
    runs: list[float]


class Bench:
    def __init__(self, site: Site, chromium: Chromium) -> None:
        self.site, self.chromium, self.page = site, chromium, chromium.start()
        self.page.add_init_script(PAINT_OBSERVER_JS)
        post, session = site.output.split(":")
        url = f"http://localhost:{site.port}"
        self.page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        self.address = f"{url}/admin/blog/post/{post}/change/"
        site.server.ensure()
        self.server = int((site.server.data / "postmaster.pid").read_text().split()[0])
        self.walls: dict[str, list[float]] = {}
        self.computed: dict[str, list[list[float]]] = {}
        self.bytes = 0

    def _computed(self) -> list[float]:
        masters = (self.chromium.process.pid, self.site.process.pid, self.server)
        return [processes.total_cpu_seconds(pid) * 1000 for pid in masters]

    def _step(self, name: str, do: Callable[[Page], None]) -> None:
        before = self._computed()
        do(self.page)
        after = self._computed()
        cpu = [now - then for now, then in zip(after, before, strict=True)]
        self.computed.setdefault(name, []).append(cpu)

    def _note(self, **times: float) -> None:
        for name, time_taken in times.items():
            self.walls.setdefault(name, []).append(time_taken)

    def run(self) -> None:
        self._step("opened", self._open)
        self._note(opened=self.page.evaluate(TIMES_JS)["opened"])
        self._step("shown", self._type)
        self._note(shown=self.page.evaluate("shown"))
        self._step("saved", self._save)
        times = self.page.evaluate(TIMES_JS)
        self.bytes = times["bytes"]
        self._note(saved=times["saved"], again=times["again"])

    def _open(self, page: Page) -> None:
        page.goto(self.address)
        page.wait_for_function("() => window.opened")

    def _type(self, page: Page) -> None:
        line = page.locator(".tiptap > p").first
        line.click()
        page.evaluate("window.shown = 0")
        page.keyboard.press("x")
        page.wait_for_function("() => window.shown")
        assert "x" in (line.text_content() or "")

    def _save(self, page: Page) -> None:
        with page.expect_navigation():
            page.locator("[name=_continue]").click()
        page.wait_for_selector(".messagelist .success")
        page.wait_for_function("() => window.opened")

    def rows(self) -> list[Row]:
        rows = []
        for name, walls in self.walls.items():
            # CPU time counts for both until the editor is ready, because scripts continue after the
            # response.
            samples = self.computed["saved" if name == "again" else name]
            cpu = [statistics.median(column) for column in zip(*samples, strict=True)]
            rows.append(Row(name, statistics.median(walls), *cpu, walls))
        return rows


def line(row: Row) -> str:
    limit = LIMITS_MS.get(row.step)
    over = f"  over {limit:,}" if limit and row.wall > limit else ""
    cpu_columns = f"{row.browser:>9,.0f} {row.web:>9,.0f} {row.database:>9,.0f}"
    return f"{row.step:10} {row.wall:>9,.0f} {cpu_columns}{over}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="make bench-editor",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="of each step (7)")
    parser.add_argument("--blocks", type=int, default=300, metavar="N")
    parser.add_argument("--revisions", type=int, default=200, metavar="N")
    parser.add_argument("--json", type=Path, default=Path("var/bench-editor.json"))
    options = parser.parse_args()
    start = time.monotonic()
    with (
        running_site(PREPARE.format(**vars(options))) as site,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory(prefix="pullquote-profile-") as profile,
    ):
        chromium = Chromium(playwright, Path(profile))
        bench = Bench(site, chromium)
        try:
            setup_time = f"set up in {time.monotonic() - start:.0f} s"
            print(
                f"{options.blocks} blocks, {options.revisions} revisions; {setup_time}", flush=True
            )
            for number in range(WARM_UP + options.runs):
                bench.run()
                if number + 1 == WARM_UP:
                    bench.walls.clear()
                    bench.computed.clear()
        finally:
            chromium.kill()
    rows = bench.rows()
    print(f"medians of {options.runs} runs, ms; the page has {bench.bytes:,} bytes")
    print(f"{'':10} {'the clock':>9} {'browser':>9} {'web':>9} {'database':>9}")
    print("\n".join(map(line, rows)))
    options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
