"""Published static files of two versions."""

from pathlib import Path

import pytest

from storage import collectstatic


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    return settings.STATIC_ROOT


def version(collected: Path, **files: str) -> None:
    for file in [file for file in collected.rglob("*") if file.is_file()]:
        file.unlink()
    for name, text in files.items():
        (collected / "theme").mkdir(exist_ok=True)
        (collected / "theme" / name).write_text(text)


def published(place: Path) -> dict[str, str]:
    files = [file for file in place.rglob("*") if file.is_file() and file.suffix == ".css"]
    return {str(file.relative_to(place)): file.read_text() for file in files}


@pytest.mark.parametrize("times", [1, 2])
def test_files_of_current_and_previous_version_are_published(collected, tmp_path, times):
    """Publishing is idempotent; files in both versions are the newer one's."""
    place = tmp_path / "place"
    place.mkdir()
    for number in (1, 2, 3):
        version(collected, **{f"a{number}.css": str(number), "b.css": str(number)})
        for _time in range(times):
            collectstatic.publish(place)
    assert published(place) == {"theme/a2.css": "2", "theme/a3.css": "3", "theme/b.css": "3"}
    assert sorted(file.name for file in place.iterdir()) == ["theme", "versions.json"]
