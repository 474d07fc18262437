"""Lookup of visible objects. 404 for others, without disclosing whether they exist."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import JSONField, QuerySet, Value
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import second_factor
from accounts.models import Visitor
from blog.common.db.prepared import prepare
from blog.content.site_middleware import SiteRequest
from blog.corrections.models import Correction
from blog.dossiers.models import Dossier
from blog.dossiers.read import DossierPage, DossierSummary, read_dossier, read_dossier_summaries
from blog.models import (
    Label,
    Page,
    Post,
    Series,
    SiteSettings,
    Source,
)
from blog.notes.models import ShareLink
from blog.read_models.labels import LabelPage, read_label_page
from blog.read_models.posts import PostPage, build, read_first, select_columns
from blog.seals.history import TextHistory, read_history, text_history_expression
from blog.views.pages.related import PostNavigation, navigation_expression, read_navigation


class PublishedPost(NamedTuple):
    """`text_history` is None without a timestamp authority."""

    post: PostPage
    navigation: PostNavigation
    text_history: TextHistory | None


def get_published_post(site: SiteSettings, slug: str) -> PublishedPost | None:
    """Return a published post with its navigation, None if there is none. One query."""
    fetch = _fetch_with_history if settings.TIMESTAMP_URL else _fetch_published
    for *row, navigation, history in fetch(slug, site.time_zone):
        post = build(PostPage, [row])[0]
        text_history = read_history(history) if history else None
        return PublishedPost(post, read_navigation(navigation), text_history)
    return None


def get_editable_post(request: SiteRequest, slug: str) -> PostPage:
    """Return a post for a user who may edit it, otherwise 404. One query, and those of the session.

    It may be published, if that happened after `get_published_post` was called.
    """
    return _read_or_404(Post.objects.editable_by(_get_editor(request)).filter(slug=slug))


def _get_editor(request: SiteRequest) -> Visitor:
    """Return the user, but treat staff without a required second factor as anonymous.

    They have no access to the desk, so they must not see drafts either.
    """
    return AnonymousUser() if second_factor.is_missing(request) else request.user


def _query_published(slug: str, time_zone: str, history: Any = None) -> QuerySet[Post, Any]:
    posts = Post.objects.published().filter(slug=slug)
    return select_columns(
        posts,
        PostPage,
        navigation=navigation_expression(time_zone),
        history=history or Value(None, JSONField()),
    )


def _query_with_history(slug: str, time_zone: str) -> QuerySet[Post, Any]:
    return _query_published(slug, time_zone, text_history_expression())


# About two dozen index lookups, which take several times as long to plan as to execute.
_fetch_published = prepare(_query_published, (str, str), is_generic=True)
_fetch_with_history = prepare(_query_with_history, is_generic=True)


def get_post_or_404(slug: str) -> Post:
    """Return a published post or 404. One query."""
    return get_object_or_404(Post.objects.published(), slug=slug)


def find_submitted_post(key: int | None, slug: str) -> Post | None:
    """Find the published post of a submitted comment form, None if it is no longer public.

    By key, as the post may have moved, or by slug if the form has no key. One query.
    """
    posts = Post.objects.published()
    return posts.filter(**({"slug": slug} if key is None else {"pk": key})).first()


def find_published_page(slug: str) -> PostPage | None:
    """Find a published page. One query."""
    return read_first(Page.objects.published().filter(slug=slug), PostPage)


def get_editable_page(request: SiteRequest, slug: str) -> PostPage:
    """Return a page like `get_editable_post`."""
    return _read_or_404(Page.objects.editable_by(_get_editor(request)).filter(slug=slug))


def get_edit_url(request: SiteRequest, kind: str, slug: str) -> str:
    """Return the URL of the desk's form for the post or page of that slug, '' for users who may not
    edit it. Three queries for staff, one for others."""
    user = _get_editor(request)
    if not user.is_authenticated or not user.is_staff:
        return ""
    posts = Page.objects if kind == Post.Kind.PAGE else Post.objects
    key = posts.get_queryset().editable_by(user).filter(slug=slug).values_list("pk").first()
    model = "page" if kind == Post.Kind.PAGE else "post"
    return reverse(f"admin:blog_{model}_change", args=key) if key else ""


def get_correction_or_404(pk: int) -> Correction:
    """Return a public correction note with its changes and post. 404 for typos. One query."""
    notes = Correction.objects.published().for_readers(with_changes=True)
    return get_object_or_404(notes, pk=pk)


def get_label_or_404(slug: str) -> Label:
    """Return a label of published posts or 404. One query."""
    return get_object_or_404(Label.objects.public(), slug=slug)


def get_label_page_or_404(slug: str) -> LabelPage:
    """Return the read model of a label of published posts or 404. One query."""
    if (label := read_label_page(slug)) is None:
        raise Http404
    return label


def get_series_or_404(slug: str) -> Series:
    """Return a series of published posts or 404. One query."""
    return get_object_or_404(Series.objects.public(), slug=slug)


def get_source_or_404(slug: str) -> Source:
    """Return a source quoted in published posts, with portrait and roles, or 404. One query."""
    sources = Source.objects.public().with_tenures().select_related("portrait")
    return get_object_or_404(sources, slug=slug)


def get_dossier_or_404(kind: str, slug: str) -> DossierSummary:
    """Return a dossier or comparison that readers see, or 404. One query."""
    dossiers = Dossier.objects.for_readers().filter(kind=kind, slug=slug)
    for dossier in read_dossier_summaries(dossiers[:1]):
        return dossier
    raise Http404


def get_dossier_page_or_404(kind: str, slug: str) -> DossierPage:
    """Return a dossier or comparison with the items that readers see, or 404.

    At most three queries: the dossier, its quotations, its posts.
    """
    page = read_dossier(Dossier.objects.for_readers().filter(kind=kind, slug=slug))
    if page is None:
        raise Http404
    return page


def _read_or_404(posts: QuerySet[Post]) -> PostPage:
    if (post := read_first(posts, PostPage)) is None:
        raise Http404
    return post


def find_shared_post(token: str) -> tuple[ShareLink, PostPage] | None:
    """Find a valid share link and its post. Two queries."""
    link = ShareLink.objects.live().with_token(token).select_related("post").first()
    if link is None:
        return None
    return link, _read_or_404(Post.all_objects.filter(pk=link.post_id))
