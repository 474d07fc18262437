"""Authors moderate the comments on their own posts, and only those."""

import pytest

from accounts.models import User
from blog.comments.models import Comment, ModerationAction
from blog.comments.moderate import moderate, undo_moderation
from blog.models import Authorship
from lib.hashing import keyed_hash
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.moderation_queue import QUEUE, about, decide, moderator, names, state, wait
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db
State = Comment.State
STATES = [state for state in State.values if state != State.WAITING]


@pytest.fixture
def own(author: User) -> Comment:
    return wait(make.post(authors=(author,)), "Own")


@pytest.fixture
def other() -> Comment:
    """A comment on the post of another author."""
    return wait(make.post(), "Other")


def remove_author(comment: Comment, author: User) -> None:
    Authorship.objects.filter(post=comment.post, user=author).delete()


@pytest.mark.parametrize("role", ["Author", "Publishing author", "Editor"])
def test_queue_lists_comments_on_own_posts_for_each_role(role, other):
    person = make.user(role)
    post = make.post(authors=(make.user("Author"), person))
    wait(post, "First", 3)
    wait(post, "Second", 2)
    client = signed_in(person)
    assert names(client) == ["First", "Second"]
    assert text(read(client, QUEUE), "//b[@data-waiting]") == ["2"]
    assert client.get(f"{QUEUE}new/?since=2020-01-01T00:00:00Z").json() == {
        "message": "2 new comments"
    }


def test_queue_of_all_states_leaves_out_posts_of_others(author, own, other):
    for comment in (own, other):
        moderate(comment_ids=[comment.pk], to=State.SPAM, by=None)
    client = signed_in(author)
    for query in (
        "all",
        "spam",
        f"all&post={other.post_id}",
        f"all&by={other.pk}",
        "all&q=comment",
    ):
        assert "Other" not in names(client, f"{QUEUE}?state={query}")
    assert names(client, f"{QUEUE}?state=spam") == ["Own"]


@pytest.mark.parametrize("to", STATES)
def test_author_decides_about_own_comment_but_not_by_forged_post(author, own, other, to):
    sent = decide(signed_in(author), to=to, about=about(own, other)).json()
    assert sent["changed"] == [[own.pk, to]]
    assert (sent["others"], sent["waiting"]) == ([], 0)
    assert (state(own), state(other)) == (to, State.WAITING)
    assert ModerationAction.objects.get().by == author


def test_forged_button_of_single_comment_changes_nothing(author, other):
    client = signed_in(author)
    assert client.post(f"{QUEUE}decide/", {"one": f"approved:{about(other)[0]}"}).status_code == 302
    sent = decide(client, one=f"spam:{about(other)[0]}", reason="Mine").json()
    assert (sent["changed"], sent["others"], state(other)) == ([], [], State.WAITING)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("{own}/change/", 200),
        ("{other}/change/", 404),
        ("{own}/ban/", 403),
        ("{other}/ban/", 403),
        ("{own}/history/", 403),
    ],
)
def test_pages_of_comments_answer_author(author, own, other, address, status):
    client = signed_in(author)
    response = client.get(QUEUE + address.format(own=own.pk, other=other.pk))
    assert response.status_code == status


def test_author_cannot_ban_mark_or_lock(author, own):
    client = signed_in(author)
    for address, data in (
        (f"{own.pk}/ban/", {"kinds": "name"}),
        ("ban/", {"about": about(own), "kinds": "name"}),
        (f"{own.pk}/mark/", {"pick": "on"}),
        (f"{own.pk}/mark/", {"lock": "on"}),
    ):
        assert client.post(QUEUE + address, data).status_code == 403
    own.refresh_from_db()
    assert (own.is_pick, own.is_locked) == (False, False)


def test_author_replies_to_comment_on_own_post_only(author, own, other):
    client = signed_in(author)
    for comment, status in ((own, 302), (other, 404)):
        response = client.post(f"{QUEUE}{comment.pk}/reply/", {"text": "Thank you."})
        assert response.status_code == status
    reply = Comment.objects.get(text="Thank you.")
    assert (reply.parent, reply.user, reply.state) == (own, author, State.APPROVED)
    assert (state(own), state(other)) == (State.APPROVED, State.WAITING)


def test_removed_author_can_neither_decide_nor_undo(author, own):
    client = signed_in(author)
    batch = decide(client, to="approved", about=about(own)).json()["batch"]
    remove_author(own, author)
    own.refresh_from_db()
    assert names(client, f"{QUEUE}?state=all") == []
    assert decide(client, undo=batch).json()["changed"] == []
    assert decide(client, to="spam", about=about(own)).json()["changed"] == []
    assert client.get(f"{QUEUE}{own.pk}/change/").status_code == 404
    assert state(own) == State.APPROVED


def test_author_undoes_own_decision(author, own):
    batch = moderate(comment_ids=[own.pk], to=State.REJECTED, by=author).batch
    undo_moderation(batch=batch, by=author)
    assert state(own) == State.WAITING


def test_author_without_permission_moderates_nothing(author, own):
    for group in author.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="moderate_own_comments"))
    person = User.objects.get(pk=author.pk)
    assert signed_in(person).get(QUEUE).status_code == 403
    assert moderate(comment_ids=[own.pk], to=State.SPAM, by=person).changed == {}
    assert "awaits moderation" not in signed_in(person).get("/admin/").text


def test_author_does_not_see_what_identifies_writer(author):
    reader = make.user(username="secret-login", byline="Rea")
    post = make.post(authors=(author,))
    comment = make.comment(post, name="Rea", user=reader, score=77, reasons=[{"code": "links"}])
    elsewhere = make.comment(make.post(), name="Rea", user=reader, text="Said elsewhere.")
    comment.earlier_texts.create(text="What I regret.", replaced_at=comment.created_at)
    by = moderator()
    moderate(comment_ids=[comment.pk], to=State.REMOVED, by=by, reason="Known to the police")
    shown = {}
    for person in (author, by):
        client = signed_in(person)
        addresses = (f"{QUEUE}?state=all", f"{QUEUE}{comment.pk}/change/")
        shown[person] = "".join(client.get(address).text for address in addresses)
    for secret in ("secret-login", "77</b>", "What I regret", "Known to the police", "/ban/"):
        assert secret not in shown[author], secret
        assert secret in shown[by], secret
    assert elsewhere.html not in shown[author]


def test_author_cannot_find_out_email_address_of_guest(author):
    email = "guest@example.org"
    post = make.post(authors=(author,))
    wait(post, "Gus", email_hash=keyed_hash("email", email))
    assert names(signed_in(moderator()), f"{QUEUE}?writer={email}") == ["Gus"]
    assert names(signed_in(author), f"{QUEUE}?writer={email}") == []
    assert names(signed_in(author), f"{QUEUE}?writer=gu") == ["Gus"]


def test_spam_of_author_does_not_train_filter(author, own):
    moderate(comment_ids=[own.pk], to=State.SPAM, by=author)
    own.refresh_from_db()
    assert own.trained_as == ""
    moderate(comment_ids=[own.pk], to=State.APPROVED, by=moderator())
    own.refresh_from_db()
    assert own.trained_as == "ham"


def test_dashboard_counts_waiting_comments_on_own_posts(author, own, other):
    assert "1 comment on your posts awaits moderation" in signed_in(author).get("/admin/").text
    navigation = signed_in(author).get("/admin/").context["navigation"]
    assert "blog.comment" in [entry.key for entry in navigation.entries]


@pytest.mark.parametrize("rows", [2, 20])
def test_queue_of_author_costs_no_more_queries(author, rows, django_assert_num_queries):
    """Settings, session, user, two for permissions; the page, the number of waiting comments, and
    undoable batches."""
    posts = [make.post(authors=(author,)) for _number in range(rows)]
    comments = [wait(post, "Reader") for post in posts]
    client = signed_in(author)
    client.get(QUEUE)
    with django_assert_num_queries(8):
        assert len(names(client)) == rows
    with django_assert_num_queries(11):
        decide(client, to="approved", about=about(*comments))
