"""`post_path` is the path that the URL patterns have."""

from datetime import UTC, datetime

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from blog.models.posts import post_path

NEW_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "slug", ["rain", "2", "a_b-c", "fluß", "дождь", "مطر", "大雨", "rain-" + "r" * 175]
)
def test_post_path_of_any_slug_is_that_of_reverse(slug):
    path = post_path("post", slug, NEW_YEAR)
    assert path == reverse("blog:post-detail", args=[2025, 12, slug])
    assert path.isascii()


def test_post_path_has_the_month_of_the_time_zone():
    with timezone.override("Asia/Tokyo"):
        assert post_path("post", "rain", NEW_YEAR) == "/2026/01/rain/"
    with timezone.override("UTC"):
        assert post_path("post", "rain", NEW_YEAR) == "/2025/12/rain/"


def test_post_path_of_early_year_resolves():
    path = post_path("post", "rain", datetime(907, 3, 2, tzinfo=UTC))
    assert resolve(path).kwargs == {"year": 907, "month": 3, "slug": "rain"}


def test_post_path_of_page_has_no_month():
    assert post_path("page", "about", NEW_YEAR) == reverse("blog:page-detail", args=["about"])
