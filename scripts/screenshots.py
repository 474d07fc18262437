"""`make screenshots`: take the screenshots of the documentation from a fresh demo blog.

Starts the demo in a temporary folder, opens the pages in Chromium and writes docs/images/*.png.
Run it after a change of the theme, the admin or the demo, and check the images.
"""

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from run_tests import find_chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
EDITOR = ".ProseMirror"
FLAGS = ["--no-sandbox", "--disable-gpu"]  # As root, Chromium has no sandbox.
TIMEOUT = 120_000  # ms, for busy machines


class Picture(NamedTuple):
    """A page of the demo: its path, or the path of a page and the text of a link on it."""

    name: str
    path: str
    link: str = ""
    user: str = ""  # signed in with this username; nobody if empty
    ready: str = "body"  # a selector that matches once the page's scripts are done
    width: int = 1200
    height: int = 1000


PICTURES = (
    Picture("post", "/", "Signed at Saint-Aubert"),
    Picture("quotations", "/quotes/"),
    Picture("editor", "/admin/blog/post/", "Signed at Saint-Aubert", "tobias", EDITOR, 1440),
    Picture("board", "/admin/blog/post/board/", user="tobias", height=560),
    Picture("calendar", "/admin/blog/post/calendar/", user="tobias", height=900),
    Picture("queue", "/admin/blog/comment/", user="ines", height=540),
)


class Demo(NamedTuple):
    url: str
    password: str


@contextmanager
def serve_demo() -> Iterator[Demo]:
    """Start the demo in an empty folder, which is deleted afterwards, and wait until it serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="pullquote-screenshots-") as folder:
        root = Path(folder)
        root.chmod(0o755)  # As root, PostgreSQL runs as another account.
        process = subprocess.Popen(
            [sys.executable, "-m", "config.server.demo"],
            cwd=ROOT,
            env={
                **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
                "PORT": str(port),
                "VAR_DIR": str(root / "var"),
                "MEDIA_ROOT": str(root / "media"),
                "STATIC_ROOT": str(root / "static"),
            },
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout
            if not any(line.startswith("Read it at") for line in process.stdout):
                sys.exit("pullquote: the demo ended before it served; see above.")
            password = (root / "var" / "demo-password").read_text().strip()
            yield Demo(f"http://localhost:{port}", password)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate()


def sign_in(page: Page, user: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(user)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def take_screenshot(browser: Browser, demo: Demo, picture: Picture) -> None:
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": picture.width, "height": picture.height},
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    if picture.user:
        sign_in(page, picture.user, demo.password)
    page.goto(picture.path)
    if picture.link:
        page.get_by_role("link", name=picture.link).first.click()
    page.locator(picture.ready).first.wait_for()
    page.wait_for_load_state("networkidle")
    save(page.screenshot(), IMAGES / f"{picture.name}.png")
    context.close()


def save(screenshot: bytes, file: Path) -> None:
    """Write a PNG of 256 colours, a third as large as Chromium's."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> None:
    path = find_chromium()
    if not path:
        sys.exit("pullquote: no Chromium here; set PULLQUOTE_CHROMIUM to its path.")
    names = sys.argv[1:]
    with serve_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=TIMEOUT)
        for picture in PICTURES:
            if not names or picture.name in names:
                print(f"docs/images/{picture.name}.png", flush=True)
                take_screenshot(browser, demo, picture)
        browser.close()


if __name__ == "__main__":
    main()
