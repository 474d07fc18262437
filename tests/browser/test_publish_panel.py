"""The publish panel: what will happen to a post, its checks, and what readers will find."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from blog import editing
from blog.checks.models import CheckOverride
from blog.corrections.models import Correction
from blog.models import Post
from tests.browser.autosaves import autosaved
from tests.browser.conftest import (
    Desk,
    choose_transition,
    finish_transition,
    new_document,
    open_publish_panel,
    paste,
    press,
    settle,
)
from tests.support import factories as make
from tests.support.desk import change
from tests.support.factories import figure, quotation

TEXT = "<p>The harbour is closed.</p>"
SOURCELESS = TEXT + quotation("“Nobody asked me.”")


def open_post(desk: Desk, user: User, post: Post, **options) -> Page:
    page = desk.page(user, **options)
    page.goto(change(post))
    expect(page.locator(".tiptap")).to_be_visible()
    return page


def in_two_days() -> datetime:
    return timezone.localtime(timezone.now() + timedelta(days=2)).replace(hour=8, minute=0)


@pytest.fixture
def publisher(transactional_db) -> User:
    return make.user("Publishing author", byline="Pia")


def test_publishing_author_publishes_by_keyboard(desk: Desk, publisher: User) -> None:
    post = make.draft(TEXT, authors=(publisher,))
    make.user("Editor")  # Could review the post.
    page = open_post(desk, publisher, post)
    opener = page.locator(".publish-open")
    expect(opener).to_have_text("Publish now…")
    opener.focus()
    press(page, "Enter")
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Publish now")).to_be_focused()
    press(page, "ArrowDown", "ArrowDown")
    expect(panel.get_by_role("button", name="Submit for review")).to_be_visible()
    press(page, "Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    expect(opener).to_have_text("Publish now…")  # The other choice was given up.
    press(page, "Enter")
    expect(panel.get_by_role("radio", name="Publish now")).to_be_focused()
    expect(panel.locator(".checks[aria-busy]")).to_have_count(0)
    panel.locator("#id_summary").fill("Why the harbour is closed.")
    with new_document(page):
        press(page, "Control+Enter")
    expect(page.locator(".messagelist .success").first).to_contain_text("Published.")
    post.refresh_from_db()
    assert (post.is_public, post.summary) == (True, "Why the harbour is closed.")


def test_shortcut_in_the_text_opens_the_panel_and_publishes(desk: Desk, publisher: User) -> None:
    post = make.draft(TEXT, summary="Closed.", authors=(publisher,))
    page = open_post(desk, publisher, post)
    text = page.locator(".tiptap")
    text.focus()
    press(page, "Control+Shift+Enter")
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Publish now")).to_be_focused()
    press(page, "Escape")
    expect(panel).to_be_hidden()
    expect(text).to_be_focused()
    expect(text.locator("> *")).to_have_count(1)  # It breaks no line.
    press(page, "Control+Shift+Enter")
    expect(panel.locator(".checks[aria-busy]")).to_have_count(0)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    with new_document(page):
        press(page, "Enter")
    message = page.locator(".messagelist .success")
    expect(message).to_contain_text("Published.")
    expect(message).to_be_in_viewport()
    message.get_by_role("link", name="View it on the site").click()
    post.refresh_from_db()
    expect(page).to_have_url(post.get_absolute_url())


def test_held_keys_open_the_panel_and_publish_nothing(desk: Desk, publisher: User) -> None:
    page = open_post(desk, publisher, make.draft(TEXT, authors=(publisher,)))
    page.locator(".tiptap").focus()
    for key in ("Control", "Shift"):
        page.keyboard.down(key)
    for _repeat in range(3):
        page.keyboard.down("Enter")
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Publish now")).to_be_focused()
    expect(page.locator("[data-form-state]")).to_be_empty()  # No save has begun.


def test_publishing_is_the_next_stop_after_the_text(desk: Desk, publisher: User) -> None:
    page = open_post(desk, publisher, make.draft(TEXT, authors=(publisher,)))
    skip = page.get_by_role("button", name="Go to publishing")
    page.locator(".tiptap").focus()
    press(page, "Tab")
    expect(skip).to_be_focused()
    press(page, "Enter")
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Publish now")).to_be_focused()
    press(page, "Escape")
    expect(skip).to_be_focused()


def test_tab_passes_all_fields_of_the_panel_and_reaches_its_button(
    desk: Desk, publisher: User
) -> None:
    post = make.draft(TEXT, title="Harbour", authors=(publisher,))
    page = open_post(desk, publisher, post)
    panel = open_publish_panel(page)
    panel.locator("#id_title").focus()
    press(page, "Tab")
    expect(panel.locator("#id_summary")).to_be_focused()
    press(page, "Shift+Tab", "Enter")  # Neither leaves the panel nor submits.
    expect(panel.locator("#id_title")).to_be_focused()
    press(page, "Tab", "Tab")
    expect(panel.locator("#id_slug")).to_be_focused()
    press(page, "Tab")
    expect(panel.get_by_role("button", name="Publish now")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(panel).to_be_hidden()
    page.locator("#id_title").focus()
    press(page, "Tab")
    expect(page.locator(".tiptap")).to_be_focused()


def test_time_of_a_schedule_is_typed_without_a_pause_after_the_year(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)), locale="en-US")
    panel = open_publish_panel(page)
    panel.get_by_role("radio", name="Schedule").check()
    field = panel.get_by_label("Publish automatically at")
    field.focus()
    page.keyboard.type("120520260830AM")
    expect(field).to_have_value("2026-12-05T08:30")


def test_date_to_come_in_the_side_panel_is_proposed_as_schedule(desk: Desk) -> None:
    editor, when = make.user("Editor"), in_two_days()
    post = make.draft(TEXT, authors=(editor,))
    page = open_post(desk, editor, post)
    opener, label = page.locator(".publish-open"), f"Schedule for {when:%A} 9:30 AM"
    page.locator("#id_published_at_0").fill(f"{when:%Y-%m-%d}")
    page.locator("#id_published_at_1").fill("09:30:00")
    expect(opener).to_have_text(f"{label}…")
    page.locator("#id_published_at_0").fill("2020-01-02")
    expect(opener).to_have_text("Publish, dated Jan 2, 2020…")
    page.locator("#id_published_at_0").fill(f"{when:%Y-%m-%d}")
    panel = open_publish_panel(page)
    expect(panel.get_by_role("radio", name="Schedule")).to_be_focused()
    expect(panel.get_by_label("Publish automatically at")).to_have_value(f"{when:%Y-%m-%d}T09:30")
    panel.get_by_role("radio", name="Publish now").check()
    month = timezone.localtime().strftime("%Y › %m")
    expect(panel.locator(".reader-preview .reader-address").first).to_contain_text(month)
    panel.get_by_role("radio", name="Schedule").check()
    finish_transition(page, label)
    post.refresh_from_db()
    assert post.published_at == when.replace(hour=9, minute=30, second=0, microsecond=0)


def test_publish_panel_opens_by_its_keys_beside_the_preview(desk: Desk, publisher: User) -> None:
    page = open_post(desk, publisher, make.draft(TEXT, authors=(publisher,)))
    button = page.get_by_role("button", name="Preview", exact=True)
    if button.get_attribute("aria-expanded") == "false":  # The state is remembered between tests.
        button.click()
    expect(page.locator(".live-preview")).to_be_visible()
    page.locator(".tiptap").focus()
    press(page, "Control+Shift+Enter")
    expect(page.get_by_role("dialog", name="Publishing")).to_be_visible()
    press(page, "Escape")
    button.click()


def test_schedule_is_named_by_the_button(desk: Desk) -> None:
    editor, when = make.user("Editor"), in_two_days()
    post = make.draft(TEXT, authors=(editor,))
    page = open_post(desk, editor, post)
    panel = choose_transition(page, "Schedule")
    panel.get_by_label("Publish automatically at").fill("")
    panel.get_by_role("button", name="Schedule", exact=True).click()
    missing = panel.locator("#id_schedule_at + [role=alert]")
    expect(missing).to_have_text("Enter the date and the time of publication.")
    expect(panel.get_by_label("Publish automatically at")).to_be_focused()
    panel.get_by_label("Publish automatically at").fill(when.strftime("%Y-%m-%dT08:00"))
    label = f"Schedule for {when:%A} 8:00 AM"
    expect(panel.get_by_role("button", name=label)).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".publish-open")).to_have_text(f"{label}…")
    open_publish_panel(page)
    finish_transition(page, label)
    post.refresh_from_db()
    assert post.is_scheduled
    expect(page.locator(".publish-open")).to_have_text("Update…")
    panel = choose_transition(page, "Cancel schedule")
    finish_transition(page, "Cancel schedule")
    assert Post.objects.get().status == "draft"


def test_schedule_in_a_week_is_named_with_its_date(desk: Desk) -> None:
    editor, when = make.user("Editor"), in_two_days() + timedelta(days=5)
    post = make.draft(TEXT, authors=(editor,), published_at=when)
    page = open_post(desk, editor, post, locale="en-US")
    label = f"Schedule for {when:%a}, {when:%b} {when.day}, {when.year}, 8:00"
    expect(page.locator(".publish-open")).to_contain_text(label)


def test_next_hour_is_proposed_until_the_panel_is_closed(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)), locale="en-US")
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.clock.set_fixed_time(tomorrow)  # Today, the hour could begin before the post is submitted.
    panel = open_publish_panel(page)
    panel.get_by_role("radio", name="Schedule").check()
    hour = tomorrow.replace(minute=0) + timedelta(hours=1)
    field = panel.get_by_label("Publish automatically at")
    expect(field).to_have_value(f"{hour:%Y-%m-%dT%H:%M}")
    expect(panel.get_by_role("button", name="Schedule for")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".publish-open")).to_have_text("Publish now…")
    panel = open_publish_panel(page)
    panel.get_by_role("radio", name="Schedule").check()
    with new_document(page):
        panel.get_by_role("button", name="Schedule for").click()
    assert Post.objects.get().is_scheduled


def test_shown_address_has_the_month_of_the_schedule(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)))
    panel = open_publish_panel(page)
    panel.get_by_role("radio", name="Schedule").check()
    year = timezone.localtime().year + 1
    panel.get_by_label("Publish automatically at").fill(f"{year}-02-03T08:00")
    expect(panel.locator(".reader-address").first).to_contain_text(f"{year} › 02")
    panel.get_by_role("radio", name="Publish now").check()
    expect(panel.locator(".reader-address").first).not_to_contain_text(f"{year} › 02")


def test_scheduled_post_has_buttons_beside_its_time(desk: Desk) -> None:
    editor = make.user("Editor")
    post = make.post(TEXT, authors=(editor,), published_at=in_two_days())
    page = open_post(desk, editor, post)
    page.locator(".workflow").get_by_role("button", name="Reschedule…").click()
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_role("radio", name="Schedule", exact=True)).to_be_checked()
    press(page, "Escape")
    page.locator(".workflow").get_by_role("button", name="Publish now…", exact=True).click()
    expect(panel.get_by_role("radio", name="Publish now")).to_be_checked()
    with new_document(page):
        press(page, "Enter")
    assert Post.objects.get().is_public


def test_past_date_is_named_and_can_be_removed(desk: Desk) -> None:
    editor = make.user("Editor")
    past = timezone.localtime().replace(year=2023, month=3, day=3)
    post = make.draft(TEXT, authors=(editor,), published_at=past)
    page = open_post(desk, editor, post, locale="en-US")
    expect(page.locator(".publish-open")).to_have_text("Publish, dated Mar 3, 2023…")
    page.locator("#id_published_at_0").fill("2023-03-04")  # Of a pasted article, too.
    expect(page.locator(".publish-open")).to_have_text("Publish, dated Mar 4, 2023…")
    page.locator("#id_published_at_0").fill("2023-03-03")
    panel = open_publish_panel(page)
    expect(panel.get_by_role("button", name="Publish, dated Mar 3, 2023")).to_be_visible()
    for field in panel.locator(".field-published_at input:not([type=hidden])").all():
        field.fill("")
    finish_transition(page, "Publish now")
    assert timezone.localtime(Post.objects.get().published_at).date() == timezone.localdate()


def test_past_date_stays_if_nobody_removes_it(desk: Desk) -> None:
    editor = make.user("Editor")
    past = timezone.localtime().replace(year=2023, month=3, day=3)
    post = make.draft(TEXT, authors=(editor,), published_at=past)
    page = open_post(desk, editor, post, locale="en-US")
    open_publish_panel(page)
    finish_transition(page, "Publish, dated Mar 3, 2023")
    assert timezone.localtime(Post.objects.get().published_at).date() == past.date()
    expect(page.locator(".publish-open")).to_have_text("Update…")


def test_slug_with_spaces_becomes_a_slug(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)))
    slug = open_publish_panel(page).locator("#id_slug")
    slug.fill("Why nobody was asked?")
    press(page, "Tab")
    expect(slug).to_have_value("why-nobody-was-asked")


@pytest.mark.parametrize("width", [390, 1440])
def test_message_after_save_does_not_cover_the_status(desk: Desk, width: int) -> None:
    author = make.user("Author")
    page = open_post(desk, author, make.draft(TEXT * 40, authors=(author,)))
    page.set_viewport_size({"width": width, "height": 800})
    with new_document(page):
        press(page, "Control+s")
    message = page.locator(".messagelist li")
    expect(message.first).to_be_visible()
    # As in its first ten seconds, after which it is scrolled away.
    page.locator(".messagelist").evaluate("list => { list.style.animation = 'none' }")
    expect(page.locator(".tiptap")).to_be_visible()
    status = page.locator(".workflow-state")
    status.evaluate("state => scrollTo(0, state.getBoundingClientRect().top + scrollY - 70)")
    shown, covering = status.bounding_box(), message.first.bounding_box()
    assert shown and covering
    assert shown["y"] < covering["y"] + covering["height"]  # They share a line.
    assert shown["x"] + shown["width"] <= covering["x"]


def test_panel_with_one_choice_is_named_by_it(desk: Desk) -> None:
    author = make.user("Author")
    page = open_post(desk, author, make.draft(TEXT, authors=(author,)))
    open_publish_panel(page)
    expect(page.get_by_role("dialog", name="Submit for review")).to_be_visible()


def test_planned_date_is_proposed_and_can_be_ignored(desk: Desk) -> None:
    editor = make.user("Editor")
    post = make.draft(TEXT, authors=(editor,), published_at=in_two_days())
    page = open_post(desk, editor, post)
    expect(page.locator(".publish-open")).to_contain_text("Schedule for")
    choose_transition(page, "Publish now")
    finish_transition(page, "Publish now")
    post.refresh_from_db()
    assert post.is_public


def test_refused_time_opens_panel_again(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)))
    panel = choose_transition(page, "Schedule")
    panel.get_by_label("Publish automatically at").fill("2020-01-01T08:00")
    with new_document(page):
        press(page, "Control+Enter")
    expect(panel.locator(".errorlist")).to_have_text("Choose a time in the future.")
    expect(panel.get_by_role("radio", name="Schedule")).to_be_checked()
    press(page, "Escape")
    page.get_by_role("link", name="Choose a time in the future.").click()
    expect(panel.get_by_label("Publish automatically at")).to_be_focused()


def test_blocking_result_is_overridden_with_reason(desk: Desk, publisher: User) -> None:
    post = make.draft(SOURCELESS, authors=(publisher,))
    page = open_post(desk, publisher, post)
    panel = open_publish_panel(page)
    panel.get_by_role("button", name="Publish now").click()
    expect(panel.get_by_role("alert").last).to_have_text("1 check result blocks publishing.")
    expect(panel.locator(".is-blocking .check-go")).to_be_focused()
    item = panel.locator("li.is-blocking")
    item.get_by_text("Override…").click()
    item.get_by_role("textbox").fill("Heard by the author")
    item.get_by_role("textbox").press("Enter")
    expect(panel.get_by_text("Overridden (1)")).to_be_visible()
    expect(panel.locator(".checks[aria-busy]")).to_have_count(0)
    finish_transition(page, "Publish now")
    assert CheckOverride.objects.get().reason == "Heard by the author"
    post.refresh_from_db()
    assert post.is_public


def test_results_lead_to_their_places(desk: Desk, publisher: User) -> None:
    page = open_post(desk, publisher, make.draft(SOURCELESS, authors=(publisher,)))
    panel = open_publish_panel(page)
    panel.locator(".check-go", has_text="No summary").click()
    expect(panel.locator("#id_summary")).to_be_focused()
    panel.locator(".check-go", has_text="Quotation without a source").press("Enter")
    expect(panel).to_be_hidden()
    expect(page.locator("[data-field=attribution]")).to_be_focused()
    for field in ("summary", "labels", "slug"):
        expect(page.locator(f"fieldset.publication #id_{field}")).to_be_visible()
    expect(page.locator("fieldset.publication .checks")).to_be_visible()
    expect(page.locator("fieldset.write #id_title")).to_be_visible()


def test_schedule_is_kept_while_a_check_result_is_fixed(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(SOURCELESS, authors=(editor,)), locale="en-US")
    now = timezone.now()
    page.clock.set_fixed_time(now)
    panel = choose_transition(page, "Schedule")
    proposed = panel.get_by_label("Publish automatically at").input_value()
    panel.get_by_role("button", name="Schedule for").click()
    panel.locator(".check-go", has_text="Quotation without a source").click()
    expect(panel).to_be_hidden()
    expect(page.locator(".publish-open")).to_contain_text("Schedule for")
    expect(page.locator("[data-field=attribution]")).to_be_focused()
    page.keyboard.type("Ana Ruiz, pilot")
    panel = open_publish_panel(page)
    expect(panel.get_by_role("radio", name="Schedule")).to_be_checked()
    expect(panel.get_by_label("Publish automatically at")).to_have_value(proposed)
    press(page, "Escape")
    expect(page.locator(".publish-open")).to_have_text("Publish now…")  # Given up.


def test_proposed_time_that_has_passed_is_proposed_anew(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(SOURCELESS, authors=(editor,)), locale="en-US")
    now = timezone.now()
    page.clock.set_fixed_time(now)
    panel = choose_transition(page, "Schedule")
    time = panel.get_by_label("Publish automatically at")
    hour = (timezone.localtime(now) + timedelta(hours=1)).replace(minute=0)
    expect(time).to_have_value(f"{hour:%Y-%m-%dT%H:%M}")
    panel.locator(".check-go", has_text="Quotation without a source").click()
    expect(panel).to_be_hidden()
    page.clock.set_fixed_time(now + timedelta(hours=1))
    open_publish_panel(page)
    expect(time).to_have_value(f"{hour + timedelta(hours=1):%Y-%m-%dT%H:%M}")


def test_schedule_of_today_is_named_by_its_time(desk: Desk) -> None:
    editor = make.user("Editor")
    page = open_post(desk, editor, make.draft(TEXT, authors=(editor,)), locale="en-US")
    noon = timezone.localtime().replace(hour=12, minute=0)
    page.clock.set_fixed_time(noon)  # At 23:59, no time of today would be left.
    panel = choose_transition(page, "Schedule")
    panel.get_by_label("Publish automatically at").fill(f"{noon:%Y-%m-%d}T23:59")
    expect(panel.get_by_role("button", name="Schedule for 11:59 PM")).to_be_visible()


def test_request_of_changes_opens_with_its_message_focused(desk: Desk) -> None:
    author, editor = make.user("Author"), make.user("Editor")
    post = make.draft(TEXT, authors=(author,))
    editing.hand_in(post, by=author)
    page = open_post(desk, editor, post)
    page.locator(".workflow").get_by_role("button", name="Request changes…").click()
    panel = page.get_by_role("dialog", name="Publishing")
    expect(panel.get_by_label("Requested changes")).to_be_focused()


def test_panel_shows_unsaved_values_without_request(desk: Desk) -> None:
    make.site(name="The Harbour Post")
    editor = make.user("Editor")
    html = TEXT + figure(make.photo(editor, alt="Boats"))
    page = open_post(desk, editor, make.draft(html, authors=(editor,), title="Low water"))
    expect(page.locator(".checks-state")).to_have_text("2 check results")
    page.wait_for_load_state("networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    panel = open_publish_panel(page)
    previews = panel.locator(".reader-preview")
    expect(previews).to_have_count(3)  # Their module is loaded when the panel is opened.
    search, share, feed = previews.all()
    expect(search).to_contain_text("The harbour is closed.")
    expect(share.locator("img")).to_have_count(1)
    expect(feed).to_contain_text("The Harbour Post")
    # Each half minute, the form tells the server that it is open.
    others = ("/media/", "/autosave/", "/reader_previews.js")
    assert not [url for url in requests if not any(part in url for part in others)]
    title = "High water at Saint-Aubert, and why nobody was asked before it came"
    panel.locator("#id_title").fill(title)
    panel.locator("#id_summary").fill("A flood.")
    expect(search.locator(".reader-cut")).to_have_text("it came")
    expect(search).to_contain_text("high-water-at-saint-aubert")
    expect(share.locator(".reader-title").first).to_have_text(title)
    for preview in (search, share, feed):
        expect(preview).to_contain_text("A flood.")
    press(page, "Escape")
    expect(page.locator("fieldset.write #id_title")).to_have_value(title)


def test_update_asks_for_note_only_once_readers_notice(desk: Desk) -> None:
    author = make.user("Author", byline="Ana")
    post = make.post(SOURCELESS, authors=(author,), title="Low water")
    page = open_post(desk, author, post)
    expect(page.locator(".publish-open")).to_have_text("Update…")
    panel = open_publish_panel(page)
    note = panel.get_by_role("group", name="Note to readers")
    expect(note).to_be_hidden()
    panel.locator("#id_title").fill("High water")
    expect(note).to_be_visible()
    panel.get_by_role("button", name="Update").click()
    expect(panel.get_by_role("alert").last).to_have_text("Choose what kind of change it is.")
    note.get_by_label("An update").check()
    note.get_by_role("textbox").fill("It rose.")
    finish_transition(page, "Update")
    assert Correction.objects.get().text == "It rose."
    assert Post.objects.get().title == "High water"


def test_new_results_of_the_server_open_panel_again(desk: Desk) -> None:
    editor = make.user("Editor")
    page = desk.page(editor)
    page.route("**/post/checks/", lambda route: route.abort())
    desk.ignore_error("net::ERR_FAILED")
    post = make.draft(TEXT, authors=(editor,))
    page.goto(change(post))
    panel = open_publish_panel(page)
    page.unroute("**/post/checks/")
    with new_document(page):
        panel.get_by_role("button", name="Publish now").click()
    expect(panel.get_by_role("alert").last).to_contain_text("the checks have new results")
    expect(panel.locator(".check-go")).to_have_count(2)
    assert Post.objects.get().status == "draft"
    finish_transition(page, "Publish now")
    post.refresh_from_db()
    assert post.is_public


def test_editor_approves_with_panel(desk: Desk) -> None:
    make.site(approval_required=True)
    author = make.user("Author")
    post = make.draft(TEXT, authors=(author,))
    editing.hand_in(post, by=author)
    page = open_post(desk, make.user("Editor"), post)
    panel = choose_transition(page, "Request changes")
    panel.get_by_role("button", name="Request changes").click()
    expect(panel.get_by_label("Requested changes")).to_be_focused()
    panel.get_by_role("radio", name="Approve").check()
    finish_transition(page, "Approve")
    expect(page.locator(".workflow-lines")).to_contain_text("Approved by")


@pytest.mark.parametrize("width", [320, 390])
def test_panel_fills_the_phone(width: int, desk: Desk, publisher: User) -> None:
    post = make.draft(SOURCELESS, authors=(publisher,))
    page = open_post(desk, publisher, post, width=width, height=700)
    panel = open_publish_panel(page)
    settle(page)
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": width, "height": 700}
    assert panel.evaluate("panel => panel.scrollWidth") <= width
    expect(panel.get_by_role("button", name="Publish now")).to_be_in_viewport(ratio=1)


def test_form_without_javascript_publishes_with_its_buttons(desk: Desk, publisher: User) -> None:
    post = make.draft(TEXT, authors=(publisher,))
    page = desk.page(publisher, java_script_enabled=False)
    page.goto(change(post))
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("button", name="Publish anyway").click()
    expect(page.locator(".messagelist .success").first).to_contain_text("Published.")
    post.refresh_from_db()
    assert post.is_public


def test_article_pasted_into_the_title_of_the_panel_stays_out_of_the_text(desk: Desk) -> None:
    editor = make.user("Editor")
    page = desk.page(editor)
    page.goto("/admin/blog/post/add/")
    panel = open_publish_panel(page)
    title = panel.locator("#id_title")
    title.focus()
    lines = "Low water.\nThe harbour is closed.\nNobody asked."
    paste(page, lines, into="#id_title")
    expect(page.locator(".tiptap")).to_have_text("")
    expect(title).to_be_focused()


@pytest.mark.parametrize("typed", ["", "text", "note"])
def test_form_of_a_scheduled_post_notices_its_publication(desk: Desk, typed: str) -> None:
    editor = make.user("Editor")
    post = make.post(TEXT, authors=(editor,), published_at=in_two_days())
    page = open_post(desk, editor, post, width=390)
    state = page.locator(".workflow-state")
    expect(state).to_have_text("Scheduled")
    if typed == "text":
        page.locator(".tiptap > p").first.click()
        page.keyboard.insert_text("Mine. ")
        expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")
    elif typed == "note":
        page.locator(".notes-toggle").click()
        page.locator(".notes-compose textarea").fill("Mine. ")
    page.wait_for_load_state("networkidle")
    notice_publication(page, post)
    reload = page.locator(".autosave-around")
    if typed:
        expect(reload).to_contain_text("This post was published. Reload the page")
        gone = ".workflow-lines, .workflow-buttons > :not(.notes-toggle)"
        expect(page.locator(gone)).to_have_count(0)
        expect(page.locator(".notes-toggle")).to_be_visible()
        content = page.locator(".tiptap").inner_text()
        if typed == "note":
            content = page.locator(".notes-compose textarea").input_value()
            dialogs = []
            page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
            with page.expect_event("dialog"):
                # Below the notes. The note would be lost.
                reload.get_by_role("link", name="Reload").dispatch_event("click")
            assert dialogs == ["beforeunload"]
        assert "Mine. " in content
    else:
        expect(page.locator(".workflow[data-state=public]")).to_be_visible()
        expect(reload).to_be_hidden()
        expect(page.get_by_role("button", name="Reschedule")).to_have_count(0)
    expect(page.locator(".publish-open")).to_have_text("Update…")
    if typed == "text":
        reload_without_question(page, "Mine. ")
    page.wait_for_load_state("networkidle")


def reload_without_question(page: Page, text: str) -> None:
    """Reload the form of a post that was published, whose unsaved changes it restores."""
    page.locator(".autosave-around").get_by_role("link", name="Reload").click()
    expect(page.locator(".workflow[data-state=public]")).to_be_visible()
    expect(page.locator(".tiptap")).to_contain_text(text)
    expect(page.locator(".draft-notice button")).to_have_count(0)


def notice_publication(page: Page, post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(minutes=1))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".workflow-state")).to_have_text("Published")


def test_text_typed_after_the_notice_of_publication_is_reloaded(desk: Desk) -> None:
    editor = make.user("Editor")
    post = make.post(TEXT, authors=(editor,), published_at=in_two_days())
    page = open_post(desk, editor, post)
    page.wait_for_load_state("networkidle")
    # Without changes, the form would reload at once.
    page.evaluate("document.body.append(document.createElement('dialog'))")
    page.evaluate("document.querySelector('body > dialog:last-child').showModal()")
    notice_publication(page, post)
    # At once: nothing is autosaved when it is reloaded.
    page.evaluate("""() => {
        document.querySelector("body > dialog:last-child").remove()
        const { editor } = document.querySelector(".tiptap")
        editor.commands.insertContentAt(1, "Mine. ")
        const title = document.querySelector("#id_title")
        title.dispatchEvent(new Event("input", { bubbles: true }))
        document.querySelector(".autosave-around a").click()
    }""")
    expect(page.locator(".workflow[data-state=public]")).to_be_visible()
    expect(page.locator(".tiptap")).to_contain_text("Mine. ")
    expect(page.locator(".draft-notice button")).to_have_count(0)


def test_draft_restored_after_the_notice_of_publication_is_reloaded(desk: Desk) -> None:
    editor = make.user("Editor")
    post = make.post(TEXT, authors=(editor,), published_at=in_two_days())
    page = open_post(desk, editor, post)
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Older. "):
        page.keyboard.insert_text("Older. ")
    page.close()  # Like a crash.
    page = open_post(desk, editor, post)
    restore = page.get_by_role("button", name="Restore", exact=True)
    expect(restore).to_be_visible()
    page.locator(".tiptap > p").first.click()
    with autosaved(page, "Newer. "):
        page.keyboard.insert_text("Newer. ")
    # Nothing is asked for while it is being sent.
    expect(page.locator("[data-autosave-state]")).to_contain_text("Autosaved at")
    notice_publication(page, post)
    restore.click()
    expect(page.locator(".tiptap")).to_contain_text("Older. ")
    reload_without_question(page, "Older. ")
    expect(page.locator(".tiptap")).not_to_contain_text("Newer. ")
