"""Changing several photos at once, and its undo."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.editing.photo_batches import change_photos, restore_photos
from blog.models import Photo, Source
from tests.support import factories as make
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/photo/"


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def agency() -> Source:
    return Source.objects.create(name="Nordfoto", slug="nordfoto", affiliation="Port")


def submit(user, photos, **fields):
    data = {
        "action": "edit_photos",
        "index": "0",
        "_selected_action": [photo.pk for photo in photos],
        **fields,
    }
    return signed_in(user).post(LIST, data)


def list_messages(client) -> list[str]:
    return [str(message) for message in client.get(LIST).context["messages"]]


def test_form_lists_selected_photos(editor):
    photos = [make.photo(editor) for _ in range(2)]
    response = submit(editor, photos)
    assert response.status_code == 200
    assert response.context["photos"] == photos


def test_batch_changes_only_filled_fields(editor, agency):
    photos = [make.photo(editor, credit=f"C{n}", caption="Cranes") for n in range(2)]
    values = {"rights": "agency", "rights_until": "2031-02-03", "agency": "nordfoto (port)"}
    response = submit(editor, photos, apply="on", **values)
    assert response.status_code == 302
    rows = Photo.objects.order_by("pk").values_list(
        "credit", "caption", "rights", "rights_until", "agency"
    )
    after = ("agency", date(2031, 2, 3), agency.pk)
    assert list(rows) == [("C0", "Cranes", *after), ("C1", "Cranes", *after)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "__all__"),
        ({"agency": "Nobody"}, "agency"),
        ({"rights": "stolen"}, "rights"),
        ({"rights_until": "2031-02-31"}, "rights_until"),
        ({"licence_url": "javascript:x"}, "licence_url"),
        ({"credit": "x" * 301}, "credit"),
    ],
)
def test_invalid_batch_changes_nothing(values, field, editor):
    photo = make.photo(editor, credit="Before")
    response = submit(editor, [photo], apply="on", **{"credit": "", **values})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    photo.refresh_from_db()
    assert (photo.credit, photo.rights) == ("Before", "unknown")


def test_author_batch_skips_photos_of_others(author, editor):
    mine, theirs = make.photo(author), make.photo(editor, credit="Theirs")
    make.post(make.figure(theirs), authors=(editor,))
    client = signed_in(author)
    data = {"action": "edit_photos", "index": "0", "apply": "on", "credit": "New"}
    response = client.post(LIST, {**data, "_selected_action": [mine.pk, theirs.pk]}, follow=True)
    (message,) = response.context["messages"]
    assert str(message) == "Changed 1 photo. 1 was skipped: somebody else uploaded it."
    assert [photo.credit for photo in Photo.objects.order_by("pk")] == ["New", "Theirs"]


def test_undo_restores_all_photos_once(editor, agency):
    old = Source.objects.create(name="Old", slug="old")
    first = make.photo(editor, credit="First", agency=old, rights_until=date(2030, 1, 1))
    second = make.photo(editor, credit="Second")
    client = signed_in(editor)
    data = {"credit": "New", "agency": "Nordfoto", "rights_until": "2031-01-01"}
    data |= {"action": "edit_photos", "index": "0", "apply": "on"}
    client.post(LIST, {**data, "_selected_action": [first.pk, second.pk]})
    assert "undo-edit" in client.get(LIST).content.decode()
    client.post(f"{LIST}undo-edit/")
    rows = Photo.objects.order_by("pk").values_list("credit", "agency", "rights_until")
    assert list(rows) == [("First", old.pk, date(2030, 1, 1)), ("Second", None, None)]
    assert "undo-edit" not in client.get(LIST).content.decode()
    response = client.post(f"{LIST}undo-edit/", follow=True)
    assert [str(each) for each in response.context["messages"]] == ["There is nothing to undo."]


def test_undo_keeps_later_changes(editor):
    photos = [make.photo(editor, credit=f"C{n}") for n in range(3)]
    keys = [photo.pk for photo in photos]
    changed = change_photos(keys=keys, fields={"credit": "New", "rights": "own"}, by=editor)
    Photo.objects.filter(pk=keys[0]).update(credit="Later")
    Photo.objects.filter(pk=keys[1]).delete()
    restored = restore_photos(before=changed.before, after=changed.after, by=editor)
    assert (restored.count, restored.partial) == (2, 1)
    rows = Photo.objects.order_by("pk").values_list("credit", "rights")
    assert list(rows) == [("Later", "unknown"), ("C2", "unknown")]


def test_unchanged_photos_are_counted(editor):
    photos = [make.photo(editor, credit="Same"), make.photo(editor, credit="Other")]
    changed = change_photos(
        keys=[photo.pk for photo in photos], fields={"credit": "Same"}, by=editor
    )
    assert (len(changed.before), changed.unchanged, changed.skipped) == (1, 1, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_batch_query_count_grows_by_photo(rows, editor):
    keys = [make.photo(editor).pk for _ in range(rows)]
    editor.has_perm("blog.edit_all")
    with CaptureQueriesContext(connection) as queries:
        change_photos(keys=keys, fields={"rights": "own"}, by=editor)
    assert len(queries) == 3 + 4 * rows
