"""Several comments by one author: rate limits and duplicates."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.moderate import moderate
from blog.models import Post
from blog.views import comments
from tests.support import factories as make
from tests.support.commenting import build_form_data, get_form_url, get_form_values, get_problems
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def post() -> Post:
    make.site(first_comment_waits=True)
    return make.post(slug="low")


def send(client: Client, post: Post, **fields: str) -> Comment:
    """Send a comment and return the stored one."""
    response = client.post(get_form_url(post), build_form_data(**fields))
    assert response.status_code == 302
    return Comment.objects.get(pk=response["Location"].split("/")[2])


def test_eleventh_comment_of_an_address_in_an_hour_is_refused(post, client):
    for number in range(comments.MAX_PER_AUTHOR):
        there = Client(REMOTE_ADDR=f"203.0.{number}.9")
        send(there, post, text=f"Text {number}.", email=" ANA@example.org")
    data = build_form_data(text="One more.")
    refused = client.post(get_form_url(post), data)
    assert refused.status_code == 429
    minutes = -(-int(refused["Retry-After"]) // 60)
    assert 50 < minutes <= 60
    assert get_problems(refused) == [
        f"Too many comments at once. Nothing was lost: send it again in {minutes} minutes."
    ]
    assert get_form_values(refused)["text"] == "One more."
    send(client, post, text="Somebody else.", email="bo@example.org")


def test_eleventh_comment_of_an_account_in_an_hour_is_refused(post):
    reader = signed_in(make.user())
    for number in range(comments.MAX_PER_AUTHOR):
        send(reader, post, text=f"Text {number}.")
    assert reader.post(get_form_url(post), build_form_data(text="One more.")).status_code == 429


def test_same_text_again_returns_the_first_comment(post, client):
    first = send(client, post)
    assert send(client, post) == first
    assert Comment.objects.count() == 1
    reader = signed_in(make.user())
    assert send(reader, post) == send(reader, post) != first


@pytest.mark.parametrize(
    "other", [{"text": "Other."}, {"name": "Bo"}, {"email": "bo@example.org"}]
)  # fmt: skip
def test_different_text_name_or_address_is_another_comment(other, post, client):
    assert send(client, post) != send(client, post, **other)


def test_same_text_elsewhere_or_a_day_later_is_another_comment(post, client):
    first = send(client, post)
    assert send(client, make.post(slug="elsewhere")) != first
    answered = make.comment(post)
    assert client.post(get_form_url(post, answered), build_form_data()).status_code == 302
    assert answered.replies.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert send(client, post) != first


def test_copied_comment_from_another_browser_gives_no_access(post, client):
    """Otherwise a copy with a guessed address could edit the original, and would be trusted."""
    first = send(client, post)
    moderate(comment_ids=[first.pk], to=State.APPROVED, by=None)
    thief = Client()
    copy = send(thief, post)
    assert (copy != first, copy.state) == (True, "waiting")
    assert thief.get(f"/comments/{first.pk}/sent/").status_code == 404
