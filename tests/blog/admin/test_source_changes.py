"""Admin pages that merge, split and rename sources, propose that, and report duplicates."""

import pytest
from django.core import mail
from django.test import Client

from blog.common.text.across_scripts import list_search_keys
from blog.content.sources.duplicates import (
    find_duplicates,
    group_duplicates,
    mark_as_different,
    mark_duplicates,
)
from blog.models import (
    DifferentSources,
    PullQuote,
    Source,
    SourceChange,
    SourceName,
    SourceProposal,
)
from tests.blog.content.test_source_merging import load_rows
from tests.support import factories as make
from tests.support.desk import send, signed_in

pytestmark = pytest.mark.django_db
SOURCES = "/admin/blog/source/"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def editor() -> Client:
    return signed_in(make.user("Editor"))


@pytest.fixture
def author() -> Client:
    return signed_in(make.user("Author", email="author@example.org"))


@pytest.fixture
def sources() -> list[Source]:
    make.post(make.quotation("“One.”", source_name="Harbour Board", said="2019"))
    make.post(make.quotation("“Two.”", source_name="Port Board", said="2021"))
    Source.objects.filter(name="Harbour Board").update(about="Runs the harbour")
    return list(Source.objects.order_by("pk"))


def merge_url(sources: list[Source]) -> str:
    return f"{SOURCES}merge/?sources={','.join(str(source.pk) for source in sources)}"


def test_editor_merges_after_a_preview_and_undoes_it(editor, sources):
    before, (one, into) = load_rows(), sources
    chosen = {"action": "merge", "_selected_action": [one.pk, into.pk]}
    page = editor.post(SOURCES, chosen, follow=True)
    there = page.redirect_chain[-1][0]
    assert there == merge_url(sources)
    # Another choice than that of the preview is shown first.
    page = editor.post(there, {"into": into.pk, "previewed": one.pk})
    for text in (
        "1 quotation in 1 post will be credited to “Port Board”.",
        "/sources/harbour-board/ will redirect to /sources/port-board/.",
        "It will also be found as Harbour Board.",
        "The empty field “about” will be filled: Runs the harbour",
    ):
        assert text in page.text
    assert load_rows() == before
    page = editor.post(there, {"into": into.pk, "previewed": into.pk}, follow=True)
    assert "“Harbour Board” → “Port Board”" in page.text
    assert Source.objects.get() == into
    undo = f"{SOURCES}changes/{SourceChange.objects.get().pk}/undo/"
    assert "Undone: " in editor.post(undo, follow=True).text
    assert load_rows() == before
    assert "already undone" in editor.post(undo, follow=True).text


@pytest.mark.parametrize("sources", ["", "1", "x,y", "0,0", ",".join("1" * 30)])
def test_invalid_merge_shows_a_message(sources, editor):
    response = editor.get(f"{SOURCES}merge/?sources={sources}", follow=True)
    assert "Select between two and" in response.text


def test_editor_splits_a_source_after_a_preview(editor, sources):
    one, _into = sources
    make.post(make.quotation("“Later.”", source_name="Harbour Board", said="2024-05-02"))
    address = f"{SOURCES}{one.pk}/split/"
    page = editor.get(address, {"said_from": "2024-01-01"}).text
    assert ("1 matching quotation" in page, "“Later.”" in page, "“One.”" in page) == (
        *(True, True, False),
    )
    sent = {"said_from": "2024-01-01", "name": "New Board", "affiliation": "", "all": "1"}
    sent["kind"] = "organisation"
    page = editor.post(address, sent).text
    assert "1 quotation in 1 post will move from “Harbour Board” to a new source" in page
    assert not Source.objects.filter(name="New Board").exists()
    editor.post(address, sent | {"confirmed": "1"})
    assert PullQuote.objects.get(text="“Later.”").source.name == "New Board"
    assert PullQuote.objects.get(text="“One.”").source == one


def test_split_moves_only_ticked_quotations_to_an_existing_source(editor, sources):
    one, into = sources
    make.post(make.quotation("“Later.”", source_name="Harbour Board"))
    ticked = PullQuote.objects.get(text="“Later.”")
    sent = {"quotation": ticked.pk, "name": "port board", "kind": "person", "confirmed": "1"}
    editor.post(f"{SOURCES}{one.pk}/split/", sent)
    ticked.refresh_from_db()
    assert (ticked.source, PullQuote.objects.get(text="“One.”").source) == (into, one)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "New"}, "Tick the quotations to move"),
        ({"name": "Harbour Board", "all": "1"}, "This is the source that you split"),
        ({"name": "New", "text": "nothing", "all": "1"}, "No quotation matches"),
    ],
)
def test_impossible_split_says_why(values, message, editor, sources):
    sent = {"kind": "person", "confirmed": "1", **values}
    response = editor.post(f"{SOURCES}{sources[0].pk}/split/", sent, follow=True)
    assert message.lower() in response.text.lower()
    assert not SourceChange.objects.exists()


def test_editor_renames_a_source_after_a_preview(editor, sources, client):
    address = f"{SOURCES}{sources[0].pk}/rename/"
    sent = {"name": "Harbour  Authority", "family_name": "", "slug": "harbour-authority"}
    sent["former_name"] = "former"
    page = editor.post(address, sent).text
    for text in (
        "“Harbour Board” will be called “Harbour Authority”.",
        "1 post will show the new name.",
        "/sources/harbour-board/ will redirect to /sources/harbour-authority/.",
        "It will also be found as “Harbour Board” (former name).",
    ):
        assert text in page
    editor.post(address, sent | {"confirmed": "1"})
    name = SourceName.objects.get()
    assert (name.name, name.kind, name.source.name) == (
        *("Harbour Board", "former", "Harbour Authority"),
    )
    taken = editor.post(address, sent | {"name": "PORT BOARD"}).text
    assert "Another source has this name" in taken


def test_rename_in_the_form_is_recorded_and_keeps_the_name(editor, sources):
    address = f"{SOURCES}{sources[0].pk}/change/"
    assert send(editor, address, name="Harbour Authority").status_code == 302
    assert SourceName.objects.get().name == "Harbour Board"
    assert SourceChange.objects.get().description == "“Harbour Board” → “Harbour Authority”"


def test_author_proposes_and_editor_accepts(editor, author, sources):
    before, (_one, into) = load_rows(), sources
    sent = {"into": into.pk, "previewed": into.pk, "reason": "The same", "propose": "1"}
    page = author.post(merge_url(sources), sent, follow=True)
    assert "“Harbour Board” → “Port Board”" in page.text
    assert "Accept" not in page.text
    assert Source.objects.count() == 2
    assert "1 proposal for sources" in editor.get("/admin/").text
    proposal = SourceProposal.objects.get()
    assert "The same" in editor.get(f"{SOURCES}proposals/").text
    editor.post(f"{SOURCES}proposals/{proposal.pk}/accept/")
    assert Source.objects.get() == into
    (message,) = mail.outbox
    assert message.to == ["author@example.org"]
    assert "accepted your proposal" in message.subject
    editor.post(f"{SOURCES}changes/{SourceChange.objects.get().pk}/undo/")
    after = load_rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"SourceProposal", "QueuedEmail", "SiteSettings", "DBTaskResult"}


@pytest.mark.parametrize("kind", ["split", "rename"])
def test_other_proposals_are_accepted(kind, editor, author, sources):
    address = f"{SOURCES}{sources[0].pk}/{kind}/"
    sent = {"name": "New Board", "kind": "person", "slug": "new", "all": "1", "confirmed": "1"}
    author.post(address, sent | {"family_name": "", "former_name": "", "said_until": "2020-01-01"})
    proposal = SourceProposal.objects.get()
    assert not SourceChange.objects.exists()
    editor.post(f"{SOURCES}proposals/{proposal.pk}/accept/")
    assert PullQuote.objects.get(text="“One.”").source.name == "New Board"


@pytest.mark.parametrize("name", ["rename", "split"])
def test_title_for_an_author_says_that_it_is_proposed(name, editor, author, sources):
    address = f"{SOURCES}{sources[0].pk}/{name}/"
    proposed, decided = author.get(address), editor.get(address)
    assert proposed.context["title"].startswith("Propose ")
    assert "an editor decides" in proposed.text
    assert decided.context["title"] == f"{name.capitalize()} “{sources[0]}”"
    assert "an editor decides" not in decided.text


def test_declined_proposal_changes_nothing(editor, author, sources):
    author.post(merge_url(sources), {"into": sources[1].pk, "previewed": sources[1].pk})
    address = f"{SOURCES}proposals/{SourceProposal.objects.get().pk}/"
    editor.post(f"{address}decline/")
    assert "declined your proposal" in mail.outbox[0].subject
    again = editor.post(f"{address}accept/", follow=True)
    assert "already decided" in again.text
    assert Source.objects.count() == 2


def test_proposal_is_refused_if_a_source_changed(editor, author, sources):
    author.post(merge_url(sources), {"into": sources[1].pk, "previewed": sources[1].pk})
    Source.objects.filter(pk=sources[0].pk).update(name="Somebody else")
    address = f"{SOURCES}proposals/{SourceProposal.objects.get().pk}/accept/"
    page = editor.post(address, follow=True)
    assert "someone else changed one of these sources" in page.text
    assert SourceProposal.objects.get().decided_at is None


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["Ana Ruiz", "Ruiz, Ana", "ana RUÍZ", "Bo Ruiz"], [[0, 1, 2]]),
        (["Wolodymyr Selenskyj", "Володимир Зеленський"], [[0, 1]]),
        (["Maximilian Mustermann", "Maximilian Musterman"], [[0, 1]]),
        (["Anna Field", "Anne Folde", "Tim Cook", "Tom Cook"], []),
        (["Report of the year 2023", "Report of the year 2024"], []),
        (["", "…", "!"], []),
    ],
)
def test_similar_sources_are_grouped(names, groups):
    named = [(key, name, "", list_search_keys(name)) for key, name in enumerate(names)]
    assert group_duplicates(named) == groups


@pytest.mark.parametrize(
    ("affiliations", "groups"),
    [
        (["Bank of Vik", "Vik Bank"], [[0, 1]]),
        (["Bank of Vik", ""], [[0, 1]]),
        (["Bank of Vik", "The Bank of Vik"], [[0, 1]]),
        (["Bank", "Theatre"], []),
    ],
)
def test_namesakes_with_other_affiliations_are_not_grouped(affiliations, groups):
    named = [(key, "Ana Ruiz", each, ["ans"]) for key, each in enumerate(affiliations)]
    assert group_duplicates(named) == groups


def test_many_namesakes_are_grouped_by_affiliation():
    named = [(key, "Spokesperson", f"Office {key // 2}", []) for key in range(100)]
    assert len(group_duplicates(named)) == 50


def test_duplicates_report_lists_groups_until_they_are_different(editor, django_assert_num_queries):
    one = Source.objects.create(name="Володимир Зеленський")
    other = Source.objects.create(name="Zelensky")
    SourceName.objects.create(source=other, name="Wolodymyr Selenskyj")
    Source.objects.create(name="Bo")
    with django_assert_num_queries(5):
        mark_duplicates.call()
    assert set(Source.objects.filter(has_duplicate=True)) == {one, other}
    with django_assert_num_queries(3):
        assert find_duplicates() == [[one, other]]
    page = editor.get(f"{SOURCES}duplicates/").text
    assert f"merge/?sources={one.pk},{other.pk}" in page
    editor.post(f"{SOURCES}duplicates/different/", {"source": [other.pk, one.pk]})
    assert find_duplicates() == []
    mark_duplicates.call()
    assert not Source.objects.filter(has_duplicate=True).exists()
    editor.post(f"{SOURCES}duplicates/different/undo/", {"pair": DifferentSources.objects.get().pk})
    mark_duplicates.call()
    assert find_duplicates() == [[one, other]]


def test_pair_is_marked_as_different_once(sources):
    user = make.user("Editor")
    for _twice in "ab":
        mark_as_different(sources=sources, by=user)
    assert DifferentSources.objects.count() == 1
