"""What is typed is never lost, whatever happens to the browser, the network or the session."""

import re

from playwright.sync_api import Page, expect

from blog.models import Post, Writing
from tests import factories
from tests.browser.conftest import Desk, document, save, write


def kept(page: Page) -> None:
    # It is tried again every five seconds.
    state = page.locator("[data-writing-state]")
    expect(state).to_have_text(re.compile("^Kept at "), timeout=20_000)


def bring_back(page: Page) -> None:
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator(".kept-words")).to_have_count(0)


def test_what_was_typed_reaches_the_server_without_saving_and_comes_back(desk: Desk) -> None:
    author = factories.user("Author")
    page = write(desk, "<p>Before.</p>", author)
    address = page.url
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    page.fill("#id_title", "Never saved")
    kept(page)
    typed = document(page)
    page.close()  # As a crash would: nothing more is sent.
    again = desk.page(author)
    again.goto(address)
    expect(again.get_by_text("were never saved")).to_be_visible()
    bring_back(again)
    assert (document(again), again.input_value("#id_title")) == (typed, "Never saved")
    save(again)
    assert Post.objects.get().title == "Never saved"
    again.goto(address)
    expect(again.locator(".tiptap")).to_be_visible()
    expect(again.locator(".kept-words")).to_have_count(0)
    assert not Writing.objects.filter(typed_at__isnull=False).exists()


def test_a_new_post_is_kept_as_well_and_can_be_left(desk: Desk) -> None:
    author = factories.user("Author")
    page = write(desk, user=author)
    page.keyboard.type("A first sentence.")
    kept(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    with page.expect_response(
        lambda response: '"forget":true' in (response.request.post_data or "")
    ):
        page.get_by_role("button", name="Leave them").click()
    expect(page.locator(".kept-words")).to_have_count(0)
    page.reload()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".kept-words")).to_have_count(0)
    assert document(page) == ""


def test_without_a_network_it_is_kept_in_the_browser_until_there_is_one(desk: Desk) -> None:
    page = write(desk, "<p>Before.</p>")
    page.context.set_offline(True)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Offline. ")
    state = page.locator("[data-writing-state]")
    expect(state).to_contain_text("kept in this browser")
    page.context.set_offline(False)
    kept(page)
    assert "Offline." in Writing.objects.get(typed_at__isnull=False).values["document"]
    desk.forgive("ERR_INTERNET_DISCONNECTED")  # However often it was tried meanwhile.


def test_what_never_arrived_comes_back_from_the_browser(desk: Desk) -> None:
    page = write(desk, "<p>Before.</p>")
    page.route("**/writing/", lambda route: route.abort())
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Here alone. ")
    expect(page.locator("[data-writing-state]")).to_contain_text("kept in this browser")
    typed = document(page)
    page.unroute("**/writing/")
    page.on("dialog", lambda dialog: dialog.accept())
    Writing.objects.all().delete()
    page.reload()
    bring_back(page)
    assert document(page) == typed
    desk.forgive("ERR_FAILED")


def test_an_author_is_told_who_else_has_the_post_open_and_who_saved_it(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = write(desk, "<p>One.</p><p>Two.</p>", ana)
    address = page.url
    other = desk.page(ben, locale="en")
    other.goto(address)
    around = other.locator("[data-writing-around]")
    expect(around).to_contain_text("Ana has this open since")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Ana. ")
    save(page)
    other.locator(".tiptap > p").last.click()
    other.keyboard.type("Ben. ")
    expect(around).to_contain_text("Ana saved this at")
    save(other)
    expect(other.locator(".messagelist")).to_contain_text("Put together with what Ana saved")
    html = Post.objects.get().html
    assert ("Ana. " in html, "Ben. " in html) == (True, True)
