"""Posts of an export that is read once more, in another language or by a later version."""

from dataclasses import replace

import pytest

from blog.revisions.models import Revision
from tests.transfer.memory_reader import SITE, MemoryReader, post, run_import, start
from transfer import importing
from transfer.items import ExportedPost, Kind, dump_item
from transfer.models import ImportedItem

pytestmark = pytest.mark.django_db

ENGLISH = post("1", notes=("Its poll was left out.",))
GERMAN = post("1", notes=("Die Umfrage fehlt.",))


def store_former_hash(*fields: str, item: ExportedPost = ENGLISH) -> None:
    """Store the hash that versions before 1 December 2026 had of the post, notes included."""
    former_hash = dump_item(item).former_hash
    ImportedItem.objects.of_kind(Kind.POST).update(**dict.fromkeys(fields, former_hash))


def test_export_in_another_language_of_notes_changes_no_post():
    run_import(ENGLISH)
    assert run_import(GERMAN).posts == 0
    assert Revision.objects.count() == 1


def test_post_whose_notes_were_hashed_is_unchanged():
    run_import(ENGLISH)
    store_former_hash("hash", "written_hash")
    assert run_import(ENGLISH).posts == 0
    assert run_import(GERMAN).posts == 0
    assert Revision.objects.count() == 1


def test_post_without_its_unwritten_change_is_unchanged():
    run_import(ENGLISH)
    store_former_hash("written_hash")
    reader = MemoryReader([SITE, post("1", html="<p>New words.</p>", notes=ENGLISH.notes)])
    importing.read(start(reader), reader)
    states = ImportedItem.objects.of_kind(Kind.POST).values_list("state", flat=True)
    assert list(states) == ["pending"]
    assert run_import(ENGLISH).posts == 0


def test_changed_text_beside_equal_notes_is_written():
    run_import(ENGLISH)
    store_former_hash("hash", "written_hash")
    assert run_import(post("1", html="<p>New words.</p>", notes=ENGLISH.notes)).posts == 1


@pytest.mark.parametrize("length", [1, 500])
def test_post_whose_notes_were_hashed_is_unchanged_in_another_language(length):
    """Whether its payload is compressed or not."""
    values = {"html": "<p>High tide.</p>" * length, "encoding": "cp1252"}
    german = replace(GERMAN, **values)
    run_import(german)
    store_former_hash("hash", "written_hash", item=german)
    assert run_import(replace(ENGLISH, **values)).posts == 0
    item = ImportedItem.objects.of_kind(Kind.POST).get()
    assert item.hash == item.written_hash == dump_item(german).hash
    assert Revision.objects.count() == 1


def test_changed_text_beside_notes_in_another_language_is_written():
    run_import(GERMAN)
    store_former_hash("hash", "written_hash", item=GERMAN)
    changed = post("1", html="<p>New words.</p>", notes=ENGLISH.notes)
    assert run_import(changed).posts == 1
    assert run_import(replace(changed, notes=GERMAN.notes)).posts == 0


def test_text_that_is_read_in_another_language_after_an_unwritten_change_is_unchanged():
    run_import(GERMAN)
    store_former_hash("hash", "written_hash", item=GERMAN)
    reader = MemoryReader([SITE, post("1", html="<p>New words.</p>", notes=ENGLISH.notes)])
    importing.read(start(reader), reader)
    assert run_import(ENGLISH).posts == 0
