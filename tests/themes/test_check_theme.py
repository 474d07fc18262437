"""`manage.py check_theme` follows the links of the site, and compares each page with ours."""

import pytest
from django.core.management import CommandError, call_command

from blog.models import Post
from tests.support import factories as make
from tests.themes.test_checks import write_theme
from themes import site_check
from themes.site_check import MAX_PAGES_OF_VIEW, check_pages
from themes.theme import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def post() -> Post:
    return make.post(make.quotation("“One.”", source_name="Jo"), labels=["Water"])


def test_bundled_theme_has_no_problems_on_some_pages_of_each_view(broadsheet: Theme, post):
    others = {make.post(title=f"Post {number}").get_absolute_url() for number in range(4)}
    results = check_pages(broadsheet)
    assert {address: messages for address, messages in results.items() if messages} == {}
    assert {"/", "/labels/water/", "/sources/jo/", "/accounts/login/"} < set(results)
    posts = {post.get_absolute_url(), *others}
    assert len(posts & set(results)) == MAX_PAGES_OF_VIEW


def test_broken_page_is_named_and_the_others_are_not(tmp_path, post):
    html = '{% extends "base/blog/posts/home.html" %}{% block main %}<p>Hi</p>{% endblock %}'
    theme = write_theme(tmp_path, templates={"blog/posts/home.html": html})
    results = check_pages(theme, ["/", post.get_absolute_url()])
    assert [message.partition(":")[0] for message in results["/"]] == [
        "the page lacks languages of parts",
        "the page lacks microformats",
    ]
    assert results[post.get_absolute_url()] == []


def test_command_needs_a_theme():
    with pytest.raises(CommandError, match="set THEME"):
        call_command("check_theme")


def test_command_says_how_many_pages_are_good(broadsheet, settings, capsys, monkeypatch):
    monkeypatch.setattr(site_check, "MAX_PAGES", 2)
    settings.THEME = broadsheet
    call_command("check_theme")
    assert capsys.readouterr().out == "Broadsheet keeps the contract on 2 pages.\n"
