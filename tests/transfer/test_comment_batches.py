"""Comments of an import are written in batches, with the same result as one by one."""

import pytest

from blog.comments.imported import FormerComment, import_comments
from blog.comments.models import MAX_COMMENT_LENGTH, Comment
from tests.support import factories
from tests.transfer.memory_reader import MARCH, SITE, MemoryReader, post, run_import, start
from transfer import importing
from transfer.items import CommentState, ExportedComment
from transfer.models import Import
from transfer.stages import comments

pytestmark = pytest.mark.django_db


def comment(key: str, parent: str = "", **values: object) -> ExportedComment:
    defaults = {"post": "1", "name": "Bo", "html": key, "created_at": MARCH}
    return ExportedComment(key=key, parent=parent, **{**defaults, **values})


def load_parents() -> dict[str, str]:
    rows = Comment.objects.order_by("pk").values_list("text", "parent__text")
    return {text: parent or "" for text, parent in rows}


# The keys of comments with those of their parents, in the order of the export.
THREADS = [
    {"a": "", "b": "a", "c": "b", "d": "c", "e": "a"},
    {"e": "d", "d": "c", "c": "b", "b": "a", "a": ""},
    {"a": "b", "b": "", "c": "a", "d": "e", "e": "b"},
]


@pytest.mark.parametrize("size", [1, 2, 3, 200])
@pytest.mark.parametrize("thread", THREADS)
def test_replies_have_their_parents_whatever_the_batch(thread, size, monkeypatch):
    monkeypatch.setattr(comments, "BATCH_SIZE", size)
    report = run_import(post(), *(comment(key, parent) for key, parent in thread.items()))
    assert report.comments == 5
    assert load_parents() == thread


@pytest.mark.parametrize("size", [1, 200])
def test_replies_of_batch_are_counted_above_them(size, monkeypatch):
    monkeypatch.setattr(comments, "BATCH_SIZE", size)
    thread = {"a": "", "b": "a", "c": "b", "d": "c", "e": "a", "f": ""}
    unseen = comment("g", "a", state=CommentState.SPAM)
    run_import(post(), *(comment(key, parent) for key, parent in thread.items()), unseen)
    counts = dict(Comment.objects.values_list("text", "shown_below"))
    assert counts == {"a": 4, "b": 2, "c": 1, "d": 0, "e": 0, "f": 0, "g": 0}


def test_comment_that_fails_costs_only_itself():
    report = run_import(
        post(),
        comment("a"),
        comment("b", parent="a", post="gone"),
        comment("c", parent="b"),
        comment("d", state="unheard-of"),
        comment("e", parent="a"),
    )
    assert len(report.refused) == 2
    assert load_parents() == {"a": "", "c": "", "e": "a"}


def test_reply_to_comment_of_another_post_begins_a_thread():
    run_import(post(), post("2"), comment("a"), comment("b", parent="a", post="2"))
    assert load_parents() == {"a": "", "b": ""}


@pytest.mark.parametrize("count", [2, 20])
def test_batch_takes_the_same_queries_for_any_number(count, django_assert_num_queries):
    run_import(post())
    reader = MemoryReader([SITE, post(), *(comment(str(number)) for number in range(count))])
    run = start(reader)
    importing.read(run, reader)
    run.stage = Import.Stage.WRITING
    run.save()
    with django_assert_num_queries(13):  # Two savepoints are four of them.
        comments.write_comments(run, lambda: None)
    assert Comment.objects.count() == count


def test_long_text_goes_on_in_replies():
    discussed = factories.post("<p>Text.</p>")
    texts = ["x" * (MAX_COMMENT_LENGTH * 2 + 5), "Short."]
    former = [
        FormerComment(discussed.pk, text, "Bo", MARCH, Comment.State.APPROVED) for text in texts
    ]
    reply = FormerComment(
        discussed.pk, "Reply.", "Al", MARCH, Comment.State.APPROVED, parent_index=1
    )
    first, second, third = import_comments([*former, reply])
    rows = Comment.objects.order_by("pk")
    assert [len(row.text) for row in rows] == [MAX_COMMENT_LENGTH, MAX_COMMENT_LENGTH, 5, 6, 6]
    assert [row.parent_id for row in rows[:3]] == [None, first.pk, rows[1].pk]
    assert third.parent_id == second.pk
