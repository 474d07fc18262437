"""The editor's preview of charts."""

import pytest
from django.urls import reverse

from tests.support import factories as make

pytestmark = pytest.mark.django_db

ROWS = "<tr><td>a</td><td>1.234</td></tr><tr><td>b</td><td>two</td></tr>"
TABLE = f'<table data-chart="bars"><caption>T</caption>{ROWS}</table>'


def draw(client, html: str, language: str = "de"):
    client.force_login(make.user("Author"))
    return client.post(reverse("admin:blog_editor_chart"), {"html": html, "language": language})


def test_chart_is_drawn_as_readers_get_it(client):
    answer = draw(client, TABLE).json()
    assert '<svg class="chart-drawing axis-5"' in answer["chart"]
    assert ">1.234</text>" in answer["chart"]
    assert "“two”" in answer["problem"]


@pytest.mark.parametrize("language", ["", "xx", "no language", "\x00", "en-gb"])
def test_unknown_language_is_that_of_the_site(client, language):
    assert ">1.234</text>" in draw(client, TABLE, language).json()["chart"]


@pytest.mark.parametrize(
    "html",
    ["", "<p>x", "<table data-chart=bars>", "<script>x()</script>", "<svg onload=x()>", "\x00"],
)
def test_other_html_is_answered_without_scripts(client, html):
    answer = draw(client, html)
    assert answer.status_code == 200
    assert "x()" not in answer.json()["chart"]


def test_long_table_is_refused(client):
    answer = draw(client, f"<table data-chart=bars>{'<tr><td>a<td>1' * 40_000}")
    assert answer.status_code == 400
    assert "too long" in answer.json()["error"]
