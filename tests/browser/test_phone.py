"""Writing and reading on a phone: nothing is wider than it, and fingers hit what they aim at."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.browser.conftest import Desk, paste, press, write
from tests.browser.test_split import ARTICLE
from tests.support import factories

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
    expect(dialog).to_have_count(0)
    page.locator(".tiptap > p").last.click()
    paste(page, ARTICLE)
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    page.get_by_role("button", name="Cancel").click()
    page.goto(Post.objects.get().get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_saving_and_what_is_told_of_it_are_at_hand_wherever_one_writes(desk: Desk) -> None:
    page = write(desk, "<p>Line.</p>" * 60, width=390, height=844)
    page.locator(".tiptap > p").nth(30).click()
    page.keyboard.type("Mine. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")
    for words in (page.locator("[data-autosave-state]"), page.locator("[name=_continue]")):
        expect(words).to_be_in_viewport(ratio=1)
    bar = page.locator(".submit-row").bounding_box()
    assert bar is not None
    assert bar["height"] < 844 / 6
    for _line in range(12):
        press(page, "ArrowDown")
        bottom = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
        assert bottom < page.evaluate(
            "document.querySelector('.submit-row').getBoundingClientRect().top"
        )


def test_a_save_that_did_not_arrive_is_told_of_until_the_network_is_back(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>", width=390, height=844)
    page.context.set_offline(True)
    page.locator("[name=_continue]").click()
    told = page.locator("[data-form-state]")
    expect(told).to_contain_text("Not saved.")
    expect(told).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    expect(told).to_be_empty()
    desk.forgive("net::ERR_INTERNET_DISCONNECTED")


def test_the_frame_fits_the_narrowest_phone_in_every_language(desk: Desk) -> None:
    post = factories.post("<p>Water.</p>", labels=["Rivers"])
    page = desk.page(width=320, height=568)
    for language in ("en", "fr", "es", "de", "ru", "ar"):
        factories.site(language=language)
        for address in ("/", f"{post.get_absolute_url()}comment/", "/accounts/login/"):
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (language, address)
