"""Comments in the database: threads, counters, constraints and rendering."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from blog.comments.models import Comment, CommentCounter
from blog.common import markup
from blog.models import Post
from blog.models.counters import rebuild_counters
from tests.support import factories as make

pytestmark = pytest.mark.django_db
State = Comment.State


def get_levels_and_texts(post: Post) -> list[tuple[int, str]]:
    return [
        (c.level, c.text)
        for c in Comment.objects.filter(post=post).in_discussion().in_thread_order()
    ]


def count_comments(post: Post) -> int:
    return Post.objects.annotate(n=CommentCounter.objects.count_subquery("post")).get(pk=post.pk).n


def test_replies_in_thread_order_are_flat_from_the_third_level():
    post = make.post()
    first = make.comment(post, "1")
    make.comment(post, "2")
    below = make.comment(post, "1.1", under=first)
    third = make.comment(post, "1.1.1", under=below)
    make.comment(post, "1.2", under=first)
    fourth = make.comment(post, "answers 1.1.1", under=third)
    make.comment(post, "answers that", under=fourth)
    assert get_levels_and_texts(post) == [
        (1, "1"),
        (2, "1.1"),
        (3, "1.1.1"),
        (3, "answers 1.1.1"),
        (3, "answers that"),
        (2, "1.2"),
        (1, "2"),
    ]
    assert (fourth.parent, fourth.root_id) == (third, first.pk)


def test_reply_under_another_post_is_rejected():
    one = make.comment(make.post())
    with pytest.raises(IntegrityError, match="same post"), transaction.atomic():
        make.comment(make.post(), under=one)


@pytest.mark.parametrize("state", [s for s in State if s != State.APPROVED])
def test_hidden_parent_of_approved_reply_stays_in_discussion(state):
    post = make.post()
    first = make.comment(post, "first")
    reply = make.comment(post, "reply", under=first)
    make.comment(post, "waiting", under=first, state=State.WAITING)
    Comment.objects.filter(pk=first.pk).update(state=state)
    assert get_levels_and_texts(post) == [(1, "first"), (2, "reply")]
    Comment.objects.filter(pk=reply.pk).update(state=state)
    assert get_levels_and_texts(post) == []
    reply.refresh_from_db()
    Comment.objects.filter(pk=reply.pk).update(state=State.APPROVED)
    reply.delete()
    assert get_levels_and_texts(post) == []


def test_comment_counter_counts_approved_comments_of_a_post():
    post, other = make.post(), make.post()
    comment = make.comment(post)
    make.comment(other)
    for state in State:
        make.comment(post, state=state)
    assert (count_comments(post), count_comments(other)) == (2, 1)
    Comment.objects.filter(post=post).update(state=State.SPAM)
    assert (count_comments(post), count_comments(other)) == (0, 1)
    Comment.objects.filter(pk=comment.pk).update(state=State.APPROVED)
    other.comments.all().delete()
    assert (count_comments(post), count_comments(other)) == (1, 0)
    rebuild_counters()
    assert (count_comments(post), count_comments(other)) == (1, 0)


def test_duplicate_submission_is_rejected_by_the_database():
    post, submission = make.post(), uuid.uuid4()
    make.comment(post, submission=submission)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.comment(post, submission=submission)


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 10_001}, {"state": "x"}, {"website": "javascript:x"}]
)
def test_invalid_comment_is_rejected_by_the_database(fields):
    post = make.post()
    fields = {"post": post, "text": "Words."} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.bulk_create([Comment(**fields)])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\nTwo.\n\nThree.", '<p dir="auto">One.<br>Two.</p><p dir="auto">Three.</p>'),
        (
            "> He said\n> so.\n\nNo, he did not.",
            '<blockquote><p dir="auto">He said<br>so.</p></blockquote>'
            '<p dir="auto">No, he did not.</p>',
        ),
        (
            "See https://example.org/a?b=1&c=2.",
            '<p dir="auto">See <a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc">'
            "https://example.org/a?b=1&amp;c=2</a>.</p>",
        ),
        ("<b>1 < 2 & 3</b>", '<p dir="auto">&lt;b&gt;1 &lt; 2 &amp; 3&lt;/b&gt;</p>'),
        ("ana@example.org", '<p dir="auto">ana@example.org</p>'),
        (
            "www.example.org",
            '<p dir="auto"><a href="https://www.example.org" rel="nofollow ugc">'
            "www.example.org</a></p>",
        ),
        ("javascript:alert(1)", '<p dir="auto">javascript:alert(1)</p>'),
        (
            'https://example.org/"onx="',
            '<p dir="auto"><a href="https://example.org/" rel="nofollow ugc">https://example.org/'
            '</a>"onx="</p>',
        ),
        (">", ""),
        ("a\0b\x1b", '<p dir="auto">ab</p>'),
        ("\r\n\r\nA\r\n\r\nB\r\n", '<p dir="auto">A</p><p dir="auto">B</p>'),
    ],
)
def test_comment_text_is_rendered_as_paragraphs_links_and_quotations(text, html):
    comment = Comment.objects.bulk_create(
        [Comment(post=make.post(), text=markup.clean_text(text))]
    )[0]
    comment.refresh_from_db()
    assert comment.html == html
