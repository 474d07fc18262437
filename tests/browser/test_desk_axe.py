"""Accessibility of all admin pages and of all dialogs and panels in them: on a phone and a desktop,
light and dark. Console errors, such as policy violations, fail the test as well."""

import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from blog import checks, editing, revisions
from blog.content import document, labels
from blog.models import Label, LabelAlias, Post
from blog.notes.notes import add_note, reply_to_note, resolve_note
from blog.revisions.autosave_models import Autosave
from tests.browser.axe import assert_accessible
from tests.browser.conftest import (
    Desk,
    caret,
    choose_transition,
    new_document,
    press,
    settle,
)
from tests.support import factories as make
from tests.support.factories import figure, quotation

EVERYTHING = (
    "<h2>A heading</h2><p>Words with <strong>weight</strong> and “an open mark.</p>"
    + quotation("“Said.”", attribution="Ana Ruiz, judge", source_name="Ana Ruiz", said="2021-05")
    + quotation("“Said by nobody.”")
    + "<ul><li><p>One</p></li></ul><hr data-jump><p>The end.</p>"
)


@pytest.fixture
def editor(transactional_db) -> User:
    return make.user("superuser", byline="Ben")


@pytest.fixture
def post(editor: User) -> Post:
    """A post in review by another author, with everything that a form can show."""
    author = make.user("Author", byline="Ana")
    photo = make.photo(author, caption="A field")
    html = EVERYTHING + figure(photo) + figure(alt="Without a picture")
    post = make.draft(html, authors=(author,), title="High water", labels=("Water",))
    revisions.record(post, author)
    editing.hand_in(post, by=author)
    thread = add_note(post=post, by=editor, text="Who was it?", anchor_text="The end.").note
    reply_to_note(note=thread, by=author, text="Her clerk.")
    resolve_note(note=add_note(post=post, by=author, text="Too long?").note, by=editor)
    return post


def save_as(post: Post, by: User, html: str) -> None:
    document.save(post, document.parse(html), by)
    revisions.record(post, by, "Shorter")


def open_form(desk: Desk, user: User, post: Post | None = None, **options) -> Page:
    page = desk.page(user, **options)
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".checks-state")).not_to_have_text("Checking…")
    return page


def open_details(container: Page | Locator) -> None:
    container.locator("details").evaluate_all("all => { for (const one of all) one.open = true }")


def test_new_site_is_accessible_and_its_first_steps_are_hidden(desk: Desk, editor: User) -> None:
    page = desk.page(editor, timezone_id="UTC")
    page.goto("/admin/blog/series/")
    expect(page.locator(".empty-list")).to_be_visible()
    assert_accessible(page)
    page.goto("/admin/")
    steps = page.get_by_role("region", name="First steps")
    expect(steps.get_by_role("link", name="Name the site")).to_be_visible()
    assert_accessible(page)
    expect(steps.get_by_role("button", name="time zone of your browser")).to_have_count(0)
    steps.get_by_role("button", name="Hide the first steps").focus()
    with new_document(page):
        press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("The first steps are hidden.")
    expect(steps).to_have_count(0)


def test_first_steps_offer_the_time_zone_of_the_browser(desk: Desk, editor: User) -> None:
    page = desk.page(editor, timezone_id="Asia/Kolkata")
    page.goto("/admin/")
    steps = page.get_by_role("region", name="First steps")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")  # Or its old name.
    offer = steps.get_by_role("button", name=f"Use {zone}, the time zone of your browser")
    expect(offer).to_be_visible()
    assert_accessible(page)
    with new_document(page):
        offer.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text(f"The time zone of the site is {zone}.")
    expect(steps).to_be_visible()
    expect(offer).to_be_hidden()


def test_first_step_leads_to_its_field_and_a_key_saves(desk: Desk, editor: User) -> None:
    page = desk.page(editor)
    page.goto("/admin/")
    with new_document(page):
        page.get_by_role("link", name="Name the site").press("Enter")
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    expect(page.get_by_role("heading", name="Settings")).to_be_in_viewport()
    name.fill("Low Water")
    press(page, "Tab", "Tab")  # In a list, Enter would not save.
    with new_document(page):
        press(page, "Control+s")
    expect(page.locator(".messagelist")).to_be_in_viewport()
    expect(name).to_have_value("Low Water")


def test_new_post_is_accessible(desk: Desk, editor: User) -> None:
    assert_accessible(open_form(desk, editor))


def test_full_form_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    page = open_form(desk, editor, post)
    expect(page.locator(".check-go").first).to_be_visible()
    assert_accessible(page)
    open_details(page.locator("#post_form"))
    page.locator(".check-override button").first.click()
    expect(page.locator(".check-error").first).not_to_be_empty()
    assert_accessible(page)


def test_form_with_errors_and_overrides_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    content = checks.CheckInput(document.load_document(post), post.title, "", ["Water"])
    (key,) = {
        finding.key
        for finding in checks.run(content, post, editor)
        if finding.code == "mark_unbalanced"
    }
    checks.store_results(post, {key: "It is open in the source."}, editor)
    page = open_form(desk, editor, post)
    page.fill("#id_title", "")
    with new_document(page):
        page.locator("#post_form").evaluate(
            "form => { form.noValidate = true; form.querySelector('[name=_continue]').click() }"
        )
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".check-reason")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_notes_are_accessible(desk: Desk, editor: User, post: Post, width: int) -> None:
    page = open_form(desk, editor, post, width=width)
    caret(page.locator(".quotation-text p").first)
    press(page, "Control+Alt+m")
    panel = page.get_by_role("dialog", name="Notes")
    expect(panel).to_contain_text("Who was it?")
    open_details(panel)
    assert_accessible(page, width)


def test_menus_of_the_text_are_accessible(desk: Desk, editor: User) -> None:
    page = open_form(desk, editor)
    page.locator(".tiptap").click()
    assert_accessible(page)  # With the button at an empty line.
    page.keyboard.type("/")
    expect(page.locator(".slash-menu")).to_be_visible()
    assert_accessible(page)
    press(page, "Escape", "Enter")
    page.keyboard.type("some")
    press(page, "Control+Shift+ArrowLeft")
    expect(page.locator(".selection-toolbar")).to_be_visible()
    assert_accessible(page, 1440)
    press(page, "Control+h")
    expect(page.locator(".find-status")).to_have_text("1 of 1")
    assert_accessible(page)


def test_notes_cover_no_controls(desk: Desk, editor: User, post: Post) -> None:
    page = open_form(desk, editor, post)
    page.get_by_role("button", name="Notes: 1 open").click()
    expect(page.locator(".notes-panel")).to_be_visible()
    covered = """() => {
        const panel = document.querySelector(".notes-panel").getBoundingClientRect()
        const own = ({ parentElement }) => parentElement.closest(".notes-panel")
        return [...document.querySelectorAll("input, textarea, select, button, a, summary")]
            .filter((one) => !own(one) && one.checkVisibility())
            .filter((one) => {
                const { left, right, top, bottom } = one.getBoundingClientRect()
                const isBeside = right <= panel.left || left >= panel.right
                return !isBeside && bottom > panel.top && top < panel.bottom
            })
            .map(({ outerHTML }) => outerHTML)
    }"""
    for step in (0, 600, 100_000):  # Scroll positions in pixels.
        page.evaluate("step => scrollTo(0, step)", step)
        settle(page)
        assert page.evaluate(covered) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_preview_panel_is_accessible(desk: Desk, editor: User, post: Post, width: int) -> None:
    page = open_form(desk, editor, post, width=width)
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.frame_locator(".live-preview iframe").locator("h1")).to_be_attached()
    assert_accessible(page, width)


def test_publish_panel_is_accessible(
    desk: Desk, editor: User, post: Post, subtests: pytest.Subtests
) -> None:
    page = open_form(desk, editor, post)
    for choice in ("Publish now", "Request changes", "Schedule"):
        with subtests.test(choice=choice):
            panel = choose_transition(page, choice)
            expect(panel.locator(".reader-preview")).to_have_count(3)
            open_details(panel)
            assert_accessible(page)
        press(page, "Escape")
        expect(page.locator("dialog.publish-panel")).to_be_hidden()


def test_refused_publish_panel_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    page = open_form(desk, editor, post)
    panel = choose_transition(page, "Publish now")
    panel.get_by_role("button", name="Publish now").click()
    expect(panel.get_by_role("alert").last).to_contain_text("block publishing")
    assert_accessible(page)


def test_share_dialog_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    page = open_form(desk, editor, post)
    page.get_by_role("link", name="Share", exact=True).click()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()
    assert_accessible(page)


def test_correction_note_is_accessible(desk: Desk, editor: User) -> None:
    page = open_form(desk, editor, make.post(title="Low water"))
    page.fill("#id_title", "High water")
    press(page, "Control+s")
    expect(page.get_by_role("dialog", name="Publishing")).to_be_visible()
    page.get_by_label("A correction").check()
    assert_accessible(page)


def test_draft_recovery_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    now = timezone.now()
    Autosave.objects.create(
        form=uuid.uuid4(),
        user=editor,
        post=post,
        kind="post",
        values={"title": "Highest"},
        typed_at=now,
    )
    page = open_form(desk, editor, post)
    expect(page.locator(".draft-notice")).to_be_visible()
    assert_accessible(page)


def test_edit_conflict_is_accessible(desk: Desk, editor: User, post: Post) -> None:
    page = open_form(desk, editor, post)
    page.locator(".tiptap > p").last.click()
    page.keyboard.type("Mine.")
    save_as(post, editor, EVERYTHING.replace("The end.", "Theirs."))
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".tiptap")).to_be_visible()
    assert_accessible(page)


def test_revision_pages_are_accessible(desk: Desk, editor: User, post: Post) -> None:
    author = post.authors.get()
    save_as(post, author, EVERYTHING.replace("weight", "less weight") + "<p>More.</p>")
    first, *_, last = post.revisions.order_by("pk")
    page = desk.page(editor)
    url = f"/admin/blog/post/{post.pk}/history/"
    compare = f"{url}compare/?from={first.pk}&to={last.pk}"
    for address in (url, compare, f"{compare}&view=side"):
        page.goto(address)
        open_details(page)
        assert_accessible(page)


def test_correction_note_for_restored_revision_is_accessible(desk: Desk, editor: User) -> None:
    post = make.post("<p>One.</p>", title="How many")
    revisions.record(post, editor)
    save_as(post, editor, "<p>Two.</p>")
    first, *_, last = post.revisions.order_by("pk")
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/history/compare/?from={first.pk}&to={last.pk}")
    with new_document(page):
        page.locator("form[action$='restore/'] button").last.click()
    expect(page.locator("[name=change_kind]").first).to_be_visible()
    assert_accessible(page)


def test_lists_and_planning_are_accessible(desk: Desk, editor: User, post: Post) -> None:
    make.scheduled(title="Tomorrow")
    out = make.post(title="Out", labels=("Water",))
    make.correction(out)
    trashed = make.draft(title="Gone")
    page = desk.page(editor)
    page.goto("/admin/blog/post/?q=Gone")
    page.locator("#result_list .action-select").check()
    page.locator("[name=action]").select_option("move_to_trash")
    with new_document(page):
        page.locator("[name=index]").click()
    trashed.refresh_from_db()
    for address in (
        "/admin/",
        "/admin/blog/post/",
        "/admin/blog/post/?state=trash",
        f"/admin/blog/post/{out.pk}/delete/",
        "/admin/blog/post/calendar/",
        "/admin/blog/post/board/",
        f"/admin/blog/post/{post.pk}/share/",
        "/admin/blog/correction/",
        f"/admin/blog/correction/{out.corrections.get().pk}/change/",
    ):
        page.goto(address)
        assert_accessible(page)


def test_trash_pages_are_accessible(desk: Desk, editor: User) -> None:
    post = make.draft(title="Gone")
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/delete/")
    assert_accessible(page)
    with new_document(page):
        page.locator("#content [type=submit]").click()
    page.goto("/admin/blog/post/?state=trash")
    assert_accessible(page)
    page.locator("#result_list").get_by_role("link", name="Gone").click()
    expect(page.locator("h1")).to_have_text("In the trash")
    assert_accessible(page)


def test_label_pages_are_accessible(desk: Desk, editor: User, post: Post) -> None:
    make.post(labels=("Waters", "Harbour"))
    one, other, third = (Label.objects.get(name=name) for name in ("Water", "Waters", "Harbour"))
    LabelAlias.objects.create(label=third, name="Port")
    page = desk.page(editor)
    addresses = [
        "",
        "add/",
        f"{one.pk}/change/",
        f"merge/?labels={one.pk},{other.pk}",
        "duplicates/",
    ]
    for address in addresses:
        page.goto(f"/admin/blog/label/{address}")
        assert_accessible(page)
    labels.merge_labels(labels=[one, other], into=one, by=editor)
    page.goto("/admin/blog/label/changes/")
    assert_accessible(page)


def test_other_admin_pages_are_accessible(desk: Desk, editor: User, post: Post) -> None:
    photo, source = make.photo(editor), post.pullquotes.exclude(source=None).first().source
    page = desk.page(editor)
    static_page = make.page("<p>About us.</p>", title="About")
    site = make.site(name="A blog")
    for address in (
        "photo/",
        f"photo/{photo.pk}/change/",
        "source/",
        f"source/{source.pk}/change/",
        "page/",
        f"page/{static_page.pk}/change/",
        f"sitesettings/{site.pk}/change/",
        "rule/",
        "rule/add/",
        "rule/try/",
        "ban/",
        "ban/add/",
    ):
        page.goto(f"/admin/blog/{address}")
        assert_accessible(page)


def test_comment_pages_are_accessible(desk: Desk, editor: User) -> None:
    out = make.post()
    first = make.comment(out)
    make.comment(out, under=first, state="waiting", text="> Said.\n\nhttps://example.org")
    page = desk.page(editor)
    for address in ("", f"{first.pk}/change/", f"{first.pk}/ban/", "?state=all"):
        page.goto(f"/admin/blog/comment/{address}")
        assert_accessible(page)
