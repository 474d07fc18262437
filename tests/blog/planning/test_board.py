"""The planning board: columns, cards and moves."""

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
import time_machine

from blog import editing, revisions
from blog.common.formatting.dates import full_date
from blog.models import Post
from blog.notes.models import Note
from blog.notes.notes import resolve_note
from blog.planning.board import MAX_CARDS
from blog.workflow.models import WorkflowTransition
from tests.support import factories as make
from tests.support.desk import frozen_clock, signed_in

pytestmark = pytest.mark.django_db
BOARD_URL = "/admin/blog/post/board/"
MOVE_URL = f"{BOARD_URL}move/"
CONFIRMED = {"confirmed": "on"}  # Also confirms warnings of checks.
NOW = datetime.now(UTC)
now = frozen_clock(NOW)
JSON = {"headers": {"accept": "application/json"}}


def create_post_in_review(author, **fields) -> Post:
    return make.post(status=Post.Status.REVIEW, authors=(author,), **fields)


def list_titles(user) -> dict[str, list[str]]:
    page = lxml.html.fromstring(signed_in(user).get(BOARD_URL).text)
    return {
        column.get("data-place"): [
            card.get("data-title") for card in column.xpath(".//li[@data-item]")
        ]
        for column in page.xpath("//section[@data-place]")
    }


def get_card(user, post: Post):
    page = lxml.html.fromstring(signed_in(user).get(BOARD_URL).text)
    (card,) = page.xpath(f"//li[@data-item='{post.pk}']")
    return card


def post_move(user, post: Post, to: str, *, seen: str = "", **fields):
    seen = seen or get_card(user, post).get("data-seen")
    return signed_in(user).post(
        MOVE_URL, {"post": post.pk, "to": to, "seen": seen, **fields}, **JSON
    )


@pytest.mark.slow
def test_board_shows_posts_by_state(author, editor):
    make.draft(title="Draft")
    create_post_in_review(author, title="Submitted for review")
    make.post(title="Soon", published_at=NOW + timedelta(days=2))
    make.post(title="Sooner", published_at=NOW + timedelta(days=1))
    make.post(title="Out", published_at=NOW - timedelta(days=13))
    make.post(title="Long out", published_at=NOW - timedelta(days=15))
    make.draft(title="Gone").set_trashed()
    make.page(title="Page")
    assert list_titles(editor) == {
        "draft": ["Draft"],
        "review": ["Submitted for review"],
        "scheduled": ["Sooner", "Soon"],
        "public": ["Out"],
    }
    assert list_titles(author) == {
        **dict.fromkeys(("draft", "scheduled", "public"), []),
        "review": ["Submitted for review"],
    }


@pytest.mark.slow
def test_approved_column_appears_if_required_or_not_empty(author, editor):
    post = create_post_in_review(author, title="T")
    assert "approved" not in list_titles(editor)
    make.site(approval_required=True)
    assert list_titles(editor)["approved"] == []
    make.site(approval_required=False)
    revisions.record(post, author)
    editing.approve(post, by=editor)
    assert (list_titles(editor)["review"], list_titles(editor)["approved"]) == ([], ["T"])
    post.title = "T!"
    post.save()
    revisions.record(post, author)
    assert list_titles(editor)["review"] == ["T!"]


def test_card_shows_age_requested_changes_and_open_notes(author, editor):
    post = create_post_in_review(author)
    with time_machine.travel(NOW - timedelta(days=3), tick=False):
        editing.request_changes(post, by=editor, reason="Name the source of the second quotation.")
    WorkflowTransition.objects.update(created_at=NOW - timedelta(days=3))
    note = Note.objects.create(post=post, text="Who?", by=editor)
    Note.objects.create(post=post, text="Done", by=author, parent=note)
    resolve_note(note=Note.objects.create(post=post, text="Old", by=editor), by=editor)
    text = " ".join(get_card(author, post).text_content().split())
    assert f"Ada · {full_date(NOW - timedelta(days=3))}" in text
    assert "Changes requested by Ed: Name the source of the second quotation. 1 open note" in text


@pytest.mark.slow
def test_scheduled_card_has_its_date_once(editor):
    post = make.post(published_at=NOW + timedelta(days=2))
    card = get_card(editor, post)
    assert "Will be published on" in card.text_content() and not card.xpath(".//time")


@pytest.mark.parametrize("is_movable", [True, False])
def test_board_explains_moves_only_of_movable_cards(is_movable, author):
    make.draft(authors=[author]) if is_movable else make.post(authors=[author])
    assert ("Drag a card" in signed_in(author).get(BOARD_URL).text) == is_movable


def test_long_column_is_limited_with_link_to_list(author, editor):
    for n in range(MAX_CARDS + 1):
        create_post_in_review(author, title=f"{n:02}")
    page = lxml.html.fromstring(signed_in(editor).get(BOARD_URL).text)
    (column,) = page.xpath("//section[@data-place='review']")
    assert len(column.xpath(".//li[@data-item]")) == MAX_CARDS
    (link,) = column.xpath("p/a")
    listed = signed_in(editor).get("/admin/blog/post/" + link.get("href").partition("post/")[2])
    assert listed.context["cl"].result_count == MAX_CARDS + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "status", "to", "fields", "kind"),
    [
        ("author", "draft", "review", {}, "handed_in"),
        ("author", "review", "draft", {}, "taken_back"),
        ("editor", "review", "draft", {"reason": "Shorter."}, "changes"),
        ("editor", "review", "approved", {}, "approved"),
        (
            "editor",
            "review",
            "scheduled",
            {"schedule_at": "2999-11-26T09:30", **CONFIRMED},
            "scheduled",
        ),
        ("editor", "draft", "public", {"confirmed": "on"}, "published"),
        ("editor", "scheduled", "public", {"confirmed": "on"}, "published"),
        ("editor", "scheduled", "draft", {}, "taken_back"),
        ("editor", "public", "draft", {"confirmed": "on"}, "taken_back"),
    ],
)
def test_move_records_transition(who, status, to, fields, kind, author, editor):
    make.site(time_zone="America/Toronto")
    person = author if who == "author" else editor
    is_out = status in {"scheduled", "public"}
    days = 1 if status == "scheduled" else -1
    post = make.post(
        authors=(author,),
        status=Post.Status.PUBLISHED if is_out else status,
        published_at=NOW + timedelta(days=days) if is_out else None,
    )
    answer = post_move(person, post, to, **fields)
    assert (answer.status_code, "message" in answer.json()) == (200, True)
    transition = WorkflowTransition.objects.latest("pk")
    assert (transition.kind, transition.by, transition.reason) == (
        kind,
        person,
        fields.get("reason", ""),
    )
    if to == "scheduled":
        assert Post.objects.get().published_at == datetime(2999, 11, 26, 14, 30, tzinfo=UTC)
    assert [column for column, cards in list_titles(editor).items() if cards] == [to]


@pytest.mark.parametrize(
    ("who", "status", "to", "fields"),
    [
        ("author", "draft", "public", {"confirmed": "on"}),
        ("author", "draft", "scheduled", {"schedule_at": "2999-11-26T09:30"}),
        ("author", "review", "approved", {}),
        ("author", "public", "draft", {"confirmed": "on"}),
        ("editor", "review", "draft", {}),
        ("editor", "review", "draft", {"reason": "x" * 2001}),
        ("editor", "draft", "scheduled", {}),
        ("editor", "draft", "scheduled", {"schedule_at": "2020-11-25T09:30"}),
        ("editor", "draft", "scheduled", {"schedule_at": "9999-99-99T00:00"}),
        ("editor", "draft", "approved", {}),
        ("editor", "public", "scheduled", {"schedule_at": "2999-11-26T09:30"}),
        ("editor", "draft", "nowhere", {}),
        ("editor", "draft", "", {}),
    ],
)
def test_move_that_is_not_allowed_is_refused_without_change(
    who, status, to, fields, author, editor
):
    is_out = status == "public"
    status = Post.Status.PUBLISHED if is_out else status
    post = make.post(authors=(author,), status=status)
    before = Post.objects.values().get()
    answer = post_move(author if who == "author" else editor, post, to, **fields)
    assert (answer.status_code, bool(answer.json()["error"])) == (409, True)
    assert Post.objects.values().get() == before
    assert not WorkflowTransition.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("status", "to"), [("draft", "public"), ("public", "draft")])
def test_move_visible_to_readers_requires_confirmation(status, to, author, editor):
    post = make.post(authors=(author,), status="published" if status == "public" else status)
    assert "question" in post_move(editor, post, to).json()
    client = signed_in(editor)
    sent = {"post": post.pk, "to": to, "seen": get_card(editor, post).get("data-seen")}
    page = lxml.html.fromstring(client.post(MOVE_URL, sent).text)
    (form,) = page.xpath("//form[@class='planning-confirm']")
    assert not WorkflowTransition.objects.exists()
    assert client.post(MOVE_URL, dict(form.form_values())).url == BOARD_URL
    assert list_titles(editor)[to] == [post.title]


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("", "nothing to publish yet"),
        ('<figure data-block="figure" data-caption="x"></figure>', "has no picture"),
    ],
)
def test_move_of_unpublishable_post_is_refused(html, message, author, editor):
    post = make.draft(html, authors=(author,))
    answer = post_move(editor, post, "public", confirmed="on")
    assert message in answer.json()["error"]
    assert Post.objects.get().status == "draft"


@pytest.mark.slow
def test_move_of_own_post_requires_approval_by_other_editor(editor):
    make.user("Editor")
    make.site(approval_required=True)
    post = create_post_in_review(editor)
    for to in ("approved", "public"):
        assert (
            "Another editor must approve it"
            in post_move(editor, post, to, confirmed="on").json()["error"]
        )
    assert Post.objects.get().status == "review"


def test_move_after_other_transition_names_its_user(author, editor):
    post = create_post_in_review(author, title="T")
    seen = get_card(editor, post).get("data-seen")
    post_move(make.user("Editor", byline="Ana"), post, "approved")
    answer = post_move(editor, post, "draft", seen=seen, reason="No.")
    assert answer.json()["error"].startswith("Nothing was changed, because Ana")
    assert WorkflowTransition.objects.get().kind == "approved"


def test_move_after_change_of_date_names_its_user(author, editor):
    post = make.post(title="T", authors=(author,), published_at=NOW + timedelta(days=1))
    seen = get_card(editor, post).get("data-seen")
    Post.objects.update(published_at=NOW + timedelta(days=3))
    post.refresh_from_db()
    revisions.record(post, make.user("Editor", byline="Ana"))
    assert (
        post_move(editor, post, "draft", seen=seen).json()["error"].startswith("Ana saved “T” at")
    )
    assert Post.objects.get().status == "published"


def test_move_of_post_of_another_author_returns_404(author):
    post = make.draft()
    seen = "draft - 0"
    assert post_move(author, post, "review", seen=seen).status_code == 404
    assert Post.objects.get().status == "draft"


def test_empty_board_links_to_new_post(author):
    make.draft(title="Another's")
    page = signed_in(author).get(BOARD_URL).text
    assert "Write your first post" in page and "Another" not in page


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_board_query_count_is_independent_of_post_count(rows, author, django_assert_num_queries):
    editor = make.user("Editor")
    for _ in range(rows):
        post = create_post_in_review(author)
        editing.approve(post, by=editor)
        Note.objects.create(post=post, text="Note", by=editor)
        make.draft(authors=(author, editor))
        make.scheduled()
        make.post(published_at=NOW - timedelta(hours=1))
    client = signed_in(editor)
    with django_assert_num_queries(15):
        client.get(BOARD_URL)
