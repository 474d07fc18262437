"""What every test stands on: a media folder of its own, and the folders of test data."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Uploads of a test go with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def uncollected_static(settings) -> None:
    """Static files from where they lie; that they can be collected, test_make_demo shows."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def fast_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def folder_named_by(variable: str) -> Path:
    """The folder in an environment variable; a test that needs it fails without it."""
    value = os.environ.get(variable, "")
    if not Path(value).is_dir() or not value:
        pytest.fail(f"{variable} names no folder: set it to where the test data lies.", False)
    return Path(value)


@pytest.fixture(scope="session")
def testdata() -> Path:
    return folder_named_by("PULLQUOTE_TESTDATA")
