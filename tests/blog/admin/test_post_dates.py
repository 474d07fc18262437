"""The date and time of a post in its form: to the minute, without losing seconds."""

from datetime import UTC, datetime

import pytest

from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import change, fields, send, signed_in
from tests.support.pages import read

pytestmark = pytest.mark.django_db
STORED = datetime(2024, 5, 3, 12, 34, 56, 789, tzinfo=UTC)


@pytest.fixture
def editor():
    return signed_in(make.user("Editor"))


@pytest.fixture
def post():
    return make.post(title="Low water", published_at=STORED)


def read_time(client, post: Post) -> str:
    (time,) = read(client, change(post)).xpath("//input[@name='published_at_1']")
    assert time.get("step") is None
    return time.get("value")


def test_time_is_shown_to_the_minute(editor, post):
    assert read_time(editor, post) == "12:34"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({}, (12, 34, 56)),
        ({"published_at_1": "12:35"}, (12, 35, 0)),
        ({"published_at_1": "00:34"}, (0, 34, 0)),
        ({"published_at_1": "12:34:10"}, (12, 34, 10)),  # A browser that shows seconds.
        ({"published_at_stored": ""}, (12, 34, 0)),
        ({"published_at_stored": "99:99:99"}, (12, 34, 0)),
        ({"published_at_0": "2024-05-02"}, (12, 34, 56)),
    ],
)
def test_seconds_stay_as_long_as_the_minute(editor, post, sent, stored):
    answer = send(editor, change(post), summary="Changed", change_kind="typo", **sent)
    assert answer.status_code == 302
    post.refresh_from_db()
    time = post.published_at
    assert (time.hour, time.minute, time.second) == stored
    assert post.summary == "Changed"


def test_form_with_errors_keeps_the_seconds(editor, post):
    data = fields(editor, change(post)) | {"title": ""}
    answer = editor.post(change(post), data)
    assert 'name="published_at_1" value="12:34"' in answer.text
    assert 'name="published_at_stored" value="12:34:56"' in answer.text


def test_unchanged_time_is_no_change_of_another_save(editor, post):
    """A form that was opened before the date was changed takes the new one."""
    opened = fields(editor, change(post))
    moved = {"published_at_0": "2024-05-01", "published_at_1": "08:00"}
    assert send(editor, change(post), **moved).status_code == 302
    answer = editor.post(change(post), opened | {"summary": "Changed", "change_kind": "typo"})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert (post.published_at, post.summary) == (
        datetime(2024, 5, 1, 8, tzinfo=UTC),
        "Changed",
    )
    assert Revision.objects.filter(post=post).count() >= 2
