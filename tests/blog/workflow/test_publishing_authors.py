"""Authors who may publish their own posts, on every page and in every operation that publishes."""

from datetime import timedelta

import lxml.html
import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import roles
from accounts.models import User
from blog import editing, workflow
from blog.editing import trash
from blog.models import Post
from blog.planning.board import get_card_version_token
from blog.planning.entries import get_version_token
from blog.workflow import NotAllowed, Transition
from tests.support import factories as make
from tests.support.desk import change, errors, fields, send, signed_in

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def publisher() -> User:
    return make.user(roles.PUBLISHING_AUTHOR, byline="Pia")


def take_role(person: User) -> User:
    """Replace the role by that of an author; return the user as the next request loads it."""
    person.groups.set([Group.objects.get(name=roles.AUTHOR)])
    return User.objects.get(pk=person.pk)


def get_tomorrow():
    return timezone.now() + timedelta(days=1)


def test_publishing_author_publishes_new_post_with_form(publisher):
    response = send(
        signed_in(publisher),
        "/admin/blog/post/add/",
        title="Mine",
        document="<p>Words.</p>",
        labels="One",
        summary="What it says.",
        transition="published",
    )
    post = Post.objects.get()
    assert response.status_code == 302
    assert (post.is_public, post.byline) == (True, [publisher])


def test_publishing_author_cannot_set_byline_of_new_post(publisher, author):
    with pytest.raises(NotAllowed):
        editing.save_post(
            Post(title="Theirs"),
            by=publisher,
            fields={"title": "Theirs"},
            authors=[author.pk],
            transition=Transition("published"),
        )
    assert not Post.objects.exists()


@pytest.mark.parametrize("state", ["draft", "public"])
def test_removed_co_author_can_no_longer_publish(publisher, author, editor, state):
    make_post = make.draft if state == "draft" else make.post
    post = make_post(authors=(author, publisher))
    assert workflow.can_publish(post, publisher)
    post.authorships.filter(user=publisher).delete()
    assert not workflow.can_publish(post, publisher)
    kind = "published" if state == "draft" else "taken_back"
    with pytest.raises(NotAllowed):
        editing.apply_transition(post, Transition(kind), by=publisher)


def test_schedule_outlives_role_of_its_author(publisher):
    post = make.draft(authors=(publisher,))
    editing.schedule(post, by=publisher, publish_at=get_tomorrow())
    take_role(publisher)
    post.refresh_from_db()
    assert post.is_scheduled
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    assert Post.objects.published().filter(pk=post.pk).exists()


def test_change_after_loss_of_role_moves_scheduled_post_to_review(publisher):
    post = make.draft(authors=(publisher,))
    editing.schedule(post, by=publisher, publish_at=get_tomorrow())
    editing.save_post(post, by=publisher, fields={"title": "Still mine"})
    assert post.is_scheduled
    person = take_role(publisher)
    for refused in ("taken_back", "published"):
        with pytest.raises(NotAllowed):
            editing.apply_transition(post, Transition(refused), by=person)
    saved = editing.save_post(post, by=person, fields={"title": "Not any more"})
    assert (post.status, saved.withdrawal.by) == (Post.Status.REVIEW, person)


def test_site_with_required_approval_lets_author_publish_approved_post(publisher, editor):
    make.site(approval_required=True)
    post = make.post(status=Post.Status.REVIEW, authors=(publisher,))
    page = signed_in(publisher).get(change(post)).text
    assert "An editor must approve this post before it can be published." in page
    with pytest.raises(NotAllowed, match="An editor must approve"):
        editing.publish(post, by=publisher)
    editing.approve(post, by=editor)
    editing.publish(post, by=publisher)
    assert post.is_public


def test_publishing_author_changes_date_of_own_published_post_only(publisher, author):
    own, theirs = make.post(authors=(publisher,)), make.post(authors=(author,))
    client, day_before = signed_in(publisher), own.published_at - timedelta(days=1)
    data = {"published_at_0": day_before.date().isoformat(), "published_at_1": "12:00"}
    assert send(client, change(own), **data, change_kind="typo").status_code == 302
    own.refresh_from_db()
    assert own.published_at.date() == day_before.date()
    assert client.get(change(theirs)).status_code == 302  # Not found: to the front page.


def test_override_is_open_to_publishing_author_of_the_post(publisher, author):
    own = make.draft('<figure data-block="figure"></figure>', authors=(publisher,))
    shared = signed_in(publisher).get(change(own)).context["checks"]
    assert shared["can_override"]
    assert not signed_in(author).get("/admin/blog/post/add/").context["checks"]["can_override"]
    form = fields(signed_in(author), "/admin/blog/post/add/") | {"title": "T"}
    form |= {"document": "<p>Words.</p>", "overrides": '{"link-text:1": "It is fine."}'}
    response = signed_in(author).post("/admin/blog/post/add/", form)
    assert "overrides" in errors(response)


def test_calendar_moves_own_posts_of_publishing_author(publisher, author):
    own, theirs = make.scheduled(authors=(publisher,)), make.scheduled(authors=(author,))
    client = signed_in(publisher)
    month = own.published_at.strftime("%Y-%m")
    page = lxml.html.fromstring(client.get(f"/admin/blog/post/calendar/?month={month}").text)
    assert [item.get("draggable") for item in page.xpath("//li[@data-item]")] == ["true"]
    to = (own.published_at + timedelta(days=2)).date()
    for post, status in ((own, 200), (theirs, 404)):
        post.refresh_from_db()
        sent = {"post": post.pk, "to": to.isoformat(), "seen": get_version_token(post)}
        assert client.post("/admin/blog/post/calendar/move/", sent, **JSON).status_code == status
    own.refresh_from_db()
    assert own.published_at.date() == to


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("draft", "public"),
        ("draft", "scheduled"),
        ("review", "public"),
        ("scheduled", "draft"),
        ("public", "draft"),
    ],
)
def test_board_publishes_and_unpublishes_own_posts(publisher, state, to):
    if state == "scheduled":
        post = make.scheduled(authors=(publisher,))
    elif state == "public":
        post = make.post(authors=(publisher,))
    else:
        post = make.post(status=state, authors=(publisher,))
    post.refresh_from_db()
    sent = {"post": post.pk, "to": to, "seen": get_card_version_token(post, None)}
    sent |= {"confirmed": "on", "schedule_at": get_tomorrow().strftime("%Y-%m-%dT%H:%M")}
    response = signed_in(publisher).post("/admin/blog/post/board/move/", sent, **JSON)
    post.refresh_from_db()
    assert (response.status_code, workflow.get_state(post)) == (200, to)


def test_board_offers_no_approval_to_publishing_author(publisher):
    make.site(approval_required=True)
    post = make.post(status=Post.Status.REVIEW, authors=(publisher,))
    post.refresh_from_db()
    sent = {"post": post.pk, "to": "approved", "seen": get_card_version_token(post, None)}
    response = signed_in(publisher).post("/admin/blog/post/board/move/", sent, **JSON)
    assert response.status_code == 409


def test_trash_takes_own_published_posts_of_publishing_author(publisher, author):
    own, theirs = make.post(authors=(publisher,)), make.post(authors=(author,))
    page = make.page()
    everything = Post.all_objects.filter(pk__in=[own.pk, theirs.pk, page.pk])
    moved = trash.move_to_trash(everything, by=publisher)
    assert (moved.moved, {post.pk for post in moved.refused}) == ([own], {theirs.pk, page.pk})
    restored = trash.restore_from_trash(Post.all_objects.filter(pk=own.pk), by=publisher)
    assert (restored.drafts, Post.objects.get(pk=own.pk).status) == ([], "published")
    trash.move_to_trash(Post.objects.filter(pk=own.pk), by=publisher)
    person = take_role(publisher)
    restored = trash.restore_from_trash(Post.all_objects.filter(pk=own.pk), by=person)
    assert (len(restored.drafts), Post.objects.get(pk=own.pk).status) == (1, "draft")


def test_correction_is_withdrawn_by_publishing_author_of_its_post(publisher, author):
    for person, expected in ((publisher, True), (author, False)):
        correction = make.correction(make.post(authors=(person,)))
        client = signed_in(person)
        address = f"/admin/blog/correction/{correction.pk}/change/"
        client.post(address, fields(client, address) | {"is_withdrawn": "on"})
        correction.refresh_from_db()
        assert (correction.withdrawn_at is not None) == expected


def test_publishing_author_is_no_editor(publisher, author):
    make.post(status=Post.Status.REVIEW, authors=(author,), title="Submitted by another")
    client = signed_in(publisher)
    front = client.get("/admin/").context["front"]
    assert front.to_review is None
    assert "notify_of_reviews" not in client.get("/accounts/profile/").context["form"].fields


def test_asking_costs_publishing_author_one_query(
    publisher, editor, author, django_assert_num_queries
):
    posts = [make.post(authors=(publisher,)) for _number in range(3)]
    for person, queries in ((publisher, 1), (editor, 0), (author, 0)):
        person.get_all_permissions()
        with django_assert_num_queries(queries):
            workflow.list_unpublishable(posts, person)
