"""Bodies of real posts, and a folder for uploads."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from transfer.readers import detect

CONTENT_TAGS = (
    "{http://www.w3.org/2005/Atom}content",
    "{http://purl.org/rss/1.0/modules/content/}encoded",
)


@pytest.fixture(scope="session")
def real_bodies(testdata: Path) -> list[tuple[str, str]]:
    """File and HTML of each post and comment of the test data, found without any reader."""
    return [(file.name, html) for file in _list_files(testdata) for html in _read_bodies(file)]


def _list_files(testdata: Path) -> list[Path]:
    files = [
        *testdata.glob("blogger/**/*"),
        *testdata.glob("wxr/**/*"),
        *testdata.glob("ghost/**/*"),
    ]
    return [file for file in sorted(files) if file.suffix in (".xml", ".atom", ".json")]


def _read_bodies(file: Path) -> Iterator[str]:
    if file.suffix == ".json":
        for match in re.finditer(r'"html":\s*("(?:[^"\\]|\\.)*")', file.read_text()):
            yield json.loads(match[1])
        return
    tree = etree.parse(str(file), etree.XMLParser(recover=True, huge_tree=True))
    for element in tree.iter(*CONTENT_TAGS):
        if element.text and element.text.strip():
            yield element.text


@pytest.fixture
def import_root(settings, tmp_path, monkeypatch):
    """Store uploads in a folder of the test, and recognise exports of Ghost only."""
    settings.IMPORT_ROOT = tmp_path / "imports"
    monkeypatch.setattr(detect, "READERS", ("transfer.readers.ghost.GhostReader",))
    return settings.IMPORT_ROOT
