"""Copies of pages and seals in a browser: for readers, and on the desk."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blog.evidence.models import PageCopy
from blog.evidence.publication import publish_copy
from blog.models import PullQuote
from blog.seals.models import Seal
from tests.blog.evidence.stored_checks import STOOD, store_check
from tests.blog.evidence.stored_copies import URL, store_copy
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk
from tests.support import factories as make

PARAGRAPHS = "\n".join(["We will rebuild the bridge before the end of the year. " * 6] * 5)
WIDTHS = (390, 768, 1440)


@pytest.fixture
def quotation() -> PullQuote:
    """Return a quotation that stands in a public copy, beside one that was handed in."""
    post = make.post(make.quotation("We will rebuild the bridge.", source_name="Anne", url=URL))
    quotation = post.pullquotes.get()
    copy = store_copy(text=f"The bridge\n{PARAGRAPHS}\nשלום")
    saved = store_copy(is_handed_in=True, exchanges=None)
    editor = make.user("Editor", byline="Eve Berg")
    for each in (copy, saved):
        publish_copy(copy=each, by=editor, ground="licence", details="CC BY 4.0, Anne Smith")
    place = {"there": "We will rebuild the bridge", "after": " before the end of the year. We"}
    store_check(
        quotation,
        **STOOD
        | place
        | {"verdict": "same", "copy": copy, "first_copy": copy, "fragment": "text=We"},
    )
    return quotation


@pytest.mark.parametrize("language", ["en", "ar"])
def test_quotation_and_its_copy_are_accessible(
    language: str, desk: Desk, quotation: PullQuote
) -> None:
    make.site(language=language)
    page = desk.page()
    page.goto(f"/quotes/{quotation.pk}/")
    page.locator(".source-surroundings summary").click()
    expect(page.locator(".source-surroundings blockquote")).to_be_visible()
    assert_accessible(page, *WIDTHS)
    page.locator('a[rel="memento"]').click()
    expect(page.locator(".copy-text p")).to_have_count(7)
    assert_accessible(page, *WIDTHS)


def test_editor_publishes_a_copy_by_keyboard(desk: Desk) -> None:
    copy = store_copy()
    page = open_copy(desk, copy)
    ground = page.get_by_role("radio", name="Free licen")
    ground.focus()
    ground.press("Space")
    expect(ground).to_be_checked()
    page.keyboard.press("Tab")
    details = page.locator("#details")
    expect(details).to_be_focused()
    page.keyboard.type("CC BY 4.0")
    expect(details).to_have_value("CC BY 4.0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Readers now see the text of this copy.")).to_be_visible()
    assert_accessible(page, *WIDTHS)


def test_refused_publication_is_accessible(desk: Desk) -> None:
    page = open_copy(desk, store_copy())
    assert_accessible(page, *WIDTHS)
    page.get_by_role("radio", name="Another legal ground").check()
    page.get_by_role("button", name="Make public").click()
    expect(page.get_by_role("alert")).to_contain_text("Name the license")
    assert_accessible(page)


def open_copy(desk: Desk, copy: PageCopy) -> Page:
    make.site()
    page = desk.page(make.user("Editor"))
    page.goto(f"/admin/blog/quotationcheck/copies/{copy.pk}/")
    return page


def test_lists_of_copies_and_seals_are_accessible(
    desk: Desk, quotation: PullQuote, settings
) -> None:
    settings.TIMESTAMP_URL = "https://timestamp.example.org/tsr"
    for number in (1, 2):
        Seal.objects.create(
            day=datetime(2026, 3, number, tzinfo=UTC).date(),
            root=bytes(range(32)),
            tile_roots=b"",
            file_count=number,
            token=b"0" if number == 1 else None,
            stamped_at=timezone.now() if number == 1 else None,
            authority_url=settings.TIMESTAMP_URL,
        )
    page = desk.page(make.user("Editor"))
    page.goto("/admin/blog/quotationcheck/copies/")
    expect(page.get_by_role("article")).to_have_count(2)
    assert_accessible(page, *WIDTHS)
    page.goto("/admin/blog/seal/")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_text("Not signed yet")).to_be_visible()
    assert_accessible(page, *WIDTHS)
