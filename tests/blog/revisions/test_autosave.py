"""What the server keeps of an open form."""

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
ADDRESS = "/admin/blog/post/autosave/"
LATE = [(2, {"title": "Late"}), (1, {"title": "Late"}), (3, None)]


def tell(client, **sent):
    sent = {"form": str(uuid.uuid4()), "values": {"title": "Typed"}} | sent
    return client.post(ADDRESS, json.dumps(sent), content_type="application/json")


def typed():
    """What would be offered."""
    rows = Autosave.objects.filter(typed_at__isnull=False) | Autosave.objects.filter(
        values__isnull=False
    )
    return [row.values for row in rows]


def test_a_form_is_kept_once_and_with_its_last_words():
    author = make.user("Author")
    client, form = signed_in(author), str(uuid.uuid4())
    for title in ("One", "Two"):
        assert tell(client, form=form, values={"title": title}).status_code == 200
    tell(client, form=form, values=None)
    assert Autosave.objects.get().values == {"title": "Two"}
    tell(client, form=form, forget=True)
    assert typed() == []


@pytest.mark.parametrize("earlier", [True, False])
def test_what_arrives_after_it_was_given_up_is_not_offered_again(earlier):
    client, form = signed_in(make.user("Author")), str(uuid.uuid4())
    if earlier:
        tell(client, form=form, turn=1)
    tell(client, form=form, forget=True)
    over = [tell(client, form=form, turn=turn, values=sent) for turn, sent in LATE]
    assert [("kept" in each.json(), "over" in each.json()) for each in over] == [(False, True)] * 3
    assert typed() == []
    assert "Late" not in client.get(ADD).text


@pytest.mark.slow
@pytest.mark.parametrize("earlier", [True, False])
def test_what_arrives_after_a_save_is_not_offered_again(earlier):
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    if earlier:
        tell(client, form=sent["form_key"], post=post.pk, turn=1)
    assert client.post(change(post), sent).status_code == 302
    late = tell(client, form=sent["form_key"], post=post.pk, turn=2, values={"title": "Late"})
    assert typed() == []
    assert "Late" not in client.get(change(post)).text
    again = tell(client, form=late.json()["over"], post=post.pk, turn=3, values={"title": "Late"})
    assert "kept" in again.json()
    assert typed() == [{"title": "Late"}]


@pytest.mark.slow
def test_a_save_that_was_refused_ends_nothing():
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    assert client.post(change(post), {**sent, "title": ""}).status_code == 200
    tell(client, form=sent["form_key"], post=post.pk)
    assert typed() == [{"title": "Typed"}]


def test_the_later_words_stay_in_whatever_order_they_arrive():
    client, form = signed_in(make.user("Author")), str(uuid.uuid4())
    answers = [
        tell(client, form=form, turn=turn, values=values).json()
        for turn, values in [(5, {"title": "Fifth"}), (4, {"title": "Fourth"}), (6, None)]
    ]
    assert ["over" in answer for answer in answers] == [False, True, False]
    assert typed() == [{"title": "Fifth"}]


def test_a_form_that_is_over_is_not_open():
    one, other = make.user("Editor"), make.user("Editor")
    post, form = make.draft(), str(uuid.uuid4())
    tell(signed_in(one), form=form, post=post.pk)
    tell(signed_in(one), form=form, post=post.pk, forget=True)
    assert tell(signed_in(other), post=post.pk).json()["open"] == []


@pytest.mark.slow
def test_nobody_reads_or_changes_what_another_typed():
    one, other = make.user("Author"), make.user("Author")
    form = str(uuid.uuid4())
    tell(signed_in(one), form=form, values={"title": "Secret"})
    tell(signed_in(other), form=form, values={"title": "Other"})
    tell(signed_in(other), form=form, forget=True)
    autosave = Autosave.objects.get()
    assert (autosave.user, autosave.values, autosave.is_over) == (one, {"title": "Secret"}, False)
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
    assert not Autosave.objects.exists()


def test_another_authors_post_is_not_there():
    post = make.draft()
    assert tell(signed_in(make.user("Author")), post=post.pk).status_code == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", "x", "[" * 100_000,
     '{"form": "x"}', '{"form": 1}', '{"form": "%s", "values": [1]}',
     '{"form": "%s", "values": "x"}', '{"form": "%s", "post": {"a": 1}, "values": {}}',
     '{"form": "%s", "values": {"a\\u0000": "b\\u0000\\ud800"}}',
     '{"form": "%s", "revision": "x"}', '{"form": "%s", "turn": "1"}', '{"form": "%s", "turn": -1}',
     '{"form": "%s", "turn": 9223372036854775808}', '{"form": "%s", "turn": null}'],
)  # fmt: skip
def test_forged_autosaves_are_refused_or_harmless(body):
    client = signed_in(make.user("Author"))
    sent = body.replace("%s", str(uuid.uuid4()))
    response = client.post(ADDRESS, sent, content_type="application/json")
    assert response.status_code in {200, 400}


@pytest.mark.slow
def test_saving_takes_what_was_kept():
    client, post = signed_in(make.user("Editor")), make.draft()
    sent = fields(client, change(post))
    tell(client, form=sent["form_key"], post=post.pk)
    assert client.post(change(post), sent).status_code == 302
    assert typed() == []


@pytest.mark.parametrize(("days", "left"), [(0, 3), (2, 1), (29, 1), (31, 0)])
def test_what_was_typed_is_kept_for_thirty_days(days, left):
    client = signed_in(make.user("Author"))
    tell(client)
    tell(client, values=None)
    tell(client, forget=True)
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=1)):
        delete_expired_autosaves.call()
    assert Autosave.objects.count() == left


def test_save_in_another_tab_is_known_as_ones_own():
    ana, ben = (signed_in(make.user("Editor")) for _ in range(2))
    post = make.draft("<p>One.</p>")
    opened = fields(ana, change(post))
    ana.post(change(post), opened | {"summary": "By Ana"})
    sent = {"post": post.pk, "revision": 0}
    answers = [tell(client, **sent).json() for client in (ana, ben)]
    assert [answer["saved"]["is_mine"] for answer in answers] == [True, False]
