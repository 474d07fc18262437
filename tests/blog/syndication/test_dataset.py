"""The dataset: every published quotation once, nothing else, in each of its formats."""

import csv
import gzip
import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from blog.models import (
    Hop,
    Post,
    PullQuote,
    Source,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    Tenure,
)
from blog.syndication.dataset import export
from blog.syndication.dataset.models import DatasetFile
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SITE = "https://blog.example.org"


@pytest.fixture(autouse=True)
def address(settings, tmp_path):
    settings.SITE_URL = SITE
    settings.MEDIA_ROOT = tmp_path


def read_file(name: str) -> str:
    with default_storage.open(DatasetFile.objects.get(name=name).path) as file:
        return gzip.decompress(file.read()).decode()


def read_lines(name: str) -> list[dict]:
    return [json.loads(line) for line in read_file(name).split("\n")[:-1]]


def read_table() -> list[dict]:
    return list(csv.DictReader(io.StringIO(read_file(export.QUOTATIONS_CSV), newline="")))


HOSTILE = {
    "line break": "One\nand two",
    "separators of lines": "One\u2028two\u2029three\x85four",
    "formula": '=HYPERLINK("https://evil.example")',
    "quotation marks and commas": '"No", he said, "never"',
    "right to left": "قال: «لا»",
    "astral": "𝔘𝔫𝔦 👩‍👩‍👧",
    "markup": "<script>alert(1)</script> & co",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_quotation_with_odd_text_is_same_in_all_files(text):
    make.post(make.quotation("Text.", source_name="Ana Ruiz", url="https://example.org/a"))
    PullQuote.objects.update(text=text)
    export.write_dataset()
    assert [line["text"] for line in read_lines(export.QUOTATIONS)] == [text]
    assert [row["text"] for row in read_table()] == [text]
    [annotation] = read_lines(export.ANNOTATIONS)
    assert annotation["target"]["selector"]["exact"] == text


def test_dataset_has_published_quotations_only():
    shown = make.post(make.quotation("Shown.", source_name="Seen"), title="Shown")
    for unseen in (make.draft, make.scheduled):
        unseen(make.quotation("Hidden.", source_name="Unseen"))
    trashed = make.post(make.quotation("Trashed.", source_name="Gone"))
    trashed.set_trashed()
    export.write_dataset()
    [quotation] = read_lines(export.QUOTATIONS)
    assert quotation["text"] == "Shown."
    assert quotation["post"]["url"] == SITE + shown.get_absolute_url()
    assert [row["text"] for row in read_table()] == ["Shown."]
    assert [source["name"] for source in read_lines(export.SOURCES)] == ["Seen"]


def test_quotation_record_has_all_that_is_known():
    author = make.user("Author", byline="Ada Bell")
    make.post(
        make.quotation(
            "« Non. »",
            attribution="Ana Ruiz, 2023",
            source_name="Le Monde",
            speaker_name="Ana Ruiz",
            said="2023-03",
            url="https://example.org/a",
            lang="fr",
            translation="“No.”",
        ),
        title="Refusals",
        labels=["Rivers", "Dams"],
        authors=(author,),
        language="en",
        published_at=make.moment(2023, 4, 5),
    )
    quotation = PullQuote.objects.get()
    PullQuote.objects.update(locator="p. 4", is_machine_translation=True)
    agency = Source.objects.create(name="AFP", kind="organisation")
    Hop.objects.create(quotation=quotation, position=1, kind="reported_by", source=agency)
    export.write_dataset()
    [record] = read_lines(export.QUOTATIONS)
    page = f"{SITE}/quotes/{quotation.pk}/"
    assert record["post"].pop("published_at").startswith("2023-04-05T")
    assert record == {
        "id": quotation.pk,
        "url": page,
        "text": "« Non. »",
        "language": "fr",
        "translation": {"text": "“No.”", "language": "en", "by_machine": True},
        "attribution": "Ana Ruiz, 2023",
        "source": {"id": f"{SITE}/sources/le-monde/", "name": "Le Monde", "kind": "person"},
        "speaker": {"id": f"{SITE}/sources/ana-ruiz/", "name": "Ana Ruiz", "kind": "person"},
        "date_said": "2023-03",
        "quoted_from": "https://example.org/a",
        "locator": "p. 4",
        "provenance": [
            {
                "step": "reported_by",
                "source": {"name": "AFP", "kind": "organisation"},
            }
        ],
        "post": {
            "title": "Refusals",
            "url": f"{SITE}/2023/04/refusals/",
            "language": "en",
            "authors": ["Ada Bell"],
            "labels": ["Dams", "Rivers"],
        },
    }
    [row] = read_table()
    assert (row["speaker"], row["locator"], row["labels"]) == ("Ana Ruiz", "p. 4", "Dams; Rivers")


def test_person_is_popolo_record_with_names_and_memberships():
    make.post(make.quotation("Text.", source_name="Ana Ruiz"))
    source = Source.objects.get()
    ministry = Source.objects.create(name="Ministry of Rivers", kind="organisation")
    SourceName.objects.create(source=source, name="Ана Руис", language="ru")
    SourceIdentifier.objects.create(source=source, scheme="wikidata", value="Q42")
    Tenure.objects.create(
        source=source,
        role="Minister",
        organisation=ministry,
        started_on=date(2017, 1, 1),
        started_precision="year",
        ended_on=date(2021, 5, 1),
        ended_precision="month",
    )
    SourceRelation.objects.create(source=source, kind="speaks_for", other=ministry)
    export.write_dataset()
    [record] = read_lines(export.SOURCES)
    organisation = {"id": f"{SITE}/sources/ministry-of-rivers/", "name": "Ministry of Rivers"}
    assert record == {
        "type": "person",
        "id": f"{SITE}/sources/ana-ruiz/",
        "name": "Ana Ruiz",
        "other_names": [{"name": "Ана Руис", "note": "spelling", "lang": "ru"}],
        "identifiers": [{"scheme": "wikidata", "identifier": "Q42"}],
        "links": [{"url": "https://www.wikidata.org/wiki/Q42", "note": "wikidata"}],
        "memberships": [
            {
                "role": "Minister",
                "organization": organisation,
                "start_date": "2017",
                "end_date": "2021-05",
            }
        ],
        "relations": [{"kind": "speaks_for", "source": {**organisation, "kind": "organisation"}}],
    }


def test_quotation_without_source_url_has_no_annotation():
    make.post(make.quotation("One.", url="https://example.org/a") + make.quotation("Two."))
    export.write_dataset()
    [annotation] = read_lines(export.ANNOTATIONS)
    assert annotation["target"]["source"] == "https://example.org/a"


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://example.org/a?b=c%20d#e", "https://example.org/a?b=c%20d#e"),
        ("https://example.org/река", "https://example.org/река"),
        ("https://example.org/{a}|b[c]^", "https://example.org/%7Ba%7D%7Cb%5Bc%5D%5E"),
        ("https://example.org/100%/a%zz", "https://example.org/100%25/a%25zz"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("http://[2001:db8::1]/a[b]", "http://[2001:db8::1]/a%5Bb%5D"),
    ],
)
def test_annotation_target_is_valid_iri(url, iri):
    make.post(make.quotation("One.", url=url))
    export.write_dataset()
    [annotation] = read_lines(export.ANNOTATIONS)
    assert annotation["target"]["source"] == iri
    assert read_lines(export.QUOTATIONS)[0]["quoted_from"] == url


def test_query_count_is_independent_of_quotations(django_assert_num_queries, monkeypatch):
    make.post("".join(make.quotation(f"Text {n}.", source_name=f"Name {n}") for n in range(12)))
    # Quotations and their related rows 3, sources and theirs 5, no more of either 2; 3 to replace
    # the rows of the files.
    with django_assert_num_queries(13):
        export.write_dataset()


def test_batches_smaller_than_dataset_lose_no_row(monkeypatch):
    monkeypatch.setattr(export, "BATCH_SIZE", 2)
    make.post("".join(make.quotation(f"Text {n}.") for n in range(5)))
    assert export.write_dataset().row_counts[export.QUOTATIONS] == 5
    assert [line["text"] for line in read_lines(export.QUOTATIONS)] == [
        f"Text {n}." for n in range(5)
    ]


def test_unchanged_dataset_keeps_paths_of_files():
    make.post(make.quotation("Text."))
    export.write_dataset()
    before = dict(DatasetFile.objects.values_list("name", "path"))
    export.write_dataset()
    assert dict(DatasetFile.objects.values_list("name", "path")) == before


@pytest.mark.parametrize(
    ("age", "is_kept"), [(timedelta(hours=47), True), (timedelta(hours=49), False)]
)
def test_former_file_is_kept_for_two_days(
    age, is_kept, monkeypatch, django_capture_on_commit_callbacks
):
    make.post(make.quotation("Text."))
    export.write_dataset()
    former = DatasetFile.objects.get(name=export.QUOTATIONS).path
    make.post(make.quotation("More."))
    now = timezone.now()
    monkeypatch.setattr(
        type(default_storage._wrapped), "get_modified_time", lambda self, name: now - age
    )
    with django_capture_on_commit_callbacks(execute=True):
        export.write_dataset()
    assert default_storage.exists(former) is is_kept
    assert default_storage.exists(DatasetFile.objects.get(name=export.QUOTATIONS).path)


def test_full_disk_keeps_former_files(monkeypatch):
    make.post(make.quotation("Text."))
    export.write_dataset()
    Post.all_objects.all().delete()

    def refuse(*arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "save", refuse)
    with pytest.raises(OSError, match="No space"):
        export.write_dataset()
    assert len(read_lines(export.QUOTATIONS)) == 1


def test_dataset_page_links_files_at_stable_addresses(client, django_assert_num_queries):
    make.post(make.quotation("Text."))
    export.write_dataset()
    client.get("/data/")
    with django_assert_num_queries(2):
        html = client.get("/data/").content.decode()
    for name in export.FILE_NAMES:
        assert f'href="/data/{name}"' in html
        response = client.get(f"/data/{name}")
        assert (response.status_code, response["Location"]) == (
            302,
            DatasetFile.objects.get(name=name).url,
        )
    assert '"@type":"Dataset"' in html


def test_dataset_before_first_night_has_page_without_files(client):
    response = client.get("/data/")
    assert response.status_code == 200
    assert "There are no files yet" in response.content.decode()
    assert client.get(f"/data/{export.QUOTATIONS}").status_code == 404
    assert client.get("/data/other.jsonl.gz").status_code == 404


def test_quotation_record_has_role_of_its_date():
    make.post(
        make.quotation("Then.", source_name="Ana Ruiz", said="2019")
        + make.quotation("Later.", source_name="Ana Ruiz", said="2024")
        + make.quotation("Undated.", source_name="Ana Ruiz")
    )
    Tenure.objects.create(
        source=Source.objects.get(),
        role="Minister",
        organisation_name="Ministry of Rivers",
        started_on=date(2017, 1, 1),
        started_precision="year",
        ended_on=date(2021, 1, 1),
        ended_precision="year",
    )
    export.write_dataset()
    roles = {line["text"]: line.get("roles") for line in read_lines(export.QUOTATIONS)}
    assert roles == {
        "Then.": [{"role": "Minister", "organisation": "Ministry of Rivers"}],
        "Later.": None,
        "Undated.": None,
    }


def test_portrait_that_was_taken_down_is_left_out():
    make.post(make.quotation("Text.", source_name="Ana Ruiz"))
    photo = make.photo(make.user("Editor"))
    Source.objects.update(portrait=photo)
    export.write_dataset()
    assert read_lines(export.SOURCES)[0]["image"] == SITE + photo.image.url
    photo.withdrawn_at = timezone.now()
    photo.save()
    export.write_dataset()
    assert "image" not in read_lines(export.SOURCES)[0]
