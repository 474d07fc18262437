"""The score of a comment: learned from what moderators decided, with its reasons."""

import threading
import uuid
from ipaddress import IPv4Address

import pytest
from django.db import connection, transaction

from blog.comments import moderation
from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.moderation import bayes, score
from blog.comments.moderation.models import WordCount
from blog.comments.moderation.rules import CommentText
from blog.comments.submit import submit_comment
from lib.client_ip import ClientIP
from tests.support import factories as make
from tests.support.commenting import submit
from tests.support.desk import errors, send, signed_in

pytestmark = pytest.mark.django_db
State = Comment.State
HERE: ClientIP = IPv4Address("203.0.113.9")
SPAM, HAM = "Cheap pills at https://pills.example", "The minister never said so in May"


def guest(**fields) -> moderation.CommentAuthor:
    return moderation.CommentAuthor(
        **{"name": "Ana", "email": "ana@example.org", "ip": HERE} | fields
    )


def trained() -> dict[str, tuple[int, int]]:
    """Of a few features; what came to nothing is left out."""
    looked_at = ["", "pills", "cheap pills", "domain:pills.example", "minister"]
    rows = WordCount.objects.filter(word__in=looked_at).order_by("word")
    return {row.word: (row.spam, row.ham) for row in rows if row.spam or row.ham}


def learn(count: int = bayes.MIN_TRAINED_COMMENTS, ham: int | None = None) -> None:
    """As moderators would, with so many comments of each kind."""
    post, moderator = make.post(), make.user("Editor")
    for text, state, number in (
        (SPAM, "spam", count),
        (HAM, "approved", count if ham is None else ham),
    ):
        keys = [make.comment(post, text, state=State.WAITING).pk for _ in range(number)]
        moderate(comment_ids=keys, to=state, by=moderator)


LEARNED = {
    "": (1, 0),
    "cheap pills": (1, 0),
    "domain:pills.example": (1, 0),
    "pills": (1, 0),
}


@pytest.mark.parametrize(
    ("steps", "known"),
    [
        (["spam"], LEARNED),
        (["approved"], dict.fromkeys(LEARNED, (0, 1))),
        (["rejected"], {}),
        (["removed"], {}),
        (["spam", "spam"], LEARNED),
        (["approved", "spam"], LEARNED),
        (["spam", "waiting"], {}),
        (["spam", "rejected"], {}),
        (["spam", "undo"], {}),
        (["approved", "spam", "undo"], dict.fromkeys(LEARNED, (0, 1))),
        (["approved", "spam", "undo", "undo"], LEARNED),
        (["rules:spam"], {}),
        (["rules:spam", "approved"], dict.fromkeys(LEARNED, (0, 1))),
        (["rules:spam", "approved", "undo"], {}),
        (["spam", "rules:waiting"], {}),
    ],
)
def test_moderators_decisions_train_and_what_is_taken_back_is_unlearned(steps, known):
    moderator, comment = make.user("Editor"), make.comment(make.post(), SPAM, state=State.WAITING)
    batch = uuid.uuid4()
    for step in steps:
        if step == "undo":
            batch = undo_moderation(batch=batch, by=moderator).batch
        else:
            who, _, state = step.rpartition(":")
            batch = moderate(
                comment_ids=[comment.pk], to=state, by=None if who else moderator
            ).batch
    assert trained() == known


def test_the_rules_own_verdicts_teach_nothing():
    submit_comment(
        post=make.post(), text=SPAM, author=guest(), site=make.site(first_comment_waits=False)
    )
    assert trained() == {}


@pytest.mark.slow
@pytest.mark.parametrize(("spam", "ham"), [(0, 0), (19, 40), (40, 19)])
def test_nothing_is_said_before_enough_of_both_was_decided(spam, ham):
    learn(spam, ham)
    assert bayes.compute_score(CommentText(SPAM)) == (0, [])


@pytest.mark.slow
def test_what_is_like_spam_scores_high_and_says_which_words():
    learn()
    post, site = make.post(), make.site(first_comment_waits=False)
    spam = submit(post, "CHEAP pills, see https://www.pills.example", guest(), site)
    eve, bo = guest(email="eve@example.org"), guest(email="bo@example.org")
    ham = submit(post, "In May the minister said nothing.", eve, site)
    new = submit(post, "Gulls, herons.", bo, site)
    assert (spam.state, ham.state, new.state) == ("spam", "approved", "approved")
    assert (spam.score >= 95, ham.score, ham.reasons) == (True, 0, [])
    (reason,) = spam.reasons
    assert (reason["code"], reason["points"]) == ("learned", spam.score)
    assert str(score.describe_reason(reason)).startswith("words typical of spam: ")
    assert "‘pills’" in str(score.describe_reason({**reason, "words": ["pills"]}))


def test_features_that_are_no_words_are_told_in_words():
    found = bayes.extract_features(
        CommentText("BUY IT NOW OR NEVER, " * 4 + "https://a.example https://b.example")
    )
    assert {f for f in found if ":" in f} == {
        "capitals:", "links:2", "domain:a.example", "domain:b.example",
    }  # fmt: skip
    told = {"code": "learned", "points": 40, "words": ["x", "links:2", "domain:a.example"]}
    assert (
        str(score.describe_reason(told)) == "words typical of spam: ‘x’, 2 links, a.example (+40)"
    )


@pytest.mark.parametrize("text", ["word " * 2000, "x" * 10_000, "赌" * 10_000, "💊" * 10_000])
def test_what_one_comment_teaches_is_bounded(text):
    distinct = " ".join(f"{text[:5]}{number}" for number in range(2000))[:10_000]
    for given in (text, distinct):
        found = bayes.extract_features(CommentText(given))
        assert len(found) <= 2 * bayes.MAX_WORDS + 2
        assert max(map(len, found)) <= 100


def test_what_was_seen_least_is_forgotten():
    learn(3)
    make.comment(make.post(), "rare", state=State.WAITING)
    moderate(
        comment_ids=Comment.objects.values_list("pk", flat=True), to="spam", by=make.user("Editor")
    )
    assert bayes.prune(4) > 0
    assert WordCount.objects.exclude(word="").count() == 4
    assert WordCount.objects.filter(word="").exists()
    assert not WordCount.objects.filter(word="rare").exists()


@pytest.mark.parametrize(
    ("before", "points"),
    [({}, 0), ({"spam": 1}, 25), ({"spam": 9}, 75), ({"approved": 2}, 0),
     ({"spam": 2, "approved": 2}, 30), ({"spam": 1, "approved": 3}, 0)],
)  # fmt: skip
def test_what_became_of_earlier_comments_counts(before, points):
    post, site = make.post(), make.site(first_comment_waits=False)
    theirs = {"name": "Ana", "email_hash": guest().compute_hashes()["email_hash"]}
    earlier = [
        make.comment(post, state=state, **theirs).pk
        for state, count in before.items()
        for _ in range(count)
    ]
    verdict = moderation.assess_comment(
        post, "Words.", guest(sent_comment_ids=tuple(earlier)), site
    )
    assert verdict.score == points
    assert sum(reason["points"] for reason in verdict.reasons) == points


def test_approved_comments_from_another_browser_lower_no_score():
    post, site = make.post(), make.site(first_comment_waits=False)
    for state in ("spam", "approved", "approved"):
        make.comment(post, state=state, email_hash=guest().compute_hashes()["email_hash"])
    assert moderation.assess_comment(post, "Words.", guest(), site).score == 25


@pytest.mark.parametrize(
    ("hold", "spam", "state"), [(75, 95, "waiting"), (76, 95, "approved"), (10, 75, "spam")]
)
def test_the_site_says_from_which_score_a_comment_waits_or_is_spam(hold, spam, state):
    post = make.post()
    site = make.site(first_comment_waits=False, hold_threshold=hold, spam_threshold=spam)
    for _ in range(3):
        make.comment(post, state="spam", email_hash=guest().compute_hashes()["email_hash"])
    assert moderation.assess_comment(post, "Words.", guest(), site).state == state


@pytest.mark.slow
def test_thresholds_are_a_form_of_the_site_with_bounds():
    client = signed_in(make.user("superuser"))
    make.site()
    address = "/admin/blog/sitesettings/1/change/"
    refused = send(client, address, hold_threshold="0", spam_threshold="101")
    assert list(errors(refused)) == ["hold_threshold", "spam_threshold"]
    assert send(client, address, hold_threshold="50", spam_threshold="100").status_code == 302


@pytest.mark.slow
def test_deciding_and_judging_cost_the_same_whatever_was_learned(django_assert_num_queries):
    post, site, moderator = make.post(), make.site(), make.user("Editor")
    for count in (1, 30):
        keys = [make.comment(post, f"{SPAM} {n}", state=State.WAITING).pk for n in range(count)]
        with django_assert_num_queries(6):
            moderate(comment_ids=keys, to=State.SPAM, by=moderator)
        with django_assert_num_queries(4):
            moderation.assess_comment(post, SPAM, guest(), site)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_decide_about_the_same_words_wait_for_one_another():
    """Each trains many words in an order of its own; a deadlock would be an error in one."""
    post, moderator = make.post(), make.user("Editor")
    words = [f"word{number}" for number in range(100)]
    texts = [" ".join(words), " ".join(reversed(words))]
    keys = [[make.comment(post, t, state=State.WAITING).pk for _ in range(10)] for t in texts]
    failed: list[Exception] = []

    def decide(mine: list[int]) -> None:
        try:
            for key in mine:
                moderate(comment_ids=[key], to=State.SPAM, by=moderator)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[mine]) for mine in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert WordCount.objects.get(word="word7").spam == 20


def test_a_decision_that_is_rolled_back_trains_nothing():
    comment = make.comment(make.post(), SPAM, state=State.WAITING)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        moderate(comment_ids=[comment.pk], to=State.SPAM, by=make.user("Editor"))
        raise ZeroDivisionError
    assert trained() == {}
