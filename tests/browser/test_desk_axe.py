"""axe looks at every page of the desk, and at each thing that opens in one: on a phone and at a
desk, light and dark. What Chromium says against a page, its policy included, fails as well."""

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
from tests.browser.axe import judge
from tests.browser.conftest import Desk, caret, new_document, press, settle
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
    """In review, by another, with all that a form can show."""
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


def saved_again(post: Post, by: User, html: str) -> None:
    document.save(post, document.parse(html), by)
    revisions.record(post, by, "Shorter")


def opened(desk: Desk, user: User, post: Post | None = None, **options) -> Page:
    page = desk.page(user, **options)
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    expect(page.locator(".tiptap")).to_be_visible()
    expect(page.locator(".checks-state")).not_to_have_text("Checking…")
    return page


def unfold(place: Page | Locator) -> None:
    place.locator("details").evaluate_all("all => { for (const one of all) one.open = true }")


def test_a_new_post(desk: Desk, editor: User) -> None:
    judge(opened(desk, editor))


def test_a_form_with_everything_in_it(desk: Desk, editor: User, post: Post) -> None:
    page = opened(desk, editor, post)
    expect(page.locator(".check-go").first).to_be_visible()
    judge(page)
    unfold(page.locator("#post_form"))
    page.locator(".check-override button").first.click()
    expect(page.locator(".check-error").first).not_to_be_empty()
    judge(page)


def test_a_form_with_errors_and_its_findings_overridden(
    desk: Desk, editor: User, post: Post
) -> None:
    given = checks.CheckInput(document.load_document(post), post.title, "", ["Water"])
    (key,) = {
        found.key for found in checks.run(given, post, editor) if found.code == "mark_unbalanced"
    }
    checks.store_results(post, {key: "It is open in the source."}, editor)
    page = opened(desk, editor, post)
    page.fill("#id_title", "")
    with new_document(page):
        page.locator("#post_form").evaluate(
            "form => { form.noValidate = true; form.querySelector('[name=_continue]').click() }"
        )
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".check-reason")).to_be_visible()
    judge(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_notes_beside_the_sheet(desk: Desk, editor: User, post: Post, width: int) -> None:
    page = opened(desk, editor, post, width=width)
    caret(page.locator(".quotation-words p").first)
    press(page, "Control+Alt+m")
    panel = page.get_by_role("dialog", name="Notes")
    expect(panel).to_contain_text("Who was it?")
    unfold(panel)
    judge(page, width)


def test_notes_cover_no_field_and_no_button(desk: Desk, editor: User, post: Post) -> None:
    page = opened(desk, editor, post)
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
    for step in (0, 600, 100_000):  # pixels from the top
        page.evaluate("step => scrollTo(0, step)", step)
        settle(page)
        assert page.evaluate(covered) == []


@pytest.mark.parametrize("width", [390, 1440])
def test_the_preview_beside_the_sheet(desk: Desk, editor: User, post: Post, width: int) -> None:
    page = opened(desk, editor, post, width=width)
    page.get_by_role("button", name="Live preview").click()
    expect(page.frame_locator(".live-preview iframe").locator("h1")).to_be_attached()
    judge(page, width)


def test_what_is_asked_before_it_is_sent(desk: Desk, editor: User, post: Post) -> None:
    page = opened(desk, editor, post)
    page.get_by_text("Request changes…").click()
    judge(page)
    page.reload()
    page.get_by_text("Schedule…", exact=True).click()
    judge(page)
    page.reload()
    page.get_by_role("link", name="Share", exact=True).click()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()
    judge(page)


def test_what_readers_are_told_is_asked(desk: Desk, editor: User) -> None:
    page = opened(desk, editor, make.post(title="Low water"))
    page.fill("#id_title", "High water")
    page.locator("[name=_continue]").click()
    expect(page.get_by_role("dialog", name="Note to readers")).to_be_visible()
    page.get_by_label("A correction").check()
    judge(page)


def test_what_the_checks_warn_of_is_asked_about(desk: Desk, editor: User, post: Post) -> None:
    revised = EVERYTHING.replace(quotation("“Said by nobody.”"), "")
    document.save(post, document.parse(revised), editor)
    page = opened(desk, editor, post)
    with new_document(page):
        page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Before you publish")
    expect(dialog.locator("li")).to_have_count(2)
    judge(page)
    dialog.get_by_role("link", name="Go back").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".checks > summary")).to_be_focused()


def test_words_that_were_never_saved_are_offered(desk: Desk, editor: User, post: Post) -> None:
    now = timezone.now()
    Autosave.objects.create(
        form=uuid.uuid4(),
        user=editor,
        post=post,
        kind="post",
        values={"title": "Highest"},
        typed_at=now,
    )
    page = opened(desk, editor, post)
    expect(page.locator(".kept-words")).to_be_visible()
    judge(page)


def test_saves_that_meet(desk: Desk, editor: User, post: Post) -> None:
    page = opened(desk, editor, post)
    page.locator(".tiptap > p").last.click()
    page.keyboard.type("Mine.")
    saved_again(post, editor, EVERYTHING.replace("The end.", "Theirs."))
    with new_document(page):
        page.locator("[name=_continue]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".tiptap")).to_be_visible()
    judge(page)


def test_revisions_and_what_changed(desk: Desk, editor: User, post: Post) -> None:
    author = post.authors.get()
    saved_again(post, author, EVERYTHING.replace("weight", "less weight") + "<p>More.</p>")
    first, *_, last = post.revisions.order_by("pk")
    page = desk.page(editor)
    place = f"/admin/blog/post/{post.pk}/history/"
    compare = f"{place}compare/?from={first.pk}&to={last.pk}"
    for address in (place, compare, f"{compare}&view=side"):
        page.goto(address)
        unfold(page)
        judge(page)


def test_a_revision_brought_back_to_readers_is_asked_about(desk: Desk, editor: User) -> None:
    post = make.post("<p>One.</p>", title="How many")
    revisions.record(post, editor)
    saved_again(post, editor, "<p>Two.</p>")
    first, *_, last = post.revisions.order_by("pk")
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/history/compare/?from={first.pk}&to={last.pk}")
    with new_document(page):
        page.locator("form[action$='restore/'] button").last.click()
    expect(page.locator("[name=change_kind]").first).to_be_visible()
    judge(page)


def test_lists_and_plans(desk: Desk, editor: User, post: Post) -> None:
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
        judge(page)


def test_the_bin_asks_where_the_form_would_be(desk: Desk, editor: User) -> None:
    post = make.draft(title="Gone")
    page = desk.page(editor)
    page.goto(f"/admin/blog/post/{post.pk}/delete/")
    judge(page)
    with new_document(page):
        page.locator("#content [type=submit]").click()
    page.goto("/admin/blog/post/?state=trash")
    judge(page)
    page.locator("#result_list").get_by_role("link", name="Gone").click()
    expect(page.locator("h1")).to_have_text("In the trash")
    judge(page)


def test_labels(desk: Desk, editor: User, post: Post) -> None:
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
        judge(page)
    labels.merge_labels(labels=[one, other], into=one, by=editor)
    page.goto("/admin/blog/label/changes/")
    judge(page)


def test_pictures_sources_pages_and_settings(desk: Desk, editor: User, post: Post) -> None:
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
        judge(page)


def test_discussions(desk: Desk, editor: User) -> None:
    out = make.post()
    first = make.comment(out)
    make.comment(out, under=first, state="waiting", text="> Said.\n\nhttps://example.org")
    page = desk.page(editor)
    for address in ("", f"{first.pk}/change/", f"{first.pk}/ban/", "?state=all"):
        page.goto(f"/admin/blog/comment/{address}")
        judge(page)
