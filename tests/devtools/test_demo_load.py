"""The demo blog in the database: accounts, pages, histories and links."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from blog.checks.models import Link
from blog.content import html_update
from blog.corrections.models import Correction
from blog.models import Post
from devtools.demo import load
from tests.devtools.demo_content import PAGES, POSTS
from tests.support.desk import signed_in
from tests.support.pages import read, text
from transfer.models import Import
from transfer.review.families import is_family
from transfer.review.forms import list_groups
from transfer.review.models import QuotationCandidate

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the demo blog once for all tests of the module, in an outer transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        load.load("a password of the demo")
        yield
        transaction.set_rollback(True)


def test_demo_has_an_account_of_each_role() -> None:
    people = {
        group.name: sorted(group.user_set.values_list("username", flat=True))
        for group in Group.objects.all()
    }
    assert people == {
        "Administrator": [],  # `admin` is a superuser.
        "Author": ["camille", "nadia"],
        "Editor": ["tobias"],
        "Moderator": ["ines"],
        "Publishing author": [],  # The authors of the demo submit their posts.
    }
    moderator = User.objects.get(username="ines")
    assert moderator.check_password("a password of the demo")
    queue = signed_in(moderator).get("/admin/blog/comment/")
    assert (queue.status_code, len(queue.context["rows"])) == (200, 1)
    assert signed_in(moderator).get("/admin/blog/post/").status_code == 403


def test_demo_pages_are_linked_in_footer_in_order(client) -> None:
    home = read(client, "/")
    assert home.get("lang") == "en-gb"
    footer = text(home, "//footer//a[starts-with(@href, '/')]")
    titles = [page.values["title"] for page in PAGES]
    assert [title for title in footer if title in titles] == titles
    for page in PAGES:
        page_html = read(client, f"/{page.values['slug']}/")
        for address in page_html.xpath("//main//a/@href[starts-with(., '/')]"):
            assert client.get(address).status_code == 200, address


def test_demo_posts_are_not_rendered_again() -> None:
    html_update.check_in()
    assert html_update.describe_progress() == ""


def test_demo_posts_have_revisions_and_no_due_link_checks() -> None:
    assert not Post.all_objects.filter(revisions=None).exists()
    for correction in Correction.objects.select_related("before", "after"):
        assert correction.before.created_at < correction.after.created_at == correction.created_at
    assert not Link.objects.due().exists()


def test_demo_links_between_posts_are_valid(client) -> None:
    linked = {path for post in POSTS for path in re.findall(r'href="(/[^"]*)"', post.body)}
    assert linked
    assert [path for path in sorted(linked) if client.get(path).status_code != 200] == []


def test_demo_has_a_finished_import_with_quotations_to_review() -> None:
    run = Import.objects.get()
    assert (run.stage, str(run.origin), run.path) == (
        Import.Stage.DONE,
        "Tidemarks",
        "tidemarks.wordpress.xml",
    )
    assert run.counts["posts"] == 6 and run.counts["comments"] == 3
    assert QuotationCandidate.objects.filter(state="proposed").count() == 9
    families = [group for group in list_groups(run) if is_family(group.shape)]
    assert [(group.proposed, len(group.shapes)) for group in families] == [(7, 4)]
    desk = signed_in(User.objects.get(username="admin"))
    for page in ("change", "review"):
        assert desk.get(f"/admin/transfer/import/{run.pk}/{page}/").status_code == 200
    old = desk.get("/2021/05/seventeen-minutes-late", follow=True)
    assert old.status_code == 200 and "Signe Aasland" in old.content.decode()


def test_demo_post_shows_what_became_of_its_quotations(client) -> None:
    page = read(client, Post.objects.get(slug="signed-at-saint-aubert").get_absolute_url())
    details = text(page, "//*[@class='source-verdict']")
    assert len(details) == 3  # Those of one attribution say it once.
    assert [each for each in details if "the page says something else" in each] == [details[1]]
    (link,) = page.xpath("//a[@class='source-mark']/@href")
    (difference,) = text(read(client, link.partition("#")[0]), "//*[@class='source-difference']")
    assert "n’avons pas" in difference
