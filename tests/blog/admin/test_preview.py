"""Preview: the form's current content in the public template, stored nowhere."""

from datetime import date

import lxml.html
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog import revisions
from blog.models import Label, Source, SourceName, Tenure
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in
from tests.support.pages import has_class

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/blog/post/preview/"


@pytest.fixture
def author():
    return make.user("Author", byline="Ada Bell")


@pytest.fixture
def post(author):
    html = "<p>Stored words.</p>" + make.quotation("Stored.", source_name="Known")
    return make.draft(html, authors=(author,), title="Stored", labels=["China"])


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def preview(client: Client, **data: str) -> lxml.html.HtmlElement:
    """Return the parsed page, after asserting that nothing was stored."""
    before = row_counts()
    response = client.post(PREVIEW, data)
    assert response.status_code == 200
    assert row_counts() == before
    assert "no-store" in response["Cache-Control"]
    return lxml.html.document_fromstring(response.content.decode())


def text(page: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


@pytest.mark.slow
def test_preview_shows_unsaved_text(post, author):
    client = signed_in(author)
    data = fields(client, change(post)) | {
        "title": "Typed",
        "labels": "china, Asia, New label",
        "document": "<h2>Typed</h2><p>Words.</p>"
        + make.quotation("“Said.”", attribution="New source, judge", source_name="New source"),
    }
    page = preview(client, **data)
    assert text(page, "//h1") == ["Typed"]
    assert text(page, "//article//h2") == ["Typed"]
    assert text(page, "//blockquote") == ["“Said.”"]
    assert text(page, f"//*[{has_class('name')}]") == ["New source"]
    assert text(page, f"//*[{has_class('author')}]") == ["Ada Bell"]
    assert text(page, "//*[@class='labels']//li") == ["china", "Asia", "New label"]
    assert text(page, "//*[@class='banner']") == ["Preview: readers do not see this page."]
    post.refresh_from_db()
    assert (post.title, post.proses.get().html) == ("Stored", "<p>Stored words.</p>")
    assert "Stored words." in post.html
    assert Label.objects.count() == 1


@pytest.mark.slow
def test_preview_of_unchanged_form_equals_public_page(post, author):
    client = signed_in(author)
    page = preview(client, **fields(client, change(post)))
    saved = client.get(post.get_absolute_url()).content.decode()
    for path in ("//h1", "//article//p", "//blockquote", "//figcaption"):
        assert text(page, path) == text(lxml.html.document_fromstring(saved), path)


def test_preview_shows_roles_of_the_dates_as_the_published_page(author):
    """Found by key, by another name, and as speaker; none without a date, and none that the
    attribution names."""
    source = Source.objects.create(name="Bo Ek")
    SourceName.objects.create(source=source, name="Bosse Ek")
    for role, start, end in (("Minister of Defence", 2017, 2021), ("Speaker", 2022, None)):
        Tenure.objects.create(
            source=source,
            role=role,
            started_on=date(start, 1, 1),
            started_precision="year",
            ended_on=end and date(end, 1, 1),
            ended_precision="year" if end else "",
        )
    html = "<p>x</p>".join(
        (
            make.quotation_of(source, "“By key.”", said="2019"),
            make.quotation("“By another name.”", source_name="Bosse Ek", said="2019-05-02"),
            make.quotation("“Today.”", source_name="Bo Ek", said="2024"),
            make.quotation("“No date.”", source_name="Bo Ek"),
            make.quotation(
                "“A paper.”", source_name="The Paper", speaker_name="Bo Ek", said="2019"
            ),
            make.quotation(
                "“Named.”", source_name="Bo Ek", said="2019", attribution="Defence Minister Bo Ek"
            ),
            make.quotation("“A stranger.”", source_name="Mia Lund", said="2019"),
        )
    )
    path = f"//*[{has_class('role-at-date')}]"
    then = "then Minister of Defence"
    client = signed_in(author)
    shown = text(preview(client, title="A", document=html), path)
    assert shown == [then, then, "Speaker", then]
    post = make.post(html)
    published = client.get(post.get_absolute_url()).content.decode()
    assert text(lxml.html.document_fromstring(published), path) == shown


def test_preview_of_new_post_has_its_language_and_author(author):
    page = preview(signed_in(author), title="Typed", document="<p>Words.</p>", language="fr")
    assert text(page, "//h1") == ["Typed"]
    assert text(page, f"//*[{has_class('author')}]") == ["Ada Bell"]
    assert page.xpath("//article/@lang | //main//@lang")[:1] == ["fr"]


def test_preview_shows_unsaved_text_of_picture(author):
    photo = make.photo(author, alt="Old", credit="Old")
    html = make.figure(photo, caption="Here", alt="New", credit="Newer")
    page = preview(signed_in(author), title="A", document=html)
    assert page.xpath("//article//img/@alt") == ["New"]
    assert text(page, "//figcaption/*") == ["Here", "Newer"]
    photo.refresh_from_db()
    assert (photo.alt, photo.credit) == ("Old", "Old")


@pytest.mark.slow
def test_preview_keeps_text_of_another_users_picture(author):
    photo = make.photo(make.user("Author"), alt="Theirs")
    make.post(make.figure(photo), authors=(photo.uploaded_by,))
    html = make.figure(photo, alt="Mine")
    page = preview(signed_in(author), title="A", document=html)
    assert page.xpath("//article//img/@alt") == ["Theirs"]


def test_preview_hides_picture_without_permission(author):
    other = make.user("Author")
    photo = make.photo(other, alt="Unseen", credit="Unseen")
    make.draft(make.figure(photo), authors=(other,))
    html = f'<figure data-block="figure" data-photo="{photo.pk}" data-caption="Mine"></figure>'
    page = preview(signed_in(author), title="A", document=html)
    assert page.xpath("//article//img") == []
    assert text(page, "//figcaption/*") == ["Mine"]


@pytest.mark.slow
def test_preview_ignores_post_of_another_author(post):
    other = make.user("Author", byline="Bo")
    page = preview(
        signed_in(other), _post=str(post.pk), title="Mine", document="<p>x</p>", language=""
    )
    assert text(page, f"//*[{has_class('author')}]") == ["Bo"]
    assert "Stored" not in page.text_content()
    assert "China" not in page.text_content()


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 30, "\0"])
def test_preview_with_invalid_id_is_of_new_post(key, author):
    page = preview(signed_in(author), _post=key, title="A", document="<p>x</p>")
    assert text(page, "//h1") == ["A"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 300},
        {"slug": "no slug"},
        {"status": "gone"},
        {"status": "published"},
        {"language": "NO"},
        {"labels": "x" * 101},
        {"published_at_0": "never", "published_at_1": "x"},
        {"document": "<p>Words.</p>" + make.quotation("A.", said="never", url="x")},
        {"document": "<p>Words.</p>" + make.figure(licence="javascript:alert(1)", credit="A")},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_preview_of_form_with_errors_is_rendered(wrong, post, author):
    client = signed_in(author)
    data = fields(client, change(post)) | {"document": "<p>Words.</p>"}
    page = preview(client, **data | wrong)
    assert text(page, "//h1") == [(data | wrong)["title"] or "Untitled"]
    assert text(page, "//article//p")[-1:] != []
    assert "Words." in text(page, "//article//p")


def test_preview_of_empty_form_is_rendered(author):
    assert text(preview(signed_in(author)), "//h1") == ["Untitled"]


def test_preview_sanitizes_html(author):
    html = '<p onclick="x()">A<script>x</script></p>'
    page = preview(signed_in(author), title="<b>T</b>", document=html)
    assert text(page, "//h1") == ["<b>T</b>"]
    assert page.xpath("//article//script | //article//@onclick") == []


def test_preview_requires_permission_to_write(author):
    assert signed_in(author).get(PREVIEW).status_code == 405
    assert signed_in(make.user()).post(PREVIEW).status_code == 302
    staff = make.user("staff")
    assert signed_in(staff).post(PREVIEW).status_code == 403
    assert Client().post(PREVIEW).status_code == 302


@pytest.mark.slow
def test_preview_ignores_concurrent_save(post, author):
    """A save would merge both versions; a preview ignores the other one."""
    client = signed_in(author)
    revisions.record(post, author)
    data = fields(client, change(post)) | {"title": "Mine", "document": "<p>Mine.</p>"}
    data["_post"] = str(post.pk)
    post.title = "Theirs"
    post.save()
    revisions.record(post, by=make.user("Editor"))
    page = preview(client, **data)
    assert (text(page, "//h1"), text(page, "//article/div//p")) == (["Mine"], ["Mine."])


def test_preview_cannot_be_framed(author):
    response = signed_in(author).post(PREVIEW, {"title": "A"})
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_preview_queries_do_not_grow_with_length(author):
    client = signed_in(author)
    photo = make.photo(author)

    def queries(blocks: int) -> int:
        quoted = make.quotation("“A.”", source_name="Known") + make.figure(photo)
        html = ("<p>Words.</p>" + quoted) * blocks
        with CaptureQueriesContext(connection) as captured:
            client.post(PREVIEW, {"title": "A", "document": html})
        return len(captured)

    assert queries(1) == queries(10)


@pytest.mark.django_db(transaction=True)
def test_preview_shows_a_file_without_a_transaction(author):
    file = make.media_file(author)
    page = preview(signed_in(author), title="T", document=make.file(file, title="Low water"))
    assert text(page, "//p[@class='media-file-title']") == ["Low water"]
    assert page.xpath("//audio/@src") == [file.file.url]
