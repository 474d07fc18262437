"""Recordings that were taken down, with their captions, are in no export."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from blog.editing.media_take_down import take_down_file
from tests.support import factories as make
from tests.support import sample_files
from tests.transfer.exports import posts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def read(path: Path) -> list[bytes]:
    if not zipfile.is_zipfile(path):
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("format", ["wxr", "ghost", "ghost-zip", "markdown", "pelican", "static"])
def test_recording_that_was_taken_down_is_left_out(format, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    film, _sound = posts.create_post_with_recordings()
    key = film.caption_tracks.get(language="en").key.encode()
    call_command("export", format, str(tmp_path / "before"))
    before = read(tmp_path / "before")
    assert any(b"<video" in each for each in before) and any(key in each for each in before)
    take_down_file(file=film, reason="No consent.", by=make.user("Editor"))
    call_command("export", format, str(tmp_path / "after"))
    after = read(tmp_path / "after")
    assert not any(b"<video" in each or key in each for each in after)
    assert any(b"At dusk" in each for each in after)
    assert sample_files.mp4() not in after


@pytest.mark.parametrize("format", ["wxr", "ghost", "ghost-zip", "markdown", "pelican", "static"])
def test_link_to_a_document_that_was_taken_down_is_text(format, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    author = make.user("Author")
    file = make.media_file(author, sample_files.pdf(), "Report.pdf")
    link = f'<a href="{file.file.url}">report</a>'
    quotation = make.quotation(f"Read the {link}.", attribution="Ana Ruiz")
    if format == "static":  # The page of a quotation keeps the link, to a file that is not there.
        quotation = ""
    make.post(f"<p>See the {link} there.</p>{quotation}", authors=(author,))
    name = file.file.name.rpartition("/")[2].encode()
    call_command("export", format, str(tmp_path / "before"))
    assert any(name in each for each in read(tmp_path / "before"))
    take_down_file(file=file, reason="No consent.", by=make.user("Editor"))
    call_command("export", format, str(tmp_path / "after"))
    after = read(tmp_path / "after")
    assert not any(name in each for each in after) and sample_files.pdf() not in after
    assert any(b"See the report there." in each for each in after)


def test_archive_has_the_row_without_the_file(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    film, _sound = posts.create_post_with_recordings()
    taken = take_down_file(file=film, reason="No consent.", by=make.user("Editor")).take_down
    call_command("export", "archive", str(tmp_path / "archive"))
    members = read(tmp_path / "archive")
    assert sample_files.mp4() not in members
    assert any(b"No consent." in each for each in members)
    assert not any(taken.folder.encode() in each for each in members)
