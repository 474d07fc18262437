"""`manage.py export`: selections, errors, and a result that is complete or not there."""

import zipfile
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from lxml import etree

from blog.models import Post
from tests.support import factories as make
from tests.support import sample_files
from transfer.exports.formats import FORMATS, export
from transfer.exports.selection import Selection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def list_titles(tmp_path: Path, **options) -> list[str]:
    path = tmp_path / "export.xml"
    path.unlink(missing_ok=True)
    call_command("export", "wxr", str(path), **options)
    return sorted(etree.parse(path).xpath("//item/title/text()"))


def test_selection_by_author_label_and_year(tmp_path):
    ada, bo = make.user("Author", username="ada"), make.user("Author", username="bo")
    both = {"authors": (ada, bo), "labels": ("Rivers",)}
    make.post(title="A", published_at=make.moment(2020, 1), **both)
    make.post(title="B", authors=(bo,), published_at=make.moment(2021, 1))
    make.draft(title="C", authors=(ada,), labels=("Rivers",))
    assert list_titles(tmp_path) == ["A", "B", "C"]
    assert list_titles(tmp_path, author="ADA") == ["A", "C"]
    assert list_titles(tmp_path, label="rivers") == ["A", "C"]
    assert list_titles(tmp_path, year=2021) == ["B"]
    assert list_titles(tmp_path, year=timezone.now().year) == ["C"]
    assert list_titles(tmp_path, author="bo", label="Rivers", year=2020) == ["A"]


def test_selection_has_the_files_that_its_posts_link_to(tmp_path):
    ada, bo = make.user("Author", username="ada"), make.user("Author", username="bo")
    for author, name in ((ada, "a.pdf"), (bo, "b.pdf")):
        file = make.media_file(author, sample_files.pdf(), name)
        make.post(f'<p>See <a href="{file.file.url}">it</a>.</p>', title=name, authors=(author,))
    path = str(tmp_path / "export.zip")
    call_command("export", "ghost-zip", path, author="ada")
    with zipfile.ZipFile(path) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".pdf")]
        assert name in archive.read("data.json").decode()


def test_year_is_that_of_the_sites_time_zone(tmp_path):
    make.site(time_zone="Asia/Tokyo")
    make.post(title="New year", published_at=make.moment(2020, 12, 31, 20))
    assert list_titles(tmp_path, year=2021) == ["New year"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"format": "docx"}, "no format docx"),
        ({"author": "nobody"}, "no account with the username nobody"),
        ({"label": "None"}, "no label None"),
        ({"year": 20}, "between 1000 and 8999"),
        ({"path": "missing/export.xml"}, "missing does not exist"),
        ({"path": "taken.xml"}, "exists already"),
    ],
)
def test_wrong_arguments_are_refused_and_write_nothing(tmp_path, arguments, message):
    (tmp_path / "taken.xml").write_text("mine")
    values = {"format": "wxr", "path": "export.xml"} | arguments
    format, path = values.pop("format"), tmp_path / values.pop("path")
    with pytest.raises(CommandError, match=message):
        call_command("export", format, str(path), **values)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["taken.xml"]
    assert (tmp_path / "taken.xml").read_text() == "mine"


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_interrupted_export_leaves_no_file(tmp_path, error):
    make.post()

    def fail(name: str, count: int) -> None:
        raise error

    with pytest.raises(type(error)):
        export("wxr", tmp_path / "export.xml", Selection(), fail)
    assert not [each for each in tmp_path.iterdir() if each.is_file()]


@pytest.mark.django_db(transaction=True)
def test_export_does_not_see_what_is_saved_meanwhile(tmp_path, monkeypatch):
    monkeypatch.setattr("transfer.exports.posts.BATCH_SIZE", 1)
    for number in range(3):
        make.post(title=f"Before {number}")

    def rename() -> None:
        Post.objects.update(title="Meanwhile")
        connection.close()

    def report(name: str, count: int) -> None:
        if name == "posts and pages" and count == 1:
            thread = Thread(target=rename)
            thread.start()
            thread.join()

    export("wxr", tmp_path / "export.xml", Selection(), report)
    titles = etree.parse(tmp_path / "export.xml").xpath("//item/title/text()")
    assert titles == ["Before 0", "Before 1", "Before 2"]
    assert {*Post.objects.values_list("title", flat=True)} == {"Meanwhile"}


@pytest.mark.parametrize("format", FORMATS)
def test_empty_blog_can_be_exported(tmp_path, format):
    call_command("export", format, str(tmp_path / "export"))
    assert (tmp_path / "export").exists()
