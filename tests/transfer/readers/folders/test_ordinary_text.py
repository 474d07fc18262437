"""Ordinary text that looks like a dialect of Markdown, a tag of a theme or a component: no words
are lost, doubled or attributed to somebody by mistake."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from transfer.readers.folders.metadata import Metadata, parse_time


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2014年1月1日10:00", "", "2014-01-01T10:00:00+00:00"),
        ("2014年1月5日10:00", "", "2014-01-05T10:00:00+00:00"),
        ("2009-02-11 22:15 EST", "Australia/Sydney", "2009-02-11T22:15:00+11:00"),
        ("2009-02-11 22:15 CST", "Asia/Shanghai", "2009-02-11T22:15:00+08:00"),
        ("2009-02-11 22:15 EST", "Europe/Berlin", "2009-02-11T22:15:00-05:00"),
        ("2009-02-11 22:15 Etc/GMT+5", "", "2009-02-11T22:15:00-05:00"),
    ],
)
def test_time_with_an_unclear_zone_is_in_that_of_the_blog(
    value: str, zone: str, expected: str
) -> None:
    moment = parse_time(value, ZoneInfo(zone) if zone else None)
    assert moment == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "texts"), [("[[rail]]", ("rail",)), ("[[rail]], [[bay]]", ("rail", "bay"))]
)
def test_list_of_links_of_a_wiki_is_read(value: str, texts: tuple[str, ...]) -> None:
    assert Metadata({"tags": value}).get_list("tags") == texts
