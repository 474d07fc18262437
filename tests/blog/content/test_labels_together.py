"""Concurrent merges and saves of labels."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from blog.content import labels as content_labels
from blog.models import Label, Post
from tests.support import factories as make
from tests.support.concurrency import (
    TIMEOUT_SECONDS,
    run_concurrently,
    wait_until_connection_blocks_another,
    while_uncommitted,
)
from tests.support.desk import change, fields, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def labels() -> list[Label]:
    return [Label.objects.create(name=name, slug=name.lower()) for name in ("Harbours", "Ports")]


@pytest.mark.parametrize("changed", [{"name": "Havens", "slug": "havens"}, {"description": "New"}])
def test_label_saved_during_a_merge_is_not_recreated(changed, labels):
    editor, (harbours, ports) = make.user("Editor"), labels
    client, address = signed_in(editor), f"/admin/blog/label/{harbours.pk}/change/"
    sent = fields(client, address) | changed
    answer = while_uncommitted(
        lambda: content_labels.merge_labels(labels=labels, into=ports, by=editor),
        lambda: client.post(address, sent, follow=True),
    )
    assert "Perhaps it was deleted?" in answer.text
    assert Label.objects.get() == ports


def get_label_names(post: Post) -> list[str]:
    return sorted(post.labels.values_list("name", flat=True))


@pytest.mark.parametrize("is_saved_first", [True, False])
@pytest.mark.parametrize(
    ("known", "typed", "left"),
    [
        ([], "Harbours, New", ["New", "Ports"]),
        (["Ports"], "Harbours", ["Ports"]),
        (["Ports"], "Harbours, Ports", ["Ports"]),
        (["Harbours"], "New", ["New"]),
    ],
)
def test_post_saved_during_a_merge_has_the_merged_label(is_saved_first, known, typed, left, labels):
    editor, post = make.user("Editor"), make.draft(labels=known)
    client, answers = signed_in(editor), []
    sent = fields(client, change(post)) | {"labels": typed}
    works = [
        lambda: answers.append(client.post(change(post), sent)),
        lambda: content_labels.merge_labels(labels=labels, into=labels[1], by=editor),
    ]
    while_uncommitted(*(works if is_saved_first else reversed(works)))
    assert answers[0].status_code == 302
    assert get_label_names(post) == left
    assert not Label.objects.filter(name="Harbours").exists()


def test_concurrent_save_and_merge_do_not_deadlock(labels):
    editor, post = make.user("Editor"), make.draft(labels=["Harbours"])
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Post.all_objects.select_for_update(no_key=True).get()
            merging = pool.submit(
                run_concurrently,
                lambda: content_labels.merge_labels(labels=labels, into=labels[1], by=editor),
            )
            wait_until_connection_blocks_another()
            post.labels.set(["Ports", "New"])
        merging.result(TIMEOUT_SECONDS)
    assert get_label_names(post) == ["New", "Ports"]
