"""What the server keeps of an open form."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.models import Writing
from blog.revisions.forgetting import forget_writings
from tests import factories as make
from tests.desk import change, fields, signed_in

pytestmark = pytest.mark.django_db
WRITING = "/admin/blog/post/writing/"


def tell(client, **sent):
    sent = {"form": str(uuid.uuid4()), "values": {"title": "Typed"}} | sent
    return client.post(WRITING, json.dumps(sent), content_type="application/json")


def test_a_form_is_kept_once_and_with_its_last_words():
    author = make.user("Author")
    client, form = signed_in(author), str(uuid.uuid4())
    for title in ("One", "Two"):
        assert tell(client, form=form, values={"title": title}).status_code == 200
    tell(client, form=form, values=None)
    assert Writing.objects.get().values == {"title": "Two"}
    tell(client, form=form, forget=True)
    assert not Writing.objects.exists()


def test_nobody_reads_or_changes_what_another_typed():
    one, other = make.user("Author"), make.user("Author")
    form = str(uuid.uuid4())
    tell(signed_in(one), form=form, values={"title": "Secret"})
    tell(signed_in(other), form=form, values={"title": "Other"})
    tell(signed_in(other), form=form, forget=True)
    writing = Writing.objects.get()
    assert (writing.user, writing.values) == (one, {"title": "Secret"})
    assert "Secret" not in signed_in(other).get("/admin/blog/post/add/").text
    assert "Secret" in signed_in(one).get("/admin/blog/post/add/").text


def test_who_else_is_at_it_is_told_once_and_oneself_never():
    one, other = (make.user("Editor", byline=name) for name in ("Ana", "Ben"))
    post = make.draft()
    for person in (one, one, other, other):
        tell(signed_in(person), post=post.pk)
    told = tell(signed_in(one), post=post.pk).json()["open"]
    assert [row["who"] for row in told] == ["Ben"]


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_who_does_not_write_keeps_nothing(role):
    assert tell(signed_in(make.user(role))).status_code in {302, 403}
    assert not Writing.objects.exists()


def test_another_authors_post_is_not_there():
    post = make.draft()
    assert tell(signed_in(make.user("Author")), post=post.pk).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "x", '{"form": "x"}', '{"form": 1}', '{"form": "%s", "values": [1]}',
     '{"form": "%s", "values": "x"}', '{"form": "%s", "post": {"a": 1}, "values": {}}',
     '{"form": "%s", "values": {"a\\u0000": "b\\u0000\\ud800"}}',
     '{"form": "%s", "revision": "x"}'],
)  # fmt: skip
def test_forged_writings_are_refused_or_harmless(body):
    client = signed_in(make.user("Author"))
    sent = body.replace("%s", str(uuid.uuid4()))
    response = client.post(WRITING, sent, content_type="application/json")
    assert response.status_code in {200, 400}


def test_saving_takes_what_was_kept():
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    tell(client, form=sent["form_key"], post=post.pk)
    assert client.post(change(post), sent).status_code == 302
    assert not Writing.objects.exists()


@pytest.mark.parametrize(("days", "left"), [(0, 2), (2, 1), (29, 1), (31, 0)])
def test_what_was_typed_is_kept_for_thirty_days(days, left):
    client = signed_in(make.user("Author"))
    tell(client)
    tell(client, values=None)
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=1)):
        forget_writings.call()
    assert Writing.objects.count() == left
