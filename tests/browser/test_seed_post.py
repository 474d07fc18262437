"""The seed article, from pasting to the public page."""

import os
import re
from pathlib import Path

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Locator, Page, expect

from blog.models import Photo, Post, PullQuote
from tests.browser.conftest import Desk, choose_transition, finish_transition, paste
from tests.support import factories

# An article with the seed's structure, for machines without the seed.
STAND_IN = Path(__file__).with_name("article.txt")


@pytest.fixture
def article() -> str:
    """Return the seed if PULLQUOTE_SEED names its folder, otherwise a stand-in."""
    folder = Path(os.environ.get("PULLQUOTE_SEED") or "missing")
    files = sorted(folder.glob("*.txt"))
    if not files:
        print("PULLQUOTE_SEED names no folder with the seed: using the stand-in.")
        return STAND_IN.read_text()
    return files[0].read_text()


def lines_of(article: str) -> list[str]:
    return [line for line in article.splitlines() if line.strip()]


def upload(figure: Locator, picture: bytes) -> None:
    figure.locator("input[type=file]").set_input_files(
        {"name": "any.png", "mimeType": "image/png", "buffer": picture}
    )
    expect(figure.locator("img")).to_be_visible()


def test_seed_article_is_pasted_split_and_published(desk: Desk, article: str) -> None:
    lines = lines_of(article)
    editor = factories.user("Editor")
    page = desk.page(editor)
    page.goto("/admin/blog/post/add/")
    page.locator(".tiptap").click()

    paste(page, article)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.input_value("#id_title") == ""  # Nothing changes before the split is confirmed.
    assert page.input_value("#id_document") == ""
    page.get_by_role("button", name="Split into blocks").click()

    quotations = page.locator(".quotation-node")
    figures = page.locator(".figure-node")
    expect(quotations).to_have_count(3)
    expect(figures).to_have_count(2)
    expect(page.locator("#id_title")).to_have_value(lines[1].strip())

    ministry = quotations.nth(2)
    ministry.locator("summary").click()
    ministry.get_by_role("combobox", name="Speaker").fill("Xi Jinping")
    ministry.get_by_label("Date said", exact=True).fill("2023-03")
    for number in range(2):
        upload(figures.nth(number), factories.picture((number, 90, 90)))
    page.fill("#id_labels", "China, Russia, press freedom")
    choose_transition(page, "Publish now")
    finish_transition(page, "Publish, dated Mar 22, 2023")

    post = Post.objects.get()
    check_rows(post, lines)
    response = page.goto(post.get_absolute_url())
    assert response is not None and response.ok
    check_public_page(page, post, lines)


def check_rows(post: Post, lines: list[str]) -> None:
    quoted = list(PullQuote.objects.order_by("position"))
    starts = [number for number, line in enumerate(lines) if line.startswith('"')]
    assert [quote.text for quote in quoted] == [lines[number].strip("\r\n") for number in starts]
    assert len(quoted) == 9
    assert [quote.date_said for quote in quoted] == ["2021-05"] * 3 + [""] * 3 + ["2023-03"] * 3
    professor = quoted[3].source
    assert professor is not None
    assert professor.role.startswith("Professor, ")
    assert "University" in professor.affiliation
    assert professor.name in lines[starts[5] + 1]
    assert {quote.speaker.name for quote in quoted[6:] if quote.speaker} == {"Xi Jinping"}
    assert {quote.source.kind for quote in quoted[6:] if quote.source} == {"organisation"}
    assert Photo.objects.count() == 2
    assert sorted(label.name for label in post.labels.all()) == [
        "China",
        "Russia",
        "press freedom",
    ]
    assert localtime(post.published_at).date().isoformat() == "2023-03-22"


def check_public_page(page: Page, post: Post, lines: list[str]) -> None:
    main = page.locator("main")
    assert re.fullmatch(r"/2023/03/[\w-]+/", post.get_absolute_url())
    expect(main.get_by_text("Wednesday, March 22, 2023")).to_be_visible()
    expect(main.locator("h1")).to_have_text(lines[1].strip())
    groups = main.locator(".pullquotes")
    assert [groups.nth(n).locator("blockquote").count() for n in range(3)] == [3, 3, 3]
    assert groups.count() == 3
    for number, text in enumerate(("May 2021", "Professor")):
        expect(groups.nth(number).locator(".quotation-credit")).to_contain_text(text)
    expect(groups.nth(2).locator(".quotation-credit .speaker")).to_contain_text("Xi Jinping")
    expect(groups.nth(2).locator(".quotation-credit .attribution")).to_have_count(1)
    photos = main.locator("figure.photo")
    assert photos.count() == 2
    for number in range(2):
        caption = photos.nth(number).locator("figcaption .caption").inner_text().strip()
        credit = photos.nth(number).locator("figcaption .credit").inner_text().strip()
        assert f"{caption} {credit}" in [" ".join(line.split()) for line in lines]
    for label in ("China", "Russia", "press freedom"):
        expect(main.get_by_role("link", name=label, exact=True)).to_be_visible()
