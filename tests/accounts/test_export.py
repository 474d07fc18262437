"""The personal data export is complete, and contains no data of others."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import privacy
from accounts.models import User
from blog import revisions
from blog.checks.models import CheckOverride
from blog.comments.email_hash import hash_email
from blog.comments.models import ModerationAction
from blog.comments.moderation.models import Ban, Rule
from blog.comments.privacy import export_guest_data
from blog.comments.subscriptions import Subscription
from blog.models import (
    LabelChange,
    Photo,
    Post,
    Source,
)
from blog.notes.models import Note, ShareLink
from blog.revisions.autosave_models import Autosave
from blog.workflow.models import WorkflowTransition
from tests.accounts import second
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
FILE = "/accounts/data/account.json"


def read_export(person: User) -> dict:
    return json.loads(signed_in(person).get(FILE).getvalue())


def create_all_data(person: User, on: Post) -> None:
    """Fill all text fields with the user's name."""
    name = person.byline
    about = {"post": on, "by": person}
    make.photo(person, alt=f"Photo of {name}")
    Photo.objects.earliest("pk").also_uploaded_by.add(person)
    Source.objects.create(name=f"Source of {name}", slug=f"source-{person.pk}", created_by=person)
    comment = make.comment(on, user=person, text=f"Comment of {name}")
    Subscription.objects.create(comment=comment, user=person, email_hash="x")
    ModerationAction.objects.create(comment=comment, by=person, became="spam", reason=f"By {name}")
    revisions.record(on, person, f"Saved by {name}")
    fields = {"title": f"Title of {name}"}
    revisions.record_aside(on, person, fields, f"<p>Aside of {name}</p>")
    text_fields = {"body": f"<p>Typed by {name}</p>"}
    Autosave.objects.create(
        form=uuid.uuid4(),
        user=person,
        post=on,
        kind=on.kind,
        values=text_fields,
        typed_at=timezone.now(),
    )
    CheckOverride.objects.create(code="x", hash=str(person.pk), reason=f"Good, {name}", **about)
    WorkflowTransition.objects.create(kind="approved", reason=f"Fine, {name}", **about)
    make.correction(on, f"Told by {name}", by=person)
    Note.objects.create(text=f"Note of {name}", **about)
    Note.objects.create(post=on, text="Somebody's.", resolved_at=timezone.now(), resolved_by=person)
    ends = timezone.now() + timedelta(days=1)
    ShareLink.objects.create(post=on, name=f"Friend of {name}", made_by=person, expires_at=ends)
    LabelChange.objects.create(description=f"Renamed by {name}", by=person)
    Rule.objects.create(value=f"word{name}", by=person)
    Ban.objects.create(kind="name", hash=str(person.pk), reason=f"Says {name}", by=person)
    Ban.objects.create(kind="account", user=person, label="x", reason="Moderators' note")


@pytest.fixture
def ana() -> User:
    return make.user("Author", username="ana", byline="Ana", email="ana@example.org")


@pytest.fixture
def both(ana) -> tuple[User, User]:
    bo = make.user("Author", username="bo", byline="Bo", email="bo@example.org")
    second.add_totp(ana)
    for person in (ana, bo):
        post = make.post(f"<p>Of {person}.</p>", authors=(person,), title=f"Post of {person}")
        make.draft("<p>Draft.</p>", authors=(person,), title=f"Draft of {person}")
        create_all_data(person, post)
    return ana, bo


def test_export_contains_only_own_data(both):
    ana, _bo = both
    response = signed_in(ana).get(FILE)
    assert response.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert response.headers["Content-Type"] == "application/json"
    text = response.getvalue().decode()
    export = json.loads(text)
    assert export["account"]["email"] == "ana@example.org"
    assert export["account"]["roles"] == ["Author"]
    assert [factor["type"] for factor in export["second_factors"]] == ["totp"]
    assert [post["title"] for post in export["posts"]] == ["Post of Ana", "Draft of Ana"]
    assert [photo["alt"] for photo in export["photos"]] == ["Photo of Ana"]
    assert export["sources_added"] == ["Source of Ana"]
    assert [row["note"] for row in export["revisions"]] == ["Saved by Ana", "Not merged"]
    assert [row["not_taken_over"] for row in export["revisions"]] == ["", "<p>Aside of Ana</p>"]
    assert [row["values"]["body"] for row in export["forms_opened"]] == ["<p>Typed by Ana</p>"]
    assert len(export["photos_sent_again"]) == len(export["reply_subscriptions"]) == 1
    assert len(export["notes_resolved"]) == len(export["banned"]) == 1
    for kind, column, text_fields in (
        ("comments", "text", "Comment of Ana"),
        ("check_overrides", "reason", "Good, Ana"),
        ("moderation_actions", "reason", "By Ana"),
        ("workflow_transitions", "reason", "Fine, Ana"),
        ("corrections", "text", "Told by Ana"),
        ("notes", "text", "Note of Ana"),
        ("share_links", "name", "Friend of Ana"),
        ("label_changes", "description", "Renamed by Ana"),
        ("rules_for_comments", "value", "wordAna"),
        ("bans_set", "reason", "Says Ana"),
    ):
        assert [row[column] for row in export[kind]] == [text_fields], kind
    theirs = ("Bo", "bo@example.org", "Somebody's", "Moderators' note", ana.password, second.SECRET)
    assert [text_fields for text_fields in theirs if text_fields in text] == []


def test_export_of_inactive_user_is_complete():
    export = read_export(make.user())
    account, site = export.pop("account"), export.pop("site")
    assert (account["roles"], site) == ([], "http://localhost:8000")
    assert {kind: rows for kind, rows in export.items() if rows and kind != "signed_in_on"} == {}


def test_export_requires_sign_in():
    response = Client().get(FILE)
    assert response.headers["Location"] == f"/accounts/login/?next={FILE}"


# Columns that refer to a user but are not exported, with the reason.
LEFT_OUT = {
    "blog.AuthorCounter.author": "a count of the posts, which are in it",
    "blog.Subscription.user": "the same as that of the comment, by which it is in it",
}


def columns() -> Iterator[tuple[str, str]]:
    """Return the name and an SQL expression of each column that references an account, many-to-many
    relations included."""
    for model in apps.get_models(include_auto_created=True):
        for field in () if model._meta.proxy else model._meta.local_concrete_fields:
            if field.related_model is User:
                name = f"{model._meta.app_label}.{model.__name__}.{field.name}"
                yield name, f'"{model._meta.db_table}"."{field.column}"'


def test_every_relation_to_user_is_exported_or_exempt(ana, tmp_path):
    with CaptureQueriesContext(connection) as asked, (tmp_path / "file").open("wb") as file:
        privacy.write_export(ana, file)
    sql = "\n".join(query["sql"] for query in asked)
    export = dict(columns())
    assert "blog.Photo_also_uploaded_by.user" in export
    read = {name for name, column in export.items() if re.search(rf"{column} = \(?{ana.pk}\b", sql)}
    assert set(export) - read == set(LEFT_OUT), "add it to the export, or say here why not"


def keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
        data = [*data.values()]
    for part in data if isinstance(data, list) else ():
        yield from keys(part)


def test_account_and_guest_exports_share_keys(both):
    ana, _bo = both
    address = "guest@example.org"
    make.subscription(make.comment(make.post(), email_hash=hash_email(address)), address)
    of_guest, of_account = export_guest_data(hash_email(address)), read_export(ana)
    for kind in ("comments", "reply_subscriptions"):
        (one,), (other,) = of_guest[kind], of_account[kind]
        assert list(one) == list(other)
    assert [key for key in keys(of_account) if not re.fullmatch("[a-z]+(_[a-z]+)*", key)] == []


def test_export_of_long_list_is_complete(ana):
    post = make.post(authors=(ana,))
    LabelChange.objects.bulk_create(LabelChange(description=f"{n}", by=ana) for n in range(250))
    for number in range(3):
        revisions.record_aside(post, ana, {"title": f"{number}"}, f"<p>{number}</p>")
    export = read_export(ana)
    assert [row["description"] for row in export["label_changes"]] == [f"{n}" for n in range(250)]
    assert [row["not_taken_over"] for row in export["revisions"]] == [
        "<p>0</p>",
        "<p>1</p>",
        "<p>2</p>",
    ]
