"""Workflow transitions: permissions, states, approvals and history."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from blog import editing, revisions, workflow
from blog.models import Post
from blog.workflow import NotAllowed
from blog.workflow.models import WorkflowTransition
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read

pytestmark = pytest.mark.django_db

STATES = ("draft", "review", "scheduled", "public", "trashed")
# Who may apply a transition in a state: 'a'uthor, 'e'ditor, 'o'wner who is an editor, or author
# who may 'p'ublish.
ALLOWED = {
    "handed_in": {"draft": "aeop"},
    "changes": {"review": "eo"},
    "approved": {"review": "eo"},
    "published": {"draft": "eop", "review": "eop", "scheduled": "eop"},
    "scheduled": {"draft": "eop", "review": "eop", "scheduled": "eop", "public": "eop"},
    "taken_back": {"review": "aeop", "scheduled": "eop", "public": "eop"},
}
# With required approvals, nobody can publish own posts without the approval of an editor.
WITH_APPROVAL = ALLOWED | {
    "approved": {"review": "e"},
    "published": {"draft": "e", "review": "e", "scheduled": "eop"},
    "scheduled": {"draft": "e", "review": "e", "scheduled": "eop", "public": "eop"},
}
STATUS_AFTER = {
    "handed_in": "review",
    "changes": "draft",
    "approved": "review",
    "published": "published",
    "scheduled": "published",
    "taken_back": "draft",
}


def get_tomorrow():
    return timezone.now() + timedelta(days=1)


def create_post(state: str, *authors) -> Post:
    if state == "scheduled":
        return make.scheduled(authors=authors)
    if state == "public":
        return make.post(authors=authors)
    if state == "trashed":
        post = make.draft(authors=authors)
        post.set_trashed()
        return post
    return make.post(status=state, authors=authors)


def apply_transition(post, kind, by, **arguments):
    extra = {
        "scheduled": {"publish_at": get_tomorrow()},
        "changes": {"reason": "Who said it?"},
    }.get(kind, {})
    arguments = extra | arguments
    call = {
        "handed_in": editing.hand_in,
        "changes": editing.request_changes,
        "approved": editing.approve,
        "published": editing.publish,
        "scheduled": editing.schedule,
        "taken_back": editing.unpublish,
    }[kind]
    return call(post, by=by, **arguments).transition


def try_transition(post, kind, by) -> str:
    """Apply a transition and check its effects. Return 'yes' or, if it is refused, 'no'."""
    before = Post.all_objects.values().get(pk=post.pk)
    try:
        transition = apply_transition(post, kind, by)
    except NotAllowed as refused:
        assert str(refused).endswith(".")
        assert Post.all_objects.values().get(pk=post.pk) == before
        assert not post.transitions.exists()
        return "no"
    stored = Post.all_objects.get(pk=post.pk)
    assert (stored.status, post.status) == (STATUS_AFTER[kind],) * 2
    assert (transition.by, transition.was, transition.became) == (
        by,
        before["status"],
        STATUS_AFTER[kind],
    )
    assert transition.revision_id == revisions.get_latest_id(post)
    return "yes"


@pytest.mark.slow
@pytest.mark.parametrize("approval_required", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_transition_is_allowed_only_by_role_and_state(state, approval_required):
    make.site(approval_required=approval_required)
    author, owner, editor = make.user("Author"), make.user("Editor"), make.user("Editor")
    publisher = make.user("Publishing author")
    people = {"a": author, "o": owner, "e": editor, "p": publisher}
    roles = ("Author", "Publishing author", "Moderator", "")
    others, owners = [make.user(role) for role in roles], (author, owner, publisher)
    table = WITH_APPROVAL if approval_required else ALLOWED
    for kind in STATUS_AFTER:
        expected = table[kind].get(state, "")
        allowed = "".join(
            letter
            for letter, person in people.items()
            if try_transition(create_post(state, *owners), kind, person) == "yes"
        )
        assert sorted(allowed) == sorted(expected), (state, kind)
        for person in others:
            assert try_transition(create_post(state, *owners), kind, person) == "no", (
                state,
                kind,
            )


@pytest.mark.parametrize("state", STATES)
def test_buttons_match_allowed_transitions(state):
    make.site(approval_required=True)
    author, owner, editor = make.user("Author"), make.user("Editor"), make.user("Editor")
    publisher = make.user("Publishing author")
    for person, letter in ((author, "a"), (owner, "o"), (editor, "e"), (publisher, "p")):
        post = create_post(state, author, owner, publisher)
        buttons = workflow.get_allowed_transitions(post, person)
        expected = [kind for kind in STATUS_AFTER if letter in WITH_APPROVAL[kind].get(state, "")]
        if state == "public":
            expected = [kind for kind in expected if kind != "scheduled"]
        assert buttons == expected


def test_only_editor_may_approve_own_post():
    make.site(approval_required=True)
    editor = make.user("Editor")
    post = create_post("review", editor)
    assert workflow.can_approve(post, editor)
    make.user("Editor", is_active=False)
    assert workflow.can_approve(post, editor)
    make.user("Editor")
    assert not workflow.can_approve(post, editor)


@pytest.mark.parametrize("reason", ["began it", "handed it in"])
def test_post_created_or_submitted_by_editor_is_own_post(reason):
    make.site(approval_required=True)
    editor, _other = make.user("Editor"), make.user("Editor")
    post = make.draft()
    if reason == "began it":
        revisions.record(post, by=editor)
        editing.hand_in(post, by=post.authors.get())
    else:
        editing.hand_in(post, by=editor)
    with pytest.raises(NotAllowed, match="Another editor"):
        editing.approve(post, by=editor)


def create_approved_post(*authors) -> tuple[Post, WorkflowTransition]:
    post = make.draft(authors=authors)
    editing.hand_in(post, by=authors[0])
    return post, editing.approve(post, by=make.user("Editor")).transition


def change_title(post: Post, by) -> WorkflowTransition | None:
    saved = editing.save_post(post, by=by, fields={"title": f"{post.title}!"})
    return saved.withdrawal


def test_approved_post_may_be_published_by_its_owner():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, transition = create_approved_post(owner)
    assert workflow.get_approval(post) == transition
    editing.publish(post, by=owner)
    assert post.is_public


def test_change_by_author_withdraws_approval():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, _transition = create_approved_post(owner)
    withdrawn = change_title(post, owner)
    assert (withdrawn.kind, withdrawn.by, withdrawn.became) == ("withdrawn", owner, "review")
    assert workflow.get_approval(post) is None
    with pytest.raises(NotAllowed, match="Another editor must approve"):
        editing.publish(post, by=owner)


def test_change_by_other_editor_keeps_approval():
    make.site(approval_required=True)
    post, transition = create_approved_post(make.user("Author"))
    assert change_title(post, make.user("Editor")) is None
    assert workflow.get_approval(post) == transition


def test_save_bypassing_workflow_invalidates_approval():
    make.site(approval_required=True)
    author = make.user("Author")
    post, _transition = create_approved_post(author)
    post.title += "!"
    post.save()
    revisions.record(post, author)
    assert workflow.get_approval(post) is None
    # A later correction by an editor does not restore the approval.
    change_title(post, make.user("Editor"))
    assert workflow.get_approval(post) is None


def test_publishing_changed_text_requires_new_approval():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, _transition = create_approved_post(owner)
    with pytest.raises(NotAllowed, match="approved again"):
        workflow.check_transition(post, "published", owner, is_text_changed=True)


@pytest.mark.slow
def test_change_of_scheduled_post_by_author_returns_it_to_review():
    make.site(approval_required=True)
    author = make.user("Author")
    post, _transition = create_approved_post(author)
    editing.schedule(post, by=make.user("Editor"), publish_at=get_tomorrow())
    withdrawn = change_title(post, author)
    assert (withdrawn.kind, withdrawn.was, post.status) == ("withdrawn", "published", "review")
    assert post.published_at is not None


def test_change_of_scheduled_post_by_editor_keeps_schedule():
    editor = make.user("Editor")
    post = make.scheduled(authors=(editor,))
    assert change_title(post, editor) is None
    assert post.is_scheduled


def test_change_by_author_without_approvals_returns_to_review():
    author = make.user("Author")
    post = make.scheduled(authors=(author,))
    assert change_title(post, author).kind == "withdrawn"
    assert post.status == "review"


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("changes", {"reason": " \n"}, "Describe the requested"),
        ("changes", {"reason": "x" * 2001}, "2000"),
        ("scheduled", {"publish_at": timezone.now() - timedelta(minutes=1)}, "in the future"),
        ("published", {"publish_at": get_tomorrow()}, "in the future"),
    ],
)
def test_transition_with_missing_or_invalid_arguments_is_refused(kind, arguments, message):
    post = create_post("review", make.user("Author"))
    with pytest.raises(NotAllowed, match=message):
        apply_transition(post, kind, make.user("Editor"), **arguments)
    assert not post.transitions.exists()


def test_transition_after_unseen_transition_names_its_user():
    one, other = make.user("Editor", byline="Ana"), make.user("Editor")
    post = create_post("review", make.user("Author"))
    editing.approve(post, by=one, seen=0)
    with pytest.raises(NotAllowed, match="because Ana changed the status on .*: Approved"):
        editing.publish(post, by=other, seen=0)
    editing.publish(post, by=other, seen=post.transitions.get().pk)


def test_published_post_with_other_date_redirects_old_url(client):
    editor = make.user("Editor")
    post = make.post(published_at=make.moment(2024, 3))
    old = post.get_absolute_url()
    editing.publish(post, by=editor, publish_at=make.moment(2024, 5))
    assert client.get(old).url == post.get_absolute_url() != old


def test_transition_event_depends_on_previous_status():
    author, editor = make.user("Author"), make.user("Editor", byline="Ed")
    post = make.draft("<p>Words.</p>", authors=(author,))
    editing.hand_in(post, by=author)
    editing.unpublish(post, by=author)
    editing.schedule(post, by=editor, publish_at=get_tomorrow())
    editing.unpublish(post, by=editor)
    editing.publish(post, by=editor, publish_at=timezone.now() - timedelta(days=9))
    editing.publish(post, by=editor, publish_at=timezone.now() - timedelta(days=8))
    editing.unpublish(post, by=editor)
    labels = [row.event.label for row in post.transitions.order_by("pk")]
    assert labels == [
        "Submitted for review",
        "Withdrawn from review",
        "Scheduled",
        "Schedule cancelled",
        "Published",
        "Date changed",
        "Unpublished",
    ]


def test_history_lists_automatic_publication():
    editor = make.user("Editor", byline="Ed")
    post = make.draft("<p>Words.</p>", authors=(editor,))
    editing.schedule(post, by=editor, publish_at=get_tomorrow())
    past = timezone.now() - timedelta(hours=1)
    WorkflowTransition.objects.update(publish_at=past, created_at=past - timedelta(hours=1))
    Post.objects.update(published_at=past)
    client = signed_in(editor)
    history = read(client, reverse("admin:blog_post_history", args=[post.pk]))
    labels = history.xpath("//ol[@class='decided']//strong/text()")
    assert labels == ["Published automatically", "Scheduled"]
    page = client.get(reverse("admin:blog_post_change", args=[post.pk])).text
    assert "Published automatically on" in page
    editing.unpublish(post, by=editor)
    history = read(client, reverse("admin:blog_post_history", args=[post.pk]))
    labels = history.xpath("//ol[@class='decided']//strong/text()")
    assert labels == ["Unpublished", "Published automatically", "Scheduled"]
