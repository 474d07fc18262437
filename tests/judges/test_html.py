"""Validate all kinds of pages with the Nu HTML checker, html-validate and axe."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.judges import judge
from tests.judges.answer import Answer


@pytest.fixture(scope="module")
def files(pages: list[Answer], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    for page in pages:
        (folder / page.file_name).write_bytes(page.body)
    files = sorted(folder.iterdir())
    assert len(files) == len(pages)
    return files


def test_pages_pass_nu_checker(files, packages):
    """Check HTML, CSS and SVG."""
    theme = settings.BASE_DIR / "static" / "theme"
    # Its CSS validator does not know anchor positioning, which only this file uses.
    styles = [path for path in theme.rglob("*.css") if path.name != "footnotes.css"]
    assert judge.nu([*files, *styles, *theme.rglob("*.svg")]) == {}


def test_pages_pass_html_validate(files, packages):
    assert judge.html_validate(files) == {}


def test_pages_pass_axe(pages, server, packages):
    assert judge.axe(page.url for page in pages) == {}


@pytest.mark.parametrize("name", ["nu", "html_validate"])
def test_invalid_page_has_complaints(name, packages, tmp_path):
    """Detect a validator that no longer reads its files and finds everything valid."""
    file = tmp_path / "bad.html"
    file.write_text("<!DOCTYPE html><html lang=en><title>x</title><p><b>Open</p><img src=a>")
    assert list(getattr(judge, name)([file])) == ["bad.html"]


def test_axe_checks_all_sizes_and_colour_schemes(packages, tmp_path):
    file = tmp_path / "bad.html"
    file.write_text(
        """<!DOCTYPE html><html lang="en"><head><title>x</title><style>
        @media (prefers-color-scheme: dark) { p { color: #444; background: #333 } }
        @media (min-width: 1000px) { p { color: #eee; background: #fff } }
        </style></head><body><main><h1>x</h1><p>Unseen</p></main></body></html>"""
    )
    ((_, complaints),) = judge.axe([file.as_uri()]).items()
    assert [complaint.partition(": ")[0] for complaint in complaints] == [
        *("390 dark", "1440 light", "1440 dark"),
    ]
    assert {complaint.split(": ")[1] for complaint in complaints} == {"color-contrast"}
