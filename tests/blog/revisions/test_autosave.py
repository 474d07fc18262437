"""Autosaves of open forms."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.revisions.autosave_models import Autosave
from blog.revisions.cleanup import delete_expired_autosaves
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    fields,
    signed_in,
)

pytestmark = pytest.mark.django_db
AUTOSAVE_URL = "/admin/blog/post/autosave/"
LATE_REQUESTS = [(2, {"title": "Late"}), (1, {"title": "Late"}), (3, None)]


def post_autosave(client, **sent):
    sent = {"form": str(uuid.uuid4()), "values": {"title": "Typed"}} | sent
    return client.post(AUTOSAVE_URL, json.dumps(sent), content_type="application/json")


def get_recoverable_values():
    """Return the values of autosaves that would be offered for recovery."""
    rows = Autosave.objects.filter(typed_at__isnull=False) | Autosave.objects.filter(
        values__isnull=False
    )
    return [row.values for row in rows]


def test_autosave_of_one_form_sent_twice_stores_latest_values():
    author = make.user("Author")
    client, form = signed_in(author), str(uuid.uuid4())
    for title in ("One", "Two"):
        assert post_autosave(client, form=form, values={"title": title}).status_code == 200
    post_autosave(client, form=form, values=None)
    assert Autosave.objects.get().values == {"title": "Two"}
    post_autosave(client, form=form, forget=True)
    assert get_recoverable_values() == []


def test_open_form_learns_that_its_post_is_published():
    author = make.user("Author")
    client, post = signed_in(author), make.scheduled(authors=(author,))
    assert "published" not in post_autosave(client, post=post.pk, values=None).json()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        answer = post_autosave(signed_in(author), post=post.pk, values=None).json()
    assert answer["published"] == "Published"


@pytest.mark.parametrize("earlier", [True, False])
def test_autosave_sent_after_abandoning_form_is_not_offered(earlier):
    client, form = signed_in(make.user("Author")), str(uuid.uuid4())
    if earlier:
        post_autosave(client, form=form, turn=1)
    post_autosave(client, form=form, forget=True)
    answers = [
        post_autosave(client, form=form, turn=turn, values=sent) for turn, sent in LATE_REQUESTS
    ]
    assert [("saved_at" in each.json(), "new_form" in each.json()) for each in answers] == [
        (False, True)
    ] * 3
    assert get_recoverable_values() == []
    assert "Late" not in client.get(ADD).text


@pytest.mark.slow
@pytest.mark.parametrize("earlier", [True, False])
def test_autosave_sent_after_save_is_not_offered(earlier):
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    if earlier:
        post_autosave(client, form=sent["form_key"], post=post.pk, turn=1)
    assert client.post(change(post), sent).status_code == 302
    late = post_autosave(
        client, form=sent["form_key"], post=post.pk, turn=2, values={"title": "Late"}
    )
    assert get_recoverable_values() == []
    assert "Late" not in client.get(change(post)).text
    again = post_autosave(
        client, form=late.json()["new_form"], post=post.pk, turn=3, values={"title": "Late"}
    )
    assert "saved_at" in again.json()
    assert get_recoverable_values() == [{"title": "Late"}]


@pytest.mark.slow
def test_autosave_after_refused_save_is_stored():
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    assert client.post(change(post), {**sent, "title": ""}).status_code == 200
    post_autosave(client, form=sent["form_key"], post=post.pk)
    assert get_recoverable_values() == [{"title": "Typed"}]


def test_autosaves_arriving_out_of_order_keep_latest_values():
    client, form = signed_in(make.user("Author")), str(uuid.uuid4())
    answers = [
        post_autosave(client, form=form, turn=turn, values=values).json()
        for turn, values in [(5, {"title": "Fifth"}), (4, {"title": "Fourth"}), (6, None)]
    ]
    assert ["new_form" in answer for answer in answers] == [False, True, False]
    assert get_recoverable_values() == [{"title": "Fifth"}]


def test_abandoned_form_is_not_listed_as_open():
    one, other = make.user("Editor"), make.user("Editor")
    post, form = make.draft(), str(uuid.uuid4())
    post_autosave(signed_in(one), form=form, post=post.pk)
    post_autosave(signed_in(one), form=form, post=post.pk, forget=True)
    assert post_autosave(signed_in(other), post=post.pk).json()["open"] == []


@pytest.mark.slow
def test_autosave_of_another_author_is_neither_readable_nor_changeable():
    one, other = make.user("Author"), make.user("Author")
    form = str(uuid.uuid4())
    post_autosave(signed_in(one), form=form, values={"title": "Secret"})
    post_autosave(signed_in(other), form=form, values={"title": "Other"})
    post_autosave(signed_in(other), form=form, forget=True)
    autosave = Autosave.objects.get()
    assert (autosave.user, autosave.values, autosave.is_over) == (one, {"title": "Secret"}, False)
    assert "Secret" not in signed_in(other).get("/admin/blog/post/add/").text
    assert "Secret" in signed_in(one).get("/admin/blog/post/add/").text


def test_open_forms_list_each_other_user_once():
    one, other = (make.user("Editor", byline=name) for name in ("Ana", "Ben"))
    post = make.draft()
    for person in (one, one, other, other):
        post_autosave(signed_in(person), post=post.pk)
    open_forms = post_autosave(signed_in(one), post=post.pk).json()["open"]
    assert [row["who"] for row in open_forms] == ["Ben"]


@pytest.mark.parametrize("role", ["", "Moderator"])
def test_autosave_by_non_author_is_refused(role):
    assert post_autosave(signed_in(make.user(role))).status_code in {302, 403}
    assert not Autosave.objects.exists()


def test_autosave_for_post_of_another_author_returns_404():
    post = make.draft()
    assert post_autosave(signed_in(make.user("Author")), post=post.pk).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "x", "[" * 100_000,
     '{"form": "x"}', '{"form": 1}', '{"form": "%s", "values": [1]}',
     '{"form": "%s", "values": "x"}', '{"form": "%s", "post": {"a": 1}, "values": {}}',
     '{"form": "%s", "values": {"a\\u0000": "b\\u0000\\ud800"}}',
     '{"form": "%s", "revision": "x"}', '{"form": "%s", "turn": "1"}', '{"form": "%s", "turn": -1}',
     '{"form": "%s", "turn": 9223372036854775808}', '{"form": "%s", "turn": null}'],
)  # fmt: skip
def test_autosave_with_forged_body_causes_no_server_error(body):
    client = signed_in(make.user("Author"))
    sent = body.replace("%s", str(uuid.uuid4()))
    response = client.post(AUTOSAVE_URL, sent, content_type="application/json")
    assert response.status_code in {200, 400}


@pytest.mark.slow
def test_save_clears_autosave():
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    post_autosave(client, form=sent["form_key"], post=post.pk)
    assert client.post(change(post), sent).status_code == 302
    assert get_recoverable_values() == []


@pytest.mark.parametrize(("days", "left"), [(0, 3), (2, 1), (29, 1), (31, 0)])
def test_autosaves_older_than_30_days_are_deleted(days, left):
    client = signed_in(make.user("Author"))
    post_autosave(client)
    post_autosave(client, values=None)
    post_autosave(client, forget=True)
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=1)):
        delete_expired_autosaves.call()
    assert Autosave.objects.count() == left


def test_save_in_another_tab_is_recognised_as_own():
    ana, ben = (signed_in(make.user("Editor")) for _ in range(2))
    post = make.draft("<p>One.</p>")
    opened = fields(ana, change(post))
    ana.post(change(post), opened | {"summary": "By Ana"})
    sent = {"post": post.pk, "revision": 0}
    answers = [post_autosave(client, **sent).json() for client in (ana, ben)]
    assert [answer["saved"]["is_mine"] for answer in answers] == [True, False]
