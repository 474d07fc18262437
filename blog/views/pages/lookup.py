"""The object that a person may see, or 404: never a hint that there is one they may not."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import second_factor
from accounts.models import Visitor
from blog import corrections
from blog.comments import threads
from blog.common.db.prepared import Prepared, words
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.models import (
    Label,
    Page,
    Post,
    SiteSettings,
    Source,
)
from blog.models.post_querysets import PostQuerySet
from blog.notes.models import ShareLink
from blog.views.pages import related


def published_post(site: SiteSettings, slug: str) -> Post | None:
    """As `for_readers()` has it, with what stands around it, `comment_count` (of approved comments)
    and what `Post.told` reads. One query."""
    found = _PAGE.rows(slug, site.time_zone)
    return found[0] if found else None


def post_of_editor(request: SiteRequest, slug: str) -> Post:
    """For whoever may edit it, published or not: what was withdrawn when `published_post` was asked
    may be out by now. One query, and those that tell who is there."""
    return get_object_or_404(_posts().editable_by(_editor(request)), slug=slug)


def _editor(request: SiteRequest) -> Visitor:
    """Whoever asks. Staff who have yet to set up a second factor count as anybody: the desk is
    closed to them, and a draft is no less secret at the address that it will have."""
    return AnonymousUser() if second_factor.is_missing(request) else request.user


def _page(slug: str, time_zone: str) -> PostQuerySet:
    posts = threads.counted(_posts().published().filter(slug=slug))
    return related.with_around(posts, time_zone)


# Two dozen looks into indexes: to plan them takes several times as long.
_PAGE = Prepared(Post, words(2), _page, whatever_values=True)


def _posts() -> PostQuerySet:
    return corrections.with_told(Post.objects.for_readers())


def post_to_discuss(slug: str) -> Post:
    """A published post, as `for_readers()` has it. One query."""
    return get_object_or_404(Post.objects.published().for_readers(), slug=slug)


def find_post_of_form(key: int | None, slug: str) -> Post | None:
    """Find the published post that a comment form was opened for, None where it is not public.

    By its key, as the post may have moved since, and another may have its address now; by its slug
    for a form that has no key. One query.
    """
    posts = Post.objects.published().for_readers()
    return posts.filter(**({"slug": slug} if key is None else {"pk": key})).first()


def published_page(slug: str) -> Page | None:
    """As `for_readers()` has it. One query."""
    return Page.objects.for_readers().published().filter(slug=slug).first()


def page_of_editor(request: SiteRequest, slug: str) -> Page:
    """As `post_of_editor`."""
    return get_object_or_404(Page.objects.for_readers().editable_by(_editor(request)), slug=slug)


def edit_address(request: SiteRequest, kind: str, slug: str) -> str:
    """Where the desk edits the post ("post_detail") or page ("page") of that slug; '' for whoever
    may not. Three queries for staff, none for others but the one that tells who is there."""
    user = _editor(request)
    if not user.is_authenticated or not user.is_staff:
        return ""
    posts = Page.objects if kind == "page" else Post.objects
    key = posts.get_queryset().editable_by(user).filter(slug=slug).values_list("pk").first()
    model = "page" if kind == "page" else "post"
    return reverse(f"admin:blog_{model}_change", args=key) if key else ""


def changes_for_readers(pk: int) -> Correction:
    """What changed in a published post, with the post. One query. What was withdrawn is 404, and a
    typo has no page."""
    told = Correction.objects.published().for_readers(with_changes=True)
    return get_object_or_404(told, pk=pk)


def label_for_readers(slug: str) -> Label:
    """One query. A label that only drafts have is 404."""
    return _one(_LABEL.rows(slug))


def source_for_readers(slug: str) -> Source:
    """One query. A source that only drafts quote is 404."""
    return _one(_SOURCE.rows(slug))


_LABEL = Prepared(Label, words(), lambda slug: Label.objects.public().filter(slug=slug))
_SOURCE = Prepared(Source, words(), lambda slug: Source.objects.public().filter(slug=slug))


def _one[Row: Model](rows: list[Row]) -> Row:
    if not rows:
        raise Http404
    return rows[0]


def shared_post(token: str) -> ShareLink | None:
    """What the address of a share link leads to, as long as it does, with its post as
    `for_readers()` has it. Two queries."""
    link = ShareLink.objects.live().at(token).first()
    if link is not None:
        link.post = Post.all_objects.for_readers().get(pk=link.post_id)
    return link
