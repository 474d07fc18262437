"""Uploads served by Django."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", [".arriving-1", ".restore-1/photo.jpg", "photos/.replaced-1/photo.jpg"]
)
def test_partial_file_is_not_served(
    name: str, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"half a picture")
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "é" * 200, "a%00b", "%ED%A0%80"])
def test_impossible_file_name_is_404(name: str, client: Client) -> None:
    assert client.get(f"/media/{name}").status_code == 404
