"""Well-known URLs."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from tests.support import factories
from tests.support.desk import signed_in

pytestmark = pytest.mark.django_db


def test_favicon_redirects_to_static_file(client: Client) -> None:
    led = client.get("/favicon.ico")
    assert led.status_code == 302
    path = finders.find(led["Location"].removeprefix("/static/"))
    with Image.open(path) as icon:
        assert (icon.format, icon.info["sizes"]) == ("ICO", {(16, 16), (32, 32), (48, 48)})


def test_home_screen_icon_is_square_and_opaque(client: Client) -> None:
    """Phones display transparent pixels as black."""
    assert b'<link rel="apple-touch-icon" href="/static/theme/icon.png">' in client.get("/").content
    data = Path(finders.find("theme/icon.png")).read_bytes()
    with Image.open(BytesIO(data)) as icon:
        assert (icon.size, icon.has_transparency_data) == ((512, 512), False)


def test_touch_icon_redirects_to_static_file(client: Client) -> None:
    for address in ("/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"):
        led = client.get(address)
        assert (led.status_code, led["Location"]) == (302, "/static/theme/icon.png")


@pytest.mark.parametrize(
    ("name", "language", "direction"),
    [("Dams & “Rivers” </script>", "en", "ltr"), ("ماء", "ar", "rtl"), ("水", "de", "ltr")],
)
def test_manifest_contains_name_and_icons(
    client: Client, name: str, language: str, direction: str
) -> None:
    factories.site(name=name, language=language)
    page = client.get("/").content
    assert b'<link rel="manifest" href="/manifest.webmanifest">' in page
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    assert "public" in response["Cache-Control"]
    read = response.json()
    assert (read["name"], read["lang"], read["dir"]) == (name, language, direction)
    assert client.get(read["start_url"]).status_code == 200
    for icon in read["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_security_txt_is_served_until_expiry(client: Client, settings: Any) -> None:
    address = "/.well-known/security.txt"
    assert client.get(address).status_code == 404
    settings.SITE_URL = "https://blog.example.org"
    settings.SECURITY_CONTACT = ["mailto:a@example.org", "https://example.org/report"]
    settings.SECURITY_EXPIRES = datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC)
    with time_machine.travel("2027-03-31T12:00Z"):
        response = client.get(address)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "Contact: mailto:a@example.org",
        "Contact: https://example.org/report",
        "Expires: 2027-03-31T23:59:59Z",
        "Preferred-Languages: en",
        "Canonical: https://blog.example.org/.well-known/security.txt",
    ]
    with time_machine.travel("2027-04-01T00:00Z"):
        assert client.get(address).status_code == 404
    settings.SECURITY_EXPIRES = None
    for now, until in (("2027-01-31", "2027-07-03"), ("2027-12-31", "2028-06-01")):
        with time_machine.travel(f"{now}T12:00Z"):
            assert f"Expires: {until}T00:00:00Z" in client.get(address).text


def test_change_password_url_redirects() -> None:
    address = "/.well-known/change-password"
    assert Client().get(address)["Location"] == "/accounts/password/change/"
    page = signed_in(factories.user()).get(address, follow=True)
    assert (page.status_code, 'type="password"' in page.content.decode()) == (200, True)
