"""Writing and reading on a phone: nothing is wider than it, and fingers hit what they aim at."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests import factories
from tests.browser.conftest import Desk, paste, write
from tests.browser.test_split import ARTICLE

TARGETS = """() => [...document.querySelectorAll(
        ".document-editor :is(button, summary, select, input:not([type=file])),"
        + ".submit-row :is(a, button, input:not([type=hidden]))")]
    .filter(element => element.checkVisibility() && element.offsetHeight)
    .map(element => [element.title || element.textContent || element.name,
        element.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 24)
    .map(([name]) => name)"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wider_than_a_phone(dark: bool, desk: Desk) -> None:
    editor = factories.user("Editor")
    html = (
        factories.quotation("“" + "Long " * 60 + "”", attribution="A name " * 20)
        + factories.figure(factories.photo(editor), caption="Word " * 40)
        + f"<p>{'x' * 300}</p>"
    )
    page = write(desk, html, editor, width=390, height=844, dark=dark)
    page.locator(".quotation-node summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(TARGETS) == []
    page.get_by_role("button", name="Choose existing…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(1)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.keyboard.press("Escape")
    page.locator(".tiptap > p").last.click()
    paste(page, ARTICLE)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.get_by_role("button", name="Cancel").click()
    page.goto(Post.objects.get().get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_frame_fits_the_narrowest_phone_in_every_language(desk: Desk) -> None:
    post = factories.post("<p>Water.</p>", labels=["Rivers"])
    page = desk.page(width=320, height=568)
    for language in ("en", "fr", "es", "de", "ru", "ar"):
        factories.site(language=language)
        for address in ("/", f"{post.get_absolute_url()}comment/", "/accounts/login/"):
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (language, address)
