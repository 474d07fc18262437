"""Notes of revisions that nobody typed, in the language of whoever reads the history."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from blog import editing, revisions
from blog.content import document
from blog.revisions.generated_notes import NOTES
from blog.revisions.models import Revision, build_columns
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import read, text

WHEN = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
NOTE_VALUES = {"title": "High water", "when": WHEN.isoformat(), "blog": "The Mill"}


@pytest.fixture
def author(db):
    return make.user("Author", byline="Ana")


def read_note(post, language: str) -> str:
    with override(language):
        return Revision.objects.filter(post=post).latest_first()[0].note_text


def test_note_of_copy_follows_readers_language(author):
    post = make.post(title="100 % High water", authors=(author,))
    with override("de"):
        copy = editing.duplicate_post(post, by=author).post
    assert read_note(copy, "en") == "Copy of “100 % High water”"
    assert read_note(copy, "de") == "Kopie von „100 % High water“"


def test_note_of_restored_version_follows_readers_language(author):
    post = make.draft("<p>One.</p>", authors=(author,))
    first = revisions.record(post, author)
    editing.save_post(post, by=author, document=document.parse("<p>Two.</p>"))
    note = revisions.build_time_note("restored", WHEN)
    with override("de"):
        editing.restore_revision(post, first, by=author, note=note)
    assert read_note(post, "en").startswith("Restored from March 4, 2026")
    assert read_note(post, "de").startswith("Wiederhergestellt")


def test_history_shows_generated_note_in_english(author):
    post = make.draft("<p>One.</p>", authors=(author,))
    with override("de"):
        revisions.record_aside(post, author, {}, "<p>Mine.</p>")
        note = revisions.GeneratedNote("imported", {"blog": "The Mill"})
        editing.save_post(post, by=author, document=document.parse("<p>Two.</p>"), note=note)
    page = read(signed_in(author), f"/admin/blog/post/{post.pk}/history/")
    summaries = text(page, "//div[@class='revision-table']//td[4]")
    assert "Imported from The Mill · First version" in summaries


def test_history_quotes_typed_notes_only(author):
    post = make.draft("<p>One.</p>", title="Mine", authors=(author,))
    copy = editing.duplicate_post(post, by=author).post
    editing.save_post(copy, by=author, document=document.parse("<p>Two.</p>"), note="Better")
    page = read(signed_in(author), f"/admin/blog/post/{copy.pk}/history/")
    assert text(page, "//div[@class='revision-table']//q") == ["Better"]
    assert "Copy of “Mine” · First version" in text(page, "//div[@class='revision-table']//td[4]")


def test_typed_note_is_shown_as_it_is(author):
    post = make.draft("<p>One.</p>", authors=(author,))
    editing.save_post(
        post, by=author, document=document.parse("<p>Two.</p>"), note="Copy of 100 %(title)s"
    )
    assert read_note(post, "de") == "Copy of 100 %(title)s"


@pytest.mark.parametrize("code", NOTES)
def test_note_of_each_code_has_a_text_in_each_language(code):
    note = revisions.GeneratedNote(code, NOTE_VALUES)
    revision = Revision(**build_columns(note))
    for language in ("en", "de"):
        with override(language):
            assert revision.note_text == str(note)
            assert revision.note_text and "%(" not in revision.note_text


@pytest.mark.parametrize(
    "stored",
    [
        *({}, {"code": "of a later version"}, {"code": "copy"}),
        *({"code": "restored", "when": "soon"}, {"code": "restored", "when": 5}),
    ],
)
def test_note_that_is_unknown_here_is_empty(stored):
    assert Revision(generated_note=stored).note_text == ""
