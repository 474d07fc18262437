"""What a post's page leads on to: previous and next, related posts, the same day of other years."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import factories as make
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db


def shown(client, post, heading: str) -> list[str]:
    page = read(client, post.get_absolute_url())
    return text(page, f"//aside//section[h2='{heading}']//li/a")


def published(title: str, days_ago: int, html: str = "<p>Words.</p>", **fields):
    when = timezone.now() - timedelta(days=days_ago)
    return make.post(html, title=title, published_at=when, **fields)


@pytest.mark.slow
def test_rare_common_labels_have_higher_scores(client):
    post = published("This", 1, make.quotation(source_name="Ada"), labels=["Common", "Rare"])
    for number in range(4):
        published(f"Common {number}", 9 - number, labels=["Common"])
    published("Rare", 30, labels=["Rare"])
    published("Same source", 40, make.quotation(source_name="Ada"), labels=["Common"])
    assert shown(client, post, "Related posts") == ["Same source", "Rare", "Common 3"]


@pytest.mark.slow
def test_unpublished_posts_are_not_related(client):
    post = published("This", 1, make.quotation(source_name="Ada"), labels=["Label"])
    make.draft(make.quotation(source_name="Ada"), title="Draft", labels=["Label"])
    make.scheduled(make.quotation(source_name="Ada"), title="Scheduled", labels=["Label"])
    make.page(make.quotation(source_name="Ada"), title="Page")
    assert shown(client, post, "Related posts") == []
    published("Public", 2, labels=["Label"])
    assert shown(client, post, "Related posts") == ["Public"]


def test_this_day_uses_the_sites_time_zone(client):
    make.site(time_zone="America/Toronto")
    evening = make.moment(2024, 3, 23, 2)  # Still the 22nd there.
    post = make.post(published_at=evening)
    for title, when in {
        "Same day": make.moment(2023, 3, 22, 20),
        "Next day": make.moment(2023, 3, 23, 20),
        "Years ago": make.moment(2014, 3, 22, 5),
        "Too long ago": make.moment(2013, 3, 22, 12),
        "Later": make.moment(2025, 3, 22, 12),
    }.items():
        make.post(title=title, published_at=when)
    assert shown(client, post, "On this day") == ["Same day", "Years ago"]


def test_this_day_of_leap_day_is_in_leap_years(client):
    post = make.post(published_at=make.moment(2024, 2, 29))
    make.post(title="Leap", published_at=make.moment(2020, 2, 29))
    make.post(title="March", published_at=make.moment(2023, 3, 1))
    assert shown(client, post, "On this day") == ["Leap"]


def test_previous_and_next_are_ordered_by_date_and_key(client):
    same = make.moment(2023, 3, 22)
    posts = [make.post(title=f"Number {number}", published_at=same) for number in range(3)]
    make.draft(title="Draft")
    page = read(client, posts[1].get_absolute_url())
    assert text(page, "//nav[@class='neighbours']//*[@class='title']") == ["Number 0", "Number 2"]


def test_only_post_has_no_navigation(client):
    page = read(client, make.post(labels=["Alone"]).get_absolute_url())
    assert not page.xpath("//aside | //nav[@class='neighbours']")
