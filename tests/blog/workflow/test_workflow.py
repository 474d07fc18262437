"""From a draft to its readers: who may decide what, in which state, and what it becomes."""

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
# By state and transition, who may: 'a'uthor of it, 'e'ditor, 'o'wner who is an editor.
ALLOWED = {
    "handed_in": {"draft": "aeo"},
    "changes": {"review": "eo"},
    "approved": {"review": "eo"},
    "published": {"draft": "eo", "review": "eo", "scheduled": "eo"},
    "scheduled": {"draft": "eo", "review": "eo", "scheduled": "eo", "public": "eo"},
    "taken_back": {"review": "aeo", "scheduled": "eo", "public": "eo"},
}
# Where the site asks for an approval: what is one's own does not go out without another's.
WITH_APPROVAL = ALLOWED | {
    "approved": {"review": "e"},
    "published": {"draft": "e", "review": "e", "scheduled": "eo"},
    "scheduled": {"draft": "e", "review": "e", "scheduled": "eo", "public": "eo"},
}
BECOMES = {
    "handed_in": "review",
    "changes": "draft",
    "approved": "review",
    "published": "published",
    "scheduled": "published",
    "taken_back": "draft",
}


def tomorrow():
    return timezone.now() + timedelta(days=1)


def in_state(state: str, *authors) -> Post:
    if state == "scheduled":
        return make.scheduled(authors=authors)
    if state == "public":
        return make.post(authors=authors)
    if state == "trashed":
        post = make.draft(authors=authors)
        post.set_trashed()
        return post
    return make.post(status=state, authors=authors)


def decide(post, kind, by, **given):
    extra = {"scheduled": {"at": tomorrow()}, "changes": {"words": "Who said it?"}}.get(kind, {})
    given = extra | given
    call = {
        "handed_in": editing.hand_in,
        "changes": editing.request_changes,
        "approved": editing.approve,
        "published": editing.publish,
        "scheduled": editing.schedule,
        "taken_back": editing.unpublish,
    }[kind]
    return call(post, by=by, **given).transition


def outcome(post, kind, by) -> str:
    """'yes', with all that follows; or 'no', with a sentence and nothing changed."""
    before = Post.all_objects.values().get(pk=post.pk)
    try:
        transition = decide(post, kind, by)
    except NotAllowed as refused:
        assert str(refused).endswith(".")
        assert Post.all_objects.values().get(pk=post.pk) == before
        assert not post.transitions.exists()
        return "no"
    stored = Post.all_objects.get(pk=post.pk)
    assert (stored.status, post.status) == (BECOMES[kind],) * 2
    assert (transition.by, transition.was, transition.became) == (
        by,
        before["status"],
        BECOMES[kind],
    )
    assert transition.revision_id == revisions.get_latest_id(post)
    return "yes"


@pytest.mark.slow
@pytest.mark.parametrize("approval_required", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_who_may_decide_what(state, approval_required):
    make.site(approval_required=approval_required)
    author, owner, editor = make.user("Author"), make.user("Editor"), make.user("Editor")
    people = {"a": author, "o": owner, "e": editor}
    others = [make.user("Author"), make.user("Moderator"), make.user()]
    table = WITH_APPROVAL if approval_required else ALLOWED
    for kind in BECOMES:
        may = table[kind].get(state, "")
        found = "".join(
            letter
            for letter, person in people.items()
            if outcome(in_state(state, author, owner), kind, person) == "yes"
        )
        assert sorted(found) == sorted(may), (state, kind)
        for person in others:
            assert outcome(in_state(state, author, owner), kind, person) == "no", (state, kind)


@pytest.mark.parametrize("state", STATES)
def test_buttons_are_those_decisions_that_are_carried_out(state):
    make.site(approval_required=True)
    author, owner, editor = make.user("Author"), make.user("Editor"), make.user("Editor")
    for person, letter in ((author, "a"), (owner, "o"), (editor, "e")):
        offered = workflow.get_allowed_transitions(in_state(state, author, owner), person)
        wanted = [kind for kind in BECOMES if letter in WITH_APPROVAL[kind].get(state, "")]
        if state == "public":
            wanted = [kind for kind in wanted if kind != "scheduled"]
        assert offered == wanted


def test_a_lone_editor_approves_their_own():
    make.site(approval_required=True)
    editor = make.user("Editor")
    post = in_state("review", editor)
    assert workflow.can_approve(post, editor)
    make.user("Editor", is_active=False)
    assert workflow.can_approve(post, editor)
    make.user("Editor")
    assert not workflow.can_approve(post, editor)


@pytest.mark.parametrize("how", ["began it", "handed it in"])
def test_it_is_ones_own_also_without_ones_name_over_it(how):
    make.site(approval_required=True)
    editor, _other = make.user("Editor"), make.user("Editor")
    post = make.draft()
    if how == "began it":
        revisions.record(post, by=editor)
        editing.hand_in(post, by=post.authors.get())
    else:
        editing.hand_in(post, by=editor)
    with pytest.raises(NotAllowed, match="Another editor"):
        editing.approve(post, by=editor)


def approved(*authors) -> tuple[Post, WorkflowTransition]:
    post = make.draft(authors=authors)
    editing.hand_in(post, by=authors[0])
    return post, editing.approve(post, by=make.user("Editor")).transition


def change(post: Post, by) -> WorkflowTransition | None:
    saved = editing.save_post(post, by=by, fields={"title": f"{post.title}!"})
    return saved.withdrawal


def test_what_was_approved_its_own_editor_publishes():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, transition = approved(owner)
    assert workflow.get_approval(post) == transition
    editing.publish(post, by=owner)
    assert post.is_public


def test_a_change_by_its_author_withdraws_the_approval():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, _transition = approved(owner)
    withdrawn = change(post, owner)
    assert (withdrawn.kind, withdrawn.by, withdrawn.became) == ("withdrawn", owner, "review")
    assert workflow.get_approval(post) is None
    with pytest.raises(NotAllowed, match="Another editor must approve"):
        editing.publish(post, by=owner)


def test_an_editor_who_corrects_it_leaves_it_approved():
    make.site(approval_required=True)
    post, transition = approved(make.user("Author"))
    assert change(post, make.user("Editor")) is None
    assert workflow.get_approval(post) == transition


def test_a_save_that_nobody_told_the_workflow_of_ends_the_approval():
    make.site(approval_required=True)
    author = make.user("Author")
    post, _transition = approved(author)
    post.title += "!"
    post.save()
    revisions.record(post, author)
    assert workflow.get_approval(post) is None
    # Nor does what an editor corrects afterwards bring it back.
    change(post, make.user("Editor"))
    assert workflow.get_approval(post) is None


def test_what_is_changed_in_the_same_step_is_not_what_was_approved():
    make.site(approval_required=True)
    owner = make.user("Editor")
    post, _transition = approved(owner)
    with pytest.raises(NotAllowed, match="approved again"):
        workflow.check_transition(post, "published", owner, is_text_changed=True)


@pytest.mark.slow
def test_an_author_who_changes_what_is_scheduled_brings_it_back_into_review():
    make.site(approval_required=True)
    author = make.user("Author")
    post, _transition = approved(author)
    editing.schedule(post, by=make.user("Editor"), at=tomorrow())
    withdrawn = change(post, author)
    assert (withdrawn.kind, withdrawn.was, post.status) == ("withdrawn", "published", "review")
    assert post.published_at is not None


def test_without_the_setting_what_an_editor_changes_stays_scheduled():
    editor = make.user("Editor")
    post = make.scheduled(authors=(editor,))
    assert change(post, editor) is None
    assert post.is_scheduled


def test_without_the_setting_an_author_brings_what_is_scheduled_back_into_review():
    author = make.user("Author")
    post = make.scheduled(authors=(author,))
    assert change(post, author).kind == "withdrawn"
    assert post.status == "review"


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("changes", {"words": " \n"}, "Describe the requested"),
        ("changes", {"words": "x" * 2001}, "2000"),
        ("scheduled", {"at": timezone.now() - timedelta(minutes=1)}, "in the future"),
        ("published", {"at": tomorrow()}, "in the future"),
    ],
)
def test_what_a_decision_needs_is_asked_for(kind, given, told):
    post = in_state("review", make.user("Author"))
    with pytest.raises(NotAllowed, match=told):
        decide(post, kind, make.user("Editor"), **given)
    assert not post.transitions.exists()


def test_a_decision_on_what_somebody_decided_meanwhile_says_who():
    one, other = make.user("Editor", byline="Ana"), make.user("Editor")
    post = in_state("review", make.user("Author"))
    editing.approve(post, by=one, seen=0)
    with pytest.raises(NotAllowed, match="because Ana changed the status on .*: Approved"):
        editing.publish(post, by=other, seen=0)
    editing.publish(post, by=other, seen=post.transitions.get().pk)


def test_a_published_post_that_is_moved_is_still_found_at_its_address(client):
    editor = make.user("Editor")
    post = make.post(published_at=make.moment(2024, 3))
    old = post.get_absolute_url()
    editing.publish(post, by=editor, at=make.moment(2024, 5))
    assert client.get(old).url == post.get_absolute_url() != old


def test_transition_says_what_happened_by_what_was_before():
    author, editor = make.user("Author"), make.user("Editor", byline="Ed")
    post = make.draft("<p>Words.</p>", authors=(author,))
    editing.hand_in(post, by=author)
    editing.unpublish(post, by=author)
    editing.schedule(post, by=editor, at=tomorrow())
    editing.unpublish(post, by=editor)
    editing.publish(post, by=editor, at=timezone.now() - timedelta(days=9))
    editing.publish(post, by=editor, at=timezone.now() - timedelta(days=8))
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


def test_history_lists_an_automatic_publication():
    editor = make.user("Editor", byline="Ed")
    post = make.draft("<p>Words.</p>", authors=(editor,))
    editing.schedule(post, by=editor, at=tomorrow())
    past = timezone.now() - timedelta(hours=1)
    WorkflowTransition.objects.update(publish_at=past, at=past - timedelta(hours=1))
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
