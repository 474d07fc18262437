"""The history of a post in the admin: list, comparison and restoring of revisions."""

import lxml.html
import pytest
from django.urls import reverse

from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import change, send, signed_in
from tests.support.pages import read, text

pytestmark = pytest.mark.django_db

ROWS = "//div[contains(@class, 'revision-table')]//tbody/tr"


@pytest.fixture
def editor():
    return make.user("Editor", byline="Ed")


@pytest.fixture
def client(editor):
    return signed_in(editor)


def get_url(post: Post, view: str = "history") -> str:
    return reverse(f"admin:blog_post_{view}", args=[post.pk])


def save(client, post: Post, html: str, **changes) -> Revision:
    response = send(client, change(post), document=html, **changes)
    assert response.status_code == 302
    return Revision.objects.filter(post=post).latest_first()[0]


def list_rows(client, post: Post) -> list[list[str]]:
    """Return the user and the summary of each row, the latest first."""
    page = read(client, get_url(post))
    return [
        [" ".join(cell.text_content().split()) for cell in row.findall("td")[2:4]]
        for row in page.xpath(ROWS)
    ]


@pytest.mark.slow
def test_history_lists_user_and_changes_of_each_save(client):
    post = make.post("<p>One.</p>", title="First", published_at=make.moment(2024))
    save(client, post, "<p>Two.</p>", title="Second", note="A better word")
    save(client, post, "<p>Two.</p>", labels="China")
    ana = make.user("Author", byline="Ana")
    latest = save(client, post, "<p>Two.</p>", byline_0=str(ana.pk), note="Hers")
    page = read(client, f"{get_url(post, 'compare')}?from={latest.pk - 1}&to={latest.pk}")
    assert text(page, "//table[@class='revision-fields']//tbody//th") == ["Authors"]
    assert list_rows(client, post) == [
        ["Ed", "Hers · Typo · authors"],
        ["Ed", "labels"],
        ["Ed", "A better word · Typo · title, 1 block"],
        ["–", "Before the first recorded save · First version"],
    ]


@pytest.mark.slow
def test_version_before_first_recorded_save_can_be_restored(client):
    post = make.post("<p>The first words.</p>", title="First", published_at=make.moment(2024))
    save(client, post, "<p>All else.</p>", title="Second")
    first, latest = Revision.objects.filter(post=post).order_by("pk")
    page = read(client, f"{get_url(post, 'compare')}?from={first.pk}")
    assert text(page, "//table[@class='revision-fields']//td") == ["First", "Second"]
    sent = {"revision": first.pk, "latest": latest.pk, "change_kind": "typo"}
    assert client.post(get_url(post, "restore"), sent).status_code == 302
    post.refresh_from_db()
    assert (post.title, "The first words." in post.html) == ("First", True)
    assert list_rows(client, post)[0][1].startswith("Restored from ")


@pytest.mark.slow
def test_restored_block_returns_to_its_position(client):
    post = make.post()
    quotations = [make.quotation(f"“{n}.”", attribution=n) for n in ("One", "Two", "Three")]
    first = save(client, post, "".join(quotations))
    latest = save(client, post, quotations[0] + quotations[2])
    page = read(client, f"{get_url(post, 'compare')}?from={first.pk}&to={latest.pk}")
    (form,) = page.xpath("//section[contains(@class, 'removed')]//form")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    client.post(get_url(post, "restore"), sent | {"change_kind": "typo"})
    assert [q.text for q in post.pullquotes.order_by("position")] == [
        "“One.”",
        "“Two.”",
        "“Three.”",
    ]


@pytest.mark.slow
def test_restore_after_later_save_is_refused(client):
    post = make.post()
    first, second = (save(client, post, f"<p>{n}.</p>") for n in "12")
    save(client, post, "<p>3.</p>")
    sent = {"revision": first.pk, "latest": second.pk}
    response = client.post(get_url(post, "restore"), sent, follow=True)
    assert "saved again in the meantime" in response.text
    post.refresh_from_db()
    assert "3." in post.html


@pytest.mark.parametrize(
    ("view", "method", "query"),
    [
        ("history", "get", ""),
        ("compare", "get", "?from=1"),
        ("restore", "post", ""),
    ],
)
def test_history_of_another_author_returns_404(view, method, query):
    post = make.draft()
    revision = Revision.objects.create(post=post, fields={})
    client = signed_in(make.user("Author"))
    sent = {"revision": revision.pk, "latest": revision.pk}
    response = getattr(client, method)(
        get_url(post, view) + query, sent if method == "post" else {}
    )
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        *(("", 404), ("?from=0", 404), ("?from=x&to=y", 404), ("?from=1&to=-1", 404)),
        *(("?from=%00", 400), (f"?from={'9' * 40}", 400)),
    ],
)
def test_comparison_of_invalid_revisions_is_refused(query, status, client):
    post, other = make.post(), make.post()
    Revision.objects.create(post=other, fields={}, pk=1)
    assert client.get(get_url(post, "compare") + query).status_code == status


@pytest.mark.slow
def test_single_revision_offers_no_comparison(client):
    post = make.post("<p>One.</p>")
    latest = save(client, post, "<p>Two.</p>")
    Revision.objects.filter(post=post, pk__lt=latest.pk).delete()
    page = read(client, get_url(post))
    assert len(page.xpath(ROWS)) == 1
    assert "Compare" not in text(page, "//button")
    assert page.xpath("//*[contains(@class, 'revision-table') and contains(@class, 'is-single')]")
    page = read(client, f"{get_url(post, 'compare')}?from={latest.pk}")
    assert "Side by side" not in text(page, "//a")
    assert text(page, "//h1")[0].startswith("Version of ")
    assert page.xpath("//*[contains(@class, 'change')]")
    assert not page.xpath("//*[@class='unchanged']")


def test_comparison_folds_unchanged_blocks(client):
    post = make.post("<p>One.</p><p>Two.</p><p>Three.</p>")
    latest = save(client, post, "<p>One.</p><p>Two.</p><p>Four.</p>")
    first = Revision.objects.filter(post=post).earliest("pk")
    page = read(client, f"{get_url(post, 'compare')}?from={first.pk}&to={latest.pk}")
    assert text(page, "//*[@class='unchanged']/summary") == ["2 unchanged blocks"]
    assert not page.xpath("//*[@class='unchanged']//*[contains(@class, 'changed ')]")


def test_comparison_of_equal_revisions_says_so(client):
    post = make.post("<p>One.</p>")
    save(client, post, "<p>Two.</p>")
    save(client, post, "<p>One.</p>")
    first, changed, latest = Revision.objects.filter(post=post).order_by("pk")
    url = get_url(post, "compare")
    assert "No differences." in text(read(client, f"{url}?from={first.pk}"), "//p/strong")
    assert "No differences." not in text(read(client, f"{url}?from={changed.pk}"), "//p/strong")


@pytest.mark.slow
def test_versions_are_restored_from_the_list(client):
    post = make.post("<p>One.</p>", title="First", status="draft")
    for title in ("Second", "Third"):
        save(client, post, "<p>One.</p>", title=title)
    page = read(client, get_url(post))
    (latest,) = page.xpath("//form[@id='restore']/input[@name='latest']/@value")
    buttons = page.xpath("//button[@form='restore'][@name='revision']/@value")
    assert [latest, *buttons] == [
        str(key) for key in Revision.objects.latest_first().values_list("pk", flat=True)
    ]
    data = {"revision": buttons[-1], "latest": latest}
    response = client.post(get_url(post, "restore"), data, follow=True)
    assert "Restored from" in response.content.decode()
    post.refresh_from_db()
    assert post.title == "First"


@pytest.mark.parametrize(("revisions", "queries"), [(1, 14), (60, 15)])
def test_history_query_count_is_independent_of_revision_count(
    revisions, queries, client, django_assert_num_queries
):
    post = make.post()
    fields = {"title": "x", "status": "draft"}
    Revision.objects.bulk_create(
        [Revision(post=post, fields=fields, block_ids=[n]) for n in range(revisions)]
    )
    with django_assert_num_queries(queries):  # The blocks that differ are read at once.
        page = read(client, get_url(post))
    assert len(page.xpath(ROWS)) == min(revisions, 50)
    if revisions > 50:
        older = page.xpath("//nav[@class='revision-pages']/a/@href")[0]
        page = read(client, get_url(post) + older)
        assert len(page.xpath(ROWS)) == len(page.xpath(f"{ROWS}//button")) == 10


@pytest.mark.slow
def test_revisions_of_one_minute_are_shown_with_seconds(client):
    post = make.post("<p>One.</p>", status="draft")
    for number, second in enumerate((7, 9)):
        saved = save(client, post, f"<p>{number}.</p>")
        moment = make.moment(2024).replace(second=second)
        Revision.objects.filter(pk=saved.pk).update(created_at=moment)
    page = read(client, get_url(post))
    times = text(page, f"{ROWS}//time")
    assert [":09" in times[0], ":07" in times[1]] == [True, True]
    pair = read(client, f"{get_url(post, 'compare')}?from={saved.pk - 1}&to={saved.pk}")
    assert text(pair, "//dl[@class='revision-pair']//time") == [times[1], times[0]]


@pytest.mark.slow
@pytest.mark.parametrize("is_block", [False, True])
def test_question_for_a_note_shows_what_restoring_changes(client, is_block):
    post = make.post("<p>Old words.</p><p>Same.</p>", title="First", slug="first")
    latest = save(
        client, post, "<p>New words.</p><p>Same.</p><p>More.</p>", title="Second", slug="second"
    )
    first = Revision.objects.filter(post=post).order_by("pk")[0]
    sent = {"revision": first.pk, "latest": latest.pk}
    if is_block:
        sent |= {"block": "0", "position": "0", "instead": "1"}
    response = client.post(get_url(post, "restore"), sent)
    page = lxml.html.document_fromstring(response.content.decode())
    removed, added = (text(page, f"//section//{tag}") for tag in ("del", "ins"))
    fields = text(page, "//table[@class='revision-fields']//td")
    assert (removed[0], added) == ("New", ["Old"])
    assert len(page.xpath("//section")) == (1 if is_block else 2)
    assert fields == ([] if is_block else ["Second", "First"])
