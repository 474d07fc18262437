"""Pieces of pages that are filled in: with whatever words, in each language, for each site."""

import pytest
from django.utils import translation

from blog.models import SiteSettings
from blog.views.pages.template_tags import byline, neighbour, summary
from tests.support import factories as make

pytestmark = pytest.mark.django_db
HOSTILE = ("100 % %s %(title)s", "<b>&amp;\"'", "\ue0f1title\ue0f2 \ue0f1url\ue0f2", "{{ title }}")


def listed(**fields):
    post = make.post(**fields)
    post.comment_count = 0
    return post


@pytest.mark.parametrize("title", HOSTILE)
def test_words_are_data(title):
    """Twice, as the first has the template rendered; against it: tests/conftest.py."""
    for words in (title, f"{title}!"):
        made = summary(listed(title=words, slug="", summary=words))
        assert "<b>" not in made
        assert made.count(words if "<" not in words else "&lt;b&gt;&amp;amp;&quot;&#x27;") == 2


def test_what_is_missing_has_no_place_and_takes_none_from_others():
    without, with_two = listed(title="A"), listed(title="B")
    with_two.comment_count = 2
    found = ["discussed" in summary(post) for post in (without, with_two, without)]
    assert found == [False, True, False]


def test_each_language_has_its_own_words():
    post = listed(authors=(make.user("Author", byline="Ada"),))
    made = {}
    for language in ("en", "de", "en"):
        with translation.override(language):
            made[language] = byline(post, post.byline)
    assert made["en"].startswith('<p class="byline">By <a')
    assert made["de"].startswith('<p class="byline" lang="de" dir="ltr">Von <a')


def test_older_and_newer_are_told_apart():
    post = make.post()
    assert ['rel="prev"' in neighbour(post, which) for which in ("older", "newer")] == [True, False]


@pytest.mark.parametrize("place", ["/", "/labels/water/", "{post}"])
def test_settings_of_the_site_are_seen_at_once(place, client):
    post = make.post(labels=["Water"])
    address = place.format(post=post.get_absolute_url())
    for name in ("One & all", "Another"):
        SiteSettings.objects.update_or_create(pk=1, defaults={"name": name})
        page = client.get(address).content.decode()
        assert f'content="{name.replace("&", "&amp;")}"' in page
        assert ("One &amp; all" in page) == (name == "One & all")
    make.page(title="Imprint", slug="imprint")
    assert "Imprint" in client.get(address).content.decode()


def test_each_label_leads_back_to_its_own_beginning(client):
    make.post(labels=["Water", "Fire"])
    for slug in ("water", "fire"):
        page = client.get(f"/labels/{slug}/?before=0-1").content.decode()
        assert f'<a href="/labels/{slug}/">To the newest posts</a>' in page
