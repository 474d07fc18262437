"""Accent colours: readable ones only, sent to readers in a style sheet with a hash in its URL."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from blog.common import accents
from blog.editing.site_settings import save_site_settings
from blog.models import SiteSettings
from tests.support import factories as make
from tests.support.desk import errors, send, signed_in
from tests.support.pages import read
from themes.site_check import use_theme
from themes.static_files import PAGES_STYLE_SHEET
from themes.theme import Theme

pytestmark = pytest.mark.django_db
FORM = "/admin/blog/appearance/1/change/"
SITE_CSS = Path(__file__).parents[3] / "static" / "theme" / "site.css"
SHEET = "//link[@rel='stylesheet' and contains(@href, 'appearance')]/@href"
THEME_COLOURS = "//meta[@name='theme-color']/@content"


@pytest.fixture
def administrator():
    client = signed_in(make.user("Administrator"))
    assert client.get("/admin/blog/appearance/").url == FORM
    return client


def test_colours_in_code_are_those_of_the_theme() -> None:
    light, dark = re.findall(r":root \{([^}]*--paper[^}]*)\}", SITE_CSS.read_text())[:2]
    for block, accent, papers in (
        (light, accents.LIGHT_ACCENT, accents.LIGHT_PAPERS),
        (dark, accents.DARK_ACCENT, accents.DARK_PAPERS),
    ):
        for name, value in zip(("paper", "wash"), papers, strict=True):
            assert f"--{name}: {value};" in block
        assert f"--accent: {accent};" in block


def test_default_colours_need_no_style_sheet(client) -> None:
    page = read(client, "/")
    assert page.xpath(SHEET) == []
    assert page.xpath(THEME_COLOURS) == ["#fbf9f3", "#171513"]


@pytest.mark.slow
def test_saved_colours_reach_readers(administrator, client) -> None:
    assert send(administrator, FORM, accent_light="#0B5345", accent_dark="#7fd1b9").url == FORM
    page = read(client, "/")
    assert page.xpath(THEME_COLOURS) == ["#0b5345", "#7fd1b9"]
    (address,) = page.xpath(SHEET)
    response = client.get(address)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    css = response.content.decode()
    assert "--accent: #0b5345;" in css
    assert "--accent: #7fd1b9;" in css
    assert client.get("/manifest.webmanifest").json()["theme_color"] == "#0b5345"


def test_changed_colour_changes_the_url(client) -> None:
    make.site(accent_light="#0b5345")
    (before,) = read(client, "/").xpath(SHEET)
    make.site(accent_light="#1a5276")
    (after,) = read(client, "/").xpath(SHEET)
    assert before != after
    # A cached page still links the former URL: it gets the present colours, uncached.
    response = client.get(before)
    assert "#1a5276" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_colours_follow_the_theme_in_the_same_file(client) -> None:
    make.site(accent_light="#0b5345")
    (address,) = read(client, "/").xpath("//link[@rel='stylesheet']/@href")
    css = client.get(address).content.decode()
    assert css.startswith(Path(finders.find(PAGES_STYLE_SHEET)).read_text())
    assert css.index("--paper") < css.index("--accent: #0b5345;")


def test_theme_with_another_style_sheet_gets_colours_after_it(client, tmp_path) -> None:
    make.site(accent_light="#0b5345")
    theme = Theme("Mine", tmp_path)
    theme.templates.mkdir()
    (theme.templates / "base.html").write_text(
        '{% extends "base/base.html" %}{% block theme_styles %}'
        '<link rel="stylesheet" href="{{ static("mine.css") }}">{% endblock %}'
    )
    with use_theme(theme):
        mine, own = read(client, "/").xpath("//link[@rel='stylesheet']/@href")
    assert mine == "/static/mine.css"
    assert client.get(own).content.decode().startswith("@media screen")


def test_custom_css_is_the_last_file(client) -> None:
    make.site(accent_light="#0b5345")
    save_site_settings(fields={"custom_css": "a { color: red }"})
    joined, index, own = read(client, "/archive/").xpath("//link[@rel='stylesheet']/@href")
    assert "color: red" not in client.get(joined).content.decode()
    assert index == "/static/theme/index.css"
    assert "a { color: red }" in client.get(own).content.decode()


@pytest.mark.parametrize(
    ("css", "served"),
    [
        ("a { mask: url(a.svg) }", "a { mask: url(/static/theme/a.svg) }"),
        ('a { mask: url( "../b.svg") }', 'a { mask: url("/static/theme/../b.svg") }'),
        *(
            (f"a {{ mask: url({url}) }}",) * 2
            for url in ("/media/a.png", "#shape", "data:image/png,a", '"/static/a.png"')
        ),
    ],
)
def test_files_of_a_theme_are_found_from_the_joined_sheet(css, served, tmp_path, client):
    make.site(accent_light="#0b5345")
    theme = Theme("Mine", tmp_path)
    (theme.static / "theme").mkdir(parents=True)
    (theme.static / "theme" / "site.css").write_text(css)
    with use_theme(theme):
        (address,) = read(client, "/").xpath(SHEET)
        assert served in client.get(address).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value", "parts"),
    [
        ("accent_light", "#ffcc00", ["1.28:1"]),
        ("accent_light", "#7f7f7f", ["3.40:1"]),
        ("accent_dark", "#8f1d14", ["1.83:1"]),
        ("accent_light", "crimson", ["six hexadecimal digits"]),
        ("accent_light", "#fff", ["six hexadecimal digits"]),
        ("accent_light", "#000000;}", ["at most 7"]),
        ("accent_dark", "", ["required"]),
    ],
)
def test_unreadable_colour_is_refused(administrator, field, value, parts) -> None:
    response = send(administrator, FORM, **{field: value})
    ((name, (message, *_more)),) = errors(response).items()
    assert name == field
    for part in parts:
        assert part in message
    if proposed := re.search(r"contrast is (#\w{6})", message):
        assert send(administrator, FORM, **{field: proposed[1]}).status_code == 302
    else:
        assert getattr(SiteSettings.load(), field) == getattr(SiteSettings(), field)


@pytest.mark.parametrize("stored", ["red", "#fff;}body{display:none", ""])
def test_invalid_stored_colour_is_left_out(client, stored) -> None:
    make.site(accent_light=stored[:7])
    assert read(client, "/").xpath(SHEET) == []


def test_pages_and_style_sheet_take_no_query_more(client, django_assert_num_queries) -> None:
    make.site(accent_light="#0b5345")
    with django_assert_num_queries(2):
        (address,) = read(client, "/").xpath(SHEET)
    with django_assert_num_queries(1):
        client.get(address)


@pytest.mark.slow
def test_colour_saved_meanwhile_is_reported(administrator) -> None:
    form = {"accent_light": "#0b5345", "initial-accent_light": accents.LIGHT_ACCENT}
    make.site(accent_light="#1a5276")
    response = send(administrator, FORM, **form)
    assert "#1a5276" in errors(response)["accent_light"][0]
    # The other colour was not changed here, so that of the other person stays.
    form = {"accent_dark": "#7fd1b9", **form, "accent_light": accents.LIGHT_ACCENT}
    assert send(administrator, FORM, **form).status_code == 302
    site = SiteSettings.load()
    assert (site.accent_light, site.accent_dark) == ("#1a5276", "#7fd1b9")
