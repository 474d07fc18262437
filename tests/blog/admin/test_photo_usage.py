"""The page of a photo: its rights, the suggested agency, where it is used, and near-duplicates."""

from datetime import date
from uuid import uuid4

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import revisions
from blog.content import document
from blog.editing import photo_usage
from blog.editing.photo_usage import find_usage
from blog.models import Photo, Source
from blog.revisions.autosave_models import Autosave
from tests.support import factories as make
from tests.support.desk import errors, fields, send, signed_in
from tests.support.plans import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def editor():
    return make.user("Editor")


def address(photo: Photo) -> str:
    return f"/admin/blog/photo/{photo.pk}/change/"


def test_rights_and_agency_are_saved_and_cleared(editor):
    agency = Source.objects.create(name="Nordfoto", slug="nordfoto", affiliation="Port")
    photo = make.photo(editor)
    client = signed_in(editor)
    values = {"rights": "permission", "rights_until": "2031-02-03", "agency": "Nordfoto (Port)"}
    assert send(client, address(photo), **values).status_code == 302
    photo.refresh_from_db()
    assert (photo.rights, photo.rights_until) == ("permission", date(2031, 2, 3))
    assert photo.agency == agency
    assert fields(client, address(photo))["agency"] == "Nordfoto (Port)"
    assert send(client, address(photo), rights_until="", agency="").status_code == 302
    photo.refresh_from_db()
    assert (photo.rights, photo.rights_until, photo.agency) == ("permission", None, None)


def test_unknown_agency_is_refused(editor):
    response = send(signed_in(editor), address(make.photo(editor)), agency="Nobody")
    assert list(errors(response)) == ["agency"]


@pytest.mark.parametrize(
    ("credit", "name"),
    [("Jane Doe/Reuters", "Reuters"), ("Ana/Nordfoto", "Nordfoto"), ("Nord", ""), ("Ana Ruiz", "")],
)
def test_agency_of_credit_is_suggested(credit, name, editor):
    for number, each in enumerate(("Reuters", "Nordfoto")):
        Source.objects.create(name=each, slug=f"s{number}", kind="organisation")
    Source.objects.create(name="Ana Ruiz", slug="ana")
    page = signed_in(editor).get(address(make.photo(editor, credit=credit)))
    assert str(page.context.get("suggested_agency") or "") == name


def test_usage_lists_posts_versions_unsaved_changes_and_portraits(author, editor):
    photo = make.photo(author)
    shown = make.draft(make.figure(photo), authors=(author,), title="Shown")
    earlier = make.draft(make.figure(photo), authors=(author,), title="Earlier")
    revisions.record(shown, author)
    revisions.record(earlier, author)
    document.save(earlier, document.parse("<p>Words.</p>"), author)
    autosave = Autosave.objects.create(
        form=uuid4(), user=author, kind="post", values={"document": make.figure(photo)}
    )
    source = Source.objects.create(name="Ana Ruiz", slug="ana", portrait=photo)
    editor.has_perm("blog.edit_all")  # Cached.
    with CaptureQueriesContext(connection) as queries:
        usage = find_usage(photo, editor)
    assert len(queries) == 6
    assert usage.posts.rows == [shown]
    assert usage.versions.rows == [earlier]
    assert usage.unsaved.rows == [autosave]
    assert usage.portraits.rows == [source]
    assert photo_usage.count_posts([photo]) == {photo.pk: 1}
    assert photo_usage.find_otherwise_used([photo.pk]) == {photo.pk}
    assert photo_usage.find_otherwise_used([make.photo(author).pk]) == set()


def test_usage_lists_a_limited_number_of_posts(editor, monkeypatch):
    monkeypatch.setattr(photo_usage, "MAX_SHOWN", 1)
    photo = make.photo(editor)
    posts = [make.draft(make.figure(photo), authors=(editor,)) for _ in range(2)]
    usage = find_usage(photo, editor)
    assert (usage.posts.rows, usage.posts.has_more) == ([posts[1]], True)


def test_usage_hides_drafts_of_others_from_authors(author, editor):
    photo = make.photo(author)
    make.draft(make.figure(photo), authors=(editor,), title="Secret")
    make.scheduled(make.figure(photo), authors=(editor,), title="Embargoed")
    make.post(make.figure(photo), authors=(editor,), title="Public")
    page = signed_in(author).get(address(photo)).content.decode()
    assert "Public" in page
    assert "Secret" not in page
    assert "Embargoed" not in page
    assert page.count("An unpublished post of somebody else") == 2


def test_unused_photo_is_used_nowhere(editor):
    page = signed_in(editor).get(address(make.photo(editor))).content.decode()
    assert "<p>Nowhere.</p>" in page


def test_earlier_versions_with_a_photo_are_found_by_the_index(author):
    photo = make.photo(author)
    assert "revision_photos" in plan(lambda: find_usage(photo, author))


def list_refusal(response) -> list[tuple[str, str]]:
    """Return texts and links of the page that refuses to delete photos."""
    page = lxml.html.fromstring(response.text)
    return [
        (" ".join(item.text_content().split()), next(iter(item.xpath("./a/@href")), ""))
        for item in page.xpath("//*[@class='photo-where']//*[self::h2 or self::li]")
    ]


@pytest.mark.parametrize("is_action", [False, True])
def test_page_that_refuses_a_deletion_names_the_posts(author, editor, is_action):
    photo, portrait = make.photo(author), make.photo(author, alt="Ana Ruiz at a desk")
    unused = make.photo(author)
    post = make.draft(make.figure(photo) * 2, authors=(author,), title="Low water")
    source = Source.objects.create(name="Ana Ruiz", slug="ana", portrait=portrait)
    client = signed_in(editor)
    if is_action:
        keys = [photo.pk, portrait.pk, unused.pk]
        data = {"action": "delete_selected", "_selected_action": keys}
        response = client.post("/admin/blog/photo/", data)
    else:
        response = client.get(f"/admin/blog/photo/{photo.pk}/delete/")
    lines = list_refusal(response)
    assert (str(photo), address(photo)) in lines
    assert ("Low water · Draft", f"/admin/blog/post/{post.pk}/change/") in lines
    as_portrait = ("As a portrait: Ana Ruiz", f"/admin/blog/source/{source.pk}/change/")
    assert (as_portrait in lines) == is_action
    assert "igure" not in response.text
    assert (str(unused), address(unused)) not in lines
    assert Photo.objects.count() == 3


@pytest.mark.parametrize("method", ["get", "post"])
def test_logo_is_not_deleted(editor, method):
    logo = make.photo(editor)
    make.site(logo=logo)
    send_request = getattr(signed_in(editor), method)
    response = send_request(f"/admin/blog/photo/{logo.pk}/delete/", {"post": "yes"})
    assert ("On every page of the site: Logo", "/admin/blog/appearance/1/change/") in list_refusal(
        response
    )
    assert Photo.objects.filter(pk=logo.pk).exists()


def test_page_that_refuses_a_deletion_reads_no_figures(editor):
    photo = make.photo(editor)
    make.draft(make.figure(photo) * 2, authors=(editor,))
    client = signed_in(editor)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/admin/blog/photo/{photo.pk}/delete/")
    assert not any('"blog_figure"."caption"' in query["sql"] for query in queries)


def test_unused_photo_is_deleted_after_a_confirmation(editor):
    photo = make.photo(editor)
    client = signed_in(editor)
    page = f"/admin/blog/photo/{photo.pk}/delete/"
    assert list_refusal(client.get(page)) == []
    assert client.post(page, {"post": "yes"}).status_code == 302
    assert not Photo.objects.exists()
