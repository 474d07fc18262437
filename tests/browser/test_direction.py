"""Posts that run against the direction of their site: what the site adds stands on the post's side.

Measured in Chromium, as style sheets alone do not show what a browser makes of them.
"""

import pytest

from tests import factories as make
from tests.browser.conftest import Desk

# The distance of an element's own text from the left and right edges of its article.
DISTANCES = """selector => {
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
    "post": [".date-header", ".byline", ".corrected", ".corrections-title", ".told-head"],
    "home": [".byline", ".continue", ".discussed"],
    "label": [".dated", ".discussed"],
}


@pytest.mark.parametrize("width", [390, 1440])
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
def test_post_of_other_direction_has_all_parts_on_its_side(
    site_language: str, post_language: str, side: str, width: int, desk: Desk
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
    page = desk.page(width=width, height=844)
    addresses = {"post": post.get_absolute_url(), "home": "/", "label": "/labels/river/"}
    for name, address in addresses.items():
        page.goto(address)
        for part in PARTS[name]:
            distances = page.evaluate(DISTANCES, f"article {part}")
            assert distances[side] <= 1, (name, part, distances)


@pytest.mark.parametrize("width", [390, 1440])
def test_mark_hangs_beside_the_rule_and_on_no_other_side(width: int, desk: Desk) -> None:
    make.site(language="ar")
    post = make.post(
        make.quotation("«نعم.»", attribution="آدا") + make.quotation("“Yes.”", lang="en"),
        language="ar",
    )
    make.post(make.quotation("“No.”", attribution="Jo"), language="en", labels=["River"])
    page = desk.page(width=width, height=844)
    hanging = """all => all.map(mark => {
        const box = mark.getBoundingClientRect()
        const block = mark.closest("blockquote").getBoundingClientRect()
        return box.left < block.left - 1 ? "left" : box.right > block.right + 1 ? "right" : "none"
    })"""
    for address, expected in (
        (post.get_absolute_url(), ["right", "none"]),
        ("/quotes/", ["none", "none", "right"]),
    ):
        page.goto(address)
        assert page.locator(".mark").evaluate_all(hanging) == expected, address


def test_quotation_that_an_address_leads_to_stands_out(desk: Desk) -> None:
    post = make.post(make.quotation("“One.”") + make.quotation("“Two.”"))
    second = post.pullquotes.order_by("position").last()
    page = desk.page()
    page.goto(second.get_absolute_url())
    grounds = page.locator("blockquote").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert grounds[0] == "rgba(0, 0, 0, 0)"
    assert grounds[1] == "rgb(242, 236, 223)"
