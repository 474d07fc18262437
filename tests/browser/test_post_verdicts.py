"""What became of quotations at their sources, in a post in a browser."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.blog.evidence.stored_checks import DIFFERENCE, LATER, STOOD, store_check
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Desk
from tests.support import factories as make

CHANGED = LATER | {"verdict": "changed", "difference": DIFFERENCE}
GONE = LATER | {"verdict": "gone"}
URL = "https://ministry.example.org/statements/2024-05-02"


@pytest.fixture
def post() -> Post:
    """Return a post with quotations of all kinds, in all states that readers see."""
    inline = "".join(
        f" The minister said: “{make.inline_quotation(quoted, url=URL)}” on Monday."
        for quoted in ("We stand", "We changed", "We <a href='https://a.example/'>are</a> gone")
    )
    html = (
        make.quotation("“One stands.”", attribution="The minister, in May", url=URL)
        + make.quotation("“Two has changed.”", attribution="A spokesman of the town", url=URL)
        + make.quotation("“Three is gone.”", url=URL)
        + make.quotation("“One of two.”", "“Two of two.”", source_name="Anne", url=URL)
        + f"<p>{inline}</p>"
    )
    post = make.post(html, title="Verdicts")
    states = [STOOD, STOOD | CHANGED, GONE, STOOD, STOOD | GONE, STOOD, CHANGED, STOOD | GONE]
    for quotation, values in zip(post.pullquotes.order_by("position"), states, strict=True):
        store_check(quotation, **({"verdict": "same"} | values))
    return post


@pytest.mark.parametrize("language", ["en", "ar"])
def test_post_with_verdicts_is_accessible(language: str, desk: Desk, post: Post) -> None:
    make.site(language=language)
    Post.objects.update(language=language)
    page = desk.page()
    page.goto(post.get_absolute_url())
    expect(page.locator(".source-verdict")).to_have_count(5)
    expect(page.locator(".source-mark")).to_have_count(5)
    assert_accessible(page, 390, 768, 1440)


def test_mark_leads_to_the_difference(desk: Desk, post: Post) -> None:
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="the page says something else").click()
    expect(page.locator(".source-difference del")).to_contain_text("rebuild")
    expect(page.locator("#at-the-source-title")).to_be_in_viewport()


def test_printed_post_has_verdicts_without_links_to_share(desk: Desk, post: Post) -> None:
    page = desk.page()
    page.goto(post.get_absolute_url())
    page.emulate_media(media="print")
    for verdict in page.locator(".source-verdict").all():
        expect(verdict).to_be_visible()
    for share in page.locator(".quotation-share > a").all():
        expect(share).to_be_hidden()
