"""Counters stay correct under concurrent writes, and no transaction waits for a counter."""

import threading

import pytest
from django.db import connection, transaction

from blog.models import Label, LabelCounter, MonthCounter, Post, PostLabel
from tests.blog.models.test_counters import COUNTERS, counted, stored
from tests.support import factories as make
from tests.support.concurrency import TIMEOUT_SECONDS, run_concurrently, while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def labels() -> list[Label]:
    return [Label.objects.create(name=name, slug=name) for name in "ab"]


@pytest.mark.slow
def test_labels_added_in_opposite_order_do_not_deadlock(labels):
    posts, halfway = [make.post(), make.post()], threading.Barrier(2, timeout=TIMEOUT_SECONDS)

    def label(post: Post, order: list[Label]) -> None:
        with transaction.atomic():
            PostLabel.objects.create(content_object=post, tag=order[0])
            halfway.wait()
            PostLabel.objects.create(content_object=post, tag=order[1])

    run_concurrently(lambda: label(posts[0], labels), lambda: label(posts[1], labels[::-1]))
    assert stored() == counted()
    assert sorted(stored()["labels"].values()) == [2, 2]


@pytest.mark.slow
def test_counters_are_exact_after_concurrent_publishing(labels):
    posts = [make.post(labels=["a", "b"]) for _n in range(4)]

    def toggle(post: Post) -> None:
        for status in ["draft", "published"] * 6 + ["draft"] * (post == posts[0]):
            Post.objects.filter(pk=post.pk).update(status=status)
            post.labels.set(["b"] if status == "draft" else ["a", "b"])

    run_concurrently(*(lambda post=post: toggle(post) for post in posts))
    assert stored() == counted()
    assert sorted(stored()["labels"].values()) == [3, 3]


@pytest.mark.slow
def test_long_transaction_does_not_block_counters(labels):
    """Another adds its rows beside those that are being folded, and the next folds them all."""
    posts = [make.post(), make.post()]
    with transaction.atomic():
        PostLabel.objects.create(content_object=posts[0], tag=labels[0])
        run_concurrently(lambda: PostLabel.objects.create(content_object=posts[1], tag=labels[0]))
    assert stored() == counted()
    assert stored()["labels"] == {labels[0].pk: 2}
    PostLabel.objects.create(content_object=posts[0], tag=labels[1])
    PostLabel.objects.filter(tag=labels[0], content_object=posts[0]).delete()
    assert LabelCounter.objects.filter(label=labels[0]).values_list("count", flat=True).get() == 1


@pytest.mark.slow
def test_label_added_during_publishing_is_counted_once(labels):
    post = make.draft()

    def label() -> None:
        PostLabel.objects.create(content_object=post, tag=labels[0])

    def publish() -> None:
        Post.objects.filter(pk=post.pk).update(status="published", published_at=make.moment(2023))

    for first, second in ((publish, label), (label, publish)):
        Post.objects.update(status="draft")
        PostLabel.objects.all().delete()
        while_uncommitted(first, second)
        assert stored() == counted()
        assert stored()["labels"] == {labels[0].pk: 1}


@pytest.mark.slow
def test_truncated_tables_have_no_counters(labels):
    make.post(make.quotation("A.", source_name="S"), labels=["a"])
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE blog_postlabel")
        assert stored() == counted()
        assert (stored()["labels"], len(stored()["months"])) == ({}, 1)
        cursor.execute("TRUNCATE blog_post CASCADE")
    assert stored() == {name: {} for name in COUNTERS}
    assert MonthCounter.objects.count() == 0
