"""Workers render the posts that an earlier version has stored."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import revisions
from blog.content import html_update, rendering
from blog.models import Post, RenderingTask
from blog.revisions.models import Revision
from page_cache import delayed_expiry
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.page_changes import count_changes

pytestmark = pytest.mark.django_db
OLD = "<p>As an earlier version rendered it.</p>"
PATH = "blog.content.html_update.render_batch"
LIST = "/admin/django_tasks_database/dbtaskresult/"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(html_update, "BATCH_SIZE", 2)


def shift(**spans: timedelta) -> None:
    """Make times of the row earlier."""
    RenderingTask.objects.update(**{name: F(name) - span for name, span in spans.items()})


def resume() -> None:
    """Check in after the next batch counts as lost."""
    shift(moved_at=timedelta(minutes=2))
    html_update.check_in()


def list_batches() -> list[list[int]]:
    tasks = DBTaskResult.objects.filter(task_path=PATH).order_by("enqueued_at")
    return [row.args_kwargs["args"] for row in tasks]


def run_batch() -> None:
    """Run the batch that waits, as a worker does."""
    [arguments] = list_batches()
    DBTaskResult.objects.filter(task_path=PATH).delete()
    html_update.render_batch.call(*arguments)


def run_all() -> None:
    resume()
    while list_batches():
        run_batch()


def list_html() -> list[str]:
    return list(Post.all_objects.order_by("pk").values_list("html", flat=True))


@pytest.fixture
def posts() -> list[Post]:
    """Published, a draft, in the trash, and a page, as an earlier version has rendered them."""
    stored = [make.post("<p>A.</p>"), make.draft("<p>B.</p>"), make.post("<p>C.</p>")]
    stored += [make.scheduled("<p>D.</p>"), make.page("<p>E.</p>")]
    stored[2].set_trashed()
    revisions.record(stored[0], stored[0].byline[0])
    Post.all_objects.update(html=OLD, updated_at=timezone.now() - timedelta(days=9))
    return stored


def test_posts_of_an_earlier_version_are_rendered_from_newest(posts):
    dates = list(Post.all_objects.order_by("pk").values_list("updated_at", flat=True))
    count = Revision.objects.count()
    html_update.check_in()
    assert list_batches() == []  # Others complete what they began to render.
    resume()
    run_batch()
    assert [html == OLD for html in list_html()] == [True, True, True, False, False]
    run_batch()
    run_batch()
    assert list_html() == [f"<p>{letter}.</p>\n" for letter in "ABCDE"]
    assert list(Post.all_objects.order_by("pk").values_list("updated_at", flat=True)) == dates
    assert Revision.objects.count() == count
    row = RenderingTask.objects.get()
    assert (row.version, row.cursor, row.done_count) == (rendering.HTML_VERSION, 0, 5)


def test_check_takes_one_query_if_nothing_is_left(django_assert_num_queries):
    make.post()
    html_update.check_in()
    run_all()
    RenderingTask.objects.update(finished_at=timezone.now())
    with django_assert_num_queries(1):
        html_update.check_in()
    assert list_batches() == []


def test_site_without_posts_has_nothing_to_render():
    html_update.check_in()
    assert RenderingTask.objects.get().finished_at
    make.post()
    resume()
    assert list_batches() == []


def test_killed_batch_is_rendered_again_by_another_worker(posts):
    html_update.check_in()
    resume()
    [(version, cursor)] = list_batches()
    DBTaskResult.objects.update(status="RUNNING")  # Its worker was killed.
    rendering.rerender_each([posts[-1].pk])
    resume()
    assert list_batches() == [[version, cursor]] * 2
    DBTaskResult.objects.filter(status="RUNNING").delete()
    while list_batches():
        run_batch()
    assert OLD not in list_html()


def test_two_workers_with_one_batch_enqueue_one_more(posts):
    html_update.check_in()
    resume()
    arguments = list_batches()[0]
    run_batch()
    following = list_batches()
    html_update.render_batch.call(*arguments)
    assert list_batches() == following


def test_waiting_batch_is_not_enqueued_twice(posts):
    html_update.check_in()
    resume()
    resume()
    assert len(list_batches()) == 1


def test_unchanged_posts_leave_cached_pages(posts):
    html_update.check_in()
    for post in posts:
        rendering.rerender_each([post.pk])
    before = count_changes()
    run_all()
    assert count_changes() == before


def test_changed_posts_share_one_later_expiry(posts, monkeypatch):
    monkeypatch.setattr(delayed_expiry, "SHARED_INTERVAL", 10**10)  # It could end during the test.
    html_update.check_in()
    before = count_changes()
    run_all()
    assert count_changes() == before + 1


def test_older_version_neither_sets_back_nor_renders(posts, monkeypatch):
    html_update.check_in()
    run_all()
    stored = list_html()
    row = RenderingTask.objects.values().get()
    monkeypatch.setattr(rendering, "HTML_VERSION", rendering.HTML_VERSION - 1)
    monkeypatch.setattr(rendering, "fill", pytest.fail)
    html_update.check_in()
    html_update.render_batch.call(row["version"], row["cursor"])
    keys = [post.pk for post in posts]
    rendering.rerender.call(keys)
    assert list_html() == stored
    assert RenderingTask.objects.values().get() == row
    task = DBTaskResult.objects.get(task_path="blog.content.rendering.rerender")
    assert task.args_kwargs["args"] == [keys, 1]
    assert task.run_after > timezone.now()
    with pytest.raises(CommandError, match="newer version"):
        call_command("render")


def test_older_version_renders_again_after_roll_back(posts, monkeypatch):
    html_update.check_in()
    run_all()
    newer = rendering.HTML_VERSION
    monkeypatch.setattr(rendering, "HTML_VERSION", newer - 1)
    Post.all_objects.update(html=OLD)
    shift(seen_at=timedelta(minutes=6))
    html_update.check_in()
    run_all()
    assert OLD not in list_html()
    assert RenderingTask.objects.get().version == newer - 1
    monkeypatch.setattr(rendering, "HTML_VERSION", newer)  # And upgraded once more.
    html_update.check_in()
    assert (row := RenderingTask.objects.get()).version == newer
    assert row.cursor


def test_worker_says_each_minute_that_it_is_there():
    make.post()
    html_update.check_in()
    shift(seen_at=timedelta(minutes=2))
    html_update.check_in()
    assert RenderingTask.objects.get().seen_at > timezone.now() - timedelta(minutes=1)


def test_posts_that_the_former_version_saved_meanwhile_are_rendered(posts):
    html_update.check_in()
    run_all()
    new = make.post("<p>F.</p>")
    Post.all_objects.filter(pk=new.pk).update(updated_at=timezone.now() - timedelta(days=99))
    Post.all_objects.filter(pk=posts[0].pk).update(updated_at=timezone.now())
    resume()
    assert list_batches() == []  # It may go on for an hour.
    shift(begun_at=timedelta(hours=2))
    run_all()
    task = DBTaskResult.objects.get(task_path="blog.content.rendering.rerender")
    assert task.args_kwargs["args"] == [[new.pk, posts[0].pk]]
    assert RenderingTask.objects.get().finished_at


def test_posts_saved_meanwhile_do_not_wait_for_the_last_batch(posts):
    html_update.check_in()
    new = make.post("<p>F.</p>")
    shift(begun_at=timedelta(hours=2))
    html_update.check_in()
    html_update.check_in()
    task = DBTaskResult.objects.get()
    assert task.task_path == "blog.content.rendering.rerender"
    assert task.args_kwargs["args"] == [[new.pk]]
    run_all()
    assert OLD not in list_html()


def test_post_that_fails_is_logged_and_others_are_rendered(posts, monkeypatch, caplog, client):
    store = rendering.store

    def fail(post: Post, **options: Any) -> object:
        if post.pk == posts[1].pk:
            raise ValueError("No such template")
        if post.pk == posts[3].pk:
            raise OperationalError("deadlock detected")
        return store(post, **options)

    monkeypatch.setattr(rendering, "store", fail)
    html_update.check_in()
    run_all()
    assert [html == OLD for html in list_html()] == [False, True, False, True, False]
    assert f"Post {posts[1].pk} was not rendered: No such template" in caplog.text
    task = DBTaskResult.objects.get(task_path="blog.content.rendering.rerender")
    assert task.args_kwargs["args"] == [[posts[3].pk], 2]
    # The other one is tried again.
    assert RenderingTask.objects.get().failed == [posts[1].pk]
    page = signed_in(make.user("superuser")).get(LIST).content.decode()
    assert f"could not be rendered, as the log says: {posts[1].pk}." in page
    with pytest.raises(CommandError, match=f"{posts[1].pk}, {posts[3].pk}"):
        call_command("render", stdout=StringIO())
    monkeypatch.setattr(rendering, "store", store)
    call_command("render", stdout=StringIO())
    assert (OLD in list_html(), RenderingTask.objects.get().failed) == (False, [])


@pytest.mark.parametrize("is_saved", [True, False], ids=["saved", "deleted"])
def test_failed_post_that_is_saved_or_deleted_is_not_listed(posts, monkeypatch, is_saved):
    html_update.check_in()
    monkeypatch.setattr(rendering, "fill", lambda *_arguments: 1 / 0)
    run_all()
    assert f"{posts[4].pk}, {posts[3].pk}" in html_update.describe_progress()
    monkeypatch.undo()
    if is_saved:
        posts[4].save()
    else:
        posts[4].delete()
    assert f"log says: {posts[3].pk}," in html_update.describe_progress()


def test_database_that_is_away_leaves_the_batch_for_later(posts, monkeypatch):
    html_update.check_in()
    resume()
    cursor = RenderingTask.objects.get().cursor

    def fail(*_arguments: object, **_options: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(rendering, "rerender_each", fail)
    monkeypatch.setattr(html_update.connection, "is_usable", lambda: False)
    with pytest.raises(OperationalError):
        run_batch()
    assert RenderingTask.objects.get().cursor == cursor


def test_progress_is_shown_in_the_desk_and_by_the_command(posts):
    def read_status() -> str:
        call_command("render", "--status", stdout=(out := StringIO()))
        return out.getvalue().strip()

    assert read_status() == "No post waits to be rendered after an upgrade."
    html_update.check_in()
    resume()
    run_batch()
    message = "2 of 5 posts have been rendered again after the upgrade."
    assert read_status() == message
    client = signed_in(make.user("superuser"))
    assert message in client.get(LIST).content.decode()
    while list_batches():
        run_batch()
    assert "rendered again" not in client.get(LIST).content.decode()
