"""Merging sources, and undo that restores every row but keeps what others changed since."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.redirects.models import Redirect
from django.contrib.sessions.models import Session

from blog.admin.sources.previews import describe_merge
from blog.content import document, rendering
from blog.content.redirects import add_redirect
from blog.content.sources import merging
from blog.content.sources.merging import merge_sources, preview_merge
from blog.content.sources.recording import CannotUndo, SourceConflict, undo_source_change
from blog.content.sources.renaming import rename_source
from blog.editing import save_post
from blog.models import (
    DifferentSources,
    Hop,
    Photo,
    Post,
    PullQuote,
    Source,
    SourceChange,
    SourceCounter,
    SourceDayCounter,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    Tenure,
)
from blog.search.models import KnownWord
from page_cache.models import Change
from tests.support import factories as make

pytestmark = pytest.mark.django_db

# Records of changes stay, and words that readers searched for. Counters are a ledger, so their sums
# are compared.
KEPT = (SourceChange, SourceCounter, SourceDayCounter, Session, LogEntry, Change, KnownWord)
TABLES = [model for model in apps.get_models() if model not in KEPT]


def load_rows() -> dict[str, list]:
    """Return all rows of the tables and counters, except whether readers have seen a source.

    That is not undone.
    """
    Source.objects.update(was_public=False)
    tables = {
        model.__name__: sorted(model._default_manager.order_by().values_list(), key=repr)
        for model in TABLES
    }
    counts = Source.objects.annotate(n=SourceCounter.objects.count_subquery("source"))
    days = {key: SourceDayCounter.objects.for_source(key) for key in Source.objects.in_bulk()}
    return tables | {
        "counts": sorted(counts.values_list("pk", "n")),
        "days": sorted((key, repr(sorted(map(repr, rows)))) for key, rows in days.items()),
    }


def get(name: str) -> Source:
    return Source.objects.get(name=name)


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def world(editor):
    """Three names of one person with quotations, drafts, names, roles and all that can refer to a
    source; two bystanders."""
    for name in ("Selenskyj", "Zelenskyy", "Зеленський", "Reuters", "Office"):
        Source.objects.create(name=name, created_by=editor)
    for name, day in (("Selenskyj", "2019-05"), ("Zelenskyy", "2020"), ("Зеленський", "2021")):
        make.post(make.quotation(f"“Of {name}.”", source_name=name, said=day))
    make.post(make.quotation("“Passed on.”", source_name="Reuters", speaker_name="Selenskyj"))
    make.post(make.quotation("“Of himself.”", source_name="Zelenskyy", speaker_name="Selenskyj"))
    make.draft(make.quotation("“A draft.”", source_name="Selenskyj"))
    one, into, other, agency, office = map(
        get, ("Selenskyj", "Zelenskyy", "Зеленський", "Reuters", "Office")
    )
    Source.objects.filter(pk=one.pk).update(role="President", about="Born 1978")
    Source.objects.filter(pk=other.pk).update(url="https://president.gov.ua/", role="Actor")
    for source, name in (
        (one, "Zelenski"),
        (one, "W. Selenskyj"),
        (into, "zelenski"),
        (other, "ZELENSKYY"),
    ):
        SourceName.objects.create(source=source, name=name)
    for source in (one, into, other):
        Tenure.objects.create(
            source=source,
            role="President",
            organisation=office if source != other else None,
            started_on=date(2019, 1, 1),
            started_precision="year",
        )
    Tenure.objects.create(source=office, role="Seat", organisation=one)
    SourceIdentifier.objects.create(source=one, scheme="wikidata", value="Q3874799")
    for source, related in ((one, office), (into, office), (office, other), (one, into)):
        SourceRelation.objects.create(source=source, kind="speaks_for", other=related)
    for first, second in ((one, agency), (into, agency), (one, into)):
        first, second = sorted((first, second), key=lambda source: source.pk)
        DifferentSources.objects.create(first=first, second=second, by=editor)
    quotation = PullQuote.objects.get(text="“Passed on.”")
    Hop.objects.create(quotation=quotation, position=0, kind="said_to", source=other)
    photo = make.photo(editor, agency=one)
    Source.objects.filter(pk=other.pk).update(portrait=photo)
    add_redirect("/sources/selenski/", one.get_absolute_url())
    add_redirect("/sources/w-zelensky/", into.get_absolute_url())


def merge(editor, *names: str, into: str) -> SourceChange:
    sources = list(Source.objects.filter(name__in=[*names, into]).order_by("pk"))
    merge_sources(sources=sources, into=get(into), by=editor)
    return SourceChange.objects.latest("pk")


def test_merge_moves_all_that_refers_to_the_others(world, editor, client):
    paths = [get(name).get_absolute_url() for name in ("Selenskyj", "Зеленський")]
    merge(editor, "Selenskyj", "Зеленський", into="Zelenskyy")
    into = get("Zelenskyy")
    assert set(Source.objects.values_list("name", flat=True)) == {"Zelenskyy", "Reuters", "Office"}
    assert set(PullQuote.objects.values_list("source__name", "speaker__name")) == {
        ("Zelenskyy", None),
        ("Reuters", "Zelenskyy"),
    }
    assert sorted(into.names.values_list("name", flat=True)) == [
        "Selenskyj",
        "W. Selenskyj",
        "zelenski",
        "Зеленський",
    ]
    assert (into.role, into.about, into.url) == (
        "President",
        "Born 1978",
        "https://president.gov.ua/",
    )
    assert into.portrait_id == Photo.objects.get(agency=into).pk
    assert into.tenures.count() == 2  # That with the office, and that without.
    assert Tenure.objects.get(role="Seat").organisation == into
    assert set(SourceRelation.objects.values_list("source__name", "other__name")) == {
        ("Zelenskyy", "Office"),
        ("Office", "Zelenskyy"),
    }
    assert DifferentSources.objects.count() == 1
    assert Hop.objects.get().source == into
    for path in (*paths, "/sources/selenski/", "/sources/w-zelensky/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (
            301,
            into.get_absolute_url(),
        )


@pytest.mark.parametrize(
    ("names", "into"),
    [(["Selenskyj"], "Zelenskyy"), (["Selenskyj", "Зеленський"], "Zelenskyy"),
     (["Zelenskyy", "Reuters", "Office"], "Selenskyj")],
)  # fmt: skip
def test_undo_of_a_merge_restores_every_row(world, editor, names, into):
    before = load_rows()
    change = merge(editor, *names, into=into)
    assert load_rows() != before
    undo_source_change(change=change)
    after = load_rows()
    assert {name for name in after if after[name] != before[name]} == set()
    with pytest.raises(CannotUndo, match="already undone"):
        undo_source_change(change=change)


def test_merges_are_undone_in_reverse_order(world, editor):
    before = load_rows()
    first = merge(editor, "Selenskyj", into="Zelenskyy")
    second = merge(editor, "Zelenskyy", into="Зеленський")
    with pytest.raises(CannotUndo, match="Undo the later change first"):
        undo_source_change(change=first)
    undo_source_change(change=second)
    undo_source_change(change=first)
    assert load_rows() == before


def test_undo_keeps_later_edits_and_counts_them(world, editor):
    change = merge(editor, "Selenskyj", into="Zelenskyy")
    into = get("Zelenskyy")
    PullQuote.objects.filter(text="“Of Selenskyj.”").update(source=get("Reuters"))
    Post.objects.get(pullquotes__text="“Passed on.”").delete()
    SourceName.objects.create(source=into, name="The president")
    Source.objects.filter(pk=into.pk).update(role="Head of state")
    message = undo_source_change(change=change).message
    assert "2 quotations were left as they are" in message
    assert "1 other entry" in message
    into.refresh_from_db()
    assert (into.role, into.about) == ("Head of state", "")
    assert PullQuote.objects.get(text="“Of Selenskyj.”").source == get("Reuters")
    assert into.names.filter(name="The president").exists()
    assert PullQuote.objects.get(text="“A draft.”").source == get("Selenskyj")


def test_undo_without_a_deleted_photo_and_user_succeeds(world, editor):
    change = merge(editor, "Зеленський", into="Zelenskyy")
    Source.objects.update(portrait=None)
    Photo.objects.all().delete()
    Source.objects.update(created_by=None)
    editor.delete()
    undo_source_change(change=change)
    assert get("Зеленський").portrait is None


def test_undo_with_a_new_source_of_the_old_name_is_refused(world, editor):
    change = merge(editor, "Selenskyj", into="Zelenskyy")
    Source.objects.create(name="SELENSKYJ")
    before = load_rows()
    with pytest.raises(CannotUndo, match="newer source uses one of the old names"):
        undo_source_change(change=change)
    assert load_rows() == before


@pytest.mark.parametrize("number", [3, 40])
def test_merge_and_undo_queries_do_not_depend_on_quotations(
    number, editor, django_assert_max_num_queries
):
    for name in ("One", "Two"):
        quoted = [make.quotation(f"“{name} {n}.”", source_name=name) for n in range(number)]
        make.post("<p>x</p>".join(quoted))
    one, two = get("One"), get("Two")
    with django_assert_max_num_queries(25):
        preview = preview_merge([one, two], two)
    assert (preview.quotations, preview.posts, preview.names) == (number, 1, ["One"])
    with django_assert_max_num_queries(90):
        change = merge_sources(sources=[one, two], into=two, by=editor).change
    with django_assert_max_num_queries(60):
        undo_source_change(change=change)
    assert PullQuote.objects.filter(source=get("One")).count() == number


def test_preview_of_very_many_quotations_counts_no_posts(world, monkeypatch):
    one, into = get("Selenskyj"), get("Zelenskyy")
    counted = preview_merge([one, into], into)
    assert counted.posts
    monkeypatch.setattr(merging, "MAX_COUNTED_BY_POST", counted.quotations - 1)
    preview = preview_merge([one, into], into)
    assert (preview.quotations, preview.posts) == (counted.quotations, None)
    assert next(describe_merge(preview)).endswith("will be credited to “Zelenskyy”.")


def test_source_changed_meanwhile_is_not_merged(world, editor):
    sources = [get("Selenskyj"), get("Zelenskyy")]
    Source.objects.filter(pk=sources[0].pk).update(name="Somebody else")
    before = load_rows()
    with pytest.raises(SourceConflict, match="someone else changed"):
        merge_sources(sources=sources, into=sources[1], by=editor)
    assert load_rows() == before


def test_open_form_with_a_merged_source_credits_the_present_one(world, editor):
    """By its key, even with another affiliation, and through two merges."""
    one = get("Selenskyj")
    Source.objects.filter(pk=one.pk).update(affiliation="Servant of the People")
    one.refresh_from_db()
    html = make.quotation_of(one, "“Typed in an open form.”")
    merge(editor, "Selenskyj", into="Zelenskyy")
    merge(editor, "Zelenskyy", into="Зеленський")
    count, into = Source.objects.count(), get("Зеленський")
    post = make.draft()
    save_post(post, by=editor, document=document.parse(html))
    assert post.pullquotes.get().source == into
    assert Source.objects.count() == count
    role = into.role
    into.refresh_from_db()
    assert into.role == role


def test_open_form_with_source_and_speaker_that_were_merged_keeps_one(world, editor):
    one, into = get("Selenskyj"), get("Zelenskyy")
    html = make.quotation_of(one, "“Both.”", speaker=str(into.pk), speaker_name=into.name)
    merge(editor, "Selenskyj", into="Zelenskyy")
    post = make.draft()
    save_post(post, by=editor, document=document.parse(html))
    quotation = post.pullquotes.get()
    assert (quotation.source, quotation.speaker) == (into, None)


def test_pages_feed_and_search_show_a_merge(
    world, editor, client, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(rendering, "MAX_IN_REQUEST", 10)  # Or the worker renders some.
    one, into = get("Selenskyj"), get("Zelenskyy")
    post = Post.objects.get(pullquotes__text="“Of Selenskyj.”")
    assert "Selenskyj" in client.get(post.get_absolute_url()).text
    with django_capture_on_commit_callbacks(execute=True):
        change = merge(editor, "Selenskyj", into="Zelenskyy")
    assert f">{into.name}</" in client.get(post.get_absolute_url()).text
    assert "“Of Selenskyj.”" in client.get(into.get_absolute_url()).text
    assert "Of Selenskyj" in client.get(f"{into.get_absolute_url()}feed.atom").text
    with django_capture_on_commit_callbacks(execute=True):
        undo_source_change(change=change)
    assert client.get(one.get_absolute_url()).status_code == 200
    post.refresh_from_db()
    assert one.get_absolute_url() in post.html


@pytest.mark.parametrize("kind", ["former", "spelling", ""])
def test_rename_keeps_the_former_name_and_is_undone(kind, world, editor, client):
    source, before = get("Selenskyj"), load_rows()
    path = source.get_absolute_url()
    renamed = rename_source(
        source=source, by=editor, former_name=kind, name="Wolodymyr", slug="wolodymyr"
    )
    kinds = list(renamed.source.names.filter(name="Selenskyj").values_list("kind", flat=True))
    assert kinds == ([kind] if kind else [])
    assert client.get(path).headers["Location"] == "/sources/wolodymyr/"
    undo_source_change(change=renamed.change)
    assert load_rows() == before


def test_rename_that_changes_nothing_is_not_recorded(world, editor):
    assert rename_source(source=get("Office"), by=editor, name="Office").change is None
    assert not SourceChange.objects.exists()
    assert not Redirect.objects.filter(new_path__contains="office").exists()
