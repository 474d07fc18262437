"""`manage.py export`: selections, errors, and a result that is complete or not there."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from lxml import etree

from tests.support import factories as make
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


@pytest.mark.parametrize("format", FORMATS)
def test_empty_blog_can_be_exported(tmp_path, format):
    call_command("export", format, str(tmp_path / "export"))
    assert (tmp_path / "export").exists()
