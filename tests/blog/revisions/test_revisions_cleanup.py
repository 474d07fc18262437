"""Blocks that no revision has any more go; what any has, or is about to have, stays."""

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


def recorded(html: str) -> Post:
    post = make.draft(html)
    revisions.record(post, None)
    return post


def kept() -> list[str]:
    return sorted(RevisionBlock.objects.values_list("html", flat=True))


@pytest.mark.slow
@pytest.mark.django_db
def test_words_of_a_post_that_was_deleted_for_good_go_and_those_of_others_stay():
    gone = recorded("<p>Hers alone.</p>" + make.quotation("“Of both.”"))
    document.save(gone, document.parse("<p>Hers later.</p>"), gone.byline[0])
    revisions.record(gone, None)
    there = recorded("<p>Of both, too.</p>")
    revisions.record_aside(there, there.byline[0], {}, "<p>Not merged.</p>", "")
    recorded("<p>Of both, too.</p><p>Another.</p>")
    delete_unused_blocks.call()
    before = kept()
    assert "<p>Hers later.</p>" in before
    gone.delete()
    delete_unused_blocks.call()
    assert kept() == sorted(
        ["<p>Not merged.</p>", "<p>Of both, too.</p>", "<p>Of both, too.</p><p>Another.</p>"]
    )
    assert len(before) == 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_save_that_takes_up_an_old_block_at_that_moment_keeps_it():
    """The block is nobody's until the save commits: the task waits for it, or leaves it."""
    recorded("<p>Once more.</p>").delete()
    again = make.draft("<p>Once more.</p>")
    done = threading.Thread(target=_forget)
    with transaction.atomic():
        revisions.record(again, None)
        done.start()
        _wait_until_it_waits()
    done.join()
    (latest,) = again.revisions.all()
    assert revisions.load_blocks(latest) == ["<p>Once more.</p>"]


def _forget() -> None:
    try:
        delete_unused_blocks.call()
    finally:
        connection.close()


def _wait_until_it_waits() -> None:
    """Another connection looks on; the task gives up by itself after two seconds."""
    settings = connection.get_connection_params()
    other = psycopg2.connect(
        **{key: settings[key] for key in ("dbname", "user", "host", "port") if key in settings}
    )
    other.autocommit = True
    waiting = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND relation = 'blog_revisionblock'::regclass"
    )
    with other.cursor() as cursor:
        for _ in range(10_000):
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                break
    other.close()
