"""Effects and query counts of each action on a post or page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.redirects.models import Redirect
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blog import editing, revisions, workflow
from blog.checks.models import Link
from blog.content import document
from blog.corrections.models import Correction
from blog.models import Post
from blog.planning import board_moves, calendar_moves
from blog.planning.board import get_card_version_token
from blog.planning.entries import get_version_token
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import frozen_clock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
now = frozen_clock(NOW)
# Beyond the real time, which the database compares with.
PLANNED, LATER = datetime(2096, 11, 28, 9, tzinfo=UTC), datetime(2096, 12, 2, 9, tzinfo=UTC)
TEXT = '<p>Other words, <a href="https://example.org/">read there</a>.</p>'
TYPO = editing.CorrectionNote("typo")
WRONG = editing.CorrectionNote("correction", "It was wrong.")


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@dataclass
class Desk:
    post: Post
    author: User
    editor: User

    @property
    def first(self) -> Revision:
        return self.post.revisions.earliest("pk")


def save(**changes: Any) -> Callable[[Desk], Any]:
    """Return an action in which the author saves the text and other changes."""

    def act(desk: Desk) -> editing.SavedPost:
        by = desk.editor if changes.pop("editor", False) else desk.author
        html = changes.pop("html", TEXT)
        values = {"document": document.parse(html)} if html else {}
        return editing.save_post(desk.post, by=by, **values, **changes)

    return act


def transition(name: str, who: str = "editor", **values: Any) -> Callable[[Desk], Any]:
    return lambda desk: getattr(editing, name)(desk.post, by=getattr(desk, who), **values)


def restore(name: str, **values: Any) -> Callable[[Desk], Any]:
    return lambda desk: getattr(editing, name)(desk.post, desk.first, by=desk.editor, **values)


def move_on_calendar(to: datetime, **values: Any) -> Callable[[Desk], Any]:
    return lambda desk: calendar_moves.move_post(
        by=desk.editor, key=desk.post.pk, to=to, seen=get_version_token(desk.post), **values
    )


def move_card(to: str, **values: Any) -> Callable[[Desk], Any]:
    return lambda desk: board_moves.move_card(
        by=desk.editor,
        key=desk.post.pk,
        to=to,
        seen=get_card_version_token(desk.post, workflow.get_latest_transition(desk.post)),
        confirmed=True,
        **values,
    )


def trash(desk: Desk) -> Any:
    return editing.move_to_trash(Post.all_objects.filter(pk=desk.post.pk), by=desk.editor)


def restore_from_trash(who: str) -> Callable[[Desk], Any]:
    def act(desk: Desk) -> Any:
        by = getattr(desk, who)
        return editing.restore_from_trash(Post.all_objects.filter(pk=desk.post.pk), by=by)

    return act


NOTHING = {"revisions": 0, "transitions": [], "corrections": 0, "links": 0, "mails": 0, "moved": 0}
# Name: (state before, action, effects beyond NOTHING, status after, queries).
ACTIONS: dict[str, tuple[str, Callable[[Desk], Any], dict[str, Any], str, int]] = {
    "save of the same": ("draft", save(html=""), {}, "draft", 20),
    "save of a draft": ("draft", save(), {"revisions": 1}, "draft", 29),
    "save of a public post": (
        "public",
        save(correction=WRONG),
        {"revisions": 1, "corrections": 1, "links": 1},
        "published",
        49,
    ),
    "save of an approved post by its author": (
        "approved",
        save(),
        {"revisions": 1, "transitions": ["withdrawn"], "mails": 2},
        "review",
        33,
    ),
    "save of an approved post by an editor": (
        "approved",
        save(editor=True),
        {"revisions": 1, "approved": True},
        "review",
        33,
    ),
    "save of a scheduled post by its author": (
        "scheduled",
        save(),
        {"revisions": 2, "transitions": ["withdrawn"], "mails": 2},
        "review",
        50,
    ),
    "save that publishes": (
        "review",
        save(editor=True, transition=editing.Transition("published")),
        {"revisions": 1, "transitions": ["published"], "links": 1, "mails": 1},
        "published",
        50,
    ),
    "save of a page": ("page", save(editor=True), {"revisions": 1, "links": 1}, "published", 38),
    "hand in": (
        "draft",
        transition("hand_in", "author"),
        {"revisions": 1, "transitions": ["handed_in"], "mails": 1},
        "review",
        26,
    ),
    "request changes": (
        "review",
        transition("request_changes", reason="Who said it?"),
        {"revisions": 1, "transitions": ["changes"], "mails": 1},
        "draft",
        26,
    ),
    "approve": (
        "review",
        transition("approve"),
        {"transitions": ["approved"], "mails": 1, "approved": True},
        "review",
        29,
    ),
    "schedule": (
        "review",
        transition("schedule", publish_at=LATER),
        {"revisions": 1, "transitions": ["scheduled"], "mails": 1},
        "published",
        38,
    ),
    "publish": (
        "review",
        transition("publish"),
        {"revisions": 1, "transitions": ["published"], "mails": 1},
        "published",
        38,
    ),
    "unpublish": (
        "public",
        transition("unpublish"),
        {"revisions": 1, "transitions": ["taken_back"], "mails": 1},
        "draft",
        26,
    ),
    "restore a revision": (
        "public",
        restore("restore_revision", correction=TYPO),
        {"revisions": 1, "corrections": 1},
        "published",
        48,
    ),
    "restore a block": (
        "public",
        restore("restore_block", block=0, position=0, replace=False, correction=TYPO),
        {"revisions": 1, "corrections": 1},
        "published",
        50,
    ),
    "move an approved post in the calendar": (
        "approved",
        move_on_calendar(LATER),
        {"revisions": 1, "approved": True},
        "review",
        27,
    ),
    "move a scheduled post in the calendar": (
        "scheduled",
        move_on_calendar(LATER),
        {"revisions": 1, "transitions": ["scheduled"], "mails": 1},
        "published",
        31,
    ),
    "move a public post in the calendar": (
        "public",
        move_on_calendar(datetime(2026, 8, 1, tzinfo=UTC), confirmed=True),
        {"revisions": 1, "transitions": ["published"], "mails": 1, "moved": 1},
        "published",
        34,
    ),
    "move a former public post in the calendar": (
        "former",
        move_on_calendar(LATER),
        {"revisions": 1, "moved": 1},
        "draft",
        29,
    ),
    "move a card": (
        "draft",
        move_card("review"),
        {"revisions": 1, "transitions": ["handed_in"]},
        "review",
        30,
    ),
    "move to the trash": ("public", trash, {}, "trashed", 8),
    "restore from the trash": ("trashed", restore_from_trash("editor"), {}, "published", 8),
    "restore from the trash by the author": (
        "trashed",
        restore_from_trash("author"),
        {"revisions": 1},
        "draft",
        19,
    ),
}


def arrange(state: str) -> Desk:
    """Create a post with one revision in a state; the site requires approval."""
    make.site(approval_required=True)
    author = make.user("Author", email="ada@example.org")
    editor = make.user("Editor", email="ed@example.org")
    make.user("Editor", email="cid@example.org", notify_of_reviews=state != "draft")
    status = {"page": "published", "former": "published"}.get(state, state)
    fields: dict[str, Any] = {"status": status, "language": "en", "summary": "S"}
    if status in ("public", "trashed"):
        fields["status"] = "published"
    if state in ("approved", "scheduled"):
        fields |= {"published_at": PLANNED}
        fields["status"] = "review" if state == "approved" else "published"
    post = (
        make.page(**fields)
        if state == "page"
        else make.post(authors=(author,), labels=("China",), **fields)
    )
    revisions.record(post, author)
    if state == "approved":
        editing.approve(post, by=editor)
    if state == "former":
        editing.unpublish(post, by=editor)
    if state == "trashed":
        trash(Desk(post, author, editor))
    if state == "public" or state == "page":
        document.save(post, document.parse("<p>Second words.</p>"), editor)
        revisions.record(post, editor)
    mail.outbox.clear()
    post = type(post).all_objects.get(pk=post.pk)
    people = [User.objects.get(pk=person.pk) for person in (author, editor)]
    return Desk(post, *people)


def count_rows(post: Post) -> dict[str, Any]:
    return {
        "revisions": post.revisions.count(),
        "transitions": list(post.transitions.order_by("pk").values_list("kind", flat=True)),
        "corrections": Correction.objects.count(),
        "links": Link.objects.filter(due_at__isnull=False).count(),
        "mails": len(mail.outbox),
        "moved": Redirect.objects.count(),
    }


@pytest.mark.parametrize("name", ACTIONS)
def test_action_has_all_effects_and_query_count(name):
    state, act, follows, status, queries = ACTIONS[name]
    desk = arrange(state)
    before = count_rows(desk.post)
    with CaptureQueriesContext(connection) as captured:
        act(desk)
    after = count_rows(desk.post)
    new = {
        key: after[key][len(before[key]) :] if key == "transitions" else after[key] - before[key]
        for key in after
    }
    expected = NOTHING | follows
    is_approved = expected.pop("approved", False)
    stored = Post.all_objects.get(pk=desk.post.pk)
    assert (new, stored.status) == (expected, status)
    assert bool(workflow.get_approval(stored)) == is_approved
    last = stored.transitions.order_by("pk").last()
    if expected["transitions"]:
        assert last.revision_id == revisions.get_latest_id(stored)
    assert len(captured) == queries


REFUSED: dict[str, tuple[str, Callable[[Desk], Any], type[Exception], str]] = {
    "a post of somebody else": (
        "draft",
        lambda desk: editing.save_post(desk.post, by=make.user("Author"), fields={"title": "x"}),
        editing.NotAllowed,
        "not allowed to change",
    ),
    "other authors": (
        "draft",
        lambda desk: save(authors=[desk.editor.pk])(desk),
        editing.NotAllowed,
        "Only an editor",
    ),
    "the date of a public post": (
        "public",
        save(fields={"published_at": PLANNED}),
        editing.NotAllowed,
        "Only an editor",
    ),
    "a document with errors": (
        "draft",
        save(html=make.quotation("“Said.”", said="soon")),
        editing.NotSaved,
        "2023-03",
    ),
    "an empty public post": ("public", save(html=" "), editing.NotSaved, "nothing to publish"),
    "a new blocking finding": (
        "public",
        save(html='<figure data-block="figure"></figure>', correction=TYPO),
        editing.NotSaved,
        "has no picture",
    ),
    "no correction note": (
        "public",
        save(),
        editing.CorrectionRequired,
        "Choose what kind of change",
    ),
    "no sentence for readers": (
        "public",
        save(correction=editing.CorrectionNote("update")),
        editing.CorrectionRequired,
        "note to readers",
    ),
    "a transition of an author": (
        "review",
        save(transition=editing.Transition("published")),
        editing.NotAllowed,
        "Only an editor",
    ),
    "a revision that nobody had seen": (
        "public",
        restore("restore_revision", seen=0, correction=TYPO),
        editing.StalePost,
        "saved again",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_action_explains_and_changes_nothing(name):
    state, act, error, message = REFUSED[name]
    desk = arrange(state)
    before = count_rows(desk.post), Post.all_objects.values().get(pk=desk.post.pk)
    with pytest.raises(error, match=message):
        act(desk)
    assert (count_rows(desk.post), Post.all_objects.values().get(pk=desk.post.pk)) == before


@pytest.mark.django_db
def test_new_public_post_with_a_blocking_finding_is_refused():
    editor = make.user("Editor")
    unsaved = Post(title="High water", status=Post.Status.PUBLISHED)
    nodes = document.parse(make.quotation("“The river rose.”"))
    with pytest.raises(editing.NotSaved):
        editing.save_post(unsaved, by=editor, document=nodes)
    assert not Post.all_objects.exists()
