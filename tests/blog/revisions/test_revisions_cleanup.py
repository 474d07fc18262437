"""Deletion of revision blocks that no revision uses."""

import threading

import psycopg2
import pytest
from django.db import connection, transaction

from blog import revisions
from blog.content import document
from blog.models import Post
from blog.revisions.cleanup import delete_unused_blocks
from blog.revisions.models import RevisionBlock
from tests.support import factories as make


def create_recorded_post(html: str) -> Post:
    post = make.draft(html)
    revisions.record(post, None)
    return post


def list_blocks() -> list[str]:
    return sorted(RevisionBlock.objects.values_list("html", flat=True))


@pytest.mark.slow
@pytest.mark.django_db
def test_cleanup_deletes_only_blocks_of_deleted_posts():
    deleted_post = create_recorded_post("<p>Hers alone.</p>" + make.quotation("“Of both.”"))
    document.save(deleted_post, document.parse("<p>Hers later.</p>"), deleted_post.byline[0])
    revisions.record(deleted_post, None)
    remaining_post = create_recorded_post("<p>Of both, too.</p>")
    revisions.record_aside(remaining_post, remaining_post.byline[0], {}, "<p>Not merged.</p>")
    create_recorded_post("<p>Of both, too.</p><p>Another.</p>")
    delete_unused_blocks.call()
    before = list_blocks()
    assert "<p>Hers later.</p>" in before
    deleted_post.delete()
    delete_unused_blocks.call()
    assert list_blocks() == sorted(
        ["<p>Not merged.</p>", "<p>Of both, too.</p>", "<p>Of both, too.</p><p>Another.</p>"]
    )
    assert len(before) == 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_cleanup_keeps_block_reused_by_concurrent_save():
    """The save has not committed yet, so no revision uses the block: the task has to wait."""
    create_recorded_post("<p>Once more.</p>").delete()
    again = make.draft("<p>Once more.</p>")
    cleanup = threading.Thread(target=_run_cleanup)
    with transaction.atomic():
        revisions.record(again, None)
        cleanup.start()
        _wait_for_lock_request()
    cleanup.join()
    (latest,) = again.revisions.all()
    assert revisions.load_blocks(latest) == ["<p>Once more.</p>"]


def _run_cleanup() -> None:
    try:
        delete_unused_blocks.call()
    finally:
        connection.close()


def _wait_for_lock_request() -> None:
    """Wait until the task waits for its lock, which times out after two seconds."""
    settings = connection.get_connection_params()
    other = psycopg2.connect(
        **{key: settings[key] for key in ("dbname", "user", "host", "port") if key in settings}
    )
    other.autocommit = True
    query = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND relation = 'blog_revisionblock'::regclass"
    )
    with other.cursor() as cursor:
        for _ in range(10_000):
            cursor.execute(query)
            if cursor.fetchone()[0]:
                break
    other.close()
