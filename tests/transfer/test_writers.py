"""Several threads that write one import: nothing is lost, doubled or left waiting."""

from itertools import count
from threading import Barrier, current_thread

import pytest
from django.db import transaction
from django.utils.translation import get_language, override

from blog.comments.models import Comment
from blog.models import Post
from tests.support.concurrency import run_concurrently, while_uncommitted
from tests.support.patience import PATIENCE
from tests.transfer.memory_reader import MARCH, SITE, MemoryReader, post, start
from transfer import control, importing
from transfer.accounts import get_importer
from transfer.items import ExportedComment
from transfer.models import Import, ImportedItem
from transfer.stages import comments, write
from transfer.stages.read import Stopped
from transfer.stages.writers import claim, write_together

pytestmark = pytest.mark.django_db(transaction=True)
POSTS = 2 * write.POST_BATCH_SIZE + 5


@pytest.fixture(autouse=True)
def two_writers(settings):
    settings.IMPORT_WRITERS = 2


@pytest.fixture
def by():
    return get_importer()


@pytest.fixture
def reader():
    items = [SITE]
    for number in map(str, range(POSTS)):
        items.append(post(number, labels=("News",)))
        for letter, parent in (("a", ""), ("b", f"{number}a")):
            items.append(
                ExportedComment(
                    key=f"{number}{letter}",
                    post=number,
                    parent=parent,
                    name="Bo",
                    html=f"{number}{letter}",
                    created_at=MARCH,
                )
            )
    return MemoryReader(items)


@pytest.fixture
def run(reader):
    new = start(reader)
    importing.read(new, reader)
    Import.objects.update(stage=Import.Stage.WRITING)
    return new


def meet(monkeypatch, module, name):
    """Have the first two threads that call a function wait for one another."""
    barrier, met, function = Barrier(2, timeout=PATIENCE), set(), getattr(module, name)

    def wait_once(*arguments):
        if len(met) < 2 and current_thread() not in met:
            met.add(current_thread())
            barrier.wait()
        return function(*arguments)

    monkeypatch.setattr(module, name, wait_once)


def get_keys(kind: str) -> list[int]:
    return list(ImportedItem.objects.filter(kind=kind).values_list("pk", flat=True))


def test_two_writers_write_each_item_once(run, reader, by, monkeypatch):
    monkeypatch.setattr(comments, "BATCH_SIZE", 11)  # Replies are in other batches than parents.
    meet(monkeypatch, write, "_write_posts")
    meet(monkeypatch, comments, "_write_batch")
    report = importing.write(run, reader, by)
    assert (report.posts, report.comments, report.refused) == (POSTS, 2 * POSTS, [])
    assert Post.objects.values("slug").distinct().count() == Post.objects.count() == POSTS
    assert Comment.objects.exclude(parent=None).count() == POSTS
    assert Comment.objects.count() == 2 * POSTS
    assert Import.objects.get().stage == Import.Stage.DONE


def test_post_of_two_writers_that_fails_is_the_only_one_refused(run, reader, by, monkeypatch):
    ImportedItem.objects.filter(kind="post", key="7").update(slug="x" * 200)
    meet(monkeypatch, write, "_write_posts")
    report = importing.write(run, reader, by)
    assert [refused["item"] for refused in report.refused if "post" in refused["item"]] == [
        "post Post 7"
    ]
    assert report.posts == POSTS - 1


def test_pause_during_two_batches_stops_both_writers(run, reader, by, monkeypatch):
    def pause():
        if Post.objects.exists():  # Their author is written before.
            importing.pause(run)

    meet(monkeypatch, write, "_write_posts")
    with pytest.raises(Stopped):
        importing.write(run, reader, by, pause)
    stored = Import.objects.get()
    assert (stored.stage, stored.paused_stage) == ("paused", "writing")
    assert 0 < Post.objects.count() < POSTS
    assert importing.write(stored, reader, by).posts == POSTS


def test_item_that_another_transaction_writes_is_not_claimed(run):
    keys = get_keys("post")
    written = ImportedItem.objects.filter(pk=keys[0])

    def claim_all() -> set[int]:
        with transaction.atomic():
            return claim(run, keys)

    claimed = while_uncommitted(lambda: written.update(state="written"), claim_all)
    assert claimed == set(keys[1:])


def test_pause_does_not_wait_for_a_batch(run):
    with transaction.atomic():
        claim(run, get_keys("post"))
        run_concurrently(lambda: importing.pause(run))
    assert Import.objects.get().stage == Import.Stage.PAUSED


def test_cancel_waits_for_a_batch_and_is_refused(run):
    keys = get_keys("post")

    def write_and_pause() -> None:
        claim(run, keys)
        run_concurrently(lambda: importing.pause(run))
        ImportedItem.objects.filter(pk=keys[0]).update(state="written", written_by=run)

    def cancel() -> str:
        try:
            control.cancel_import(run=run)
        except control.WrongStage as error:
            return str(error)
        return ""

    assert "Something was written already" in while_uncommitted(write_and_pause, cancel)


def test_batches_of_one_discussion_wait_for_one_another(run, reader, by):
    ImportedItem.objects.filter(kind="comment").exclude(key__in=("0a", "0b", "1a", "1b")).delete()
    replies = ImportedItem.objects.filter(kind="comment", key__endswith="b")
    replies.update(last_import=Import.objects.create(path="/later", origin=run.origin))
    importing.write(run, reader, by)
    parents = Comment.objects.order_by("pk")
    replies.update(last_import=run)
    Import.objects.update(stage=Import.Stage.WRITING)
    posts = {parent.post_id for parent in parents}

    def update_in_other_order() -> None:
        comments._lock_discussions(posts)
        for parent in parents.reverse():
            Comment.objects.filter(pk=parent.pk).update(shown_below=0)

    while_uncommitted(update_in_other_order, lambda: comments.write_comments(run, lambda: None))
    assert Comment.objects.exclude(parent=None).count() == 2


def test_error_of_one_writer_ends_the_others():
    barrier = Barrier(2, timeout=PATIENCE)
    main = current_thread()

    def work(numbers) -> None:
        barrier.wait()
        for _number in numbers:
            if current_thread() is not main:
                raise ValueError("of the other thread")

    with pytest.raises(ValueError, match="of the other thread"):
        write_together(count(), work)


def test_writers_have_the_language_of_their_caller():
    barrier = Barrier(2, timeout=PATIENCE)
    languages = []

    def work(_numbers) -> None:
        barrier.wait()
        languages.append(get_language())

    with override("de"):
        write_together([], work)
    assert languages == ["de", "de"]


def test_within_a_transaction_one_thread_writes():
    threads = []
    with transaction.atomic():
        write_together([], lambda _items: threads.append(current_thread()))
    assert threads == [current_thread()]
