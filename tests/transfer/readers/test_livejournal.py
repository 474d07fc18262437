"""LiveJournal's exports. The fixtures are written by hand in the shape that LiveJournal writes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer.readers.exports import check_resuming, list_posts, list_refused, read_items
from transfer.items import Status
from transfer.readers.base import NotAnExport
from transfer.readers.detect import open_export
from transfer.readers.livejournal import LiveJournalReader

HEAD = '<?xml version="1.0" encoding="utf-8" ?>\n<livejournal>\n'
ENTRY = """<entry>
<itemid>{number}</itemid><eventtime>2005-01-02 10:00:00</eventtime>
<logtime>2005-01-02 18:00:00</logtime><subject>{subject}</subject><event>{event}</event>
<security>{security}</security><allowmask>0</allowmask><current_music>{music}</current_music>
<current_mood></current_mood><taglist>{tags}</taglist></entry>
"""
DEFAULTS = {"subject": "A &amp; B", "event": "x", "security": "public", "music": "", "tags": ""}


def build_entry(number: int, **values: str) -> str:
    return ENTRY.format(number=number, **{**DEFAULTS, **values})


def write(path: Path, *entries: str) -> Path:
    path.write_text(f"{HEAD}{''.join(entries)}</livejournal>\n")
    return path


def test_entry_has_all_of_its_fields(tmp_path: Path) -> None:
    event = (
        "One\ntwo &lt;lj user=&quot;ida_m&quot;&gt;.\n\n"
        "&lt;lj-cut text=&quot;more&quot;&gt;Three&lt;/lj-cut&gt;"
    )
    path = write(tmp_path / "a.xml", build_entry(3, event=event, music="Song", tags="a, b c"))
    reader = open_export(path)
    assert isinstance(reader, LiveJournalReader)
    [post] = list_posts(read_items(reader))
    assert (post.key, post.title, post.status) == ("3", "A & B", Status.PUBLISHED)
    assert post.published_at == datetime(2005, 1, 2, 18, tzinfo=UTC)
    assert post.labels == ("a", "b c")
    assert post.notes == ("Music: Song",)
    link = '<a href="https://ida-m.livejournal.com/">ida_m</a>'
    assert post.html.replace("\n", "") == (
        f"<p>One<br>two {link}.</p><p><!--more--></p><p>Three</p>"
    )


@pytest.mark.parametrize("security", ["private", "usemask"])
def test_entry_for_some_readers_becomes_draft(tmp_path: Path, security: str) -> None:
    reader = LiveJournalReader(write(tmp_path / "a.xml", build_entry(1, security=security)))
    [post] = list_posts(read_items(reader))
    assert post.status == Status.DRAFT
    assert security in post.notes[0]


def test_months_of_folder_are_one_export(tmp_path: Path) -> None:
    write(tmp_path / "2005-01.xml", build_entry(1, tags="a"), build_entry(2, tags="a,b"))
    write(tmp_path / "2005-02.xml", build_entry(2), build_entry(3, tags="b"))
    reader = LiveJournalReader(tmp_path)
    assert [item.key for item in read_items(reader)] == ["a", "1", "b", "2", "2-2", "3"]
    check_resuming(reader)


def test_malformed_entry_costs_one_entry(tmp_path: Path) -> None:
    bad = "<entry><itemid>2</itemid><event>" + "<b>" * 3 + "</entry>\n"
    reader = LiveJournalReader(write(tmp_path / "a.xml", build_entry(1), bad, build_entry(3)))
    items = read_items(reader)
    assert {"1", "3"} <= {post.key for post in list_posts(items)}
    assert len(list_posts(items)) + len(list_refused(items)) == 3


def test_other_xml_is_no_export_of_livejournal(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<rss><channel></channel></rss>")
    assert not LiveJournalReader.recognizes(path)
    assert not LiveJournalReader.recognizes(tmp_path / "none")
    with pytest.raises(NotAnExport):
        LiveJournalReader(path)
