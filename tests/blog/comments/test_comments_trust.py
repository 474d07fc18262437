"""Trusted commenters, who skip moderation, and impersonation of authors."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.comments.moderation import score
from blog.comments.subscriptions import Subscription
from blog.common.text.lookalikes import skeleton
from blog.models import Post
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=True)
    return make.post(authors=(make.user("Author", byline="Inès Duarte"),), slug="low")


def send(client: Client, post: Post, **fields: str) -> Comment:
    """Send a comment and return the stored one."""
    response = client.post(get_form_url(post), build_form_data(**fields))
    assert response.status_code == 302
    return Comment.objects.get(pk=response["Location"].split("/")[2])


def approve(comment: Comment) -> None:
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=None)


def verdict(comment: Comment) -> tuple[str, list[str]]:
    return comment.state, [reason["code"] for reason in comment.reasons if "points" not in reason]


def test_guest_in_the_browser_of_an_approved_comment_is_published(post, client):
    first = send(client, post)
    assert verdict(first) == ("waiting", ["first"])
    approve(first)
    assert verdict(send(client, post, text="More.")) == ("approved", [])
    assert verdict(send(client, post, text="And more.", name=" ANA ")) == ("approved", [])


def test_known_address_from_another_browser_waits(post, client):
    approve(send(client, post))
    other = send(Client(REMOTE_ADDR="198.51.100.7"), post, text="I am Ana.")
    assert verdict(other) == ("waiting", ["other-browser"])
    assert (
        str(score.describe_reason(other.reasons[0])) == "known e-mail address, but another browser"
    )


def test_known_browser_with_address_of_another_guest_waits(post, client):
    approve(send(Client(), post, email="bo@example.org", name="Bo"))
    approve(send(client, post))
    assert verdict(send(client, post, text="I am Bo.", email="bo@example.org", name="Bo")) == (
        "waiting",
        ["other-browser"],
    )


def test_known_browser_and_address_with_another_name_wait(post, client):
    approve(send(client, post))
    assert verdict(send(client, post, text="More.", name="Bo")) == ("waiting", ["other-name"])


def test_known_browser_whose_comment_was_removed_waits(post, client):
    first = send(client, post)
    approve(first)
    approve(send(Client(), post, text="Elsewhere."))
    moderate(comment_ids=[first.pk], to=State.REMOVED, by=None)
    assert verdict(send(client, post, text="More.")) == ("waiting", ["other-browser"])


@pytest.mark.parametrize("cookie", ["", "1", "1:forged", "x" * 5000])
def test_forged_author_cookie_gives_no_trust(cookie, post):
    approve(send(Client(), post))
    stranger = Client()
    stranger.cookies["commenter"] = cookie
    assert verdict(send(stranger, post, text="More.")) == ("waiting", ["other-browser"])


def test_author_cookie_expires_with_the_retention_period(post, client):
    approve(send(client, post))
    cookie = client.cookies["commenter"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (90 * 86_400, True, "Lax")
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert verdict(send(client, post, text="More.")) == ("waiting", ["other-browser"])


def test_browser_that_confirms_an_address_is_trusted(post, client):
    approve(send(Client(), post, wants_replies="on"))
    subscription = Subscription.objects.get()
    assert client.get(subscription.get_absolute_url()).status_code == 200
    assert "commenter" not in client.cookies
    client.post(subscription.get_absolute_url(), {"do": "confirm"})
    assert verdict(send(client, post, text="More.")) == ("approved", [])


def test_account_is_trusted_in_any_browser(post):
    reader = make.user(byline="Zoë")
    approve(send(signed_in(reader), post))
    assert verdict(send(signed_in(reader), post, text="More.")) == ("approved", [])


@pytest.mark.parametrize(
    "name",
    ["Inès Duarte", "ines  DUARTE", "InesDuarte", "lnes Duarte", "Ines Du\u0430rte", "1nes Duarte",
     "\uff29nes Duarte", "Ines Duarte \u2713", "Ines\u200d Duarte", "\U0001d408nes Duarte"],
)  # fmt: skip
def test_guest_with_the_name_of_an_author_waits(name, post, client):
    approve(send(client, post, name=name))
    again = send(client, post, text="More.", name=name)
    assert verdict(again) == ("waiting", ["author-name"])
    assert str(score.describe_reason(again.reasons[0])) == "uses the name of an author"


def test_guest_with_the_name_of_a_moderator_waits(post, client):
    make.site(first_comment_waits=False)
    make.user("Moderator", byline="Mo Falk")
    assert verdict(send(client, post, name="Mo  FALK")) == ("waiting", ["author-name"])


def test_account_with_the_name_of_an_author_waits(post):
    make.site(first_comment_waits=False)
    reader = make.user(byline="Ines Duarte")
    assert verdict(send(signed_in(reader), post)) == ("waiting", ["author-name"])


def test_author_signed_in_under_their_own_name_is_published(post):
    make.site(first_comment_waits=False)
    ines = post.byline[0]
    elsewhere = make.post(slug="elsewhere", authors=(make.user("Author", byline="Bo"),))
    assert verdict(send(signed_in(ines), elsewhere)) == ("approved", [])


def test_guest_with_name_of_unpublished_author_is_published(post, client):
    make.site(first_comment_waits=False)
    make.user("Author", byline="Bo Reader")
    assert verdict(send(client, post, name="Bo Reader")) == ("approved", [])


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "Anna"), ("Ines", "Inez"), ("Мария", "Марина"), ("李明", "李月")]
)
def test_skeleton_of_different_names_differs(one, other):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("name", ["", "—", "\u200d", "✓"])
def test_skeleton_without_letters_is_empty(name):
    assert skeleton(name) == ""
