"""What programs ask for without having looked at a page."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from tests import factories
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def test_an_icon_is_where_feed_readers_look_for_it(client: Client) -> None:
    led = client.get("/favicon.ico")
    assert led.status_code == 302
    found = finders.find(led["Location"].removeprefix("/static/"))
    with Image.open(found) as icon:
        assert (icon.format, icon.info["sizes"]) == ("ICO", {(16, 16), (32, 32), (48, 48)})


def test_an_icon_for_the_home_screen_is_square_and_hides_nothing(client: Client) -> None:
    """Phones show what is transparent as black."""
    assert b'<link rel="apple-touch-icon" href="/static/theme/icon.png">' in client.get("/").content
    data = Path(finders.find("theme/icon.png")).read_bytes()
    with Image.open(BytesIO(data)) as icon:
        assert (icon.size, icon.has_transparency_data) == ((512, 512), False)


def test_password_managers_find_where_a_password_is_changed() -> None:
    address = "/.well-known/change-password"
    assert Client().get(address)["Location"] == "/accounts/password/change/"
    page = signed_in(factories.user()).get(address, follow=True)
    assert (page.status_code, 'type="password"' in page.content.decode()) == (200, True)
