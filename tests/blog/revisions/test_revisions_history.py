"""The desk's history of a post: each save, what it changed, and the way back."""

import pytest
from django.urls import reverse

from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import change, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

ROWS = "//div[@class='revision-table']//tbody/tr"


@pytest.fixture
def editor():
    return make.user("Editor", byline="Ed")


@pytest.fixture
def client(editor):
    return signed_in(editor)


def history(post: Post, what: str = "history") -> str:
    return reverse(f"admin:blog_post_{what}", args=[post.pk])


def save(client, post: Post, html: str, **changes) -> Revision:
    response = send(client, change(post), document=html, **changes)
    assert response.status_code == 302
    return Revision.objects.filter(post=post).latest_first()[0]


def told(client, post: Post) -> list[list[str]]:
    """Each row's who and what, the latest first."""
    page = read(client, history(post))
    return [
        [" ".join(cell.text_content().split()) for cell in row.findall("td")[2:]]
        for row in page.xpath(ROWS)
    ]


@pytest.mark.slow
def test_every_save_is_listed_with_who_and_what(client):
    post = make.post("<p>One.</p>", title="First", published_at=make.moment(2024))
    save(client, post, "<p>Two.</p>", title="Second", note="A better word")
    save(client, post, "<p>Two.</p>", labels="China")
    ana = make.user("Author", byline="Ana")
    latest = save(client, post, "<p>Two.</p>", byline_0=str(ana.pk), note="Hers")
    page = read(client, f"{history(post, 'compare')}?from={latest.pk - 1}&to={latest.pk}")
    assert text(page, "//table[@class='revision-fields']//tbody//th") == ["Authors"]
    assert told(client, post) == [
        ["Ed", "Hers Typo authors"],
        ["Ed", "labels"],
        ["Ed", "A better word Typo title, 1 block"],
        ["–", "Before the first recorded save First version"],
    ]


@pytest.mark.slow
def test_what_was_before_the_first_recorded_save_can_be_brought_back(client):
    post = make.post("<p>The first words.</p>", title="First", published_at=make.moment(2024))
    save(client, post, "<p>All else.</p>", title="Second")
    first, latest = Revision.objects.filter(post=post).order_by("pk")
    page = read(client, f"{history(post, 'compare')}?from={first.pk}")
    assert text(page, "//table[@class='revision-fields']//td") == ["First", "Second"]
    sent = {"revision": first.pk, "latest": latest.pk, "change_kind": "typo"}
    assert client.post(history(post, "restore"), sent).status_code == 302
    post.refresh_from_db()
    assert (post.title, "The first words." in post.html) == ("First", True)
    assert told(client, post)[0][1].startswith("Restored from ")


@pytest.mark.slow
def test_one_block_is_brought_back_to_its_place(client):
    post = make.post()
    words = [make.quotation(f"“{n}.”", attribution=n) for n in ("One", "Two", "Three")]
    first = save(client, post, "".join(words))
    latest = save(client, post, words[0] + words[2])
    page = read(client, f"{history(post, 'compare')}?from={first.pk}&to={latest.pk}")
    (form,) = page.xpath("//section[contains(@class, 'removed')]//form")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    client.post(history(post, "restore"), sent | {"change_kind": "typo"})
    assert [q.text for q in post.pullquotes.order_by("position")] == [
        "“One.”",
        "“Two.”",
        "“Three.”",
    ]


@pytest.mark.slow
def test_what_was_saved_meanwhile_is_not_overwritten(client):
    post = make.post()
    first, second = (save(client, post, f"<p>{n}.</p>") for n in "12")
    save(client, post, "<p>3.</p>")
    sent = {"revision": first.pk, "latest": second.pk}
    response = client.post(history(post, "restore"), sent, follow=True)
    assert "saved again in the meantime" in response.text
    post.refresh_from_db()
    assert "3." in post.html


@pytest.mark.parametrize(
    ("what", "method", "query"),
    [
        ("history", "get", ""),
        ("compare", "get", "?from=1"),
        ("restore", "post", ""),
    ],
)
def test_another_authors_history_is_not_there(what, method, query):
    post = make.draft()
    revision = Revision.objects.create(post=post, fields={})
    client = signed_in(make.user("Author"))
    sent = {"revision": revision.pk, "latest": revision.pk}
    response = getattr(client, method)(
        history(post, what) + query, sent if method == "post" else {}
    )
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        *(("", 404), ("?from=0", 404), ("?from=x&to=y", 404), ("?from=1&to=-1", 404)),
        *(("?from=%00", 400), (f"?from={'9' * 40}", 400)),
    ],
)
def test_comparison_of_revisions_that_are_none_is_refused(query, status, client):
    post, other = make.post(), make.post()
    Revision.objects.create(post=other, fields={}, pk=1)
    assert client.get(history(post, "compare") + query).status_code == status


@pytest.mark.parametrize(("revisions", "queries"), [(1, 11), (60, 12)])
def test_the_list_costs_the_same_however_many_there_are(
    revisions, queries, client, django_assert_num_queries
):
    post = make.post()
    fields = {"title": "x", "status": "draft"}
    Revision.objects.bulk_create(
        [Revision(post=post, fields=fields, block_ids=[n]) for n in range(revisions)]
    )
    with django_assert_num_queries(queries):  # The blocks that differ are read at once.
        page = read(client, history(post))
    assert len(page.xpath(ROWS)) == min(revisions, 50)
    if revisions > 50:
        older = page.xpath("//nav[@class='revision-pages']/a/@href")[0]
        assert len(read(client, history(post) + older).xpath(ROWS)) == 10
