"""The board of the desk: who sees which card where, and which transition a move is."""

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
BOARD = "/admin/blog/post/board/"
MOVE = f"{BOARD}move/"
ANYWAY = {"confirmed": "on"}  # Whatever the checks warn of.
NOW = datetime.now(UTC)
now = frozen_clock(NOW)
JSON = {"headers": {"accept": "application/json"}}


def in_review(author, **fields) -> Post:
    return make.post(status=Post.Status.REVIEW, authors=(author,), **fields)


def shown(user) -> dict[str, list[str]]:
    page = lxml.html.fromstring(signed_in(user).get(BOARD).text)
    return {
        column.get("data-place"): [
            card.get("data-title") for card in column.xpath(".//li[@data-item]")
        ]
        for column in page.xpath("//section[@data-place]")
    }


def card(user, post: Post):
    page = lxml.html.fromstring(signed_in(user).get(BOARD).text)
    (found,) = page.xpath(f"//li[@data-item='{post.pk}']")
    return found


def move(user, post: Post, to: str, *, seen: str = "", **fields):
    seen = seen or card(user, post).get("data-seen")
    return signed_in(user).post(MOVE, {"post": post.pk, "to": to, "seen": seen, **fields}, **JSON)


@pytest.mark.slow
def test_each_stands_in_its_column(author, editor):
    make.draft(title="Draft")
    in_review(author, title="Submitted for review")
    make.post(title="Soon", published_at=NOW + timedelta(days=2))
    make.post(title="Sooner", published_at=NOW + timedelta(hours=1))
    make.post(title="Out", published_at=NOW - timedelta(days=13))
    make.post(title="Long out", published_at=NOW - timedelta(days=15))
    make.draft(title="Gone").set_trashed()
    make.page(title="Page")
    assert shown(editor) == {
        "draft": ["Draft"],
        "review": ["Submitted for review"],
        "scheduled": ["Sooner", "Soon"],
        "public": ["Out"],
    }
    assert shown(author) == {
        **dict.fromkeys(("draft", "scheduled", "public"), []),
        "review": ["Submitted for review"],
    }


@pytest.mark.slow
def test_approved_is_a_column_where_the_site_asks_for_it_or_something_is(author, editor):
    post = in_review(author, title="T")
    assert "approved" not in shown(editor)
    make.site(approval_required=True)
    assert shown(editor)["approved"] == []
    make.site(approval_required=False)
    revisions.record(post, author)
    editing.approve(post, by=editor)
    assert (shown(editor)["review"], shown(editor)["approved"]) == ([], ["T"])
    post.title = "T!"
    post.save()
    revisions.record(post, author)
    assert shown(editor)["review"] == ["T!"]


def test_a_card_says_since_when_and_what_it_waits_for(author, editor):
    post = in_review(author)
    with time_machine.travel(NOW - timedelta(days=3), tick=False):
        editing.request_changes(post, by=editor, words="Name the source of the second quotation.")
    WorkflowTransition.objects.update(at=NOW - timedelta(days=3))
    note = Note.objects.create(post=post, text="Who?", by=editor)
    Note.objects.create(post=post, text="Done", by=author, parent=note)
    resolve_note(note=Note.objects.create(post=post, text="Old", by=editor), by=editor)
    words = " ".join(card(author, post).text_content().split())
    assert f"Ada · {full_date(NOW - timedelta(days=3))}" in words
    assert "Changes requested by Ed: Name the source of the second quotation. 1 open note" in words


@pytest.mark.slow
def test_columns_are_cut_with_a_link_to_all(author, editor):
    for n in range(MAX_CARDS + 1):
        in_review(author, title=f"{n:02}")
    page = lxml.html.fromstring(signed_in(editor).get(BOARD).text)
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
        ("editor", "review", "draft", {"words": "Shorter."}, "changes"),
        ("editor", "review", "approved", {}, "approved"),
        ("editor", "review", "scheduled", {"at": "2999-11-26T09:30", **ANYWAY}, "scheduled"),
        ("editor", "draft", "public", {"confirmed": "on"}, "published"),
        ("editor", "scheduled", "public", {"confirmed": "on"}, "published"),
        ("editor", "scheduled", "draft", {}, "taken_back"),
        ("editor", "public", "draft", {"confirmed": "on"}, "taken_back"),
    ],
)
def test_a_move_is_a_decision(who, status, to, fields, kind, author, editor):
    make.site(time_zone="America/Toronto")
    person = author if who == "author" else editor
    is_out = status in {"scheduled", "public"}
    days = 1 if status == "scheduled" else -1
    post = make.post(
        authors=(author,),
        status=Post.Status.PUBLISHED if is_out else status,
        published_at=NOW + timedelta(days=days) if is_out else None,
    )
    answer = move(person, post, to, **fields)
    assert (answer.status_code, "said" in answer.json()) == (200, True)
    transition = WorkflowTransition.objects.latest("pk")
    assert (transition.kind, transition.by, transition.words) == (
        kind,
        person,
        fields.get("words", ""),
    )
    if to == "scheduled":
        assert Post.objects.get().published_at == datetime(2999, 11, 26, 14, 30, tzinfo=UTC)
    assert [column for column, cards in shown(editor).items() if cards] == [to]


@pytest.mark.parametrize(
    ("who", "status", "to", "fields"),
    [
        ("author", "draft", "public", {"confirmed": "on"}),
        ("author", "draft", "scheduled", {"at": "2999-11-26T09:30"}),
        ("author", "review", "approved", {}),
        ("author", "public", "draft", {"confirmed": "on"}),
        ("editor", "review", "draft", {}),
        ("editor", "review", "draft", {"words": "x" * 2001}),
        ("editor", "draft", "scheduled", {}),
        ("editor", "draft", "scheduled", {"at": "2020-11-25T09:30"}),
        ("editor", "draft", "scheduled", {"at": "9999-99-99T00:00"}),
        ("editor", "draft", "approved", {}),
        ("editor", "public", "scheduled", {"at": "2999-11-26T09:30"}),
        ("editor", "draft", "nowhere", {}),
        ("editor", "draft", "", {}),
    ],
)
def test_what_may_not_be_is_said_and_changes_nothing(who, status, to, fields, author, editor):
    is_out = status == "public"
    status = Post.Status.PUBLISHED if is_out else status
    post = make.post(authors=(author,), status=status)
    before = Post.objects.values().get()
    answer = move(author if who == "author" else editor, post, to, **fields)
    assert (answer.status_code, bool(answer.json()["error"])) == (409, True)
    assert Post.objects.values().get() == before
    assert not WorkflowTransition.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("status", "to"), [("draft", "public"), ("public", "draft")])
def test_what_readers_notice_is_asked_for_first(status, to, author, editor):
    post = make.post(authors=(author,), status="published" if status == "public" else status)
    assert "question" in move(editor, post, to).json()
    client = signed_in(editor)
    sent = {"post": post.pk, "to": to, "seen": card(editor, post).get("data-seen")}
    page = lxml.html.fromstring(client.post(MOVE, sent).text)
    (form,) = page.xpath("//form[@class='planning-confirm']")
    assert not WorkflowTransition.objects.exists()
    assert client.post(MOVE, dict(form.form_values())).url == BOARD
    assert shown(editor)[to] == [post.title]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("", "nothing to publish yet"),
        ('<figure data-block="figure" data-caption="x"></figure>', "has no picture"),
    ],
)
def test_what_is_not_ready_does_not_go_out(html, told, author, editor):
    post = make.draft(html, authors=(author,))
    answer = move(editor, post, "public", confirmed="on")
    assert told in answer.json()["error"]
    assert Post.objects.get().status == "draft"


@pytest.mark.slow
def test_ones_own_waits_for_another_editor_where_the_site_asks(editor):
    make.user("Editor")
    make.site(approval_required=True)
    post = in_review(editor)
    for to in ("approved", "public"):
        assert (
            "Another editor must approve it"
            in move(editor, post, to, confirmed="on").json()["error"]
        )
    assert Post.objects.get().status == "review"


def test_the_second_of_two_is_told_who_decided(author, editor):
    post = in_review(author, title="T")
    seen = card(editor, post).get("data-seen")
    move(make.user("Editor", byline="Ana"), post, "approved")
    answer = move(editor, post, "draft", seen=seen, words="No.")
    assert answer.json()["error"].startswith("Nothing was changed, because Ana")
    assert WorkflowTransition.objects.get().kind == "approved"


def test_the_second_of_two_is_told_who_saved_another_date(author, editor):
    post = make.post(title="T", authors=(author,), published_at=NOW + timedelta(days=1))
    seen = card(editor, post).get("data-seen")
    Post.objects.update(published_at=NOW + timedelta(days=3))
    post.refresh_from_db()
    revisions.record(post, make.user("Editor", byline="Ana"))
    assert move(editor, post, "draft", seen=seen).json()["error"].startswith("Ana saved “T” at")
    assert Post.objects.get().status == "published"


def test_anothers_card_is_not_there(author):
    post = make.draft()
    seen = "draft - 0"
    assert move(author, post, "review", seen=seen).status_code == 404
    assert Post.objects.get().status == "draft"


def test_an_empty_board_leads_to_the_first_post(author):
    make.draft(title="Another's")
    page = signed_in(author).get(BOARD).text
    assert "Write your first post" in page and "Another" not in page


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_much_there_is(rows, author, django_assert_num_queries):
    editor = make.user("Editor")
    for _ in range(rows):
        post = in_review(author)
        editing.approve(post, by=editor)
        Note.objects.create(post=post, text="Note", by=editor)
        make.draft(authors=(author, editor))
        make.scheduled()
        make.post(published_at=NOW - timedelta(hours=1))
    client = signed_in(editor)
    with django_assert_num_queries(12):
        client.get(BOARD)
