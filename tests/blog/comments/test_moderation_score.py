"""The spam score: training by moderators' actions, features, reasons and thresholds."""

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


def load_counts() -> dict[str, tuple[int, int]]:
    """Load the counts of a few features, without zeros."""
    features = ["", "pills", "cheap pills", "domain:pills.example", "minister"]
    rows = WordCount.objects.filter(word__in=features).order_by("word")
    return {row.word: (row.spam, row.ham) for row in rows if row.spam or row.ham}


def train(count: int = bayes.MIN_TRAINED_COMMENTS, ham: int | None = None) -> None:
    """Train the filter with `count` spam comments and as many or `ham` approved ones."""
    post, moderator = make.post(), make.user("Moderator")
    for text, state, number in (
        (SPAM, "spam", count),
        (HAM, "approved", count if ham is None else ham),
    ):
        keys = [make.comment(post, text, state=State.WAITING).pk for _ in range(number)]
        moderate(comment_ids=keys, to=state, by=moderator)


SPAM_COUNTS = {
    "": (1, 0),
    "cheap pills": (1, 0),
    "domain:pills.example": (1, 0),
    "pills": (1, 0),
}


@pytest.mark.parametrize(
    ("steps", "known"),
    [
        (["spam"], SPAM_COUNTS),
        (["approved"], dict.fromkeys(SPAM_COUNTS, (0, 1))),
        (["rejected"], {}),
        (["removed"], {}),
        (["spam", "spam"], SPAM_COUNTS),
        (["approved", "spam"], SPAM_COUNTS),
        (["spam", "waiting"], {}),
        (["spam", "rejected"], {}),
        (["spam", "undo"], {}),
        (["approved", "spam", "undo"], dict.fromkeys(SPAM_COUNTS, (0, 1))),
        (["approved", "spam", "undo", "undo"], SPAM_COUNTS),
        (["rules:spam"], {}),
        (["rules:spam", "approved"], dict.fromkeys(SPAM_COUNTS, (0, 1))),
        (["rules:spam", "approved", "undo"], {}),
        (["spam", "rules:waiting"], {}),
    ],
)
def test_actions_train_the_filter_and_undo_unlearns(steps, known):
    moderator, comment = (
        make.user("Moderator"),
        make.comment(make.post(), SPAM, state=State.WAITING),
    )
    batch = uuid.uuid4()
    for step in steps:
        if step == "undo":
            batch = undo_moderation(batch=batch, by=moderator).batch
        else:
            who, _, state = step.rpartition(":")
            batch = moderate(
                comment_ids=[comment.pk], to=state, by=None if who else moderator
            ).batch
    assert load_counts() == known


def test_verdicts_of_filters_train_nothing():
    submit_comment(
        post=make.post(), text=SPAM, author=guest(), site=make.site(first_comment_waits=False)
    )
    assert load_counts() == {}


@pytest.mark.slow
@pytest.mark.parametrize(("spam", "ham"), [(0, 0), (19, 40), (40, 19)])
def test_score_with_too_little_training_is_zero(spam, ham):
    train(spam, ham)
    assert bayes.compute_score(CommentText(SPAM)) == (0, [])


@pytest.mark.slow
def test_score_of_spam_is_high_and_names_the_words():
    train()
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


def test_special_features_are_extracted_and_described():
    features = bayes.extract_features(
        CommentText("BUY IT NOW OR NEVER, " * 4 + "https://a.example https://b.example")
    )
    assert {f for f in features if ":" in f} == {
        "capitals:", "links:2", "domain:a.example", "domain:b.example",
    }  # fmt: skip
    reason = {"code": "learned", "points": 40, "words": ["x", "links:2", "domain:a.example"]}
    assert (
        str(score.describe_reason(reason)) == "words typical of spam: ‘x’, 2 links, a.example (+40)"
    )


@pytest.mark.parametrize("text", ["word " * 2000, "x" * 10_000, "赌" * 10_000, "💊" * 10_000])
def test_features_of_one_comment_are_bounded(text):
    distinct = " ".join(f"{text[:5]}{number}" for number in range(2000))[:10_000]
    for long_text in (text, distinct):
        features = bayes.extract_features(CommentText(long_text))
        assert len(features) <= 2 * bayes.MAX_WORDS + 2
        assert max(map(len, features)) <= 100


def test_prune_deletes_the_rarest_words():
    train(3)
    make.comment(make.post(), "rare", state=State.WAITING)
    moderate(
        comment_ids=Comment.objects.values_list("pk", flat=True),
        to="spam",
        by=make.user("Moderator"),
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
def test_score_depends_on_states_of_earlier_comments(before, points):
    post, site = make.post(), make.site(first_comment_waits=False)
    author_fields = {"name": "Ana", "email_hash": guest().compute_hashes()["email_hash"]}
    earlier = [
        make.comment(post, state=state, **author_fields).pk
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
def test_thresholds_of_site_decide_between_waiting_and_spam(hold, spam, state):
    post = make.post()
    site = make.site(first_comment_waits=False, hold_threshold=hold, spam_threshold=spam)
    for _ in range(3):
        make.comment(post, state="spam", email_hash=guest().compute_hashes()["email_hash"])
    assert moderation.assess_comment(post, "Words.", guest(), site).state == state


@pytest.mark.slow
def test_thresholds_in_site_settings_have_bounds():
    client = signed_in(make.user("superuser"))
    make.site()
    address = "/admin/blog/sitesettings/1/change/"
    refused = send(client, address, hold_threshold="0", spam_threshold="101")
    assert list(errors(refused)) == ["hold_threshold", "spam_threshold"]
    assert send(client, address, hold_threshold="50", spam_threshold="100").status_code == 302


@pytest.mark.slow
def test_actions_and_assessment_cost_the_same_after_training(django_assert_num_queries):
    post, site, moderator = make.post(), make.site(), make.user("Moderator")
    moderator.get_all_permissions()  # Cached, as in a request.
    for count in (1, 30):
        keys = [make.comment(post, f"{SPAM} {n}", state=State.WAITING).pk for n in range(count)]
        with django_assert_num_queries(6):
            moderate(comment_ids=keys, to=State.SPAM, by=moderator)
        with django_assert_num_queries(4):
            moderation.assess_comment(post, SPAM, guest(), site)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_concurrent_actions_on_same_words_do_not_deadlock():
    """Each action trains the same words in a different order; a deadlock would raise an error."""
    post, moderator = make.post(), make.user("Moderator")
    word_list = [f"word{number}" for number in range(100)]
    texts = [" ".join(word_list), " ".join(reversed(word_list))]
    id_lists = [[make.comment(post, t, state=State.WAITING).pk for _ in range(10)] for t in texts]
    errors_raised: list[Exception] = []

    def mark_as_spam(ids: list[int]) -> None:
        try:
            for pk in ids:
                moderate(comment_ids=[pk], to=State.SPAM, by=moderator)
        except Exception as error:
            errors_raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark_as_spam, args=[ids]) for ids in id_lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors_raised == []
    assert WordCount.objects.get(word="word7").spam == 20


def test_action_that_is_rolled_back_trains_nothing():
    comment = make.comment(make.post(), SPAM, state=State.WAITING)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        moderate(comment_ids=[comment.pk], to=State.SPAM, by=make.user("Moderator"))
        raise ZeroDivisionError
    assert load_counts() == {}
