"""The blog that is exchanged, created for each test, and its export."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from blog.models import SiteSettings
from tests.exchange.content import create_blog

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.django_db)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def blog(settings, tmp_path: Path) -> Iterator[None]:
    """Create the blog; its addresses are those of its time zone."""
    settings.SITE_URL = "https://blog.example.org"
    settings.MEDIA_ROOT = tmp_path / "media"
    create_blog()
    with SiteSettings.load().activated():
        yield


@pytest.fixture
def export(tmp_path: Path) -> Callable[[str], Path]:
    """A function that exports the blog in a format, and returns the file, or the unzipped folder of
    Markdown."""

    def write(format: str) -> Path:
        file = tmp_path / f"export.{'xml' if format == 'wxr' else 'zip'}"
        call_command("export", format, str(file))
        if format not in ("markdown", "pelican"):
            return file
        with zipfile.ZipFile(file) as archive:
            archive.extractall(folder := tmp_path / "site")
        return folder

    return write
