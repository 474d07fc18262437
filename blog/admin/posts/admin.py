"""Post admin: a post is written as one document, in Django's admin."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import corrections, revisions
from blog.admin.posts import api, chart_api, embed_api, file_api, link_api, page_api, split_api
from blog.admin.posts.base import WRITE, DocumentAdmin
from blog.admin.posts.duplicating import DuplicatingAdmin
from blog.admin.posts.forms import PostForm
from blog.admin.posts.pinning import PinningAdmin
from blog.admin.posts.planning import PlanningAdmin
from blog.admin.posts.templates import TemplatesAdmin
from blog.admin.saved_views import SavedViewsAdmin
from blog.content import document
from blog.models import Authorship, Post

# With JavaScript the publish panel asks for it: static/editor/correction_note.js.
CORRECTION_NOTE_FIELDSET: Any = (
    _("Note to readers"),
    {
        "fields": ("change_kind", "change_text"),
        "description": _(
            "This post is already published. If readers will notice the change, "
            "say what kind of change it is. Changes to labels, address and "
            "comment settings need no note."
        ),
    },
)


@admin.register(Post)
class PostAdmin(
    SavedViewsAdmin, PlanningAdmin, PinningAdmin, TemplatesAdmin, DuplicatingAdmin, DocumentAdmin
):
    form = PostForm
    actions = (*DuplicatingAdmin.actions, *DocumentAdmin.actions, *PinningAdmin.actions)
    list_display = ("title", "state", "byline", "publication", "updated_at")
    fieldsets = (
        WRITE,
        (
            pgettext_lazy("fields of a post", "Publication"),
            {
                "fields": (
                    *("status", "published_at", "labels", "series", "series_number", "byline"),
                    *("summary", "slug", "language"),
                    *("comments_mode", "comments_close_after", "note"),
                ),
                "classes": ("publication",),
            },
        ),
    )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("editor/upload/", view(api.upload), name="blog_editor_upload"),
            path("editor/file/", view(file_api.upload_file), name="blog_editor_file"),
            path("editor/files/", view(file_api.files), name="blog_editor_files"),
            path("editor/photos/", view(api.photos), name="blog_editor_photos"),
            path("editor/sources/", view(api.sources), name="blog_editor_sources"),
            path("editor/labels/", view(api.labels), name="blog_editor_labels"),
            path(
                "editor/attribution/", view(api.parse_attributions), name="blog_editor_attribution"
            ),
            path("editor/split/", view(split_api.split_article), name="blog_editor_split"),
            path(
                "editor/quotations/", view(split_api.find_quotations), name="blog_editor_quotations"
            ),
            path("editor/links/", view(link_api.links), name="blog_editor_links"),
            path("editor/page/", view(page_api.quote_page), name="blog_editor_page"),
            path(
                "editor/page/saved/", view(page_api.quote_saved_page), name="blog_editor_saved_page"
            ),
            path("editor/embed/", view(embed_api.find), name="blog_editor_embed"),
            path("editor/chart/", view(chart_api.draw), name="blog_editor_chart"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        authorships = Authorship.objects.select_related("user").order_by("position")
        return super().get_queryset(request).prefetch_related(Prefetch("authorships", authorships))

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Add the correction note to posts that readers have seen."""
        fieldsets = tuple(super().get_fieldsets(request, obj))
        if not request.user.has_perm("blog.edit_all"):
            fieldsets = tuple(_without_byline(fieldset) for fieldset in fieldsets)
        # A form with errors has changed `obj`: `get_object` stored the state before.
        is_out = obj is not None and getattr(obj, "was_out_before", obj.is_public)
        if obj is None or not (is_out or obj.was_public):
            return fieldsets
        name, options = CORRECTION_NOTE_FIELDSET
        if is_out:
            return (*fieldsets, (name, options | {"classes": ("correction-note", "is-out")}))
        options = options | {"classes": ("correction-note",)}
        if seen := self._changed_since(obj):
            compare = reverse("admin:blog_post_compare", args=[obj.pk])
            link = format_html(
                '{} <a href="{}?from={}" target="_blank">{}</a>',
                options["description"],
                compare,
                seen,
                gettext("Show what changed"),
            )
            options |= {"classes": ("correction-note", "is-changed"), "description": link}
        return (*fieldsets, (name, options))

    def _changed_since(self, post: Any) -> int | None:
        """Return the ID of the revision that readers saw last, if this draft differs from it.

        About seven queries, once for each request.
        """
        if not hasattr(post, "seen_revision"):
            stored = Post.objects.get(pk=post.pk)
            seen = corrections.find_last_public_revision(stored)
            fields = revisions.get_field_values(stored) | {"status": Post.Status.PUBLISHED}
            differs = seen and corrections.is_note_required(
                stored, fields, document.load_document(stored)
            )
            post.seen_revision = seen.pk if seen and differs else None
        return post.seen_revision

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        post = super().get_object(request, object_id, from_field)
        if post is not None:
            post.was_out_before = post.is_public
        return post

    @admin.display(
        description=Post._meta.get_field("published_at").verbose_name, ordering="published_at"
    )
    def publication(self, post: Post) -> datetime | None:
        """Return when a post was or will be published: the date of a draft is only a plan."""
        return post.published_at if post.status == Post.Status.PUBLISHED else None

    @admin.display(description=_("authors"))
    def byline(self, post: Post) -> str:
        return ", ".join(str(user) for user in post.byline)

    def preview_byline(self, request: HttpRequest, stored: Post | None, form: Any) -> list:
        if authors := form.cleaned_data.get("byline"):
            people = User.objects.in_bulk(authors)
            return [people[author] for author in authors]
        return (stored.byline if stored else []) or [request.user]


def _without_byline(fieldset: Any) -> Any:
    name, options = fieldset
    return name, options | {"fields": tuple(f for f in options["fields"] if f != "byline")}
