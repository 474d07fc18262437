"""The photo library: what the grid shows, its filters and search, and upload without scripts."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import revisions
from blog.admin.photos import admin
from blog.editing.photos import IN_USE, IS_UNUSED
from blog.models import Photo, Source
from blog.search import desk
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.plans import plan

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/photo/"
PLAIN = {"alt": "A quay", "credit": "Ana Ruiz"}


@pytest.fixture
def author():
    return make.user("Author")


@pytest.fixture
def editor():
    return make.user("Editor")


def open_list(user, query: str = ""):
    response = signed_in(user).get(f"{LIST}{query}")
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def list_captions(user, query: str = "") -> list[str]:
    captions = open_list(user, query).find_class("photo-caption")
    return [caption.text_content() for caption in captions]


def test_tile_shows_rights_usage_and_warnings(editor):
    today = timezone.localdate()
    photo = make.photo(
        editor, caption="Cranes", alt="", credit="", rights="permission", has_duplicate=True,
        rights_until=today - timedelta(days=1),
    )  # fmt: skip
    for _ in range(2):
        make.draft(make.figure(photo) + make.figure(photo), authors=(editor,))
    Photo.objects.update(withdrawn_at=timezone.now())
    (tile,) = open_list(editor).find_class("photo-tile")
    assert tile.find_class("photo-rights")[0].text == "Permission"
    assert tile.find_class("photo-usage")[0].text == "In 2 posts"
    warnings = [
        each.text.partition(" on ")[0] for each in tile.xpath(".//ul[@class='photo-warnings']/li")
    ]
    assert warnings == [
        "Taken down", "Rights ended", "No alternative text", "No credit", "Near-duplicate",
    ]  # fmt: skip


def test_tile_of_complete_photo_has_no_warnings(editor):
    make.photo(editor, decorative=True, alt="", credit="")
    make.photo(editor, rights_until=timezone.localdate() + timedelta(days=31))
    assert open_list(editor).find_class("photo-warnings") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_library_query_count(rows, editor):
    for row in range(rows):
        agency = Source.objects.create(name=f"Agency {row}", slug=f"a{row}")
        photo = make.photo(editor, agency=agency)
        make.draft(make.figure(photo), authors=(editor,))
    client = signed_in(editor)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 14  # One for saved views.


FILTERED = {
    "?attention=ending": "ending",
    "?attention=ended": "ended",
    "?attention=credit": "no credit",
    "?attention=alt": "no alt",
    "?attention=duplicate": "duplicate",
    "?attention=withdrawn": "withdrawn",
    "?rights=own": "own",
    "?uploader=me": "mine",
    "?use=used": "used",
}


@pytest.mark.parametrize(("query", "caption"), FILTERED.items())
def test_library_filter(query, caption, editor, author):
    today = timezone.localdate()
    rows = {
        "ending": {"rights_until": today},
        "later": {"rights_until": today + timedelta(days=31)},
        "ended": {"rights_until": today - timedelta(days=1)},
        "no credit": {"credit": ""},
        "no alt": {"alt": ""},
        "decorative": {"decorative": True, "alt": "", "credit": ""},
        "duplicate": {"has_duplicate": True},
        "withdrawn": {"withdrawn_at": timezone.now()},
        "own": {"rights": "own"},
    }
    for name, fields in rows.items():
        make.photo(author, caption=name, **PLAIN | fields)
    make.photo(editor, caption="mine", **PLAIN)
    make.draft(make.figure(make.photo(author, caption="used", **PLAIN)), authors=(author,))
    assert list_captions(editor, query) == [caption]


@pytest.mark.parametrize(
    ("query", "warning"), [("credit", "No credit"), ("alt", "No alternative text")]
)
def test_pictures_of_the_site_lack_nothing_unless_a_post_shows_them(query, warning, editor):
    plain = {"alt": "", "credit": ""}
    logo, icon = (make.photo(editor, caption=name, **plain) for name in ("logo", "icon"))
    make.site(logo=logo, icon=icon)
    make.photo(editor, caption="portrait", **plain)
    make.draft(make.figure(logo), authors=(editor,))
    assert list_captions(editor, f"?attention={query}") == ["portrait", "logo"]
    warned = [
        tile.find_class("photo-caption")[0].text_content()
        for tile in open_list(editor).find_class("photo-tile")
        if warning in tile.text_content()
    ]
    assert warned == ["portrait", "logo"]


def test_unused_filter_leaves_out_portraits_and_figures(editor):
    make.draft(make.figure(make.photo(editor, caption="figure")), authors=(editor,))
    portrait = make.photo(editor, caption="portrait")
    Source.objects.create(name="Ana Ruiz", slug="ana", portrait=portrait)
    make.site(icon_dark=make.photo(editor, caption="icon"))
    in_revision = make.photo(editor, caption="revision")
    draft = make.draft(make.figure(in_revision), authors=(editor,))
    revisions.record(draft, editor)
    draft.figures.all().delete()
    make.photo(editor, caption="unused")
    assert list_captions(editor, "?use=unused") == ["unused"]
    assert list_captions(editor, "?use=used") == ["figure"]


def test_agency_filter_lists_agencies_of_photos(editor):
    agency = Source.objects.create(name="Nordfoto", slug="nordfoto")
    Source.objects.create(name="Reuters", slug="reuters")
    make.photo(editor, caption="theirs", agency=agency)
    make.photo(editor)
    links = open_list(editor).get_element_by_id("changelist-filter").iter("a")
    assert [link.text for link in links if "agency=" in link.get("href")] == ["Nordfoto"]
    assert list_captions(editor, f"?agency={agency.pk}") == ["theirs"]
    assert len(list_captions(editor, "?agency=x")) == 2


@pytest.mark.parametrize("term", ["nordfoto", "RUIZ quay", "tannwald", "quaý"])
def test_library_search(term, editor):
    agency = Source.objects.create(name="Nordfoto", slug="nordfoto")
    make.photo(editor, caption="found", credit="Ana Ruiz/Tannwald", alt="A quay", agency=agency)
    make.photo(editor, caption="other", credit="Ana", alt="A field")
    assert list_captions(editor, f"?q={term}") == ["found"]


@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        ("?attention=credit", {"photo_without_credit"}),
        ("?attention=alt", {"photo_without_alt"}),
        ("?attention=duplicate", {"photo_duplicates"}),
        ("?attention=ended", {"photo_rights_end"}),
        ("?attention=withdrawn", {"photo_withdrawn"}),
        ("?q=crane+harbour", {"photo_texts_and_name", "photo_by_agency", "source_searched"}),
    ],
)
def test_library_lists_read_indexes(query, indexes, editor):
    agency = Source.objects.create(name="Harbour Agency", slug="harbour")
    make.photo(editor, agency=agency, caption="Cranes")
    client = signed_in(editor)
    lines = plan(lambda: client.get(f"{LIST}{query}"))
    assert {name for name in indexes if name not in lines} == set(), lines


def test_unused_photos_are_not_expected_to_be_very_few(db):
    """Otherwise PostgreSQL sorts all of them for each page, instead of reading an index."""
    Photo.objects.bulk_create(
        Photo(image=f"{n}.jpg", width=9, height=9, sha256=f"{n:064x}") for n in range(1000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_photo, blog_figure, blog_source, blog_sitesettings")
    (plan_of_query,) = json.loads(Photo.objects.filter(IS_UNUSED).explain(format="json"))
    assert plan_of_query["Plan"]["Plan Rows"] > 20
    unused = Photo.objects.filter(~IN_USE)
    assert unused.count() == Photo.objects.filter(IS_UNUSED).count() == 1000


@pytest.mark.parametrize(
    "path", ["/admin/blog/photo/{}/replace/?q=crane", "/admin/blog/post/editor/photos/?q=crane"]
)
def test_choices_of_photos_read_the_index_of_their_texts(path, editor):
    photo = make.photo(editor, caption="Cranes")
    Photo.objects.bulk_create(
        Photo(image=f"{n}.jpg", width=9, height=9, sha256=f"{n:064x}", caption=f"Gulls {n}")
        for n in range(1000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_photo")
    client = signed_in(editor)
    assert "photo_texts_and_name" in plan(lambda: client.get(path.format(photo.pk)))


def test_search_for_frequent_words_reads_the_first_photos_and_says_so(editor, monkeypatch):
    monkeypatch.setattr(desk, "MAX_INDEX_PHOTOS", 1)
    monkeypatch.setattr(desk, "MAX_COMPARED_PHOTOS", 2)
    monkeypatch.setattr(admin, "MAX_COMPARED_PHOTOS", 2)
    for caption in ("Cranes 1", "Cranes 2", "Cranes 3", "Cranes 4", "Gulls"):
        make.photo(editor, caption=caption)
    client = signed_in(editor)
    assert "only the first 2 were searched" in client.get(f"{LIST}?q=cranes").text
    # The index finds two of them, in no order.
    first, *others = list_captions(editor, "?q=cranes")
    assert first == "Cranes 4"
    assert 1 <= len(others) <= 2
    assert "were searched" not in client.get(f"{LIST}?q=gulls").text


def test_frequent_words_that_are_never_together_are_found_by_the_index(editor):
    Photo.objects.bulk_create(
        Photo(
            image=f"{n}.jpg",
            width=9,
            height=9,
            sha256=f"{n:064x}",
            caption=("Cranes", "Gulls")[n % 2],
        )
        for n in range(1000)
    )
    photos = Photo.objects.order_by("-created_at", "-pk")
    both = Q(searched__folded_term="cranes") & Q(searched__folded_term="gulls")
    lines = plan(lambda: desk.find_photos_in_list(photos, [both]))
    assert "photo_texts_and_name" in lines, lines
    assert "photo_newest_first" not in lines, lines
    assert list_captions(editor, "?q=cranes+gulls") == []


def test_search_combines_agencies_and_texts(editor):
    agency = Source.objects.create(name="Harbour Agency", slug="harbour")
    make.photo(editor, agency=agency, caption="Cranes", **PLAIN)
    make.photo(editor, agency=agency, caption="Gulls", **PLAIN)
    make.photo(editor, caption="Cranes, by an agency", **PLAIN)
    for term, captions in (
        ("cranes", ["Cranes, by an agency", "Cranes"]),
        ("agency cranes", ["Cranes, by an agency", "Cranes"]),
        ("harbour agency cranes", ["Cranes"]),
        ("harbour agency", ["Gulls", "Cranes"]),
        ("harbour %", ["Gulls", "Cranes"]),
        ("%", []),
    ):
        assert list_captions(editor, f"?{urlencode({'q': term})}") == captions, term


def test_author_selects_only_own_photos(author, editor):
    mine = make.photo(author, caption="mine")
    theirs = make.photo(editor, caption="theirs")
    make.post(make.figure(theirs), authors=(editor,))
    make.photo(editor, caption="hidden")
    assert list_captions(author) == ["theirs", "mine"]
    boxes = open_list(author).find_class("action-select")
    assert [box.get("value") for box in boxes] == [str(mine.pk)]


def test_library_without_own_photos_has_no_bar_of_actions(author, editor):
    make.post(make.figure(make.photo(editor)), authors=(editor,))
    assert len(open_list(author).find_class("photo-tile")) == 1
    assert not open_list(author).find_class("photo-selection")
    assert open_list(editor).find_class("photo-selection")


@pytest.mark.parametrize(("query", "text"), [("", "no photos yet"), ("?q=x", "No photos match")])
def test_empty_library_says_what_to_do(query, text, editor):
    (paragraph,) = open_list(editor, query).find_class("photo-none")
    assert text in paragraph.text_content()


@pytest.mark.slow
def test_upload_without_scripts_reports_each_file(author):
    files = [
        SimpleUploadedFile("a.png", make.picture((1, 2, 3))),
        SimpleUploadedFile("b.png", make.picture((4, 5, 6))),
        SimpleUploadedFile("c.png", make.picture((1, 2, 3))),
        SimpleUploadedFile("d.txt", b"text"),
    ]
    response = signed_in(author).post(f"{LIST}upload/", {"images": files}, follow=True)
    reports = [str(message) for message in response.context["messages"]]
    assert reports[0].startswith("d.txt: This file type is not supported.")
    assert reports[1:] == ["Uploaded 2 pictures.", "1 picture was uploaded before."]
    assert Photo.objects.filter(uploaded_by=author).exclude(perceptual_hash=None).count() == 2


def test_upload_without_files_asks_for_one(author):
    response = signed_in(author).post(f"{LIST}upload/", follow=True)
    (message,) = response.context["messages"]
    assert str(message) == "Choose at least one picture."
