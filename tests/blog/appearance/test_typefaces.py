"""Typefaces: small files of our own, one for each script, and nothing of them without a choice."""

import re

import pytest
from django.contrib.staticfiles import finders

from blog.appearance.typefaces import FAMILY_RE, RULES, build_rules
from blog.models import SiteSettings
from tests.support import factories as make
from tests.support.pages import read

pytestmark = pytest.mark.django_db
MAX_FILE_SIZE = 40 * 1024
BUNDLED = [value for value in SiteSettings.Typeface.values if value]
SHEET = "//link[@rel='stylesheet' and contains(@href, 'appearance')]/@href"
PRELOAD = "//link[@rel='preload']/@href"


def list_faces(css: str) -> list[str]:
    return re.findall(r"@font-face \{(.*?)\}", css, re.DOTALL)


@pytest.mark.parametrize("typeface", BUNDLED)
def test_files_are_small_and_have_their_licence(typeface: str) -> None:
    faces = [face for face in list_faces(build_rules(typeface)) if "url(" in face]
    assert len(faces) >= 18
    for face in faces:
        (url,) = re.findall(r'url\("/static/([^"]+)"\)', face)
        path = finders.find(url)
        with open(path, "rb") as file:
            content = file.read()
        assert content.startswith(b"wOF2")
        assert len(content) < MAX_FILE_SIZE
        assert "font-display: swap" in face
        assert "unicode-range" in face
    with open(finders.find(f"theme/fonts/{typeface}-OFL.txt")) as licence:
        text = licence.read()
    assert text.startswith(("Copyright", "©"))
    assert "SIL OPEN FONT LICENSE" in text


@pytest.mark.parametrize("typeface", BUNDLED)
def test_fonts_of_the_device_get_its_metrics(typeface: str) -> None:
    faces = [face for face in list_faces(build_rules(typeface)) if "local(" in face]
    assert len({FAMILY_RE.search(face)[1] for face in faces}) >= 2
    for face in faces:
        for name in ("size-adjust", "ascent-override", "descent-override", "line-gap-override"):
            assert re.search(rf"{name}: \d+(\.\d+)?%", face)


def test_each_typeface_has_rules() -> None:
    assert {file.stem for file in RULES.glob("*.css")} == set(BUNDLED)


@pytest.mark.parametrize("stored", ["", "../../secret", "comic"])
def test_unknown_typeface_is_that_of_the_device(client, stored: str) -> None:
    make.site(typeface=stored)
    page = read(client, "/")
    assert page.xpath(SHEET) == []
    assert page.xpath(PRELOAD) == []


@pytest.mark.parametrize("typeface", BUNDLED)
def test_page_preloads_the_regular_latin_file_only(client, typeface: str) -> None:
    make.site(typeface=typeface, accent_light="#0b5345")
    page = read(client, make.post().get_absolute_url())
    (address,) = page.xpath(PRELOAD)
    assert address == f"/static/theme/fonts/{typeface}-latin-400-normal.woff2"
    (sheet,) = page.xpath(SHEET)
    css = client.get(sheet).content.decode()
    assert f'url("{address}")' in css
    assert "--adjusted: none" in css
    assert "--accent: #0b5345" in css


@pytest.mark.parametrize("typeface", BUNDLED)
def test_joined_scripts_keep_a_font_that_has_them(typeface: str) -> None:
    assert re.search(r'--serif:[^;]*"Noto Naskh Arabic"[^;]*serif;', build_rules(typeface))
