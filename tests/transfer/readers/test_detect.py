"""Which exports are recognised, and that anything else is refused in one line."""

import pytest

from transfer.readers.base import NotAnExport
from transfer.readers.detect import open_export

ROWS = [
    ("blogger/blog-11-22-2015_minsik_ko.xml", "Blogger"),
    ("blogger/takeout_heisencoder", "Blogger"),
    ("wxr/themeunittestdata.wordpress.xml", "WordPress"),
    ("ghost/liberalisme-democratique_ghost6_lexical_fr.json", "Ghost"),
    ("ghost/tryghost-migrate", "Ghost"),
]


@pytest.mark.parametrize(("file", "platform"), ROWS)
def test_real_export_is_recognized(testdata, file, platform):
    assert open_export(testdata / file).platform == platform


REFUSED = [
    "blogger/tryghost-mg-blogger/blogger-api-v3-response.json",
    "extraction",
    "strings/blns.json",
    "images/hostile/broken.png",
    "wxr/wordpress-importer/missing-version-tag.xml",
    "wxr/wordpress-importer/invalid-version-tag.xml",
    "no such file",
]


@pytest.mark.parametrize("file", REFUSED)
def test_other_file_is_refused_in_one_line(testdata, file):
    with pytest.raises(NotAnExport) as caught:
        open_export(testdata / file)
    assert len(str(caught.value).splitlines()) == 1


def test_every_xml_bomb_is_refused(testdata):
    files = sorted((testdata / "xml-bombs").iterdir())
    assert files
    for file in files:
        with pytest.raises(NotAnExport):
            open_export(file)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"PK\3\4", b"{", b"<", b"---\n", b"\xff\xfe"]
)
def test_damaged_file_is_refused(tmp_path, content):
    for suffix in ("zip", "xml", "json", "txt"):
        file = tmp_path / f"export.{suffix}"
        file.write_bytes(content)
        with pytest.raises(NotAnExport):
            open_export(file)


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(NotAnExport):
        open_export(tmp_path)
