"""The list of replacements and take-downs of photos, with their undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.editing.photo_places import EDITOR_PERMISSION, PhotoChangeRefused
from blog.editing.photo_replacement import can_undo, undo_replacement
from blog.editing.photo_replacement_batches import count_left, is_running, list_posts
from blog.editing.photo_take_down import restore_photo
from blog.models import Photo, PhotoChange, Post, Source
from lib.parsing import parse_pk

PAGE_SIZE = 50
MAX_NAMED_POSTS = 20
Kind = PhotoChange.Kind


@dataclass(frozen=True)
class ListedChange:
    """`posts` are the first of `post_count` at the time of the change, without deleted ones.

    `left_count` is the number of posts that batches still have to change; `kept_posts` are the
    first of `kept_count` posts that an undo in batches left as they were.
    """

    change: PhotoChange
    posts: list[Post]
    post_count: int
    sources: list[Source]
    can_undo: bool
    is_running: bool
    left_count: int
    kept_posts: list[Post]
    kept_count: int

    @property
    def is_take_down(self) -> bool:
        return self.change.kind == Kind.TAKE_DOWN


def list_changes(changes: Iterable[PhotoChange], user: Any) -> list[ListedChange]:
    """Return changes with the posts and sources that they affected. Two queries."""
    changes = list(changes)
    posts_by_change = {change.pk: list_posts(change) for change in changes}
    kept_by_change = {change.pk: change.before.get("kept", []) for change in changes}
    lists = [*posts_by_change.values(), *kept_by_change.values()]
    named = {key for keys in lists for key in keys[:MAX_NAMED_POSTS]}
    posts = Post.all_objects.only("title", "kind", "status", "published_at").in_bulk(named)
    sources = Source.objects.only("name").in_bulk(
        {key for change in changes for key in change.before.get("sources", [])}
    )

    def get_first(keys: list[int]) -> list[Post]:
        return [posts[key] for key in keys[:MAX_NAMED_POSTS] if key in posts]

    return [
        ListedChange(
            change,
            get_first(posts_by_change[change.pk]),
            len(posts_by_change[change.pk]),
            [sources[key] for key in change.before.get("sources", []) if key in sources],
            _is_undoable(change) and _may_undo(change, user),
            is_running(change),
            count_left(change),
            get_first(kept_by_change[change.pk]),
            len(kept_by_change[change.pk]),
        )
        for change in changes
    ]


def _is_undoable(change: PhotoChange) -> bool:
    return not (change.undone_at or is_running(change)) and change.photo_id is not None


def _may_undo(change: PhotoChange, user: Any) -> bool:
    if change.kind == Kind.TAKE_DOWN:
        return user.has_perm(EDITOR_PERMISSION)
    return can_undo(change, user)


def describe_later(count: int) -> str:
    """Return what happens to the posts that are not rendered yet, '' if there are none."""
    message = ngettext(
        "%(count)d more post is being updated in the background.",
        "%(count)d more posts are being updated in the background.",
        count,
    )
    return message % {"count": count} if count else ""


def describe_batches(count: int) -> str:
    """Return what happens to posts of which none has changed yet."""
    message = ngettext(
        "%(count)d post is being changed in the background. This page shows when it is.",
        "%(count)d posts are being changed in the background. This page shows when all of them "
        "are.",
        count,
    )
    return message % {"count": count}


class PhotoChangesAdmin(ModelAdmin):
    """Pages about changes of photos, for everybody who may see photos."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        undo = view(require_POST(self.undo_view))
        return [
            path("changes/", view(self.changes_view), name="blog_photo_changes"),
            path("changes/<int:pk>/undo/", undo, name="blog_photo_undo"),
            *super().get_urls(),
        ]

    def changes_view(self, request: HttpRequest) -> HttpResponse:
        """List `?kind=`, all if '', older than `?before=ID`. Five queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        changes = PhotoChange.objects.select_related("by", "photo", "replacement").order_by("-pk")
        if not request.user.has_perm(EDITOR_PERMISSION):
            changes = changes.filter(by=request.user.pk)
        kind = request.GET.get("kind", "")
        if kind in Kind.values:
            changes = changes.filter(kind=kind)
        if before := parse_pk(request.GET.get("before")):
            changes = changes.filter(pk__lt=before)
        page = list(changes[: PAGE_SIZE + 1])
        return self.render_page(
            request,
            "changes",
            _("Replaced and removed pictures"),
            listed=list_changes(page[:PAGE_SIZE], request.user),
            older=page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
            kind=kind,
            kinds=[("", _("All")), *Kind.choices],
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = PhotoChange.objects.filter(pk=pk).first()
        if change is None or not self.has_view_permission(request):
            raise Http404
        try:
            if change.kind == Kind.TAKE_DOWN:
                self._restore(request, change)
            else:
                self._undo(request, change)
        except PhotoChangeRefused as refused:
            messages.error(request, str(refused))
        return redirect("admin:blog_photo_changes")

    def _restore(self, request: HttpRequest, change: PhotoChange) -> None:
        restored = restore_photo(change=change, by=signed_in(request))
        text = ngettext(
            "The picture is back in %(count)d post.",
            "The picture is back in %(count)d posts.",
            restored.post_count,
        )
        self._report_change(request, text % {"count": restored.post_count}, restored.kept_sources)

    def _undo(self, request: HttpRequest, change: PhotoChange) -> None:
        undone = undo_replacement(change=change, by=signed_in(request))
        if is_running(undone.change):
            text = describe_batches(undone.later_count)
            self._report_change(request, text, undone.kept_sources)
            return
        text = ngettext(
            "The former picture is back in %(count)d post.",
            "The former picture is back in %(count)d posts.",
            undone.post_count,
        )
        text = f"{text % {'count': undone.post_count}} {describe_later(undone.later_count)}"
        self._report_change(request, text, undone.kept_sources)
        if undone.kept_count:
            message = ngettext(
                "%(count)d post stays as it is, because somebody has changed its picture or"
                " caption since: %(titles)s",
                "%(count)d posts stay as they are, because somebody has changed their picture or"
                " caption since: %(titles)s",
                undone.kept_count,
            )
            titles = "; ".join(post.title for post in undone.kept_posts)
            messages.warning(request, message % {"count": undone.kept_count, "titles": titles})

    def _report_change(self, request: HttpRequest, text: str, kept_sources: list[Source]) -> None:
        messages.success(request, text.strip())
        if kept_sources:
            names = ", ".join(source.name for source in kept_sources)
            message = _("These sources keep the portrait that they got since: %(names)s.")
            messages.warning(request, message % {"names": names})

    def get_photo(self, request: HttpRequest, pk: int) -> Photo:
        """Return a photo that the user may see. Raises Http404."""
        photo = Photo.objects.usable_by(request.user).filter(pk=pk).first()
        if photo is None or not self.has_view_permission(request):
            raise Http404
        return photo

    def render_page(
        self, request: HttpRequest, name: str, title: str, **context: Any
    ) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        response = TemplateResponse(request, f"admin/blog/photos/{name}.html", shared | context)
        response["Cache-Control"] = "private, no-store"
        return response


def get_change_url(photo: Photo) -> str:
    return reverse("admin:blog_photo_change", args=[photo.pk])
