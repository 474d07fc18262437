"""Posts: written as one document, in the stock admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User, signed_in
from blog.admin import editor
from blog.admin.documents import WRITE, DocumentAdmin
from blog.admin.planning import PlanningAdmin
from blog.forms import PostForm
from blog.models import Authorship, Post


class AuthorshipInline(admin.TabularInline):
    """Whoever edits all posts sets their bylines; no other permission is asked for."""

    model = Authorship
    extra = 0
    max_num = 20
    verbose_name_plural = _("Byline: authors in order")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.edit_all")

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A forged count of forms makes no more than there may be: each asks who writes."""
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Those who write, and those who did."""
        wrote = Exists(Authorship.objects.filter(user=OuterRef("pk")))
        kwargs["queryset"] = User.objects.filter(Q(is_staff=True) | wrote).order_by("byline", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


# With scripts it is asked in a dialog before the form is sent: static/editor/telling.js.
TELL: Any = (
    _("What readers are told"),
    {
        "fields": ("change_kind", "change_text"),
        "description": _(
            "Readers have seen this post. If they will see a difference, say which it is. Labels,"
            " address and settings of the comments need no word."
        ),
    },
)


@admin.register(Post)
class PostAdmin(PlanningAdmin, DocumentAdmin):
    form = PostForm
    inlines = (AuthorshipInline,)
    list_display = ("title", "state", "byline", "published_at", "updated_at")
    fieldsets = (
        WRITE,
        (
            pgettext_lazy("fields of a post", "Publication"),
            {
                "fields": (
                    *("status", "published_at", "labels", "summary", "slug", "language"),
                    *("comments_mode", "comments_close_after", "note"),
                ),
                "classes": ("publication",),
            },
        ),
    )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("editor/upload/", view(editor.upload), name="blog_editor_upload"),
            path("editor/photos/", view(editor.photos), name="blog_editor_photos"),
            path("editor/sources/", view(editor.sources), name="blog_editor_sources"),
            path("editor/labels/", view(editor.labels), name="blog_editor_labels"),
            path("editor/attribution/", view(editor.take_apart), name="blog_editor_attribution"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        authorships = Authorship.objects.select_related("user").order_by("position")
        return super().get_queryset(request).prefetch_related(Prefetch("authorships", authorships))

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """Of what readers have seen, with what they are told."""
        found = tuple(super().get_fieldsets(request, obj))
        # A form with errors has written what was sent into `obj`.
        is_out = obj is not None and getattr(obj, "was_out_before", obj.is_public)
        if obj is None or not (is_out or obj.was_public):
            return found
        name, options = TELL
        classes = ("telling", "is-out") if is_out else ("telling",)
        return (*found, (name, options | {"classes": classes}))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        post = super().get_object(request, object_id, from_field)
        if post is not None:
            post.was_out_before = post.is_public
        return post

    def get_inlines(self, request: HttpRequest, obj: Post | None) -> tuple:
        """An editor sets the byline; an author's posts are under the author's name."""
        return self.inlines if request.user.has_perm("blog.edit_all") else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not form.instance.authorships.exists():
            Authorship.objects.create(post=form.instance, user=signed_in(request))

    @admin.display(description=_("authors"))
    def byline(self, post: Post) -> str:
        return ", ".join(str(user) for user in post.byline)

    def preview_byline(self, request: HttpRequest, known: Post | None) -> list:
        return (known.byline if known else []) or [request.user]
