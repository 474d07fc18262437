"""Re-rendering of posts by `manage.py render` and after corrections."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog.content import document, rendering
from blog.editing.photos import change_photo
from blog.management.commands import render
from blog.models import Photo, Post, Source
from tests.support import factories as make
from tests.support.desk import send, signed_in
from tests.support.page_changes import count_changes

pytestmark = pytest.mark.django_db


def run_command(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("render", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_render_command_fills_missing_columns(monkeypatch):
    monkeypatch.setattr(render.Command, "batch_size", 2)
    posts = [make.post(make.quotation("A.")), make.draft("<p>B.</p>"), make.scheduled("<p>C.</p>")]
    expected = list(Post.objects.order_by("pk").values("html", "excerpt", "linked_data"))
    changed = Post.objects.values_list("updated_at").order_by("pk")
    before = list(changed)
    Post.objects.update(html="", excerpt="", linked_data={})
    last = [post.pk for post in posts]
    assert run_command() == [
        f"Rendered 2 posts, the last of them number {last[1]}.",
        f"Rendered 3 posts, the last of them number {last[2]}.",
    ]
    assert list(Post.objects.order_by("pk").values("html", "excerpt", "linked_data")) == expected
    assert list(changed) == before


def test_interrupted_render_command_continues():
    first, second = make.post("<p>A.</p>"), make.post("<p>B.</p>")
    Post.objects.update(html="")
    run_command("--after", str(first.pk))
    assert list(Post.objects.order_by("pk").values_list("html", flat=True)) == ["", second.html]
    assert run_command("--after", str(second.pk)) == ["There was no post to render."]


@pytest.mark.slow
def test_correction_rerenders_newest_posts_at_once_and_all_later(
    monkeypatch, django_capture_on_commit_callbacks
):
    """Users do not wait for all of them: a news agency is quoted in thousands of posts."""
    monkeypatch.setattr(rendering, "MAX_IN_REQUEST", 2)
    monkeypatch.setattr(rendering, "TASK_BATCH_SIZE", 2)
    posts = [make.post(make.quotation("“Yes.”", source_name="Agency")) for _number in range(5)]
    others = make.post(make.quotation("“No.”", source_name="Ministry"))
    source = Source.objects.get(name="Agency")
    editor = signed_in(make.user("Editor"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(editor, f"/admin/blog/source/{source.pk}/change/", name="Agency of Tides")
    assert answer.status_code == 302

    def list_corrected() -> list[bool]:
        return ["Agency of Tides" in post.html for post in Post.objects.order_by("pk")]

    assert list_corrected() == [False, False, False, True, True, False]
    tasks = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert tasks == [[posts[2].pk, posts[1].pk], [posts[0].pk]]
    posts[0].delete()  # Deleted posts are skipped.
    for keys in tasks:
        rendering.rerender.call(keys)
    others.refresh_from_db()
    assert (list_corrected(), "Ministry" in others.html) == ([True] * 4 + [False], True)


def test_failed_rendering_is_retried_and_others_continue(monkeypatch, caplog):
    first, second = make.post("<p>A.</p>"), make.post("<p>B.</p>")
    Post.objects.update(html="")
    store = rendering.store

    def fail_for_first(post: Post, **options: bool) -> object:
        if post.pk == first.pk:
            raise OperationalError("deadlock detected")
        return store(post, **options)

    monkeypatch.setattr(rendering, "store", fail_for_first)
    rendering.rerender.call([first.pk, second.pk])
    assert list(Post.objects.order_by("pk").values_list("html", flat=True)) == ["", second.html]
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs["args"] == [[first.pk], 2]
    assert task.run_after > timezone.now()
    rendering.rerender.call([first.pk], 3)  # The last attempt.
    assert DBTaskResult.objects.count() == 1
    assert f"Posts [{first.pk}] keep their old HTML" in caplog.text


def test_post_that_raises_an_error_leaves_none_of_the_others(monkeypatch, caplog):
    first, second = make.post("<p>A.</p>"), make.post("<p>B.</p>")
    Post.objects.update(html="")
    store = rendering.store

    def fail_for_first(post: Post, **options: bool) -> object:
        if post.pk == first.pk:
            raise ValueError("No such template")
        return store(post, **options)

    monkeypatch.setattr(rendering, "store", fail_for_first)
    with pytest.raises(ValueError, match="No such template"):  # The task has failed.
        rendering.rerender.call([first.pk, second.pk])
    assert list(Post.objects.order_by("pk").values_list("html", flat=True)) == ["", second.html]
    assert f"Post {first.pk} was not rendered" in caplog.text


def test_changed_focal_point_expires_pages_of_the_same_html(django_capture_on_commit_callbacks):
    """The picture for sharing depends on it: only the page's head has its URL."""
    author = make.user("Author")
    photo = make.photo(author)
    post = make.post(make.figure(photo), authors=(author,))
    before = count_changes()
    with django_capture_on_commit_callbacks(execute=True):
        change_photo(photo=photo, focus_x=10)
    assert Post.objects.get().html == post.html
    assert count_changes() > before


def test_older_posts_are_enqueued_before_the_newest_are_rendered(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(rendering, "MAX_IN_REQUEST", 1)
    older, _newest = make.post("<p>A.</p>"), make.post("<p>B.</p>")

    def fail(keys: list[int], *, is_newer: bool) -> None:
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(rendering, "rerender_each", fail)
    with django_capture_on_commit_callbacks(execute=True):
        # The error is logged, not raised.
        rendering.rerender_posts(Post.all_objects.all())
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs["args"] == [[older.pk]]


@pytest.mark.parametrize(("is_newer", "name"), [(False, "rerender"), (True, "rerender_as_newer")])
def test_very_many_posts_are_enqueued_by_one_task(is_newer, name, monkeypatch):
    monkeypatch.setattr(rendering, "TASK_BATCH_SIZE", 2)
    monkeypatch.setattr(rendering, "MAX_TASKS_IN_REQUEST", 1)
    rendering.enqueue([3, 2, 1], is_newer=is_newer)
    (task,) = DBTaskResult.objects.all()
    assert task.task_path.endswith("enqueue_batches")
    rendering.enqueue_batches.call(*task.args_kwargs["args"])
    tasks = DBTaskResult.objects.exclude(pk=task.pk).order_by("enqueued_at")
    assert [(row.task_path.rpartition(".")[2], row.args_kwargs["args"]) for row in tasks] == [
        (name, [[3, 2]]),
        (name, [[1]]),
    ]


@pytest.mark.parametrize("what", ["photo", "source"])
def test_correction_during_a_save_is_rendered(django_capture_on_commit_callbacks, what):
    """The correction does not see the uncommitted blocks."""
    author = make.user("Author")
    photo = make.photo(author, credit="Agency/Before")
    post = make.draft(authors=(author,))
    html = make.figure(photo) + make.quotation("“Yes.”", source_name="Ministry")
    with django_capture_on_commit_callbacks() as commit:
        document.save(post, document.parse(html), author)
    if what == "photo":
        Photo.objects.update(credit="Agency/After")
    else:
        Source.objects.update(slug="after")
    post.refresh_from_db()
    assert "after" not in post.html.lower()
    for look in commit:
        look()
    post.refresh_from_db()
    assert "after" in post.html.lower()


def test_save_without_concurrent_correction_renders_once(
    monkeypatch, django_capture_on_commit_callbacks, django_assert_num_queries
):
    author = make.user("Author")
    post = make.draft(authors=(author,))
    html = make.figure(make.photo(author)) + make.quotation("“Yes.”", source_name="Ministry") * 9
    with django_capture_on_commit_callbacks() as commit:
        document.save(post, document.parse(html), author)
    with django_assert_num_queries(2):
        commit[-1]()
