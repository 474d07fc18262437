"""Appearance as readers see it: colours, typefaces without a shift of the page, and requests."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from blog.models import SiteSettings
from tests.browser.conftest import Desk
from tests.support import factories as make
from tests.support.chromium import FLAGS, executable

BUNDLED = [value for value in SiteSettings.Typeface.values if value]
MAX_SHIFT = 0.02  # Of layout; 0.1 is good (web.dev, CLS).
MAX_FONTS = 3
POSTS = Path(__file__).parents[2] / "devtools" / "demo" / "content" / "posts"
WATCH_SHIFTS = """
window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""


@pytest.fixture
def exact_desk(desk: Desk, playwright: Playwright) -> Iterator[Desk]:
    """A browser that does not round the widths of letters, as on phones and sharp screens."""
    options = [*FLAGS, "--font-render-hinting=none"]
    browser = playwright.chromium.launch(executable_path=executable(), args=options)
    yield Desk(browser, desk.url)
    browser.close()


def read_paragraphs() -> str:
    """Return the paragraphs of three posts of the demo."""
    files = sorted(POSTS.glob("*.html"))[:3]
    return "".join(re.findall(r"<p>[^<]*</p>", "".join(file.read_text() for file in files)))


def open_while_fonts_wait(page: Page, path: str) -> list[Route]:
    """Open a page whose fonts have not arrived yet, and return their requests."""
    waiting: list[Route] = []
    page.add_init_script(WATCH_SHIFTS)
    page.route("**/*.woff2", lambda route: waiting.append(route))
    page.goto(path, wait_until="commit")
    expect(page.locator(".post-title")).to_be_visible()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return waiting


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("typeface", BUNDLED)
def test_typeface_arriving_late_shifts_nothing(
    transactional_db, exact_desk: Desk, typeface: str, width: int
) -> None:
    make.site(typeface=typeface)
    text = read_paragraphs() + make.quotation("“We were told to wait.”") + read_paragraphs()
    post = make.post(text, title="High water")
    page = exact_desk.page(width=width)
    waiting = open_while_fonts_wait(page, post.get_absolute_url())
    assert waiting
    for route in waiting:
        route.continue_()
    page.unroute("**/*.woff2")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    family = page.evaluate("getComputedStyle(document.querySelector('.post-body')).fontFamily")
    assert page.evaluate("[...document.fonts].filter((face) => face.status == 'loaded').length") > 0
    assert SiteSettings.Typeface(typeface).label.split(" (")[0] in family
    assert page.evaluate("window.shift") <= MAX_SHIFT


def test_post_with_typeface_and_colours_takes_four_files_more(transactional_db, desk: Desk) -> None:
    make.site(typeface="literata", accent_light="#0b5345")
    post = make.post("<p>Plain words without another style.</p>", comments_mode="closed")
    page = desk.page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(post.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(desk.url) for url in requests)
    # Regular, italic and bold Latin letters, and one style sheet.
    assert sum("/fonts/" in url for url in requests) == MAX_FONTS
    assert sum("/appearance/" in url for url in requests) == 1


def test_chosen_colours_show_in_both_schemes(transactional_db, desk: Desk) -> None:
    make.site(accent_light="#0b5345", accent_dark="#7fd1b9")
    post = make.post()
    for dark, colour in ((False, "rgb(11, 83, 69)"), (True, "rgb(127, 209, 185)")):
        page = desk.page(dark=dark)
        page.goto(post.get_absolute_url())
        expect(page.locator(".date-header")).to_have_css("color", colour)
        page.emulate_media(media="print")
        expect(page.locator(".date-header")).to_have_css("color", "rgb(0, 0, 0)")
