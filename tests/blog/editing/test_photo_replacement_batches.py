"""Replacing a picture in many posts, in batches of the worker."""

from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog import revisions
from blog.content import document
from blog.editing import photo_replacement, photo_replacement_batches
from blog.editing.photo_places import PhotoChangeRefused
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.editing.photo_replacement_batches import is_running, run_batch
from blog.editing.photo_take_down import take_down_photo
from blog.models import Figure, Photo, PhotoChange, Post, Source
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BATCH, RENDER = (
    "blog.editing.photo_replacement_batches.run_batch",
    "blog.content.rendering.rerender_as_newer",
)


@dataclass
class Scene:
    old: Photo
    new: Photo
    posts: list[Post]
    source: Source
    editor: User
    author: User

    def replace(self) -> PhotoChange:
        return replace_photo_everywhere(photo=self.old, replacement=self.new, by=self.editor).change

    def count_old(self) -> int:
        return Figure.objects.filter(photo=self.old).count()


@pytest.fixture
def scene(author, editor, monkeypatch) -> Scene:
    """A photo in five posts, two of them drafts, and as a portrait; batches have two posts."""
    monkeypatch.setattr(photo_replacement, "MAX_IN_REQUEST", 2)
    monkeypatch.setattr(photo_replacement_batches, "BATCH_SIZE", 2)
    old = make.photo(author, caption="Cranes")
    new = make.photo(editor, caption="New cranes")
    html = f"<p>Text.</p>{make.figure(old, caption='Cranes')}"
    posts = [make.post(html, authors=(author,)) for _number in range(3)]
    posts += [make.draft(html, authors=(author,)) for _number in range(2)]
    for post in posts:
        revisions.record(post, author)
    source = Source.objects.create(name="Ana Ruiz", portrait=old, created_by=author)
    return Scene(old, new, posts, source, editor, author)


def run(path: str = BATCH) -> int:
    """Run the tasks that are ready, with those that they enqueue; return their number."""
    tasks = {BATCH: run_batch, RENDER: photo_replacement.rendering.rerender_as_newer}
    number = 0
    while (ready := DBTaskResult.objects.ready().filter(task_path=path)).exists():
        for row in list(ready):
            row.delete()
            tasks[path].call(*row.args_kwargs["args"])
            number += 1
    return number


def snapshot() -> list:
    names = ("pk", "html", "excerpt", "linked_data", "status")
    return [
        list(Post.all_objects.order_by("pk").values(*names)),
        *(list(m.objects.order_by("pk").values()) for m in (Figure, Source, Photo)),
    ]


def test_request_leaves_all_posts_to_batches(scene):
    change = scene.replace()
    assert is_running(change) and scene.count_old() == 5
    scene.source.refresh_from_db()
    assert scene.source.portrait == scene.new
    assert run() == 4  # The last one finds no posts.
    assert scene.count_old() == 0
    change.refresh_from_db()
    assert not is_running(change)
    assert len(change.before["figures"]) == 5
    assert set(Figure.objects.values_list("caption", flat=True)) == {"New cranes"}
    run(RENDER)
    assert all(scene.new.image.url in post.html for post in Post.all_objects.all())


def test_each_post_gets_a_revision_like_one_of_a_save(scene):
    scene.replace()
    run()
    for post in scene.posts:
        assert Revision.objects.filter(post=post).count() == 2
        post.refresh_from_db()
        assert revisions.record(post, scene.editor) is None
        assert document.load_document(post)


def test_public_posts_are_replaced_first(scene):
    change = scene.replace()
    run_batch.call(change.pk)
    replaced = Figure.objects.filter(photo=scene.new).order_by("post")
    assert list(replaced.values_list("post", flat=True)) == [p.pk for p in scene.posts[1:3]]


def test_undo_in_batches_restores_every_row(scene):
    before = snapshot()
    change = scene.replace()
    run()
    run(RENDER)
    undone = undo_replacement(change=change, by=scene.editor)
    assert is_running(undone.change) and scene.count_old() == 0
    assert run() == 4
    run(RENDER)
    assert snapshot() == before
    change.refresh_from_db()
    assert change.undone_at and not is_running(change)


def test_undo_in_batches_keeps_what_others_changed(scene):
    change = scene.replace()
    run()
    changed = Figure.objects.get(post=scene.posts[0])
    Figure.objects.filter(pk=changed.pk).update(caption="Cranes, of course")
    undo_replacement(change=change, by=scene.editor)
    run()
    change.refresh_from_db()
    assert change.before["kept"] == [scene.posts[0].pk]
    assert scene.count_old() == 4


def test_undo_with_nothing_left_is_refused_before_batches(scene):
    change = scene.replace()
    run()
    Figure.objects.update(photo=make.photo(scene.author))
    Source.objects.update(portrait=None)
    with pytest.raises(PhotoChangeRefused, match="Nothing is left"):
        undo_replacement(change=change, by=scene.editor)


@pytest.mark.parametrize("pair", [("old", "other"), ("new", "old"), ("other", "old")])
def test_second_replacement_waits_for_the_batches(pair, scene):
    scene.replace()
    photos = {"old": scene.old, "new": scene.new, "other": make.photo(scene.editor)}
    make.post(make.figure(photos[pair[0]]), authors=(scene.editor,))
    with pytest.raises(PhotoChangeRefused, match="still running"):
        replace_photo_everywhere(
            photo=photos[pair[0]], replacement=photos[pair[1]], by=scene.editor
        )


def test_undo_waits_for_the_batches(scene):
    change = scene.replace()
    run_batch.call(change.pk)
    with pytest.raises(PhotoChangeRefused, match="still running"):
        undo_replacement(change=change, by=scene.editor)


def test_post_that_gets_the_photo_meanwhile_is_replaced_too(scene):
    change = scene.replace()
    run_batch.call(change.pk)
    make.post(make.figure(scene.old), authors=(scene.author,))
    run()
    assert scene.count_old() == 0


@pytest.mark.parametrize("name", ["old", "new"])
def test_take_down_ends_the_batches_and_leaves_the_others(name, scene):
    change = scene.replace()
    run_batch.call(change.pk)
    take_down_photo(photo=getattr(scene, name), reason="No licence.", by=scene.editor)
    run()
    change.refresh_from_db()
    assert not is_running(change) and scene.count_old() == 3


def test_lost_permission_ends_the_batches(scene):
    change = scene.replace()
    User.objects.filter(pk=scene.editor.pk).update(is_active=False)
    run()
    change.refresh_from_db()
    assert not is_running(change) and scene.count_old() == 5


def test_failed_batch_is_tried_again_and_then_given_up(scene, monkeypatch):
    change = scene.replace()
    run_batch.call(change.pk)
    DBTaskResult.objects.all().delete()

    def fail(*_arguments):
        raise DatabaseError("deadlock detected")

    monkeypatch.setattr(photo_replacement_batches, "_run_next", fail)
    for attempt in range(1, 5):
        run_batch.call(change.pk, attempt)
    assert DBTaskResult.objects.filter(task_path=BATCH).count() == 3
    monkeypatch.undo()
    change.refresh_from_db()
    assert not is_running(change)
    monkeypatch.setattr(photo_replacement, "MAX_IN_REQUEST", 2)
    assert undo_replacement(change=change, by=scene.editor).post_count == 2
    assert scene.count_old() == 5


def test_change_lists_what_is_left_and_what_stays(scene, editor_client):
    change = scene.replace()
    run_batch.call(change.pk)
    text = editor_client.get("/admin/blog/photo/changes/").text
    assert "In the background: 3 posts are left" in text
    assert f"changes/{change.pk}/undo/" not in text
    run()
    Figure.objects.filter(post=scene.posts[0]).update(caption="Cranes, of course")
    done = editor_client.post(f"/admin/blog/photo/changes/{change.pk}/undo/", follow=True)
    assert "5 posts are being changed in the background." in done.text
    run()
    text = editor_client.get("/admin/blog/photo/changes/").text
    assert "1 post stays as it was" in text and "Undone" in text


def test_request_and_batch_cost_the_same_for_any_number_of_posts(scene):
    scene.editor.get_all_permissions()  # They are stored.
    with CaptureQueriesContext(connection) as few:
        change = scene.replace()
    with CaptureQueriesContext(connection) as batch:
        run_batch.call(change.pk)
    run()
    undo_replacement(change=change, by=scene.editor)
    run()
    for _number in range(10):
        revisions.record(
            make.draft(make.figure(scene.old, caption="Cranes"), authors=(scene.author,)),
            scene.author,
        )
    with CaptureQueriesContext(connection) as many:
        change = scene.replace()
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as other_batch:
        run_batch.call(change.pk)
    assert len(other_batch) == len(batch)


def test_batch_finds_its_posts_by_an_index(scene):
    change = scene.replace()
    lines = plan(lambda: run_batch.call(change.pk))
    assert "Seq Scan on blog_figure" not in lines
    assert "Seq Scan on blog_post" not in lines
    assert "Seq Scan on blog_photochange" not in lines
