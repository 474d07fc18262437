"""Posts whose direction differs from the site's: their metadata is on the side of their text.

Measured in Chromium, because style sheets alone do not show the layout.
"""

from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import expect

from blog import editing
from tests.browser.conftest import Desk, set_document
from tests.support import factories as make
from tests.support.desk import change

# Distances of an element's text from the left and right edges of its article.
TEXT_DISTANCES_JS = """selector => {
    const element = document.querySelector(selector)
    const article = element.closest("article").getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(element)
    const boxes = [...range.getClientRects()].filter(box => box.width > 1)
    return {
        left: Math.round(Math.min(...boxes.map(box => box.left)) - article.left),
        right: Math.round(article.right - Math.max(...boxes.map(box => box.right))),
    }
}"""
PARTS = {
    "post": [".date-header", ".byline", ".corrected", ".corrections-title", ".correction-head"],
    "home": [".byline", ".continue", ".discussed"],
    "label": [".dated", ".discussed"],
}


@pytest.mark.parametrize(
    ("site_language", "post_language", "side"),
    [
        ("en", "ar", "right"),
        ("ar", "en", "left"),
        ("fr", "fa", "right"),
        ("ar", "ar", "right"),
        ("en", "en", "left"),
    ],
)
def test_post_in_other_direction_has_all_parts_on_its_side(
    site_language: str, post_language: str, side: str, desk: Desk, subtests: pytest.Subtests
) -> None:
    make.site(language=site_language)
    post = make.post(
        '<p>Water.</p><hr data-jump=""><p>More.</p>',
        title="ماء Water",
        slug="water",
        language=post_language,
        labels=["River"],
        authors=(make.user("Author", byline="Ada"),),
    )
    make.comment(post)
    make.correction(post)
    page = desk.page()
    addresses = {"post": post.get_absolute_url(), "home": "/", "label": "/labels/river/"}
    for name, address in addresses.items():
        page.goto(address)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            with subtests.test(page=name, width=width):
                for part in PARTS[name]:
                    distances = page.evaluate(TEXT_DISTANCES_JS, f"article {part}")
                    assert distances[side] <= 1, (name, part, distances)


# The side of a quotation's rule (twice), mark and credit.
QUOTATION_SIDES_JS = """all => all.map(block => {
    const group = block.closest(".pullquotes")
    const rule = getComputedStyle(group, "::before")
    const mark = block.querySelector(".mark").getBoundingClientRect()
    const words = block.getBoundingClientRect()
    const inside = group.getBoundingClientRect()
    const credit = group.querySelector(".quotation-credit")
    const name = document.createTreeWalker(credit, NodeFilter.SHOW_TEXT, node =>
        node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP).nextNode()
    const range = document.createRange()
    range.selectNodeContents(name)
    const text = range.getBoundingClientRect()
    return [
        parseFloat(rule.borderLeftWidth) ? "left" : "right",
        parseFloat(rule.left) < inside.width / 2 ? "left" : "right",
        mark.left < words.left - 1 ? "left" : mark.right > words.right + 1 ? "right" : "none",
        text.left - inside.left < inside.right - text.right ? "left" : "right",
    ]
})"""


MEDIA: list[tuple[int, Literal["screen", "print"]]] = [
    *((390, "screen"), (1440, "screen"), (1440, "print")),
]
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@pytest.mark.parametrize("site_language", ["en", "ar"])
def test_quotation_decoration_is_on_side_of_text(
    site_language: str, desk: Desk, subtests: pytest.Subtests
) -> None:
    make.site(language=site_language)
    rtl = make.quotation("«نعم.»", attribution="آدا", lang="ar")
    ltr = make.quotation("“Yes.”", attribution="Ada", lang="en")
    post = make.post(rtl + ltr, language=site_language)
    page = desk.page()
    both = [["right"] * 4, ["left"] * 4]
    for address, quotations, expected in (
        (post.get_absolute_url(), page.locator(".pullquotes blockquote"), both),
        ("/quotes/", page.locator(".pullquotes blockquote"), both),
        (
            f"/quotes/{post.pullquotes.get(language='ar').pk}/",
            page.locator(".pullquotes blockquote").first,
            both[:1],
        ),
    ):
        page.goto(address)
        for (width, medium), scheme in product(MEDIA, SCHEMES):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(media=medium, color_scheme=scheme)
            with subtests.test(address=address, width=width, medium=medium, scheme=scheme):
                assert quotations.evaluate_all(QUOTATION_SIDES_JS) == expected


def test_quotation_in_url_fragment_is_highlighted(desk: Desk) -> None:
    post = make.post(make.quotation("“One.”") + make.quotation("“Two.”"))
    second = post.pullquotes.order_by("position").last()
    page = desk.page()
    page.goto(second.get_absolute_url())
    grounds = page.locator("blockquote").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert grounds[0] == "rgba(0, 0, 0, 0)"
    assert grounds[1] == "rgb(242, 236, 223)"


def test_desk_has_borders_on_the_side_of_its_text(desk: Desk) -> None:
    make.site(language="ar")
    author, editor = make.user("Author"), make.user("Editor")
    post = make.draft("<p>نعم.</p>", authors=(author,))
    editing.hand_in(post, by=author)
    editing.request_changes(post, by=editor, reason="أضف السعر.")
    page = desk.page(author)
    page.goto(change(post))
    expect(page.locator(".tiptap")).to_be_visible()  # Its buttons are created by a script.
    widths = "e => [getComputedStyle(e).borderLeftWidth, getComputedStyle(e).borderRightWidth]"
    assert page.locator(".workflow-lines blockquote").evaluate(widths) == ["0px", "2px"]
    buttons = page.locator(".prose-menubar__group").first.locator("button:visible")
    assert {tuple(each.evaluate(widths)) for each in buttons.all()} == {("1px", "1px")}


@pytest.mark.parametrize(
    ("language", "cases"),
    [
        (
            "ar",
            {"Reuters": "rtl", "The harbour is closed.": "ltr"},  # A name may be all.
        ),
        ("en", {"أُغلق الميناء صباح اليوم.": "rtl", "The harbour is closed.": "ltr"}),
    ],
)
def test_text_is_written_in_the_direction_of_its_letters(
    language: str, cases: dict[str, str], desk: Desk, subtests: pytest.Subtests
) -> None:
    author = make.user("Author")
    post = make.draft("<p></p>", language=language, authors=(author,))
    page = desk.page(author)
    page.goto(change(post))
    text = page.locator(".tiptap")
    for typed, direction in cases.items():
        with subtests.test(typed=typed):
            set_document(page, "<p></p>")
            expect(text).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
            text.click()
            page.keyboard.insert_text(typed)
            expect(text).to_have_text(typed)
            expect(text).to_have_attribute("dir", direction)
    page.wait_for_load_state("networkidle")
