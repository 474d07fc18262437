"""`manage.py import`: its report, and what it refuses."""

import json
import time
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from blog.models import Figure, Post
from tests.support import factories as make
from tests.transfer.stored_messages import compose_all
from transfer import importing
from transfer.accounts import get_importer
from transfer.items import Kind
from transfer.models import Import, ImportedItem
from transfer.pace import Workload

pytestmark = pytest.mark.django_db


def run(path: Path, folder: Path, **options: object) -> dict:
    report = folder / "report.json"
    call_command("import", str(path), report=str(report), no_pictures=True, **options)
    return json.loads(report.read_text())


@pytest.fixture
def export(testdata) -> Path:
    return testdata / "blogger/blogger-2011_plunkett_en.xml"


def test_dry_run_writes_nothing(export, tmp_path, capsys):
    call_command("import", str(export), dry_run=True)
    assert not Post.objects.exists()
    assert "8 posts and pages, 8 to write" in capsys.readouterr().out


def test_import_without_yes_asks_for_it(export):
    with pytest.raises(CommandError, match="--yes"):
        call_command("import", str(export))
    assert not Post.objects.exists()


def test_report_has_each_count(export, tmp_path):
    report = run(export, tmp_path, yes=True)
    assert list(report) == [
        *("posts", "pages", "comments", "labels", "photos", "redirects", "quotations", "refused"),
    ]
    assert (report["posts"], report["comments"], report["refused"]) == (8, 8, [])


def write_entry(folder: Path) -> Path:
    """Write an export of a post without a date, whose encoding is guessed."""
    entry = "TITLE: Café à Paris\n-----\nBODY:\nText\n-----\n--------\n"
    path = folder / "export.txt"
    path.write_bytes(entry.encode("cp1252"))
    return path


def test_notes_are_in_the_language_of_the_reader(tmp_path):
    make.site(language="de")
    run(write_entry(tmp_path), tmp_path, yes=True)
    notes = ImportedItem.objects.get(kind="post").notes
    assert compose_all(notes) == (
        "Its encoding was guessed as Windows-1252: check its letters.",
        "It has no date, so it is a draft.",
    )
    with translation.override("de"):
        guess = gettext("Its encoding was guessed as %s: check its letters.") % "Windows-1252"
        assert compose_all(notes) == (guess, gettext("It has no date, so it is a draft."))


def test_same_file_in_another_encoding_and_language_has_nothing_to_write(tmp_path):
    path = write_entry(tmp_path)
    run(path, tmp_path, yes=True)
    path.write_text(path.read_text("cp1252"))  # Without a guess, as former versions had it.
    with translation.override("de"):
        again, reader = importing.start_import(path, by=get_importer())
        assert importing.read(again, reader).pending == {}
    write_entry(tmp_path)
    with translation.override("de"):
        again, reader = importing.start_import(path, by=get_importer(), goes_on=False)
        assert importing.read(again, reader).pending == {}


def test_cut_off_export_is_told_in_report(export, tmp_path):
    cut = tmp_path / "cut.xml"
    data = export.read_bytes()
    cut.write_bytes(data[: len(data) * 3 // 4])
    report = run(cut, tmp_path, yes=True)
    assert report["refused"][0]["item"] == "cut.xml"
    assert "cut off" in report["refused"][0]["reason"]


def test_refused_file_is_told_in_report(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader")
    with pytest.raises(CommandError):
        run(file, tmp_path, yes=True)
    report = json.loads((tmp_path / "report.json").read_text())
    assert [each["item"] for each in report["refused"]] == ["letter.txt"]
    assert not Import.objects.exists()


def test_roll_back_deletes_accounts_that_only_posts_name(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.md").write_text(
        "---\ntitle: One\ndate: 2020-01-02\nauthor: Ida Moor\n---\nText."
    )
    run(folder, tmp_path, yes=True)
    assert Post.objects.get().authors.get().byline == "Ida Moor"
    call_command("import", str(folder), roll_back=True)
    assert not User.objects.filter(byline="Ida Moor").exists()


def test_post_of_nobody_is_of_the_account_that_imports(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.md").write_text("---\ntitle: One\ndate: 2020-01-02\n---\nText.")
    (folder / "two.md").write_text("---\ntitle: Two\ndate: 2020-01-02\n---\nText.")
    admin = User.objects.create_superuser("ed", "ed@example.org", "x")
    run(folder, tmp_path, yes=True)
    assert {post.authors.get() for post in Post.objects.all()} == {admin}


def test_unknown_account_is_refused(export, tmp_path):
    with pytest.raises(CommandError, match="no account"):
        run(export, tmp_path, yes=True, user="nobody")


def test_roll_back_of_path_deletes_its_posts(export, tmp_path):
    run(export, tmp_path, yes=True)
    call_command("import", str(export), roll_back=True)
    assert not Post.all_objects.exists()
    with pytest.raises(CommandError, match="no import"):
        call_command("import", str(export), roll_back=True)


def test_address_of_blog_completes_links(testdata, tmp_path):
    export = testdata / "ghost/ghost0_import-data-1.json"
    run(export, tmp_path, yes=True, url="https://cats.example")
    figures = Figure.objects.values_list("original_url", flat=True)
    assert "https://cats.example/images/photos/cat.jpg" in figures


def test_reading_prints_its_share_once_a_minute(monkeypatch):
    clock = iter([0, 59, 60, 61, 121])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    output = StringIO()
    run = Import(total_bytes=2000)
    module = import_module("transfer.management.commands.import")
    progress = module._ReadingProgress(BaseCommand(stdout=output), run)
    for run.position in (5, 500, 1000, 2000):
        progress.tick()
    assert output.getvalue().split() == ["25%", "read", "100%", "read"]


@pytest.mark.parametrize(
    ("pending", "line"),
    [
        ({Kind.POST: 8}, "4 of 8 written, about 3 min left"),
        ({Kind.POST: 8, Kind.COMMENT: 240}, "4 of 248 written, about 6 min left"),
        ({Kind.POST: 2, Kind.COMMENT: 240}, "4 of 242 written, about 6 min left"),
    ],
)
def test_time_left_weighs_items_from_the_first_written_on(pending, line, monkeypatch):
    """Reading comes before it, which took an hour."""
    clock = iter([3600, 3661, 3722, 3783])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    output = StringIO()
    command = BaseCommand(stdout=output)
    module = import_module("transfer.management.commands.import")
    progress = module._WritingProgress(command, Workload(pending))
    for _ in range(4):
        progress.tick()
    assert output.getvalue().splitlines()[-1].strip() == line
