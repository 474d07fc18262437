"""The object that a person may see, or 404: never a hint that there is one they may not."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import second_factor
from accounts.models import Visitor
from blog.common.db.prepared import prepare
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.models import (
    Label,
    Page,
    Post,
    SiteSettings,
    Source,
)
from blog.notes.models import ShareLink
from blog.read_models.posts import PostPage, build, columns, read_first
from blog.views.pages.related import Around, around_rows, read_around


def published_post(site: SiteSettings, slug: str) -> tuple[PostPage, Around] | None:
    """The post, and what stands around it. One query."""
    for *row, around in _published_posts(slug, site.time_zone):
        return build(PostPage, [row])[0], read_around(around)
    return None


def post_of_editor(request: SiteRequest, slug: str) -> PostPage:
    """For whoever may edit it, published or not: what was withdrawn when `published_post` was asked
    may be out by now. One query, and those that tell who is there."""
    return _page_or_404(Post.objects.editable_by(_editor(request)).filter(slug=slug))


def _editor(request: SiteRequest) -> Visitor:
    """Whoever asks. Staff who have yet to set up a second factor count as anybody: the desk is
    closed to them, and a draft is no less secret at the address that it will have."""
    return AnonymousUser() if second_factor.is_missing(request) else request.user


def _published(slug: str, time_zone: str) -> QuerySet[Post, Any]:
    posts = Post.objects.published().filter(slug=slug)
    return columns(posts, PostPage, around=around_rows(time_zone))


# Two dozen looks into indexes: to plan them takes several times as long.
_published_posts = prepare(_published, is_generic=True)


def post_to_discuss(slug: str) -> Post:
    """A published post. One query."""
    return get_object_or_404(Post.objects.published(), slug=slug)


def find_post_of_form(key: int | None, slug: str) -> Post | None:
    """Find the published post that a comment form was opened for, None where it is not public.

    By its key, as the post may have moved since, and another may have its address now; by its slug
    for a form that has no key. One query.
    """
    posts = Post.objects.published()
    return posts.filter(**({"slug": slug} if key is None else {"pk": key})).first()


def published_page(slug: str) -> PostPage | None:
    """One query."""
    return read_first(Page.objects.published().filter(slug=slug), PostPage)


def page_of_editor(request: SiteRequest, slug: str) -> PostPage:
    """As `post_of_editor`."""
    return _page_or_404(Page.objects.editable_by(_editor(request)).filter(slug=slug))


def edit_address(request: SiteRequest, kind: str, slug: str) -> str:
    """Return the URL of the desk's form for the post or page of that slug, '' for users who may not
    edit it. Three queries for staff, one for others."""
    user = _editor(request)
    if not user.is_authenticated or not user.is_staff:
        return ""
    posts = Page.objects if kind == Post.Kind.PAGE else Post.objects
    key = posts.get_queryset().editable_by(user).filter(slug=slug).values_list("pk").first()
    model = "page" if kind == Post.Kind.PAGE else "post"
    return reverse(f"admin:blog_{model}_change", args=key) if key else ""


def changes_for_readers(pk: int) -> Correction:
    """What changed in a published post, with the post. One query. What was withdrawn is 404, and a
    typo has no page."""
    told = Correction.objects.published().for_readers(with_changes=True)
    return get_object_or_404(told, pk=pk)


def label_for_readers(slug: str) -> Label:
    """One query. A label that only drafts have is 404."""
    return get_object_or_404(Label.objects.public(), slug=slug)


def source_for_readers(slug: str) -> Source:
    """One query. A source that only drafts quote is 404."""
    return get_object_or_404(Source.objects.public(), slug=slug)


def _page_or_404(posts: QuerySet[Post]) -> PostPage:
    if (found := read_first(posts, PostPage)) is None:
        raise Http404
    return found


def shared_post(token: str) -> tuple[ShareLink, PostPage] | None:
    """What the address of a share link leads to, as long as it does. Two queries."""
    link = ShareLink.objects.live().with_token(token).select_related("post").first()
    if link is None:
        return None
    return link, _page_or_404(Post.all_objects.filter(pk=link.post_id))
