"""The form around the document: labels, slug, keyboard, and protection against lost text."""

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from blog import revisions
from blog.models import Label, Post
from tests.browser.autosaves import autosaved
from tests.browser.conftest import (
    Desk,
    apply_transition,
    choose_transition,
    document_html,
    finish_transition,
    new_document,
    open_editor,
    press,
    save,
    settle,
)
from tests.support import factories
from tests.support.desk import change, fields, signed_in
from tests.support.factories import quotation


def type_text(page: Page, text: str) -> None:
    page.locator("#id_labels").press_sequentially(text)


def test_labels_autocomplete_one_after_another(desk: Desk) -> None:
    for name in ("China", "Chile", "Press freedom"):
        Label.objects.create(name=name)
    page = open_editor(desk)
    labels, options = page.locator("#id_labels"), page.locator("[role=option]")
    type_text(page, "ch")
    expect(options).to_have_text(["Chile", "China"])
    assert options.last.evaluate(
        """option => {
            const { x, y } = option.getBoundingClientRect()
            return option.contains(document.elementFromPoint(x + 5, y + 5))
        }"""
    )  # The list is not clipped.
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(labels).to_have_value("China, ")
    type_text(page, "ch")
    expect(options).to_have_text(["Chile"])  # A label that the post has is not suggested.
    options.first.click()
    expect(labels).to_have_value("China, Chile, ")
    type_text(page, "press")
    expect(options).to_have_text(["Press freedom"])
    press(page, "ArrowUp", "Tab")
    expect(labels).to_have_value("China, Chile, Press freedom, ")
    labels.fill("china, CHILE, new one")
    press(page, "Enter")  # Submits nothing.
    page.fill("#id_title", "Labelled")
    save(page)
    names = sorted(label.name for label in Post.objects.get().labels.all())
    assert names == ["Chile", "China", "new one"]


def test_new_post_focuses_title(desk: Desk) -> None:
    page = open_editor(desk)
    page.reload()
    settle(page)
    expect(page.locator("#id_title")).to_be_focused()  # Not a button, which Enter would press.


def test_slug_follows_title_until_edited(desk: Desk) -> None:
    page = open_editor(desk)
    title, slug = page.locator("#id_title"), page.locator("#id_slug")
    title.fill("Éloge de l’eau")
    expect(slug).to_have_value("éloge-de-leau")
    slug.fill("water")
    title.fill("Something else")
    expect(slug).to_have_value("water")
    slug.fill("")
    title.fill("Something else again")
    expect(slug).to_have_value("something-else-again")
    save(page)
    title.fill("A draft may still change")
    expect(slug).to_have_value("a-draft-may-still-change")
    page.locator(".tiptap").click()
    page.keyboard.type("Words.")
    apply_transition(page, "Publish now")
    title.fill("A published one not")
    expect(slug).to_have_value("a-draft-may-still-change")


def test_leaving_with_unsaved_text_asks_and_after_save_does_not(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>", status="review")
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", dismiss)
    page.locator(".tiptap").click()
    page.reload()  # Viewed without a change.
    expect(page.locator(".tiptap")).to_be_visible()
    assert asked == []
    page.locator(".tiptap").click()
    page.keyboard.type("More")
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator(".tiptap")).to_be_visible()
    page.locator(".tiptap").click()
    page.keyboard.type("More")
    with new_document(page):
        page.keyboard.press("Control+s")
    page.goto("/admin/blog/post/")
    assert asked == ["beforeunload"]


def test_form_submitted_twice_is_saved_once(desk: Desk) -> None:
    page = open_editor(desk)
    page.fill("#id_title", "Once")
    with new_document(page):
        page.locator("[name=_save]").dblclick()
    expect(page.locator(".messagelist .success")).to_have_count(1)
    assert Post.objects.count() == 1


def test_back_after_save_shows_saved_text_and_saves_again(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    page.fill("#id_title", "First")
    save(page, "_save")
    page.go_back()
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("First")
    page.fill("#id_title", "Second")
    save(page)
    assert Post.objects.get().title == "Second"


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_back_after_first_save_opens_saved_post(button: str, desk: Desk) -> None:
    page = open_editor(desk)
    page.keyboard.type("All of the text.")
    page.fill("#id_title", "First")
    save(page, button)
    page.go_back()
    expect(page.locator(".tiptap")).to_have_text("All of the text.")
    page.fill("#id_title", "Second")
    save(page)
    assert Post.objects.get().title == "Second"


def test_back_after_a_save_shows_what_others_saved_since(desk: Desk) -> None:
    """Not the text of before, which the next save would bring back."""
    page = open_editor(desk, "<p>One.</p><p>Two.</p>", status="review")
    address = page.url.removeprefix(desk.url)
    page.locator(".tiptap > p").first.click()
    page.keyboard.insert_text("Typed. ")
    save(page, "_save")
    other = signed_in(factories.user("Editor"))
    values = fields(other, address)
    values["document"] = values["document"].replace("Two.", "Two, changed.")
    assert other.post(address, values).status_code == 302
    page.go_back()
    expect(page.locator(".tiptap")).to_contain_text("Typed.")
    expect(page.locator(".tiptap")).to_contain_text("Two, changed.")


def test_back_to_a_form_that_was_left_offers_its_unsaved_changes(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", status="review")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Typed."):
        page.keyboard.insert_text("Typed. ")
    page.goto("/admin/")
    page.go_back()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".tiptap")).to_contain_text("Typed.")


def test_title_over_limit_is_counted_refused_and_not_truncated(desk: Desk) -> None:
    page = open_editor(desk, "<p>Words.</p>")
    title, count = page.locator("#id_title"), page.locator("#title-count")
    title.fill("t" * 160)
    expect(count).to_be_hidden()
    title.fill("")
    title.press_sequentially("t" * 5)
    title.press("End")
    page.keyboard.insert_text("😀" * 194)
    expect(count).to_have_text("199 of at most 200 characters")
    page.keyboard.insert_text("😀" * 10)
    expect(count).to_have_text("209 of at most 200 characters: too long to save")
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".error-summary")).to_contain_text("The title is too long")
    expect(title).to_have_value("t" * 5 + "😀" * 204)
    expect(count).to_be_visible()


def test_unpublish_asks_for_confirmation(desk: Desk) -> None:
    editor = factories.user("Editor")
    post = factories.post("<p>Words.</p>", authors=(editor,))
    page = desk.page(editor)
    page.goto(change(post))
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".publish-open")).to_have_text("Update…")
    panel = choose_transition(page, "Unpublish")
    expect(panel.locator(".workflow-ask:visible")).to_contain_text("Readers will no longer find it")
    assert Post.objects.get().status == "published"
    finish_transition(page, "Unpublish")
    assert Post.objects.get().status == "draft"


def test_post_list_shows_all_columns(desk: Desk) -> None:
    editor = factories.user("Editor", byline="Nadia Rahal")
    title = "What the harbour said of the river, and of all that came after it"
    factories.post(title=title, pinned_at=timezone.now())
    page = desk.page(editor, width=1400)
    page.goto("/admin/blog/post/")
    results = page.locator("#changelist .results, #changelist-form .results").first
    assert results.evaluate("({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth")


def test_form_signed_out_or_offline_stays_until_submitted(desk: Desk) -> None:
    # An autosave from before the sign-in is led on to its own address, which takes only POST.
    desk.ignore_error("405 (Method Not Allowed)")
    page = open_editor(desk)
    page.fill("#id_title", "Kept")
    page.locator(".tiptap").click()
    page.keyboard.type("Words that took an hour.")
    state = page.locator("[data-form-state]")
    session = [c for c in page.context.cookies() if c["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=_continue]").click()
    expect(state).to_contain_text("Not saved. You may be signed out.")
    page.context.add_cookies(session)
    page.context.set_offline(True)
    page.locator("[name=_continue]").click()
    expect(state).to_contain_text("Not saved. The server cannot be reached.")
    page.context.set_offline(False)
    save(page)
    assert document_html(page) == "<p>Words that took an hour.</p>"
    desk.ignore_error("ERR_INTERNET_DISCONNECTED")  # The number of retries varies.


def test_text_lost_to_error_page_can_be_restored(desk: Desk) -> None:
    page = open_editor(desk, quotation("“One.”") + "<p>Before.</p>", status="review")
    address = page.url
    page.route(address, lambda route: route.fulfill(status=500, body="Sorry"))
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    page.fill("#id_title", "Nearly lost")
    page.fill("#id_labels", "Ports")
    sent = document_html(page)
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.get_by_text("Sorry")).to_be_visible()
    desk.ignore_error("status of 500")
    page.unroute(address)
    page.goto(address)
    expect(page.get_by_text("You have unsaved changes from")).to_be_visible()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator("#id_title")).to_have_value("Nearly lost")
    assert (document_html(page), page.input_value("#id_title")) == (sent, "Nearly lost")
    save(page)
    assert Post.objects.get().title == "Nearly lost"
    page.goto(address)
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".draft-notice")).to_have_count(0)


def test_date_that_is_typed_in_part_is_asked_for(desk: Desk) -> None:
    page = open_editor(desk, "<p>Text.</p>", status="review")
    date = page.locator("#id_published_at_0")
    date.focus()
    page.keyboard.type("03")
    page.locator("#id_title").focus()
    page.locator("[name=_continue]").click()
    expect(date).to_be_focused()
    date.fill("2023-03-22")
    page.locator("#id_published_at_1").fill("12:30")
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator("#id_published_at_0")).to_have_value("2023-03-22")
    expect(page.locator("#id_published_at_1")).to_have_value("12:30")


def test_form_with_errors_loses_nothing(desk: Desk) -> None:
    editor, ben = (factories.user("Editor", byline=name) for name in ("Ed", "Ben"))
    html = quotation("“One.”", attribution="Ana") + "<p>Before.</p>"
    page = open_editor(desk, html, editor, "review")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("After. ")
    page.locator(".quotation-node summary").click()
    page.get_by_label("Date said", exact=True).fill("soon")
    sent = document_html(page)
    page.fill("#id_title", "Kept")
    page.fill("#id_labels", "Ports, Water")
    page.fill("#id_published_at_0", "2023-03-22")
    page.fill("#id_published_at_1", "12:30")
    page.select_option("#id_byline_1", label="Ben")
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".has-errors")).to_be_visible()
    page.get_by_label("Date said", exact=True).fill("soon ")  # Removes the error from the document.
    page.get_by_label("Date said", exact=True).fill("soon")
    source = 'data-source-name="Ana" data-source-kind="person"'  # Parsed by the server.
    assert document_html(page) == sent.replace("data-said", f"{source} data-said")
    for field, value in (
        ("title", "Kept"),
        ("labels", "Ports, Water"),
        ("published_at_0", "2023-03-22"),
        ("published_at_1", "12:30"),
        ("byline_1", str(ben.pk)),
    ):
        expect(page.locator(f"#id_{field}")).to_have_value(value)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    settle(page)
    assert asked == ["beforeunload"]  # They are still unsaved.


def test_form_level_errors_cover_nothing(desk: Desk) -> None:
    page = open_editor(desk, "<p>One.</p>", status="review", width=1440, height=900)
    page.fill("#id_title", "Mine")
    post = Post.objects.get()
    revisions.record(post, None)
    Post.objects.update(title="Theirs")
    revisions.record(Post.objects.get(), None)
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".error-summary")).to_contain_text("while you had it open")
    parts = (".error-summary", ".workflow", "fieldset.write")
    edges = page.evaluate(
        """parts => parts.flatMap(part => {
            const { top, bottom } = document.querySelector(part).getBoundingClientRect()
            return [top, bottom]
        })""",
        parts,
    )
    assert edges == sorted(edges)


def test_preview_opens_in_new_tab_and_stores_nothing(desk: Desk) -> None:
    page = open_editor(desk, "<p>Stored.</p>", status="review")
    page.fill("#id_title", "A preview")
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("Unsaved. ")
    page.get_by_role("button", name="Preview", exact=True).click()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="In a new tab").click()
    preview = opened.value
    expect(preview.locator("h1")).to_have_text("A preview")
    expect(preview.locator("main")).to_contain_text("Unsaved.")
    preview.close()
    assert Post.objects.get().title != "A preview"
    page.locator(".tiptap > p").first.click()
    page.keyboard.type("On. ")
    assert "On." in document_html(page)
    save(page)


def test_view_on_site_opens_public_page(desk: Desk) -> None:
    editor = factories.user("Editor")
    post = factories.post("<p>Words.</p>", authors=(editor,), title="Public")
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.get_by_role("link", name="View on site").click()
    expect(page.locator("h1")).to_have_text("Public")


LONG_TITLE = "Why the council of the harbour town measured the high water twice " * 3


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_long_title_is_shown_whole(desk: Desk, scripts: bool, subtests: pytest.Subtests) -> None:
    user = factories.user("Editor")
    post = factories.draft(title=LONG_TITLE.strip(), authors=(user,))
    page = desk.page(user, java_script_enabled=scripts)
    page.goto(change(post))
    title = page.locator("#id_title")
    expect(title).to_have_value(LONG_TITLE.strip())
    for width in (320, 390, 1440):
        with subtests.test(width=width):
            page.set_viewport_size({"width": width, "height": 844})
            if scripts:  # Without them, nothing can be measured.
                assert title.evaluate("field => field.scrollHeight <= field.clientHeight + 1")
                assert title.evaluate("field => field.scrollWidth <= field.clientWidth")
            box = title.bounding_box()
            assert box
            assert box["height"] > 3 * 25


def test_title_takes_no_line_breaks_and_enter_goes_to_the_text(desk: Desk) -> None:
    page = open_editor(desk)
    title = page.locator("#id_title")
    title.focus()
    page.keyboard.insert_text("High water\r\n  in the harbour\n")
    expect(title).to_have_value("High water in the harbour")
    press(page, "Control+z")
    expect(title).to_have_value("")
    page.keyboard.insert_text("Ice")
    press(page, "Enter")
    expect(page.locator(".tiptap")).to_be_focused()
    expect(title).to_have_value("Ice")


def test_line_breaks_of_title_without_scripts_become_spaces(desk: Desk) -> None:
    page = desk.page(factories.user("Editor"), java_script_enabled=False)
    page.goto("/admin/blog/post/add/")
    page.fill("#id_title", "High water\nin the harbour")
    with new_document(page):
        page.locator("[name=_continue]").click()
    assert Post.objects.get().title == "High water in the harbour"


def test_language_is_shown_and_chosen_by_its_own_name(desk: Desk) -> None:
    page = open_editor(desk, "<p>Text.</p>", status="review")
    language, name = page.locator("#id_language"), page.locator("[data-language-name]")
    expect(name).to_have_text("English")
    assert page.locator("#id_language_list option[value=ar]").inner_text() == "العربيّة"
    language.fill("deutsch")
    language.blur()
    expect(language).to_have_value("de")
    expect(name).to_have_text("Deutsch")
    expect(page.locator(".tiptap")).to_have_attribute("lang", "de")
    language.fill("de-AT")
    expect(name).to_have_text("")
    save(page)
    assert Post.objects.get().language == "de-AT"
