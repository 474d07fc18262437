"""The sources that the candidates of an import name, and corrected forms."""

from unittest.mock import Mock

import pytest

from accounts.models import User
from blog.content.sources import background
from blog.content.sources.merging import merge_sources
from blog.content.sources.recording import CannotUndo, SourceConflict
from blog.content.sources.renaming import rename_source
from blog.models import PullQuote, Source, SourceChange, SourceTask
from tests.support.concurrency import while_uncommitted
from tests.transfer.memory_reader import post, run_import
from transfer.models import Import
from transfer.review import choices, decisions, forms, sources
from transfer.review.examples import build_examples
from transfer.review.models import QuotationCandidate, ReviewedSource
from transfer.review.reading import Rule, guess_meanings, list_parts, read_attribution
from transfer.review.rules import save_rule

SHAPE = "quote below dash nolink strong"


def quote(number: int, line: str, link: str = "") -> str:
    text = f"Number {number} was never seen in the harbour before."
    shown = f'<a href="{link}">{line}</a>' if link else line
    return f"<blockquote><p>{text}</p></blockquote><p>— {shown}</p><p>End {number}.</p>"


def start(*lines: str, link: str = "") -> Import:
    run_import(
        *[post(str(number), html=quote(number, line, link)) for number, line in enumerate(lines)]
    )
    run = Import.objects.get()
    decisions.find_all(run)
    return run


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor", "e@example.org", "x")


def get(run: Import, name: str) -> ReviewedSource:
    return sources.select_rows(run).get(name=name)


def accept(run: Import, editor: User, shape: str = SHAPE, **values: object):
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor, **values)
    decisions.work_on(decision, by=editor)
    return decision


def list_credited() -> list[str]:
    quotations = PullQuote.objects.select_related("source").order_by("pk")
    return sorted(each.source.name for each in quotations if each.source)


@pytest.mark.parametrize(
    ("line", "meanings", "expected"),
    [
        ("The Herald, Jane Doe, 3 May 2020", ("publication", "person"),
         ("The Herald", "publication", "Jane Doe", "2020-05-03")),
        ("Jane Doe, The Herald", ("", "publication"), ("The Herald", "publication", "", "")),
        ("Jane Doe, mayor, Vik", ("person", "role", "affiliation"), ("Jane Doe", "person", "", "")),
        ("Jane Doe", ("", "publication"), ("Jane Doe", "person", "", "")),  # The engine's reading.
        ("", ("person",), ("", "", "", "")),
        ("Vik Council, Minutes", ("affiliation", "document"), ("Minutes", "document", "", "")),
    ],
)  # fmt: skip
def test_line_is_read_by_rule(line, meanings, expected):
    reading = read_attribution(line, Rule(meanings=meanings))
    assert (
        reading.source.name,
        reading.source.kind,
        reading.speaker.name,
        reading.date_said,
    ) == expected


def test_line_without_date_said_is_read_without_date():
    rule = Rule(has_date=False, meanings=("person",))
    assert read_attribution("Jane Doe, 3 May 2020", rule).date_said == ""


def test_parts_of_line_have_the_meaning_that_the_engine_reads():
    line = "Jane Doe, mayor of Springfield, 3 May 2020"
    assert list_parts(line) == ["Jane Doe", "mayor of Springfield"]
    assert guess_meanings(line)[0] == "person" and len(guess_meanings(line)) == 2


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("via The Herald", ["The Herald"]),
        ("h/t Jane Doe, The Herald", ["Jane Doe", "The Herald"]),
        ("Source: The Herald, 3 May 2020", ["The Herald"]),
        ("Quelle: The Herald", ["The Herald"]),
        ("Source of Hope", ["Source of Hope"]),
        ("Via: The Herald", ["The Herald"]),
        ("Viaduct News", ["Viaduct News"]),
        ("Via Campesina, 3 May 2020", ["Via Campesina"]),
        ("VIA Rail", ["VIA Rail"]),
    ],
)
def test_label_before_name_is_no_part_of_it(line, parts):
    assert list_parts(line) == parts
    assert read_attribution(line, Rule(meanings=("publication",))).source.name == parts[0]


def test_sources_are_new_known_or_similar(editor):
    Source.objects.create(name="Jane Doe", affiliation="")
    Source.objects.create(name="Володимир Зеленський")
    run = start("Jane Doe", "Ann Lee", "Volodymyr Zelenskyy", "Bo Rot", "Dr Bo Rot")
    rows = {row.name: row for row in sources.select_rows(run)}
    assert rows["Jane Doe"].match == "known" and rows["Ann Lee"].match == "new"
    assert rows["Volodymyr Zelenskyy"].match == "similar"
    assert rows["Volodymyr Zelenskyy"].match_source.name == "Володимир Зеленський"
    assert rows["Bo Rot"].match == "new"


def test_spellings_within_import_are_proposed_as_one(editor):
    run = start("Christopher Williamson", "Christopher Williamson", "Christopher Wiliamson")
    row = get(run, "Christopher Wiliamson")
    assert (row.match, row.match_row.name) == ("similar", "Christopher Williamson")
    assert get(run, "Christopher Williamson").match == "new"


def test_initials_are_proposed_unless_two_sources_fit(editor):
    run = start("A. Ruiz", "Ana Ruiz", "B. Lind", "Bo Lind", "Bea Lind")
    assert get(run, "A. Ruiz").match_row.name == "Ana Ruiz"
    assert get(run, "B. Lind").match == "new"


def test_host_of_links_proposes_publication(editor):
    herald = Source.objects.create(
        name="The Herald", kind="publication", url="https://www.herald.example/"
    )
    run_import(
        post(
            "1",
            html='<p>The newspaper <a href="https://herald.example/1">wrote</a>:</p>'
            "<blockquote><p>It was never seen in the harbour before.</p></blockquote>",
        )
    )
    run = Import.objects.get()
    decisions.find_all(run)
    candidate = QuotationCandidate.objects.get()
    assert candidate.attribution == "" and candidate.url
    row = sources.select_rows(run).get()
    assert (row.host, row.match_source) == ("herald.example", herald)
    choices.accept_proposal(row, by=editor)
    accept(run, editor, candidate.shape)
    quotation = PullQuote.objects.get()
    assert (quotation.source, quotation.attribution) == (herald, "The Herald")


def test_choice_applies_to_candidates_that_are_raised_later(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    accept(run, editor)
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"]
    assert PullQuote.objects.filter(attribution="A. Ruiz").exists()
    assert not Source.objects.filter(name="A. Ruiz").exists()


def test_choice_merges_raised_quotations_and_undo_restores_them(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    accept(run, editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]
    row = get(run, "A. Ruiz")
    assert choices.accept_proposal(row, by=editor)
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"]
    assert SourceChange.objects.get().kind == "merge"
    choices.undo_choice(get(run, "A. Ruiz"), by=editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]
    assert get(run, "A. Ruiz").choice == ""


def test_choice_leaves_other_quotations_of_known_source(editor):
    Source.objects.create(name="A. Ruiz")
    run_import(post("own", html="<p>Nothing.</p>"))
    own = Import.objects.get().items.filter(kind="post").get().post
    known = Source.objects.get(name="A. Ruiz")
    PullQuote.objects.create(
        post=own, position=5, text="Elsewhere.", html="Elsewhere.", source=known
    )
    Import.objects.all().delete()
    run = start("A. Ruiz")
    accept(run, editor)
    other = Source.objects.create(name="Ana Ruiz")
    choices.choose(get(run, "A. Ruiz"), other, by=editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]
    assert SourceChange.objects.get().kind == "split"
    choices.undo_choice(get(run, "A. Ruiz"), by=editor)
    assert list_credited() == ["A. Ruiz", "A. Ruiz"]


def test_raised_quotations_move_to_source_that_is_not_raised_yet(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    later = QuotationCandidate.objects.get(attribution="Ana Ruiz")
    accept(run, editor, excluded=[later.pk])
    choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    assert list_credited() == ["Ana Ruiz"]
    accept(run, editor)
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"]
    assert Source.objects.filter(name="Ana Ruiz").count() == 1


def test_choice_that_is_repeated_moves_quotations_once(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    accept(run, editor)
    stale = get(run, "A. Ruiz")
    assert choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    row = get(run, "A. Ruiz")
    assert choices.accept_proposal(stale, by=editor) == ""
    assert stale.chosen_row == get(run, "Ana Ruiz") and stale.moved_from == row.moved_from
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"] and SourceChange.objects.count() == 1
    choices.undo_choice(stale, by=editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]


def test_circular_choice_is_refused(editor):
    run = start("Ann Lee", "Bo Rot")
    one, other = get(run, "Ann Lee"), get(run, "Bo Rot")
    choices.choose(one, other, by=editor)
    with pytest.raises(choices.CannotChoose):
        choices.choose(other, get(run, "Ann Lee"), by=editor)
    with pytest.raises(choices.CannotChoose):
        choices.choose(one, None, by=editor)


def test_choice_applies_to_other_capitals_of_the_same_name(editor):
    run = start("A. Ruiz", "A. RUIZ", "Ana Ruiz")
    row = sources.select_rows(run).get(name__iexact="A. Ruiz")
    choices.choose(row, get(run, "Ana Ruiz"), by=editor)
    accept(run, editor)
    assert list_credited() == ["Ana Ruiz"] * 3


def test_second_choice_moves_quotations_of_first_choice_too(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    accept(run, editor)
    choices.choose(get(run, "A. Ruiz"), get(run, "Ana Ruiz"), by=editor)
    other = Source.objects.create(name="Ana Ruiz Vega")
    choices.choose(get(run, "Ana Ruiz"), other, by=editor)
    assert list_credited() == ["Ana Ruiz Vega", "Ana Ruiz Vega"]
    choices.undo_choice(get(run, "Ana Ruiz"), by=editor)
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"]
    choices.undo_choice(get(run, "A. Ruiz"), by=editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]


def test_undo_of_choice_leaves_later_changes_of_its_source(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    accept(run, editor)
    own, others = (Source.objects.get(name=name) for name in ("A. Ruiz", "Ana Ruiz"))
    quotation = PullQuote.objects.get(source=others)
    PullQuote.objects.filter(pk=quotation.pk).update(source=own)
    choices.choose(get(run, "A. Ruiz"), Source.objects.create(name="Bea Lind"), by=editor)
    rename_source(source=own, name="Alma Ruiz", by=editor)
    with pytest.raises(CannotUndo):
        choices.undo_choice(get(run, "A. Ruiz"), by=editor)
    assert list_credited() == ["Alma Ruiz", "Bea Lind"]
    assert get(run, "A. Ruiz").choice == "same"


def test_undo_of_choice_waits_for_its_background_task(editor, monkeypatch):
    run = start("A. Ruiz", "Ana Ruiz")
    accept(run, editor)
    monkeypatch.setattr(background, "MAX_IN_REQUEST", 0)
    monkeypatch.setattr(background, "run_source_task", Mock())
    choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    assert SourceTask.objects.filter(finished_at=None).exists()
    with pytest.raises(SourceConflict):
        choices.undo_choice(get(run, "A. Ruiz"), by=editor)
    assert get(run, "A. Ruiz").choice == "same"


def test_source_that_was_chosen_meanwhile_is_not_kept_as_new(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    stale = get(run, "A. Ruiz")
    choices.accept_proposal(get(run, "A. Ruiz"), by=editor)
    with pytest.raises(choices.CannotChoose):
        choices.keep_as_new(stale)
    assert get(run, "A. Ruiz").choice == "same"


@pytest.mark.django_db(transaction=True)
def test_choice_waits_for_quotations_that_are_being_raised(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    row = get(run, "A. Ruiz")
    while_uncommitted(lambda: accept(run, editor), lambda: choices.accept_proposal(row, by=editor))
    assert list_credited() == ["Ana Ruiz", "Ana Ruiz"]


@pytest.mark.django_db(transaction=True)
def test_search_waits_for_rule_that_is_being_saved(editor):
    run = start("The Herald, Jane Doe")
    rule = Rule(meanings=("publication", "person"))
    while_uncommitted(lambda: save_rule(run, SHAPE, rule), lambda: decisions.find_all(run))
    names = set(sources.select_rows(run).values_list("name", flat=True))
    assert names == {"The Herald", "Jane Doe"}


def test_chosen_source_that_was_merged_since_is_followed(editor):
    run = start("Ann Lee")
    gone, stays = Source.objects.create(name="A. B. Lee"), Source.objects.create(name="Anna Lee")
    choices.choose(get(run, "Ann Lee"), gone, by=editor)
    merge_sources(sources=[gone, stays], into=stays, by=editor)
    assert get(run, "Ann Lee").chosen_source is None
    accept(run, editor)
    assert list_credited() == ["Anna Lee"]


def test_proposed_source_that_was_merged_since_is_followed(editor):
    gone, stays = (Source.objects.create(name=name) for name in ("Jane Do", "Jane Q. Doe"))
    run = start("Jane Doe")
    ReviewedSource.objects.update(match="similar", match_source=gone, match_row=None)
    merge_sources(sources=[gone, stays], into=stays, by=editor)
    (row,) = sources.describe_rows(list(sources.select_rows(run)))
    assert row.target == stays
    choices.accept_proposal(get(run, "Jane Doe"), by=editor)
    accept(run, editor)
    assert list_credited() == ["Jane Q. Doe"]


def test_kept_source_has_no_proposal_any_more(editor):
    run = start("A. Ruiz", "Ana Ruiz")
    choices.keep_as_new(get(run, "A. Ruiz"))
    assert sources.count_statuses(run) == {
        "all": 2, "proposed": 0, "new": 1, "known": 0, "decided": 1,
    }  # fmt: skip
    accept(run, editor)
    assert list_credited() == ["A. Ruiz", "Ana Ruiz"]


def test_rule_applies_to_all_candidates_of_shape(editor):
    run = start("The Herald, Jane Doe, 3 May 2020", "Vik Post, Ann Lee")
    assert save_rule(run, SHAPE, Rule(meanings=("publication", "person"))) == 2
    names = sorted(sources.select_rows(run).values_list("name", flat=True))
    assert names == ["Ann Lee", "Jane Doe", "The Herald", "Vik Post"]
    examples = build_examples(
        forms.list_examples(run, SHAPE), {SHAPE: Rule(meanings=("publication", "person"))}
    )
    assert {(each.reading.source.name, each.reading.speaker.name) for each in examples} == {
        ("The Herald", "Jane Doe"), ("Vik Post", "Ann Lee"),
    }  # fmt: skip
    accept(run, editor)
    raised = PullQuote.objects.select_related("source", "speaker")
    assert {(each.source.name, each.speaker.name, each.date_said) for each in raised} == {
        ("The Herald", "Jane Doe", "2020-05-03"), ("Vik Post", "Ann Lee", ""),
    }  # fmt: skip
    assert {each.source.kind for each in raised} == {"publication"}


def test_removed_rule_reads_as_before(editor):
    run = start("The Herald, Jane Doe")
    before = set(sources.select_rows(run).values_list("name", flat=True))
    save_rule(run, SHAPE, Rule(meanings=("publication", "person")))
    save_rule(run, SHAPE, None)
    assert set(sources.select_rows(run).values_list("name", flat=True)) == before


def test_date_that_is_not_the_date_said_is_left_out(editor):
    run = start("Jane Doe, 3 May 2020")
    save_rule(run, SHAPE, Rule(has_date=False, meanings=("person",)))
    accept(run, editor)
    assert PullQuote.objects.get().date_said == ""


def test_line_that_is_no_attribution_stays_in_the_text(editor):
    run = start("Jane Doe, Herald")
    save_rule(run, SHAPE, Rule(is_attribution=False))
    (example,) = build_examples(
        forms.list_examples(run, SHAPE), {SHAPE: Rule(is_attribution=False)}
    )
    assert (example.attribution, example.reading.source.name) == ("", "")
    accept(run, editor)
    quotation = PullQuote.objects.select_related("post").get()
    assert (quotation.attribution, quotation.source) == ("", None)
    assert "Jane Doe, Herald</p>" in quotation.post.html


def test_line_within_quotation_that_is_no_attribution_stays_in_it(editor):
    quoted = "We have never seen anything like this in the harbour."
    html = f"<blockquote><p>{quoted}</p><p>— Jane Doe, <em>mayor</em></p></blockquote>"
    run_import(post("1", html=html))
    run = Import.objects.get()
    decisions.find_all(run)
    shape = QuotationCandidate.objects.get().shape
    rule = Rule(is_attribution=False)
    save_rule(run, shape, rule)
    (example,) = build_examples(forms.list_examples(run, shape), {shape: rule})
    accept(run, editor, shape)
    texts = list(PullQuote.objects.order_by("position").values_list("text", flat=True))
    assert texts == example.text.split("\n") == [quoted, "— Jane Doe, mayor"]


def test_attribution_within_words_is_never_left_out(editor):
    run_import(
        post("1", html="<p>“It was never seen in the harbour before.” — Jane Doe, mayor</p>")
    )
    run = Import.objects.get()
    decisions.find_all(run)
    for candidate in QuotationCandidate.objects.all():
        save_rule(run, candidate.shape, Rule(is_attribution=False))
        if candidate.shape.split(" ")[1] not in ("inside", "below", "above"):
            assert run.shape_rules.get(shape=candidate.shape).is_attribution
