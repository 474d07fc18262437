"""The element above a quotation, as a part of its shape."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blog.content import document
from blog.editing import save_post
from blog.models import Post, PullQuote
from tests.transfer.memory_reader import post, run_import
from transfer.admin.review import describe_shape
from transfer.models import Import
from transfer.review import decisions, forms
from transfer.review.candidates import find_candidates
from transfer.review.context_above import FORMS_ABOVE
from transfer.review.models import QuotationCandidate
from transfer.review.reading import Rule
from transfer.review.rules import load_rule, save_rule

WORDS = "We have never seen anything like this in the harbour."
QUOTE = f"<blockquote><p>{WORDS}</p></blockquote>"


def find(above: str):
    """Return the last candidate of a post in which a quotation has something above it."""
    return find_candidates(document.parse(f"{above}{QUOTE}<p>Then it rained.</p>"))[-1]


FORM_ROWS = [
    ("", "nothing"),
    ("<p>It rained.</p><hr>", "nothing"),
    ("<p>It rained.</p><p>***</p>", "nothing"),
    ("<p>It rained.</p><p>* * *</p>", "nothing"),
    ("<p>It rained.</p><p><strong>—</strong></p>", "nothing"),
    ("<h2>…</h2>", "nothing"),
    ("<p>It rained:</p><p>🙂</p>", "nothing"),
    ("<h2>Background</h2>", "heading"),
    ("<h2>Background</h2><p> </p><p><br></p>", "heading"),
    ("<h3>Was geschah?</h3>", "heading"),
    ("<h4>Что говорят</h4>", "heading"),
    ("<h3>Background:</h3>", "heading"),
    ("<p><strong>The harbour</strong></p>", "bold"),
    ("<p><strong>The harbour</strong>:</p>", "bold"),
    ("<p><strong>The <em>old</em></strong> <strong>harbour</strong></p>", "bold"),
    ('<p><a href="https://a.example/"><strong>Le port</strong></a></p>', "bold"),
    ("<p><em>Der Hafen am Morgen</em></p>", "italic"),
    ("<p><em>“The harbour”,</em> <em>today</em></p>", "italic"),
    ("<p>What the report says:</p>", "colon"),
    ("<p>It rained. What the <strong>report</strong> says:</p>", "colon"),
    ("<p>Ce que dit le rapport :</p>", "colon"),
    ("<p>报告说：</p>", "colon"),
    ("<p>من التقرير:</p>", "colon"),
    ("<p>“What the report says:”</p>", "colon"),
    ("<p>12 May 2014</p>", "date"),
    ("<h3>12 May 2014</h3>", "date"),
    ("<p><strong>Monday, 12 May 2014:</strong></p>", "date"),
    ("<p><em>Dienstag, 3. März 2015, 14:30 Uhr</em></p>", "date"),
    ("<p>lundi 3 mai 2015</p>", "date"),
    ("<p>2014年5月3日</p>", "date"),
    ("<p>3 мая 2014 г.</p>", "date"),
    ("<h2>2014</h2>", "date"),
    ("<h2>The storm of 2014</h2>", "heading"),
    ('<p>It rained in <a href="https://a.example/vik">Vik</a>.</p>', "linked"),
    ('<p>The <a href="https://a.example/vik">minutes</a></p>', "linked"),
    ('<p>It rained in <a href="/2014/vik/">Vik</a>.</p>', "prose"),
    ('<p>From <a href="https://a.example/vik">the minutes</a>:</p>', "colon"),
    ("<p>Meeting of 3 May 2014</p>", "line"),
    ("<p>From the minutes</p>", "line"),
    ("<p>The harbour, part II</p>", "line"),
    ("<p>By Jane D.</p>", "line"),
    ("<p>The letter of Jane Doe Jr.</p>", "line"),
    ("<p>Harbour Trade Co. [3]</p>", "line"),
    ("<p>The report says:[3]</p>", "colon"),
    ("<p>What a day it was :-)</p>", "line"),
    ("<p>What a day it was :)</p>", "line"),
    ("<p>It rained.</p>", "prose"),
    ("<p>Nobody saw it.</p>", "prose"),
    ("<p>They did it for us.</p>", "prose"),
    ("<p>Он сказал да.</p>", "prose"),
    ("<p>The ships were 12.</p>", "prose"),
    ("<p>The ships were 3.</p>", "prose"),
    ("<p>It rained.[3]</p>", "prose"),
    ("<p>Nobody saw it. [3][12]</p>", "prose"),
    ("<p>بارش ہوئی۔</p>", "prose"),
    ("<p>Was it rain?</p>", "prose"),
    ("<p>雨が降った。</p>", "prose"),
    ("<p>बारिश हुई।</p>", "prose"),
    ("<p>It rained. <strong>A lot.</strong></p>", "prose"),
    ("<p><strong>It</strong> rained.</p>", "prose"),
    (f"<p>{'and it rained ' * 20}</p>", "prose"),
    ("<ul><li>rain</li><li>wind</li></ul>", "prose"),
    ("<pre><code>make rain</code></pre>", "prose"),
    ("<blockquote><p>Another one has been seen here before.</p></blockquote>", "quote"),
    ('<figure data-type="quote"><blockquote><p>Seen before.</p></blockquote></figure>', "quote"),
]  # fmt: skip


@pytest.mark.parametrize(("above", "form"), FORM_ROWS)
def test_shape_names_form_of_what_is_above(above, form):
    assert find(above).shape == f"quote none plain nolink form {form}"


@pytest.mark.parametrize(
    ("html", "shape"),
    [
        ("<p>Jane Doe wrote:</p>{}", "quote above plain nolink lead_in colon"),
        ("<h2>Rain</h2>{}<p>— Jane Doe, mayor</p>", "quote below dash nolink strong"),
        (f"<h2>Rain</h2><p>“{WORDS}”</p>", "paragraph none plain nolink form heading"),
        (f"<h2>Rain</h2><p>“{WORDS}” — Jane Doe, mayor</p>", "paragraph named plain nolink strong"),
    ],
)
def test_only_shapes_without_line_of_their_own_name_what_is_above(html, shape):
    (candidate,) = find_candidates(document.parse(html.format(QUOTE)))
    assert candidate.shape == shape


def test_candidates_of_one_habit_are_one_group(db):
    habits = [
        "<h3>{}</h3>", "<p><b>{}</b></p>", "<p><i>{}</i></p>", "<p>{}:</p>", "<p>{}.</p>",
    ]  # fmt: skip
    texts = ["Of rain", "About wind", "What else"]
    run_import(
        *[
            post(f"{number}{text}", html=f"<p>So.</p>{habit.format(text)}{QUOTE}<p>End.</p>")
            for number, habit in enumerate(habits)
            for text in texts
        ]
    )
    run = Import.objects.get()
    decisions.find_all(run)
    groups = {group.shape.split(" ")[-1]: group.proposed for group in forms.list_groups(run)}
    assert groups == {"heading": 3, "bold": 3, "italic": 3, "colon": 3, "prose": 3}


FORM_DESCRIPTIONS = {
    "date": "under a date",
    "heading": "under a heading",
    "bold": "under a line in bold",
    "italic": "under a line in italics",
    "colon": "under a paragraph that ends in a colon",
    "linked": "under text with a link",
    "line": "under a short line",
    "prose": "under ordinary text",
    "quote": "under another quotation",
    "nothing": "with no text directly above",
}


def test_every_form_above_is_described():
    described = {
        form: describe_shape(f"quote none plain nolink form {form}") for form in FORMS_ABOVE
    }
    assert described == {
        form: f"Block quotes, without an attribution, {description}"
        for form, description in FORM_DESCRIPTIONS.items()
    }


def test_shape_of_earlier_version_has_words():
    assert describe_shape("quote none plain nolink form") == "Block quotes, without an attribution"


@pytest.mark.parametrize(
    ("above", "description"),
    [("colon", ""), ("bold", ", under a line in bold"), ("date", ", under a date")],
)
def test_sentence_that_introduces_quotations_is_described_once(above, description):
    assert describe_shape(f"quote above plain link lead_in {above}") == (
        f"Block quotes, introduced by the sentence above, with a link{description}"
    )


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor", "e@example.org", "x")


@pytest.fixture
def earlier(editor):
    """A review with candidates of an earlier version, all of the same shape."""
    run_import(
        post("1", html=f"<h2>Rain</h2>{QUOTE}<p>So.</p>"),
        post("2", html=f"<p>It rained.</p>{QUOTE}<p>So.</p>"),
        post("3", html=f"<p>The report:</p>{QUOTE}<p>So.</p>"),
        post("4", html=f"<p>Jane Doe wrote:</p>{QUOTE}<p>So.</p>"),
    )
    run = Import.objects.get()
    decisions.find_all(run)
    for candidate in QuotationCandidate.objects.all():
        candidate.shape = " ".join(candidate.shape.split(" ")[:5])
        candidate.save()
    return run


BARE_SHAPE, LEAD_IN_SHAPE = "quote none plain nolink form", "quote above plain nolink lead_in"


def count(run: Import) -> dict[str, int]:
    return {group.shape: group.proposed for group in forms.list_groups(run)}


def test_group_of_earlier_version_is_decided_as_one(earlier, editor):
    assert count(earlier) == {BARE_SHAPE: 3, LEAD_IN_SHAPE: 1}
    for shape in (BARE_SHAPE, LEAD_IN_SHAPE):
        decisions.work_on(
            decisions.decide(earlier, shape=shape, verb="accept", by=editor), by=editor
        )
    assert PullQuote.objects.count() == 4


def test_next_search_divides_group_of_earlier_version(earlier):
    decisions.find_all(earlier)
    groups = {
        f"{BARE_SHAPE} heading": 1,
        f"{BARE_SHAPE} prose": 1,
        f"{BARE_SHAPE} colon": 1,
        f"{LEAD_IN_SHAPE} colon": 1,
    }
    assert count(earlier) == groups
    decisions.find_all(earlier)
    assert count(earlier) == groups


def test_decided_candidates_keep_shape_of_earlier_version(earlier, editor):
    first = QuotationCandidate.objects.get(post__title="Post 1")
    second = QuotationCandidate.objects.get(post__title="Post 2")
    refusal = decisions.decide_one(first, verb="reject", by=editor)
    decision = decisions.decide_one(second, verb="accept", by=editor)
    decisions.find_all(earlier)
    assert set(QuotationCandidate.objects.filter(shape=BARE_SHAPE)) == {first, second}
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.get().post == second.post
    decisions.undo(refusal)
    assert count(earlier)[BARE_SHAPE] == 1
    decisions.find_all(earlier)
    assert count(earlier)[f"{BARE_SHAPE} heading"] == 1


def test_rule_of_earlier_shape_is_that_of_the_groups_it_becomes(earlier, editor):
    rule = Rule(is_attribution=False)
    save_rule(earlier, LEAD_IN_SHAPE, rule)
    decisions.find_all(earlier)
    assert load_rule(earlier, f"{LEAD_IN_SHAPE} colon") == rule == load_rule(earlier, LEAD_IN_SHAPE)
    assert load_rule(earlier, f"{BARE_SHAPE} colon") is None
    decisions.work_on(
        decisions.decide(earlier, shape=f"{LEAD_IN_SHAPE} colon", verb="accept", by=editor),
        by=editor,
    )
    assert PullQuote.objects.get().attribution == ""


def test_removed_rule_of_earlier_shape_does_not_come_back(earlier):
    save_rule(earlier, LEAD_IN_SHAPE, Rule(is_attribution=False))
    decisions.find_all(earlier)
    save_rule(earlier, f"{LEAD_IN_SHAPE} colon", None)
    decisions.find_all(earlier)
    assert load_rule(earlier, f"{LEAD_IN_SHAPE} colon") is None


def test_form_that_appears_after_division_has_no_rule_of_earlier_shape(earlier):
    rule = Rule(has_date=False)
    save_rule(earlier, BARE_SHAPE, rule)
    decisions.find_all(earlier)
    assert load_rule(earlier, f"{BARE_SHAPE} heading") == rule
    parsed = document.parse(f"<p><strong>From the minutes</strong></p>{QUOTE}<p>So.</p>")
    save_post(Post.objects.get(title="Post 1"), by=None, document=parsed, is_checked=True)
    decisions.find_all(earlier)
    assert count(earlier)[f"{BARE_SHAPE} bold"] == 1
    assert load_rule(earlier, f"{BARE_SHAPE} bold") is None


@pytest.mark.parametrize("before", [BARE_SHAPE, "quote named plain nolink form", LEAD_IN_SHAPE])
def test_rule_moves_with_candidates_that_name_nobody(earlier, before):
    """Earlier versions took sentences that name nobody for introductions."""
    rule = Rule(has_date=False)
    save_rule(earlier, before, rule)
    earlier.candidates.filter(post__title="Post 3").update(shape=before)
    decisions.find_all(earlier)
    assert load_rule(earlier, f"{BARE_SHAPE} colon") == rule


def test_search_divides_form_by_links_above(earlier):
    linked = f'<p>It rained <a href="https://a.example/">there</a>.</p>{QUOTE}<p>So.</p>'
    parsed = document.parse(linked)
    save_post(Post.objects.get(title="Post 1"), by=None, document=parsed, is_checked=True)
    earlier.candidates.filter(shape=BARE_SHAPE).update(shape=f"{BARE_SHAPE} prose")
    rule = Rule(has_date=False)
    save_rule(earlier, f"{BARE_SHAPE} prose", rule)
    decisions.find_all(earlier)
    assert count(earlier)[f"{BARE_SHAPE} linked"] == count(earlier)[f"{BARE_SHAPE} prose"] == 1
    assert load_rule(earlier, f"{BARE_SHAPE} linked") == rule


def test_rule_that_was_removed_does_not_come_with_candidates_that_move_later(earlier):
    linked = f'<p>It rained <a href="https://a.example/">there</a>.</p>{QUOTE}<p>So.</p>'
    earlier.candidates.filter(shape=BARE_SHAPE).update(shape=f"{BARE_SHAPE} prose")
    save_rule(earlier, f"{BARE_SHAPE} prose", Rule(has_date=False))
    for title in ("Post 1", "Post 2"):
        parsed = document.parse(linked)
        save_post(Post.objects.get(title=title), by=None, document=parsed, is_checked=True)
        decisions.find_all(earlier)
        if title == "Post 1":
            save_rule(earlier, f"{BARE_SHAPE} linked", None)
    assert count(earlier)[f"{BARE_SHAPE} linked"] == 2
    assert load_rule(earlier, f"{BARE_SHAPE} linked") is None


def test_form_is_changed_if_search_moves_all_of_it(earlier):
    unlinked, linked = f"{BARE_SHAPE} prose", f"{BARE_SHAPE} linked"
    earlier.candidates.filter(shape=BARE_SHAPE).update(shape=linked)
    assert forms.has_changed(earlier, unlinked) and forms.has_changed(earlier, BARE_SHAPE)
    assert not forms.has_changed(earlier, linked)
    earlier.candidates.filter(post__title="Post 2").update(shape=unlinked)
    assert not forms.has_changed(earlier, unlinked)


def test_rule_moves_only_with_candidates_of_its_shape(earlier):
    save_rule(earlier, LEAD_IN_SHAPE, Rule(is_attribution=False))
    decisions.find_all(earlier)
    rules = set(earlier.shape_rules.values_list("shape", flat=True))
    assert rules == {LEAD_IN_SHAPE, f"{LEAD_IN_SHAPE} colon"}


def test_candidate_in_post_of_later_import_takes_no_rule_over(earlier):
    save_rule(earlier, BARE_SHAPE, Rule(has_date=False))
    run_import(post("2", title="Post 2", html=f"<p>It snowed.</p>{QUOTE}<p>So.</p>"))
    decisions.find_all(earlier)
    assert earlier.candidates.get(post__title="Post 2").shape == BARE_SHAPE
    parsed = document.parse(f"<p><strong>From the minutes</strong></p>{QUOTE}<p>So.</p>")
    save_post(Post.objects.get(title="Post 1"), by=None, document=parsed, is_checked=True)
    decisions.find_all(earlier)
    assert count(earlier)[f"{BARE_SHAPE} bold"] == 1
    assert load_rule(earlier, f"{BARE_SHAPE} bold") is None


def test_decision_about_divided_shape_is_not_stored(earlier, editor):
    candidate = earlier.candidates.get(post__title="Post 1")
    decisions.find_all(earlier)
    assert decisions.decide(earlier, shape=BARE_SHAPE, verb="accept", by=editor) is None
    assert decisions.decide_one(candidate, verb="accept", by=editor) is None
    assert not earlier.decisions.exists()


def test_accepted_candidate_is_read_by_its_earlier_rule(earlier, editor):
    save_rule(earlier, LEAD_IN_SHAPE, Rule(is_attribution=False))
    decision = decisions.decide(earlier, shape=LEAD_IN_SHAPE, verb="accept", by=editor)
    decisions.find_all(earlier)
    assert not decision.candidates.get().credits.exists()


def test_candidate_with_another_line_above_moves_to_its_group(earlier, editor):
    decisions.find_all(earlier)
    edited = Post.objects.get(title="Post 2")
    parsed = document.parse(f"<h2>It rained</h2>{QUOTE}<p>So.</p>")
    save_post(edited, by=editor, document=parsed, is_checked=True)
    decisions.find_all(earlier)
    assert count(earlier)[f"{BARE_SHAPE} heading"] == 2 and f"{BARE_SHAPE} prose" not in count(
        earlier
    )
    assert QuotationCandidate.objects.get(run=earlier, post=edited).context.startswith(
        "It rained\n"
    )


def test_rule_is_taken_over_after_interrupted_search(earlier, monkeypatch):
    rule = Rule(is_attribution=False)
    save_rule(earlier, LEAD_IN_SHAPE, rule)
    text = f"<p>John Roe wrote:</p>{QUOTE}<p>So.</p>"
    parsed = document.parse(text)
    save_post(Post.objects.get(title="Post 1"), by=None, document=parsed, is_checked=True)

    def fail(*args):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(decisions, "assign_sources", fail)
        with pytest.raises(RuntimeError):
            decisions.find_all(earlier)
    decisions.find_all(earlier)
    assert load_rule(earlier, f"{LEAD_IN_SHAPE} colon") == rule


def count_candidate_queries(posts: int) -> int:
    run_import(*[post(str(number), html=f"<h2>{number}</h2>{QUOTE}") for number in range(posts)])
    run = Import.objects.latest("pk")
    with CaptureQueriesContext(connection) as queries:
        decisions.find_all(run)
    assert count(run) == {f"{BARE_SHAPE} heading": posts}
    return sum("transfer_quotationcandidate" in each["sql"] for each in queries)


def test_search_stores_candidates_of_a_batch_together(db):
    assert count_candidate_queries(posts=2) == count_candidate_queries(posts=8)
