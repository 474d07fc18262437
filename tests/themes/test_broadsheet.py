"""The bundled theme keeps the contract on all kinds of pages, and passes the validators."""

from urllib.parse import urljoin

import brotli
import lxml.html
import pytest

from tests.judges import judge
from tests.themes.conftest import ThemePages
from themes import checks
from themes.page_rules import find_problems

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAX_FILES = 5  # As with our own templates; the comments and their form need two more.
LAYOUTS_AXE = ("home as lead", "home as summaries", "post", "search that finds", "sources")


def test_broadsheet_passes_system_checks(broadsheet, settings):
    from themes.site_check import use_theme

    with use_theme(broadsheet):
        assert checks.check_theme(None) == []


def test_broadsheet_keeps_contract_on_all_kinds_of_pages(theme_pages: ThemePages):
    assert set(theme_pages.themed) == set(theme_pages.default)
    problems = {
        name: find_problems(answer.text, theme_pages.default[name].text, answer.url)
        for name, answer in theme_pages.themed.items()
    }
    assert {name: messages for name, messages in problems.items() if messages} == {}


def test_broadsheet_keeps_security_headers(theme_pages: ThemePages):
    for name, answer in theme_pages.themed.items():
        default = theme_pages.default[name]
        for header in ("Content-Security-Policy", "Cache-Control", "Vary", "X-Frame-Options"):
            assert answer.headers.get(header) == default.headers.get(header), name


def test_broadsheet_requests_no_more_files(theme_pages: ThemePages):
    for name, answer in theme_pages.themed.items():
        assert len(list_loaded(answer.text)) <= max(
            MAX_FILES, len(list_loaded(theme_pages.default[name].text))
        ), name


def list_loaded(html: str) -> list[str]:
    page = lxml.html.document_fromstring(html)
    return page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")


@pytest.mark.parametrize(("page", "limit"), [("home as lead", 15_000), ("post", 17_000)])
def test_broadsheet_pages_stay_within_limits_of_weight(page, limit, theme_pages, server):
    """Each file compressed, as it is sent."""
    answer = next(answer for answer in theme_pages.themed.values() if answer.name == page)
    files = [server.answers[urljoin(answer.url, path)] for path in list_loaded(answer.text)]
    assert sum(len(brotli.compress(file.body)) for file in (answer, *files)) < limit


def test_broadsheet_pages_pass_html_validate(theme_pages, packages, tmp_path):
    files = []
    for number, answer in enumerate(theme_pages.themed.values()):
        files.append(tmp_path / f"{number}-{answer.file_name}")
        files[-1].write_bytes(answer.body)
    assert judge.html_validate(files) == {}


def test_broadsheet_pages_pass_axe(theme_pages, server, packages):
    urls = [answer.url for answer in theme_pages.themed.values() if answer.name in LAYOUTS_AXE]
    assert len(urls) >= len(LAYOUTS_AXE)
    assert judge.axe(urls) == {}


def test_front_page_has_lead_side_row_and_briefs(theme_pages: ThemePages):
    (html, *_) = (
        answer.text for answer in theme_pages.themed.values() if answer.name == "home as lead"
    )
    page = lxml.html.document_fromstring(html)
    counts = [
        page.xpath(f"count(//*[@class='{place}']/*[descendant-or-self::article])")
        for place in ("front-top", "front-side", "front-row", "front-briefs")
    ]
    assert counts == [2, 2, 4, 3]  # Beside the lead is the column of two.
    assert len(page.xpath("//p[@class='edition']/time")) == 1
    assert len(page.xpath("//img[@fetchpriority='high']")) <= 1
