"""`make screenshots DESK=FOLDER`: take screenshots of every page of the desk, to look at them.

Serves a fresh demo, signs in as each of its roles, follows all links within the admin and the
account pages, and writes FOLDER/USER/PAGE-WIDTH-SCHEME.png for one page of each kind: addresses
that differ in numbers only, or in their query, are of one kind. Ends with the links to pages that
answer with an error, and then exits with 1.
"""

import re
import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright
from run_tests import find_chromium
from screenshots import FLAGS, TIMEOUT, Demo, save, serve_demo, sign_in

USERS = ("admin", "tobias", "nadia", "camille", "ines")
WIDTHS = (390, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STARTS = ("/admin/", "/accounts/")
MAX_HEIGHT = 2600  # px; the rest of a long page repeats its rows
KEY_RE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)|\d{4}-\d\d")
# A finished transition of a colour may start those of the elements that inherit it.
FINISH_ANIMATIONS_JS = """async () => {
  await document.fonts.ready
  for (let depth = 0; depth < 10 && document.getAnimations().length; depth++)
    for (const one of document.getAnimations()) one.finish()
}"""
# Files, and the end of the session.
SKIPPED_RE = re.compile(r"/logout/|/jsi18n/|/download/|/file/|\.\w+$")


def name_page(link: str) -> str:
    """Return the file name of a page: its path, with `N` in place of keys and dates."""
    return KEY_RE.sub("N", urlsplit(link).path).strip("/").replace("/", ".") or "index"


def find_links(page: Page) -> list[str]:
    hrefs = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
    paths = (urlsplit(urljoin(page.url, href)) for href in hrefs)
    host = urlsplit(page.url).netloc
    return [
        f"{one.path}?{one.query}" if one.query else one.path
        for one in paths
        if one.netloc == host and one.path.startswith(STARTS)
    ]


def take_page(page: Page, folder: Path) -> None:
    name = name_page(urlsplit(page.url).path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            height = min(page.evaluate("document.documentElement.scrollHeight"), MAX_HEIGHT)
            page.evaluate(FINISH_ANIMATIONS_JS)  # Of the change of colours.
            screenshot = page.screenshot(
                clip={"x": 0, "y": 0, "width": width, "height": max(height, 900)}, full_page=True
            )
            save(screenshot, folder / f"{name}-{width}-{scheme}.png")
    page.set_viewport_size({"width": 1440, "height": 900})


def take_role(browser: Browser, demo: Demo, user: str, folder: Path) -> list[str]:
    """Take one page of each kind as `user`, and return the problems."""
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(base_url=demo.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    sign_in(page, user, demo.password)
    queue = dict.fromkeys(STARTS, "the start")  # Links, and where each was found.
    names, problems = {name_page(link) for link in queue}, []
    while queue:
        link = next(iter(queue))
        place = f"{user}, {link} on {queue.pop(link)}"
        try:
            response = page.goto(link)
        except Error as error:  # Of a download, whose address does not show it.
            if "Download" not in str(error):
                problems.append(f"{place}: {error.message.splitlines()[0]}")
            continue
        if response and response.status >= 400:
            problems.append(f"{place}: {response.status}")
        page.wait_for_load_state("networkidle")
        take_page(page, folder)
        for found_link in find_links(page):
            if name_page(found_link) not in names and not SKIPPED_RE.search(
                urlsplit(found_link).path
            ):
                names.add(name_page(found_link))
                queue[found_link] = link
    context.close()
    print(f"{folder}: {len(names)} pages", flush=True)
    return problems


def main(folder: Path) -> None:
    path = find_chromium()
    if not path:
        sys.exit("pullquote: no Chromium here; set PULLQUOTE_CHROMIUM to its path.")
    problems = []
    with serve_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=TIMEOUT)
        for user in USERS:
            problems += take_role(browser, demo, user, folder / user)
        browser.close()
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
