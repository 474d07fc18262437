"""Layout of public pages on phones and in print."""

import pytest
from playwright.sync_api import expect

from blog.models import Label
from tests.browser.conftest import Desk
from tests.support import factories as make


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
def test_masthead_on_phone_is_compact(language: str, desk: Desk) -> None:
    make.site(language=language, tagline="News, quoted to the letter")
    make.post()
    page = desk.page(width=390, height=844)
    page.goto("/")
    header = page.locator(".masthead")
    assert header.evaluate("element => element.offsetHeight") <= 128
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(header.locator("form")).to_be_hidden()
    link = header.locator(".search-link a")
    assert link.evaluate("element => element.offsetHeight") >= 24
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/")
    expect(page.locator("main [type=search]")).to_be_visible()


def test_masthead_on_wide_screen_has_search_field(desk: Desk) -> None:
    page = desk.page(width=1440)
    page.goto("/")
    expect(page.locator(".masthead [type=search]")).to_be_visible()
    expect(page.locator(".search-link")).to_be_hidden()


def test_print_has_date_and_url_and_no_controls(desk: Desk) -> None:
    post, _other = (
        make.post(
            make.quotation("“One.”", attribution="Jo")
            + make.quotation("“Two.”", "“Three.”", attribution="Bo")
            + make.quotation("“Four.”"),
            title=title,
            labels=["Water"],
        )
        for title in ("One", "Two")
    )
    page = desk.page()
    page.goto(post.get_absolute_url())
    expect(page.locator(".related")).to_be_visible()
    address = page.locator(".print-only")
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    for hidden in (".related", ".quotation-share", ".neighbours", ".share", ".site-search"):
        for element in page.locator(hidden).all():
            expect(element).to_be_hidden()
    expect(page.locator(".search-link")).to_be_hidden()
    expect(address).to_be_visible()
    expect(address).to_contain_text(post.get_absolute_url())
    expect(page.locator(".single .date-header")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_credit_is_upright_and_picture_enlarges_without_javascript(width: int, desk: Desk) -> None:
    author = make.user("Author")
    data = make.landscape(format="PNG")
    licence = "https://creativecommons.org/licenses/by/4.0/"
    photo = make.photo(author, data, alt="A chart", credit="Name " * 30, licence_url=licence)
    html = make.figure(photo, caption="Here", credit="Name " * 30, licence=licence)
    post = make.post(html, authors=(author,))
    page = desk.page(width=width, height=844, java_script_enabled=False)
    page.goto(post.get_absolute_url())
    credit = page.locator(".credit")
    box, column = credit.bounding_box(), page.locator(".post-body").bounding_box()
    picture = page.locator("figure img").bounding_box()
    assert box and column and picture
    assert box["width"] > box["height"]
    assert box["y"] > picture["y"] + picture["height"]
    assert box["x"] + box["width"] <= column["x"] + column["width"] + 1
    link = page.get_by_role("link", name="Enlarge: A chart")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{photo.image.url}")


def test_long_names_do_not_widen_the_page_of_a_phone(desk: Desk) -> None:
    name = "Hochwasserschutzverordnungsänderungskommission" * 2
    post = make.post(labels=[name])
    comment = make.comment(post, name=name)
    for _depth in range(4):
        comment = make.comment(post, name=name, under=comment)
    later = make.post(title=name)
    page = desk.page(width=320, height=640)
    for path in (post.get_absolute_url(), later.get_absolute_url(), "/search/", "/labels/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_print_leaves_out_what_is_only_for_screens(desk: Desk) -> None:
    note = '<small data-footnote="">A note.</small>'
    html = "".join(f"<h2>Part {n}</h2><p>{'Word ' * 300}{note}</p>" for n in range(4))
    post = make.post(html)
    page = desk.page(width=800)
    page.goto(post.get_absolute_url())
    parts = [".contents", ".reading-time", ".footnote-back", ".discussion"]
    for part in parts:
        expect(page.locator(part).first).to_be_visible()
    page.emulate_media(media="print")
    for part in parts:
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_text("A note.").first).to_be_visible()
    make.comment(post)
    page.reload()
    expect(page.locator(".discussion")).to_be_visible()


def test_english_text_of_an_arabic_page_ends_with_its_full_stop(desk: Desk) -> None:
    make.site(language="ar")
    make.post(labels=["Water"])
    Label.objects.update(description="Pipes, leaks, and the bill.")
    page = desk.page(width=390, height=844)
    page.goto("/labels/water/")
    stop, first = page.locator(".lead").evaluate(
        """element => [element.firstChild.length - 1, 0].map(index => {
            const range = document.createRange()
            range.setStart(element.firstChild, index)
            range.setEnd(element.firstChild, index + 1)
            return range.getBoundingClientRect().left
        })"""
    )
    assert stop > first
