"""Replacing a picture everywhere, and its undo."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog import editing, revisions
from blog.content import document
from blog.editing import photo_places
from blog.editing.photo_places import PhotoChangeRefused
from blog.editing.photo_replacement import replace_photo_everywhere, undo_replacement
from blog.models import Figure, Photo, Post, Source
from blog.revisions.models import Revision
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    old: Photo
    new: Photo
    posts: list[Post]
    page: Post
    source: Source
    editor: User
    author: User

    def replace(self, by: User | None = None):
        return replace_photo_everywhere(photo=self.old, replacement=self.new, by=by or self.editor)


@pytest.fixture
def scene(author, editor, monkeypatch) -> Scene:
    """A photo in a published post, a draft, a trashed post and a page, and as a portrait."""
    monkeypatch.setattr(photo_places, "MAX_IN_TRANSACTION", 30)
    old = make.photo(author, caption="Cranes", credit="Old credit")
    new = make.photo(editor, caption="New cranes", credit="New credit")
    html = f"<p>Text.</p>{make.figure(old, caption='Cranes')}"
    own_caption = f"<p>Text.</p>{make.figure(old, caption='Idle cranes')}"
    posts = [
        make.post(html, authors=(author,)),
        make.draft(own_caption, authors=(author,)),
        make.draft(html, authors=(author,)),
    ]
    revisions.record(posts[2], author)
    editing.move_to_trash(Post.objects.filter(pk=posts[2].pk), by=editor)
    page = make.page(own_caption)
    for post in [*posts[:2], page]:
        revisions.record(post, author)
    source = Source.objects.create(name="Ana Ruiz", portrait=old, created_by=author)
    return Scene(old, new, posts, page, source, editor, author)


def rows() -> list:
    """Return all rows that a replacement changes, apart from the time of the last change."""
    names = ("pk", "html", "intro_html", "excerpt", "linked_data", "status")
    return [
        list(Post.all_objects.order_by("pk").values(*names)),
        *(list(m.objects.order_by("pk").values()) for m in (Figure, Source, Photo)),
    ]


def test_replacement_is_shown_everywhere(scene):
    result = scene.replace()
    assert not Figure.objects.filter(photo=scene.old)
    captions = Figure.objects.order_by("pk").values_list("caption", flat=True)
    assert list(captions) == ["New cranes", "Idle cranes", "New cranes", "Idle cranes"]
    for post in Post.all_objects.all():
        assert scene.new.image.url in post.html
        assert scene.old.image.url not in f"{post.html}{post.linked_data}"
    scene.source.refresh_from_db()
    assert scene.source.portrait == scene.new
    assert (result.post_count, result.source_count, result.later_count) == (4, 1, 0)


def test_replacement_is_a_revision_like_one_of_a_save(scene):
    scene.replace()
    for post in [*scene.posts, scene.page]:
        latest = post.revisions.latest("pk")
        stored = document.blocks_to_html(document.load_document(post))
        assert revisions.load_blocks(latest) == stored
        assert latest.photos == [scene.new.pk]
        assert (latest.by, latest.note_text) == (scene.editor, "Picture replaced")
    for post in [*scene.posts[:2], scene.page]:  # Moving to the trash records no revision.
        post.refresh_from_db()
        assert revisions.record(post, scene.editor) is None


def test_undo_restores_every_row(scene):
    before = rows()
    undone = undo_replacement(change=scene.replace().change, by=scene.editor)
    assert rows() == before
    assert (undone.post_count, undone.kept_count, undone.kept_sources) == (4, 0, [])


def test_undo_keeps_what_others_changed_and_names_it(scene, author):
    change = scene.replace().change
    other = make.photo(author)
    first, second, third, _page = Figure.objects.order_by("pk")
    Figure.objects.filter(pk=first.pk).update(caption="Cranes, of course")
    Figure.objects.filter(pk=second.pk).update(photo=other)
    Source.objects.update(portrait=other)
    Figure.objects.filter(pk=third.pk).delete()
    undone = undo_replacement(change=change, by=scene.editor)
    assert [post.pk for post in undone.kept_posts] == [scene.posts[1].pk, scene.posts[0].pk]
    assert (undone.post_count, undone.kept_sources) == (1, [scene.source])
    first.refresh_from_db()
    assert (first.photo, first.caption) == (scene.new, "Cranes, of course")


def test_undo_with_nothing_left_is_refused(scene, author):
    change = scene.replace().change
    Figure.objects.update(photo=make.photo(author))
    Source.objects.update(portrait=None)
    with pytest.raises(PhotoChangeRefused, match="Nothing is left"):
        undo_replacement(change=change, by=scene.editor)


def test_second_undo_is_refused(scene):
    change = scene.replace().change
    undo_replacement(change=change, by=scene.editor)
    with pytest.raises(PhotoChangeRefused, match="already"):
        undo_replacement(change=change, by=scene.editor)


def test_author_replaces_own_photo_in_own_posts_only(scene, author):
    mine = make.photo(author)
    with pytest.raises(PhotoChangeRefused):  # The page has no authors.
        replace_photo_everywhere(photo=scene.old, replacement=mine, by=author)
    Figure.objects.filter(post=scene.page).delete()
    with pytest.raises(PhotoChangeRefused, match="cannot use"):
        scene.replace(author)
    result = replace_photo_everywhere(photo=scene.old, replacement=mine, by=author)
    assert undo_replacement(change=result.change, by=author).post_count == 3


@pytest.mark.parametrize("name", ["old", "new"])
def test_photo_taken_down_is_not_replaced_and_replaces_none(name, scene):
    Photo.objects.filter(pk=getattr(scene, name).pk).update(withdrawn_at="2026-01-01T00:00Z")
    with pytest.raises(PhotoChangeRefused):
        scene.replace()


def test_photo_shown_nowhere_is_not_replaced(author, editor):
    with pytest.raises(PhotoChangeRefused, match="not shown"):
        replace_photo_everywhere(
            photo=make.photo(author), replacement=make.photo(author), by=editor
        )


def test_approval_by_another_editor_ends_with_a_replacement(scene, editor):
    post = scene.posts[1]
    editing.hand_in(post, by=scene.author)
    editing.approve(post, by=make.user("Editor"))
    last = Revision.objects.filter(post=post).latest("pk")
    scene.replace()
    approval = post.transitions.filter(kind="approved").get()
    assert approval.revision_id > last.pk  # Another editor may approve, so it stays.


def test_posts_become_newer_in_feeds_when_they_are_rendered(scene, monkeypatch):
    monkeypatch.setattr(photo_places, "MAX_IN_TRANSACTION", 1)
    changed = Post.all_objects.order_by("pk").values_list("pk", "updated_at")
    before = dict(changed)
    scene.replace()
    published, *others = scene.posts
    first = max(published.pk, scene.page.pk)
    assert {pk for pk, time in changed.all() if time != before[pk]} == {first}
    [task] = DBTaskResult.objects.filter(task_path__endswith="rerender_as_newer")
    photo_places.rendering.rerender_as_newer.call(*task.args_kwargs["args"])
    # Drafts are rendered, too, but are in no feed.
    newer = {pk for pk, time in changed.all() if time != before[pk]}
    assert newer == {published.pk, scene.page.pk}
    assert all(scene.new.image.url in post.html for post in Post.all_objects.all())


def test_replacement_in_many_posts_has_bounded_queries(scene, monkeypatch, author):
    monkeypatch.setattr(photo_places, "MAX_IN_TRANSACTION", 0)
    scene.editor.get_all_permissions()  # They are kept.
    with CaptureQueriesContext(connection) as few:
        change = scene.replace().change
    undo_replacement(change=change, by=scene.editor)
    for _number in range(10):
        post = make.draft(make.figure(scene.old, caption="Cranes"), authors=(author,))
        revisions.record(post, author)
    with CaptureQueriesContext(connection) as many:
        assert scene.replace().later_count == 14
    assert len(many) == len(few)
    tasks = DBTaskResult.objects.filter(task_path="blog.content.rendering.rerender_as_newer")
    assert len(tasks.order_by("-enqueued_at")[0].args_kwargs["args"][0]) == 14
