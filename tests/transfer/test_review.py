"""The review of the quotations that an import has as formatting only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blog.content import document
from blog.editing import save_post
from blog.editing.save_post import lock_post
from blog.models import Post, PullQuote
from tests.support.concurrency import while_uncommitted
from tests.transfer.memory_reader import post, run_import
from transfer.models import Import
from transfer.review import candidates, decisions, forms
from transfer.review.candidates import find_candidates, looks_like_code, raise_candidates
from transfer.review.models import QuotationCandidate, ReviewDecision
from transfer.review.sources import lock_review

WORDS = "We have never seen anything like this in the harbour."


def find(html: str):
    return find_candidates(document.parse(html))


ROWS = [
    # A line below the words, inside or after the block quote.
    (f"<blockquote><p>{WORDS}</p><p>— Jane Doe, mayor of Springfield</p></blockquote>",
     "quote inside dash nolink strong", "Jane Doe, mayor of Springfield"),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>— Jane Doe, The Springfield Herald</p>",
     "quote below dash nolink strong", "Jane Doe, The Springfield Herald"),
    (f'<p>Jane Doe <a href="https://a.example/x">wrote</a>:</p><blockquote><p>{WORDS}</p></blockquote>',
     "quote above plain link lead_in colon", "Jane Doe"),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>Then it rained.</p>",
     "quote none plain nolink form nothing", ""),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>Jane Doe<br>The Herald, 3 May 2015</p>",
     "quote below plain nolink strong", "Jane Doe, The Herald, 3 May 2015"),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>— Jane Doe,<br>mayor<br>of Vik<br>2015</p>",
     "quote below dash nolink strong", "Jane Doe, mayor of Vik, 2015"),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>— Jane Doe,\nmayor of\nVik</p>",
     "quote below dash nolink strong", "Jane Doe, mayor of Vik"),
    (f"<blockquote><p>{WORDS}</p></blockquote><p>— Jane Doe,<br>mayor of<br>Vik</p>",
     "quote below dash nolink strong", "Jane Doe, mayor of Vik"),
    (f"<p>“{WORDS}”</p><p>— Jane Doe</p>", "paragraph below dash nolink strong", "Jane Doe"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "shape", "attribution"), ROWS)
def test_candidate_has_shape_words_and_attribution(html, shape, attribution):
    (candidate,) = find(html)
    assert (candidate.shape, candidate.attribution) == (shape, attribution)
    assert candidate.text == WORDS


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote><p>$ make test<br>all good here</p></blockquote>",
        "<blockquote><p>brew update</p><p>brew install postgres</p></blockquote>",
        "<blockquote><p>1 + 2 + 3 + 4 + 5 + 6 = 21 (= 7 x 3)</p></blockquote>",
        "<blockquote><p>if (a &gt; b) { return a; } else { return b; }</p></blockquote>",
        "<pre><code>He said that this is never a quotation.</code></pre>",
        "<blockquote><ul><li>one thing</li><li>another thing to do</li></ul></blockquote>",
        "<p>An ordinary paragraph, with “marks” in it, that says nothing.</p>",
        "<p></p>",
    ],
)
def test_code_or_layout_is_no_candidate(html):
    assert find(html) == []


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("The mayor said nothing.", False),
        ("自分の頭で考えることが大切だ。", False),
        ("Приказ №5 от 3 мая: закрыть порт.", False),
        ("O, for a muse of fire\nthat would ascend\nthe brightest heaven of invention!", False),
        ("GET /index.html HTTP/1.1\nHost: a.example", True),
        ("SELECT * FROM posts WHERE id = 3;", True),
        ("", True),
    ],
)
def test_code_is_told_from_language(text, is_code):
    assert looks_like_code(text) is is_code


def test_marks_of_email_are_left_out_of_each_line():
    lines = f"<p>&gt; {WORDS}<br>&gt;&gt; 3 &gt; 2, she says.</p>"
    (candidate,) = find(f"<p>Jane Doe wrote:</p>{lines}")
    assert candidate.text == f"{WORDS}\n3 > 2, she says."


def test_line_breaks_of_candidate_are_kept():
    (candidate,) = find(
        "<blockquote><p>“I’m nobody here.<br>Who are you then, <em>who</em>?”</p></blockquote>"
        "<p>— Jane Doe</p>"
    )
    assert candidate.paragraphs == ("I’m nobody here.<br>Who are you then, <em>who</em>?",)
    assert candidate.context[0] == "“I’m nobody here. Who are you then, who?”"


def test_raised_document_keeps_all_around():
    html = (
        f"<p>Before.</p><blockquote><p>{WORDS} <strong>Really.</strong></p></blockquote>"
        "<p>— Jane Doe</p><p>After.</p>"
    )
    parsed = document.parse(html)
    raise_candidates(parsed, find_candidates(parsed))
    before, quotation, after = parsed.nodes
    assert (before.html, after.html) == ("<p>Before.</p>", "<p>After.</p>")
    assert quotation.paragraphs[0].html == f"{WORDS} <strong>Really.</strong>"
    assert quotation.attribution == "Jane Doe"


BELOW = f"<p>Intro.</p><blockquote><p>{WORDS}</p></blockquote><p>— Jane Doe, Herald</p><p>End.</p>"
BARE = "quote none plain nolink form nothing"


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor", "e@example.org", "x")


@pytest.fixture
def run(editor):
    for_all = [
        post(str(number), html=BELOW.replace("Intro", f"Intro {number}")) for number in (1, 2, 3)
    ]
    run_import(*for_all, post("4", html="<blockquote><p>A bare one stands here.</p></blockquote>"))
    run = Import.objects.get()
    decisions.find_all(run)
    return run


def test_groups_are_counted_with_largest_first(run):
    groups = [(group.shape, group.proposed) for group in forms.list_groups(run)]
    assert groups == [("quote below dash nolink strong", 3), (BARE, 1)]


def test_second_search_finds_nothing_new(run):
    decisions.find_all(run)
    assert QuotationCandidate.objects.filter(state="proposed").count() == 4


def test_accepted_post_is_searched_once(run, editor, monkeypatch):
    searched = []

    def search(parsed: document.Document) -> list[candidates.Candidate]:
        searched.append(parsed)
        return find_candidates(parsed)

    monkeypatch.setattr(candidates, "find_candidates", search)
    decision = decisions.decide(run, shape=BARE, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.count() == len(searched) == 1


def test_accepted_group_becomes_quotations_in_one_revision_each(run, editor):
    examples = forms.list_examples(run, "quote below dash nolink strong")
    assert len(examples) == 3
    decision = decisions.decide(
        run, shape=examples[0].shape, verb="accept", by=editor, excluded=[examples[0].pk]
    )
    assert decisions.work_on(decision, by=editor, limit=1)
    assert not decisions.work_on(decision, by=editor, limit=1)
    quotations = PullQuote.objects.select_related("source", "post")
    assert {each.source.name for each in quotations} == {"Jane Doe"} and len(quotations) == 2
    assert [each.post.revisions.count() for each in quotations] == [2, 2]
    (group,) = [each for each in forms.list_groups(run) if each.accepted]
    assert (group.proposed, group.accepted) == (1, 2)


def test_undone_decision_leaves_posts_as_before(run, editor):
    before = dict(Post.objects.values_list("pk", "html"))
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    edited = Post.objects.get(title="Post 2")
    save_post(edited, by=editor, fields={"title": "Mine"}, is_checked=True)
    decisions.undo(decision)
    assert decisions.work_on(decision, by=editor, limit=2)
    assert not decisions.work_on(decision, by=editor, limit=2)
    assert decisions.list_left_as_edited(run) == [edited]
    after = dict(Post.objects.exclude(pk=edited.pk).values_list("pk", "html"))
    assert after == {pk: html for pk, html in before.items() if pk != edited.pk}
    assert PullQuote.objects.get().post == edited
    (group,) = [each for each in forms.list_groups(run) if each.shape == shape]
    assert (group.proposed, group.accepted) == (2, 1)


def test_decision_undone_while_it_is_stored_raises_nothing_more(run, editor):
    before = dict(Post.objects.values_list("pk", "html"))
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor, limit=1)
    late = ReviewDecision.objects.get(pk=decision.pk)  # As a task has loaded it before the undo.
    decisions.undo(decision)
    decisions.work_on(late, by=editor)
    decisions.work_on(decision, by=editor)
    decisions.work_on(decision, by=editor)
    assert dict(Post.objects.values_list("pk", "html")) == before
    assert QuotationCandidate.objects.undecided().count() == 4


def refuse_to_save(refused: Post, monkeypatch) -> None:
    def save_others(post: Post, **values):
        if post == refused:
            Post.objects.filter(pk=post.pk).update(title="")  # The database refuses it.
        return save_post(post, **values)

    monkeypatch.setattr(decisions, "save_post", save_others)


def test_post_that_cannot_be_saved_keeps_its_candidates_open(run, editor, monkeypatch):
    refused = Post.objects.get(title="Post 2")
    refuse_to_save(refused, monkeypatch)
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    assert not decisions.work_on(decision, by=editor, limit=3)
    assert PullQuote.objects.count() == 2
    assert QuotationCandidate.objects.undecided().filter(post=refused).count() == 1


def test_undo_with_post_that_cannot_be_saved_undoes_the_others(run, editor, monkeypatch):
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    refused = Post.objects.get(title="Post 3")
    refuse_to_save(refused, monkeypatch)
    decisions.undo(decision)
    assert not decisions.work_on(decision, by=editor, limit=3)
    assert PullQuote.objects.get().post == refused
    assert decisions.list_left_as_edited(run) == [refused]


def test_two_decisions_about_a_post_are_undone_in_turn(run, editor):
    before = dict(Post.objects.values_list("pk", "html"))
    first_post = Post.objects.get(title="Post 1")
    html = BELOW + "<blockquote><p>Nobody has seen the other harbour.</p></blockquote><p>So.</p>"
    save_post(first_post, by=editor, document=document.parse(html), is_checked=True)
    before[first_post.pk] = Post.objects.get(pk=first_post.pk).html
    decisions.find_all(run)
    both = []
    for shape in ("quote below dash nolink strong", BARE.replace("nothing", "prose")):
        decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
        decisions.work_on(decision, by=editor)
        both.append(decision)
    assert PullQuote.objects.filter(post=first_post).count() == 2
    for decision in reversed(both):
        decisions.undo(decision)
        decisions.work_on(decision, by=editor)
        assert decisions.list_left_as_edited(run) == []
    assert dict(Post.objects.values_list("pk", "html")) == before


def test_undo_locks_post_before_its_record(run, editor):
    """As deletions of posts do: otherwise both would wait for each other."""
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    decisions.undo(decision)
    with CaptureQueriesContext(connection) as queries:
        decisions.work_on(decision, by=editor, limit=1)
    locked = [each["sql"] for each in queries if "FOR NO KEY UPDATE" in each["sql"]]
    changed = [each["sql"] for each in queries if '"transfer_raisedpost"' in each["sql"]]
    assert '"blog_post"' in locked[0]
    assert not any("FOR " in sql.rpartition(")")[2] for sql in changed)


def test_post_deleted_meanwhile_does_not_stop_decision(run, editor, monkeypatch):
    deleted = Post.objects.get(title="Post 1")

    def lock_remaining(post: Post):
        if post == deleted:
            raise Post.DoesNotExist
        return lock_post(post)

    monkeypatch.setattr(decisions, "lock_post", lock_remaining)
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.count() == 2


def test_declined_group_changes_no_post(run, editor):
    decision = decisions.decide(run, shape=BARE, verb="reject", by=editor)
    assert not PullQuote.objects.exists()
    decisions.undo(decision)
    assert QuotationCandidate.objects.filter(state="proposed").count() == 4


def test_candidate_whose_words_changed_becomes_stale(run, editor):
    edited = Post.objects.get(title="Post 3")
    save_post(edited, by=editor, document=document.parse("<p>New.</p>"), is_checked=True)
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    assert QuotationCandidate.objects.get(post=edited).state == "stale"
    assert PullQuote.objects.count() == 2
    assert "New." in Post.objects.get(pk=edited.pk).html


def replace_text(title: str, html: str, by: User) -> None:
    edited = Post.objects.get(title=title)
    save_post(edited, by=by, document=document.parse(html), is_checked=True)


def test_candidate_whose_words_changed_back_is_open_again(run, editor):
    before = Post.objects.get(title="Post 3").html
    shape = "quote below dash nolink strong"
    decision = decisions.decide(run, shape=shape, verb="accept", by=editor)
    for html, states in (("<p>New.</p>", ["stale"]), (before, ["proposed"])):
        replace_text("Post 3", html, editor)
        decisions.work_on(decision, by=editor)
        decisions.find_all(run)
        candidates = QuotationCandidate.objects.filter(post__title="Post 3")
        assert list(candidates.values_list("state", flat=True)) == states
    (example,) = forms.list_examples(run, shape)
    decision = decisions.decide_one(example, verb="accept", by=editor)
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.filter(post__title="Post 3").exists()


@pytest.mark.django_db(transaction=True)
def test_candidate_accepted_during_search_is_left_to_decision(run, editor):
    before = Post.objects.get(title="Post 3").html
    replace_text("Post 3", "<p>New.</p>", editor)
    decision = while_uncommitted(
        lambda: decisions.decide(
            run, shape="quote below dash nolink strong", verb="accept", by=editor
        ),
        lambda: decisions.find_all(run) or ReviewDecision.objects.get(),
    )
    replace_text("Post 3", before, editor)
    decisions.work_on(decision, by=editor)
    assert PullQuote.objects.filter(post__title="Post 3").exists()


@pytest.mark.django_db(transaction=True)
def test_decision_waits_for_batch_of_search(run, editor):
    decision = while_uncommitted(
        lambda: lock_review(run),
        lambda: decisions.decide(run, shape=BARE, verb="reject", by=editor),
    )
    assert decision.candidates.count() == 1
