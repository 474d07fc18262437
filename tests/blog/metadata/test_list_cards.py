"""Cards of the home page and of lists: their content, and which pages have one."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from blog.metadata.cards import drawing, lists
from blog.models import Label, Source
from blog.views.list_cards import LISTS
from tests.blog.metadata.test_cards import written
from tests.support import factories as make

pytestmark = pytest.mark.django_db
PNG = (200, "image/png")


@pytest.fixture
def site():
    return make.site(name="Dams & Rivers", tagline="Of water.")


@pytest.fixture
def label() -> Label:
    ada = make.user("Author", byline="Ada", slug="ada", bio="Writes\n of dams.")
    make.post(
        make.quotation("A.", source_name="Bo"), authors=(ada,), labels=("Water",),
        published_at=make.moment(2024, 2, 29),
    )  # fmt: skip
    Source.objects.update(role="Minister", affiliation="Orle", kind=Source.Kind.PERSON)
    return Label.objects.get()


def taken(client, path: str) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer["Content-Type"].partition(";")[0]


def test_list_card_has_kind_title_and_description(site, label, monkeypatch):
    bo = Source.objects.get()
    assert written(lists.build_source_card(site, bo), monkeypatch) == [
        "Person", "Bo", "Minister, Orle", "Pullquote", "example.org/sources/bo/",
    ]  # fmt: skip
    assert lists.build_source_card(site, bo).alt == "Person — Bo — Minister, Orle"
    label.description = "All  about\nwater."
    assert written(lists.build_label_card(site, label), monkeypatch)[:3] == [
        "Label", "Water", "All about water.",
    ]  # fmt: skip
    assert written(lists.build_timeline_card(site, label), monkeypatch)[:2] == ["Timeline", "Water"]
    home = written(lists.build_home_card(site), monkeypatch)
    assert home == ["Dams & Rivers", "Of water.", "example.org/"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ماء",
        "水",
        "👩🏽‍🚀",
        "W" * 300,
        "word " * 60,
        "<b>Water</b>",
        "\u202eabc",
        "e\u0301",
        "Île",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_list_card_with_any_name_is_drawn(name, language, site, label):
    site.language, label.name, label.description = language, name, name * 3
    drawn = drawing.draw(lists.build_label_card(site, label), drawing.Site("水", "example.org"))
    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)


def test_list_card_in_arabic_is_aligned_right(site, label):
    site.language, label.name = "ar", "ماء"
    drawn = drawing.draw(
        lists.build_label_card(site, label), drawing.Site("Pullquote", "example.org")
    )
    sheet = Image.open(io.BytesIO(drawn)).convert("L").point(lambda level: 255 * (level < 200))
    left, _top, right, _bottom = sheet.crop((0, 52, 1200, 538)).getbbox()
    assert left > 600 and right > 1100


def test_every_list_has_a_card_view(label, client):
    named = [reverse(name) for name in (*LISTS, "blog:home")]
    for path in (
        *named,
        *("/labels/water/", "/labels/water/timeline/", "/sources/bo/", "/authors/ada/"),
        *("/2024/", "/2024/02/", "/2024/02/29/"),
    ):
        assert (path, *taken(client, f"{path}card.png")) == (path, *PNG)


def test_list_without_page_has_no_card(client):
    make.draft(make.quotation("A.", source_name="Bo"), labels=("Water",))
    make.user("Author", byline="Nobody", slug="nobody")
    for path in (
        *("/labels/water/", "/labels/water/timeline/", "/labels/x/", "/sources/bo/"),
        *("/authors/nobody/", "/authors/x/", "/2024/", "/2024/02/", "/2024/02/30/", "/9999/12/31/"),
        *("/9999/", "/0000/", "/0000/12/", "/9999/12/"),
    ):
        assert (path, client.get(f"{path}card.png").status_code) == (path, 404)


def test_renamed_label_has_new_card_and_old_one_is_deleted(site, label, client, settings):
    folder = settings.MEDIA_ROOT / "cards" / "labels" / f"{label.pk % 1000:03d}"
    client.get("/labels/water/card.png")
    (before,) = folder.glob(f"{label.pk}-*")
    first = lists.build_label_card(site, label).url
    Label.objects.update(name="Rivers")
    assert lists.build_label_card(site, Label.objects.get()).url != first
    client.get("/labels/water/card.png")
    assert [file.name != before.name for file in folder.glob(f"{label.pk}-*")] == [True]


def test_list_card_query_count(label, client, django_assert_num_queries):
    for path, queries in (("/", 1), ("/archive/", 1), ("/labels/water/", 2), ("/2024/02/", 2)):
        with django_assert_num_queries(queries):
            client.get(f"{path}card.png")
