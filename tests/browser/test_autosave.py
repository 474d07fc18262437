"""What is typed is never lost, whatever happens to the browser, the network or the session."""

import re
from uuid import UUID

from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, Response, expect

from accounts.models import User
from blog.models import Post, Source
from blog.revisions.autosave_models import Autosave
from tests.browser.conftest import Desk, document, held, save, write
from tests.support import factories


def kept(page: Page) -> None:
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_text(re.compile("^Autosaved at "))


def bring_back(page: Page) -> None:
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".kept-words")).to_have_count(0)


def sends(response: Response, words: str) -> bool:
    return words in (response.request.post_data or "")


def sign_in(page: Page, user: User, url: str) -> None:
    """As in another tab of the same browser."""
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    page.context.add_cookies([cookie])


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
    expect(again.get_by_text("You have unsaved changes from")).to_be_visible()
    bring_back(again)
    assert (document(again), again.input_value("#id_title")) == (typed, "Never saved")
    save(again)
    assert Post.objects.get().title == "Never saved"
    again.goto(address)
    expect(again.locator(".tiptap")).to_be_visible()
    expect(again.locator(".kept-words")).to_have_count(0)
    assert not Autosave.objects.filter(typed_at__isnull=False).exists()


def test_without_a_network_it_is_kept_in_the_browser_until_there_is_one(desk: Desk) -> None:
    page = write(desk, "<p>Before.</p>")
    page.context.set_offline(True)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Offline. ")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("stored in this browser")
    page.context.set_offline(False)
    kept(page)
    assert "Offline." in Autosave.objects.get(typed_at__isnull=False).values["document"]
    desk.forgive("ERR_INTERNET_DISCONNECTED")  # However often it was tried meanwhile.


def test_what_never_arrived_comes_back_from_the_browser(desk: Desk) -> None:
    page = write(desk, "<p>Before.</p>")
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Here alone. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("stored in this browser")
    typed = document(page)
    page.unroute("**/autosave/")
    page.on("dialog", lambda dialog: dialog.accept())
    Autosave.objects.all().delete()
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
    around = other.locator("[data-autosave-around]")
    expect(around).to_contain_text("Ana has had this open since")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Ana. ")
    save(page)
    other.locator(".tiptap > p").last.click()
    other.keyboard.type("Ben. ")
    expect(around).to_contain_text("Ana saved this at")
    save(other)
    expect(other.locator(".messagelist")).to_contain_text("Merged with changes that Ana saved")
    html = Post.objects.get().html
    assert ("Ana. " in html, "Ben. " in html) == (True, True)


def test_what_is_typed_on_and_on_is_kept_meanwhile(desk: Desk) -> None:
    page = write(desk, "<p>Before.</p>")
    page.locator(".tiptap > p").first.click()
    with page.expect_response(lambda response: sends(response, "End")):
        while not Autosave.objects.filter(typed_at__isnull=False).exists():
            page.keyboard.type("On ", delay=50)  # Never a pause.
        page.keyboard.type("End")


def test_words_brought_back_meet_what_was_saved_since(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = write(desk, "<p>One.</p><p>Two.</p>", ana)
    address = page.url
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Ana. ")
    kept(page)
    page.close()
    other = desk.page(ben)
    other.goto(address)
    other.locator(".tiptap > p").last.click()
    other.keyboard.type("Ben. ")
    save(other)
    again = desk.page(ana)
    again.goto(address)
    bring_back(again)
    save(again)
    html = Post.objects.get().html
    assert ("Ana. " in html, "Ben. " in html) == (True, True)


def test_words_brought_back_undo_nothing_that_was_corrected_since(desk: Desk) -> None:
    author = factories.user("Author")
    named = {"source_name": "Bo Reed", "source_role": "Minister"}
    page = write(desk, f"<p>One.</p>{factories.quotation('“We go.”', **named)}", author)
    address = page.url
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Never saved. ")
    kept(page)
    page.close()
    Source.objects.update(role="Former minister")
    again = desk.page(author)
    again.goto(address)
    bring_back(again)
    assert 'data-source-role="Minister"' in document(again)
    save(again)
    assert Source.objects.get().role == "Former minister"
    assert "Never saved." in Post.objects.get().html


def test_words_of_another_tab_are_not_offered_while_it_is_open(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("First tab. ")
    kept(page)
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(".tiptap > p").first.click()
    second.keyboard.type("Second tab. ")
    around = second.locator("[data-autosave-around]")
    expect(around).to_contain_text("open in another tab")
    expect(second.locator(".kept-words")).to_have_count(0)
    page.close()
    second.on("dialog", lambda dialog: dialog.accept())
    second.reload()
    bring_back(second)  # The latest.
    assert "Second tab. " in document(second)
    save(second)
    bring_back(second)
    assert "First tab. " in document(second)


def test_a_second_tab_loses_nothing_when_the_first_is_saved_or_left(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Typed. ")
    kept(page)
    form = page.locator("[name=form_key]").input_value()
    Autosave.objects.close(form, User.objects.get(), "post")  # As another tab's button does.
    again = page.expect_response(
        lambda response: sends(response, "Typed. More. ") and not sends(response, form)
    )
    with again:
        page.keyboard.type("More. ")
    autosave = Autosave.objects.get(typed_at__isnull=False)
    assert "Typed. More. " in autosave.values["document"]
    assert str(autosave.form) == page.locator("[name=form_key]").input_value() != form


def test_a_browser_that_keeps_nothing_says_so(desk: Desk) -> None:
    page = desk.page(factories.user("Author"))
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw Error() } })")
    page.goto("/admin/blog/post/add/")
    page.locator(".tiptap").click()
    page.context.set_offline(True)
    page.keyboard.type("Offline. ")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("This browser cannot store")
    page.context.set_offline(False)
    kept(page)
    desk.forgive("ERR_INTERNET_DISCONNECTED")


def test_changes_that_wait_are_counted(desk: Desk) -> None:
    page = write(desk, "<p>One.</p>")
    page.context.set_offline(True)
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_role("status")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("One. ")
    expect(state).to_have_text("Offline. 1 change is stored in this browser.")
    page.keyboard.type("Two. ")
    expect(state).to_have_text("Offline. 2 changes are stored in this browser.")
    page.context.set_offline(False)
    kept(page)
    desk.forgive("ERR_INTERNET_DISCONNECTED")


def test_nobody_is_offered_what_another_typed_in_the_same_browser(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = write(desk, "<p>One.</p>", ana)
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Ana. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("stored in this browser")
    page.unroute("**/autosave/")
    sign_in(page, ben, desk.url)
    page.keyboard.type("More of Ana. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Someone else is signed in")
    assert not Autosave.objects.filter(user=ben, typed_at__isnull=False).exists()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_response("**/autosave/"):
        page.reload()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".kept-words")).to_have_count(0)
    desk.forgive("ERR_FAILED")
    desk.forgive("409")


def test_a_session_that_ran_out_goes_on_after_signing_in_in_another_tab(desk: Desk) -> None:
    author = factories.user("Author")
    page = write(desk, "<p>One.</p>", author)
    Session.objects.all().delete()
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Signed out. ")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("Sign in in another tab. 1 change is stored")
    sign_in(page, author, desk.url)
    kept(page)
    assert "Signed out. " in Autosave.objects.get(typed_at__isnull=False).values["document"]
    save(page)


def test_form_that_was_sent_is_not_kept_once_more(desk: Desk) -> None:
    """What asks while the saved page is on its way hears that the form is over."""
    author = factories.user("Author")
    page = write(desk, "<p>Before.</p>", author)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    kept(page)
    key = page.input_value("[name=form_key]")
    with held(page, "**/autosave/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("#post_form").evaluate("form => form.dispatchEvent(new CustomEvent('sent'))")
        Autosave.objects.close(UUID(key), author, Post.Kind.POST)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.goto("/admin/")
    assert not Autosave.objects.recoverable().exists()
