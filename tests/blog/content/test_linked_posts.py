"""Cards of other posts of this site: they follow renames, and hide what is not public."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from blog import editing
from blog.content import document
from blog.content.embeds import linked_posts
from blog.models import Embed, LinkPreview, Post
from blog.revisions.record import load_blocks, record
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def url_of(post: Post) -> str:
    return settings.SITE_URL + post.get_absolute_url()


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def other(editor):
    photo = make.photo(editor)
    html = f"<p>The first words.</p>{make.figure(photo)}"
    return make.post(html, authors=(editor,), title="The treaty", slug="treaty")


@pytest.fixture
def post(other, editor):
    return make.post(make.embed(url_of(other), caption="Before"), authors=(editor,))


def get_html(post: Post) -> str:
    return Post.all_objects.get(pk=post.pk).html


def test_url_of_this_site_becomes_a_card_of_the_post(post, other):
    row = Embed.objects.get()
    assert (row.linked_post, row.preview, row.caption) == (other, None, "Before")
    assert not LinkPreview.objects.exists()
    assert f'<a href="{other.get_absolute_url()}">The treaty</a>' in post.html
    assert "The first words." in post.html and "Before" in post.html
    assert other.figures.get().photo.image.url in post.html
    (node,) = document.load_document(post).nodes
    assert (node.post, node.url, node.page_title) == (other.pk, url_of(other), "The treaty")


@pytest.mark.parametrize(
    "path", ["/2026/11/none/", "/", "/2026/11/", "/labels/treaty/", "/2026/11/treaty/comments/"]
)
def test_other_url_of_this_site_is_a_link_only(path, other, editor):
    make.post(make.embed(settings.SITE_URL + path), authors=(editor,))
    assert Embed.objects.get().linked_post is None


def test_card_follows_a_rename(post, other, editor, django_capture_on_commit_callbacks):
    fields = {"title": "The convention", "slug": "convention"}
    with django_capture_on_commit_callbacks(execute=True):
        editing.save_post(
            other, by=editor, fields=fields, correction=editing.CorrectionNote("typo")
        )
    other.refresh_from_db()
    assert f'<a href="{other.get_absolute_url()}">The convention</a>' in get_html(post)
    assert document.load_document(post).nodes[0].url == url_of(other)


def test_card_is_hidden_while_the_post_is_not_public(
    post, other, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        editing.unpublish(other, by=editor)
    assert "treaty" not in get_html(post)
    other = Post.objects.get(pk=other.pk)
    with django_capture_on_commit_callbacks(execute=True):
        editing.publish(other, by=editor)
    assert "The treaty" in get_html(post)
    posts = Post.objects.filter(pk=other.pk)
    with django_capture_on_commit_callbacks(execute=True):
        editing.move_to_trash(posts, by=editor)
    assert "treaty" not in get_html(post)
    trashed = Post.all_objects.trashed_for(editor)
    with django_capture_on_commit_callbacks(execute=True):
        editing.restore_from_trash(trashed, by=editor)
    assert "The treaty" in get_html(post)


def test_scheduled_post_is_shown_once_it_is_public(editor, django_capture_on_commit_callbacks):
    other = make.scheduled(title="Tomorrow", authors=(editor,))
    post = make.post(make.embed(url_of(other)), authors=(editor,))
    assert "Tomorrow" not in post.html
    with django_capture_on_commit_callbacks(execute=True):
        linked_posts.rerender_just_published.call()
    assert "Tomorrow" not in get_html(post)
    Post.objects.filter(pk=other.pk).update(published_at=timezone.now() - timedelta(minutes=3))
    with django_capture_on_commit_callbacks(execute=True):
        linked_posts.rerender_just_published.call()
    assert "Tomorrow" in get_html(post)


def test_deleted_post_leaves_nothing(post, other):
    Post.all_objects.filter(pk=other.pk).delete()
    row = Embed.objects.get()
    assert (row.linked_post, row.url) == (None, "")
    nodes = document.load_document(post)
    document.check(nodes, post, make.user("Editor"), publishing=False)
    assert "Enter the address" in nodes.errors[0]


@pytest.mark.parametrize("by_key", [False, True])
def test_draft_of_somebody_else_cannot_be_linked(by_key, client):
    draft = make.draft(title="Secret", slug="secret")
    author = make.user("Author")
    attributes = {"post": str(draft.pk)} if by_key else {}
    nodes = document.parse(make.embed(url_of(draft), **attributes))
    document.check(nodes, make.draft(authors=(author,)), author, publishing=False)
    assert "Secret" not in document.to_html(nodes)
    assert nodes.nodes[0].post is None
    client.force_login(author)
    attrs = client.get(reverse("admin:blog_editor_embed"), {"url": url_of(draft)}).json()["embed"]
    assert (attrs["post"], attrs["pageTitle"]) == ("", "")


def test_editor_learns_the_title_of_a_post(other, editor, client):
    client.force_login(editor)
    address = f"{url_of(other)}?x=1#part"
    attrs = client.get(reverse("admin:blog_editor_embed"), {"url": address}).json()["embed"]
    assert (attrs["post"], attrs["pageTitle"]) == (str(other.pk), "The treaty")
    assert attrs["url"] == url_of(other)


def test_rename_is_no_revision_and_an_old_one_can_be_restored(post, other, editor):
    first = record(post, editor)
    Post.objects.filter(pk=other.pk).update(slug="convention", title="The convention")
    assert record(post, editor) is None
    nodes = document.parse("".join(load_blocks(first)))
    document.check(nodes, post, editor, publishing=False)
    assert nodes.errors == []
    document.save(post, nodes, editor)
    assert "The convention" in get_html(post)
