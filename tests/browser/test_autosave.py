"""Autosave: typed text survives failures of the browser, the network and the session."""

import re
from uuid import UUID

from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from blog.models import Post, Source
from blog.revisions.autosave_models import Autosave
from tests.browser.autosaves import autosaved, is_autosave_with
from tests.browser.conftest import Desk, delayed_requests, document_html, open_editor, save
from tests.support import factories


def wait_for_autosave(page: Page) -> None:
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_text(re.compile("^Autosaved at "))


def restore(page: Page) -> None:
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".draft-notice")).to_have_count(0)


def sign_in(page: Page, user: User, url: str) -> None:
    """Sign in, as in another tab of the same browser."""
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    page.context.add_cookies([cookie])


def test_typed_text_is_autosaved_and_restored(desk: Desk) -> None:
    author = factories.user("Author")
    page = open_editor(desk, "<p>Before.</p>", author, "review")
    address = page.url
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    with autosaved(page, "Never saved"):
        page.fill("#id_title", "Never saved")
    typed = document_html(page)
    page.close()  # Like a crash: no further requests.
    again = desk.page(author)
    again.goto(address)
    expect(again.get_by_text("You have unsaved changes from")).to_be_visible()
    restore(again)
    assert (document_html(again), again.input_value("#id_title")) == (typed, "Never saved")
    save(again)
    assert Post.objects.get().title == "Never saved"
    again.goto(address)
    expect(again.locator(".tiptap")).to_be_visible()
    expect(again.locator(".draft-notice")).to_have_count(0)
    assert not Autosave.objects.filter(typed_at__isnull=False).exists()


def test_autosave_offline_is_stored_in_browser_until_online(desk: Desk) -> None:
    page = open_editor(desk, "<p>Before.</p>", status="review")
    page.context.set_offline(True)
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Offline. ")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("stored in this browser")
    page.context.set_offline(False)
    wait_for_autosave(page)
    assert "Offline." in Autosave.objects.get(typed_at__isnull=False).values["document"]
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")  # The number of retries varies.


def test_text_that_never_reached_server_is_restored_from_browser(desk: Desk) -> None:
    page = open_editor(desk, "<p>Before.</p>")
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(".tiptap > p").first.click()
    page.keyboard.insert_text("Here alone. ")  # At once: no letter is stored later.
    expect(page.locator("[data-autosave-state]")).to_contain_text("stored in this browser")
    typed = document_html(page)
    page.on("dialog", lambda dialog: dialog.accept())
    Autosave.objects.all().delete()
    page.reload()
    page.unroute("**/autosave/")
    restore(page)
    assert document_html(page) == typed
    desk.ignore_error("ERR_FAILED")


def test_form_shows_who_else_has_post_open_and_who_saved_it(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = open_editor(desk, "<p>One.</p><p>Two.</p>", ana)
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


def test_typing_without_pause_is_autosaved(desk: Desk) -> None:
    page = open_editor(desk, "<p>Before.</p>", status="review")
    page.locator(".tiptap > p").first.click()
    with page.expect_response(lambda response: is_autosave_with(response, "End")):
        while not Autosave.objects.filter(typed_at__isnull=False).exists():
            page.keyboard.type("On ", delay=50)  # Without a pause.
        page.keyboard.type("End")


def test_restored_text_is_merged_with_later_save(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = open_editor(desk, "<p>One.</p><p>Two.</p>", ana, "review")
    address = page.url
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Ana. "):
        page.keyboard.type("Ana. ")
    page.close()
    other = desk.page(ben)
    other.goto(address)
    other.locator(".tiptap > p").last.click()
    other.keyboard.type("Ben. ")
    save(other)
    again = desk.page(ana)
    again.goto(address)
    restore(again)
    save(again)
    html = Post.objects.get().html
    assert ("Ana. " in html, "Ben. " in html) == (True, True)


def test_restored_text_does_not_revert_later_corrections(desk: Desk) -> None:
    author = factories.user("Author")
    named = {"source_name": "Bo Reed", "source_role": "Minister"}
    html = f"<p>One.</p>{factories.quotation('“We go.”', **named)}"
    page = open_editor(desk, html, author, "review")
    address = page.url
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Never saved. "):
        page.keyboard.type("Never saved. ")
    page.close()
    Source.objects.update(role="Former minister")
    again = desk.page(author)
    again.goto(address)
    restore(again)
    assert 'data-source-role="Minister"' in document_html(again)
    save(again)
    assert Source.objects.get().role == "Former minister"
    assert "Never saved." in Post.objects.get().html


def test_text_of_another_open_tab_is_not_offered(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", status="review")
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "First tab. "):
        page.keyboard.type("First tab. ")
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(".tiptap > p").first.click()
    with autosaved(second, "Second tab. "):
        second.keyboard.type("Second tab. ")
    around = second.locator("[data-autosave-around]")
    expect(around).to_contain_text("open in another tab")
    expect(second.locator(".draft-notice")).to_have_count(0)
    page.close()
    second.on("dialog", lambda dialog: dialog.accept())
    second.reload()
    restore(second)  # The latest.
    assert "Second tab. " in document_html(second)
    save(second)
    restore(second)
    assert "First tab. " in document_html(second)


def test_second_tab_keeps_text_when_first_is_saved_or_closed(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", status="review")
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Typed. "):
        page.keyboard.type("Typed. ")
    form = page.locator("[name=form_key]").input_value()
    Autosave.objects.close(form, User.objects.get(), "post")  # Like the button of another tab.
    again = page.expect_response(
        lambda response: (
            is_autosave_with(response, "Typed. More. ") and not is_autosave_with(response, form)
        )
    )
    with again:
        page.keyboard.type("More. ")
    autosave = Autosave.objects.get(typed_at__isnull=False)
    assert "Typed. More. " in autosave.values["document"]
    assert str(autosave.form) == page.locator("[name=form_key]").input_value() != form


def test_browser_without_storage_shows_warning(desk: Desk) -> None:
    page = desk.page(factories.user("Author"))
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw Error() } })")
    page.goto("/admin/blog/post/add/")
    page.locator(".tiptap").click()
    page.context.set_offline(True)
    page.keyboard.type("Offline. ")
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("This browser cannot store")
    page.context.set_offline(False)
    wait_for_autosave(page)
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")


def test_pending_changes_are_counted(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>")
    page.context.set_offline(True)
    state = page.locator("[data-autosave-state]")
    expect(state).to_have_role("status")
    page.locator(".tiptap > p").first.click()
    page.keyboard.insert_text("One. ")  # One change, however slow the machine is.
    expect(state).to_have_text("Offline. 1 change is stored in this browser.")
    page.keyboard.insert_text("Two. ")
    expect(state).to_have_text("Offline. 2 changes are stored in this browser.")
    page.context.set_offline(False)
    wait_for_autosave(page)
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")


def test_text_of_another_user_in_same_browser_is_not_offered(desk: Desk) -> None:
    ana, ben = (factories.user("Editor", byline=name) for name in ("Ana", "Ben"))
    page = open_editor(desk, "<p>One.</p>", ana)
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Ana. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text("stored in this browser")
    page.unroute("**/autosave/")
    sign_in(page, ben, desk.url)
    page.keyboard.type("More of Ana. ")
    expect(page.locator("[data-autosave-state]")).to_contain_text(
        "This browser is now signed in to another account"
    )
    assert not Autosave.objects.filter(user=ben, typed_at__isnull=False).exists()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_response("**/autosave/"):
        page.reload()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".draft-notice")).to_have_count(0)
    desk.ignore_error("ERR_FAILED")
    desk.ignore_error("409")


def test_expired_session_resumes_after_sign_in_in_another_tab(desk: Desk) -> None:
    # A check that began before the sign-in is led on to its own address, which takes only POST.
    desk.ignore_error("405 (Method Not Allowed)")
    author = factories.user("Author")
    page = open_editor(desk, "<p>One.</p>", author, "review")
    Session.objects.all().delete()
    page.locator(".tiptap > p").first.click()
    page.keyboard.insert_text("Signed out. ")  # One change, however slow the machine is.
    state = page.locator("[data-autosave-state]")
    expect(state).to_contain_text("Sign in again in another tab. 1 change is stored")
    sign_in(page, author, desk.url)
    wait_for_autosave(page)
    assert "Signed out. " in Autosave.objects.get(typed_at__isnull=False).values["document"]
    save(page)


def test_submitted_form_is_not_autosaved_again(desk: Desk) -> None:
    """An autosave that races with the submitted form learns that the form is over."""
    author = factories.user("Author")
    page = open_editor(desk, "<p>Before.</p>", author)
    page.locator(".tiptap > p").first.click()
    page.keyboard.insert_text("After. ")  # One autosave: none is running after it.
    wait_for_autosave(page)
    key = page.input_value("[name=form_key]")
    with delayed_requests(page, "**/autosave/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator("#post_form").evaluate("form => form.dispatchEvent(new CustomEvent('sent'))")
        Autosave.objects.close(UUID(key), author, Post.Kind.POST)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.goto("/admin/")
    assert not Autosave.objects.recoverable().exists()
