"""Folders of valid and hostile images, and the largest accepted ones."""

import json
import os
import subprocess
import sys
import warnings
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from imaging import clean as imaging_clean
from imaging import process
from imaging.clean import clean_upload

ROOT = Path(__file__).parents[2]


def folder(name: str) -> list[Path | None]:
    files = sorted(Path(os.environ.get("PULLQUOTE_TESTDATA", "/missing"), "images", name).glob("*"))
    return [*files] or [None]


def there(path: Path | None) -> Path:
    if path is None:
        pytest.fail("Set PULLQUOTE_TESTDATA to the folder that holds images/.", pytrace=False)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("path", folder("valid"), ids=lambda path: path and path.name)
def test_valid_picture_is_cleaned(path):
    data = there(path).read_bytes()
    clean = clean_upload(BytesIO(data))
    warnings.simplefilter("ignore")  # Pillow warns about inconsistent PNG animations.
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(clean.data))
    assert (after.format, after.size) == (before.format, (clean.width, clean.height))
    after.load()


SWEEP = """
import json, resource, sys
from django.core.exceptions import ValidationError
from imaging.clean import clean_upload
outcomes = {}
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        try:
            outcomes[path] = clean_upload(file).format
        except ValidationError as error:
            outcomes[path] = error.code
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"outcomes": outcomes, "peak": peak * (1 if sys.platform == "darwin" else 1024)}))
"""


def clean_folder(paths: list[Path]) -> dict:
    """Run in a new process, as peak memory covers all children so far."""
    command = [sys.executable, "-c", SWEEP, *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.slow
def test_hostile_file_is_refused_or_cleaned_in_bounded_memory():
    paths = [there(path) for path in folder("hostile")]
    swept = clean_folder(paths)
    assert list(swept["outcomes"]) == [str(path) for path in paths]
    assert set(swept["outcomes"].values()) <= {*imaging_clean.EXTENSIONS, *process.REFUSAL_MESSAGES}
    assert swept["peak"] < 500_000_000


@pytest.mark.slow
def test_largest_pictures_are_refused_or_cleaned_in_bounded_memory(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    expected = {}
    for name, mode, size, options, outcome in (
        ("turned.jpg", "RGB", (8192, 6144), {"exif": exif}, "JPEG"),
        ("inks.jpg", "CMYK", (8192, 6144), {}, "JPEG"),
        ("large.webp", "RGB", (5600, 4200), {"method": 0}, "WEBP"),
    ):
        path = tmp_path / name
        Image.new(mode, size, 99).save(path, **options)
        expected[str(path)] = outcome
    swept = clean_folder([Path(path) for path in expected])
    assert swept["outcomes"] == expected
    assert swept["peak"] < 500_000_000
