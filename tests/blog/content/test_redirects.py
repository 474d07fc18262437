"""Redirects from former public paths."""

import pytest
from django.contrib.redirects.models import Redirect
from django.test import Client

from blog.content.redirects import add_redirect, add_redirects, add_redirects_of_pages
from blog.models import Label, Post, PostLabel, PullQuote, Source
from tests.support import factories as make
from tests.support.desk import change, send, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def editor() -> Client:
    return signed_in(make.user("Editor"))


@pytest.fixture
def post() -> Post:
    html = make.quotation("A.", source_name="First")
    return make.post(html, title="First", labels=["First"], published_at=make.moment(2023, 3, 22))


def get_status_and_location(address: str) -> tuple[int, str]:
    response = Client().get(address)
    return response.status_code, response.get("Location", "")


def rename(editor: Client, row, slug: str) -> None:
    page = f"/admin/blog/{row._meta.model_name}/{row.pk}/change/"
    assert send(editor, page, slug=slug).status_code == 302


ROWS = pytest.mark.parametrize(
    ("model", "folder"), [(Post, "/2023/03/"), (Label, "/labels/"), (Source, "/sources/")]
)


@ROWS
def test_former_slug_redirects_to_the_present_one(model, folder, post, editor):
    rename(editor, model.objects.get(), "second")
    assert get_status_and_location(f"{folder}first/") == (301, f"{folder}second/")
    assert get_status_and_location(f"{folder}second/") == (200, "")


@ROWS
def test_redirect_keeps_the_query_string(model, folder, post, editor):
    rename(editor, model.objects.get(), "second")
    assert get_status_and_location(f"{folder}first/?page=2&x=%C3%A9") == (
        301,
        f"{folder}second/?page=2&x=%C3%A9",
    )


@ROWS
def test_repeated_moves_redirect_once(model, folder, post, editor):
    for slug in ("second", "third", "fourth"):
        rename(editor, model.objects.get(), slug)
    for slug in ("first", "second", "third"):
        assert get_status_and_location(f"{folder}{slug}/") == (301, f"{folder}fourth/")


@ROWS
def test_reverted_slug_causes_no_redirect_loop(model, folder, post, editor):
    for slug in ("second", "third", "first"):
        rename(editor, model.objects.get(), slug)
    assert get_status_and_location(f"{folder}first/") == (200, "")
    for slug in ("second", "third"):
        assert get_status_and_location(f"{folder}{slug}/") == (301, f"{folder}first/")
    assert Redirect.objects.count() == 2


@ROWS
def test_save_without_change_adds_no_redirect(model, folder, post, editor):
    rename(editor, model.objects.get(), "first")
    assert Redirect.objects.count() == 0


@ROWS
def test_slugs_in_other_scripts_redirect(model, folder, post, editor):
    rename(editor, model.objects.get(), "من-التالي")
    rename(editor, model.objects.get(), "кто")
    where = f"{folder}%D0%BA%D1%82%D0%BE/"
    assert (
        get_status_and_location(f"{folder}من-التالي/")
        == get_status_and_location(f"{folder}first/")
        == (301, where)
    )
    assert get_status_and_location(where) == (200, "")


@pytest.mark.parametrize("query", ["", "?x=1&y=%2F"])
def test_former_month_redirects_to_the_present_one(query, post, editor):
    moved = {"published_at_0": "2024-11-02", "published_at_1": "12:00"}
    assert send(editor, change(post), **moved).status_code == 302
    assert get_status_and_location(f"/2023/03/first/{query}") == (301, f"/2024/11/first/{query}")
    rename(editor, post, "second")
    assert get_status_and_location(f"/2023/03/first/{query}") == (301, f"/2024/11/second/{query}")
    assert get_status_and_location(f"/2024/11/first/{query}") == (301, f"/2024/11/second/{query}")


def test_former_path_without_slash_redirects(post, editor):
    rename(editor, post, "second")
    assert get_status_and_location("/2023/03/first") == (301, "/2023/03/second/")


@pytest.mark.parametrize("factory", [make.draft, make.scheduled])
def test_unpublished_page_adds_no_redirect(factory, editor):
    post = factory(make.quotation("A.", source_name="First"), title="First", labels=["First"])
    former = [row.get_absolute_url() for row in (post, Label.objects.get(), Source.objects.get())]
    for row in (post, Label.objects.get(), Source.objects.get()):
        rename(editor, row, "second")
    assert [get_status_and_location(address) for address in former] == [(404, "")] * 3
    assert Redirect.objects.count() == 0


def test_existing_page_takes_precedence_over_a_redirect(post, editor):
    rename(editor, post, "second")
    again = make.post(title="Again", slug="first", published_at=make.moment(2023, 3, 1))
    assert get_status_and_location("/2023/03/first/") == (200, "")
    rename(editor, again, "third")
    assert get_status_and_location("/2023/03/first/") == (301, "/2023/03/third/")


def test_redirect_to_a_deleted_post_is_404(post, editor):
    rename(editor, post, "second")
    post.delete()
    assert get_status_and_location("/2023/03/first/") == (404, "")
    assert get_status_and_location("/2023/03/second/") == (404, "")


@pytest.mark.parametrize("way", ["the form", "the database"])
def test_unpublished_and_renamed_post_redirects_once_published(way, post, editor):
    """Until then, its new path is not revealed."""
    if way == "the form":
        assert send(editor, change(post), status="draft").status_code == 302
    else:
        Post.objects.update(status="draft")
    assert get_status_and_location("/2023/03/first/") == (404, "")
    for slug in ("second", "third"):
        rename(editor, post, slug)
        assert [get_status_and_location(f"/2023/03/{slug}/") for slug in ("first", slug)] == [
            (404, "")
        ] * 2
    when = {"published_at_0": "2999-04-01", "published_at_1": "12:00"}
    assert send(editor, change(post), status="published", **when).status_code == 302
    assert get_status_and_location("/2023/03/first/") == (404, "")
    when = {"published_at_0": "2023-04-01", "published_at_1": "12:00"}
    assert send(editor, change(post), **when).status_code == 302
    assert get_status_and_location("/2023/03/first/") == (301, "/2023/04/third/")
    assert get_status_and_location("/2023/04/third/") == (200, "")


@pytest.mark.parametrize(("model", "folder"), [(Label, "/labels/"), (Source, "/sources/")])
@pytest.mark.parametrize("way", ["taken back", "taken off", "deleted"])
def test_hidden_and_renamed_page_redirects_once_public(model, folder, way, post, editor):
    """Until then, its new path is not revealed."""
    if way == "taken back":
        Post.objects.update(status="draft")
    elif way == "taken off":
        PostLabel.objects.all().delete()
        PullQuote.objects.update(source=None)
    else:
        post.delete()
    rename(editor, model.objects.get(), "second")
    assert [get_status_and_location(f"{folder}{slug}/") for slug in ("first", "second")] == [
        (404, "")
    ] * 2
    again = make.quotation("A.", source_name=Source.objects.get().name)
    make.post(again, title="Again", labels=[Label.objects.get().name])
    assert get_status_and_location(f"{folder}first/") == (301, f"{folder}second/")
    assert get_status_and_location(f"{folder}second/") == (200, "")


def test_unpublished_scheduled_post_keeps_its_redirect(editor):
    """It was published without a save. The date of the post is changed, not the clock."""
    post = make.scheduled(title="First")
    Post.objects.update(published_at=make.moment(2023, 3, 22))
    for _number in range(2):  # The second time from an outdated instance.
        post.status = "draft"
        post.save()
        assert Post.objects.get().was_public


@pytest.mark.parametrize("address", ["/no/such/", "/%00/", "/" + "x" * 500 + "/", "/%ED%A0%80/"])
def test_unknown_path_is_404(address, post, editor):
    rename(editor, post, "second")
    assert get_status_and_location(address) == (404, "")


def test_existing_page_costs_no_redirect_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        add_redirect("/a/", "/a/")


@pytest.mark.parametrize(
    "moves",
    [
        {"/one/": ["/1/", "/01/"], "/two/": ["/2/"]},
        {"/one/": ["/1/"], "/two/": ["/one/"]},
        {"/one/": ["/former/"], "/1/": ["/2/"]},
        {"/one/": ["/one/"], "/two/": []},
    ],
)
def test_redirects_of_several_pages_are_those_of_each(moves):
    def load() -> list[tuple[str, str]]:
        rows = list(Redirect.objects.order_by("old_path").values_list("old_path", "new_path"))
        Redirect.objects.all().delete()
        return rows

    add_redirect("/0/", "/1/")
    for new_url, old_urls in moves.items():
        add_redirects(old_urls, new_url)
    one_by_one = load()
    add_redirect("/0/", "/1/")
    add_redirects_of_pages(moves)
    assert load() == one_by_one


# What other engines called pages that have moved, and where these are.
FORMER_ADDRESSES = [
    ("/blog/?p=12", "/2023/03/first/"),
    ("/blog/index.php?p=12&x=1", "/2023/03/first/"),
    ("/blog/one/feed/", "/2023/03/first/comments/feed.rss"),
    ("/blog/one/feed/atom/", "/2023/03/first/comments/feed.atom"),
    ("/blog/one/amp/", "/2023/03/first/"),
    ("/blog/one/comment-page-2/", "/2023/03/first/"),
    ("/blog/category/first/page/2/", "/labels/first/"),
    ("/blog/category/first/feed/", "/labels/first/feed.rss"),
    ("/blog/topics/first/", "/labels/first/"),
    ("/blog/first/", "/labels/first/"),
    ("/blog/topics/first/feed/atom", "/labels/first/feed.atom"),
    ("/blog/feed/", "/feed.rss"),
    ("/blog/atom.xml", "/feed.atom"),
    ("/comments/feed/", "/comments/feed.rss"),
    ("/feeds/comments/default?alt=rss", "/comments/feed.rss"),
    ("/author/ada/feed/", "/authors/ADA/feed.rss"),
]


@pytest.mark.parametrize(("former", "present"), FORMER_ADDRESSES)
def test_former_address_of_moved_page_redirects(former, present, post, client):
    add_redirects(["/?p=12", "/blog/one"], post.get_absolute_url())
    add_redirect("/blog/category/first", "/labels/first/")
    [author] = post.byline
    add_redirect("/author/ada", f"/authors/{author.slug}/")
    add_redirect("/blog", "/")
    present = present.replace("ADA", author.slug)
    assert get_status_and_location(former) == (301, present)
    assert client.get(present).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/blog/author/first/",
        "/blog/2019/first/",
        "/blog/first.html",
        "/other/?p=13",
        "/x/one/feed/",
    ],
)
def test_address_like_former_one_of_another_page_is_404(address, post, client):
    add_redirects(["/?p=12", "/blog/one"], post.get_absolute_url())
    add_redirect("/blog/category/first", "/labels/first/")
    assert get_status_and_location(address) == (404, "")


def test_former_address_of_author_without_posts_is_404(client):
    make.user("Nobody")
    add_redirect("/author/nobody", "/authors/nobody/")
    assert get_status_and_location("/author/nobody/") == (404, "")
