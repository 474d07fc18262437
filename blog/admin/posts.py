"""Posts: written as one document, in the stock admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User, signed_in
from blog import document, markup, rendering
from blog.admin import editor
from blog.document.reading import as_key
from blog.document.saving import unsaved_photos, unsaved_source
from blog.forms import PostForm
from blog.models import Authorship, Post
from blog.redirects import moved


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


class StateFilter(admin.SimpleListFilter):
    """Scheduled posts are published ones whose time has not come."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", _("Draft")),
            ("review", _("In review")),
            ("scheduled", _("Scheduled")),
            ("public", _("Published")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        public = Post.objects.published().values("pk")
        if self.value() == "public":
            return queryset.filter(pk__in=public)
        if self.value() == "scheduled":
            return queryset.filter(status=Post.Status.PUBLISHED).exclude(pk__in=public)
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    form = PostForm
    inlines = (AuthorshipInline,)
    list_display = ("title", "state", "byline", "published_at", "updated_at")
    list_filter = (StateFilter, "language")
    search_fields = ("title", "slug")
    search_help_text = _("Words of the title or address")
    ordering = ("-updated_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    fieldsets = (
        (None, {"fields": ("title", "document"), "classes": ("write",)}),
        (
            _("Publication"),
            {
                "fields": ("status", "published_at", "labels", "summary", "slug", "language"),
                "classes": ("publication",),
            },
        ),
    )

    class Media:
        js = ("admin/js/urlify.js",)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("editor/upload/", view(editor.upload), name="blog_editor_upload"),
            path("editor/photos/", view(editor.photos), name="blog_editor_photos"),
            path("editor/sources/", view(editor.sources), name="blog_editor_sources"),
            path("editor/labels/", view(editor.labels), name="blog_editor_labels"),
            path("editor/attribution/", view(editor.take_apart), name="blog_editor_attribution"),
            path("preview/", view(require_POST(self.preview)), name="blog_post_preview"),
            *super().get_urls(),
        ]

    # Whose posts.

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        authorships = Authorship.objects.select_related("user").order_by("position")
        mine = Post.objects.editable_by(request.user).defer("html", "intro_html")
        return mine.order_by(*self.ordering).prefetch_related(Prefetch("authorships", authorships))

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """What readers have seen, only who may publish takes away."""
        allowed = super().has_delete_permission(request, obj)
        if obj is not None and obj.status == Post.Status.PUBLISHED:
            return allowed and request.user.has_perm("blog.publish_post")
        return allowed

    def get_inlines(self, request: HttpRequest, obj: Post | None) -> tuple:
        """An editor sets the byline; an author's posts are under the author's name."""
        return self.inlines if request.user.has_perm("blog.edit_all") else ()

    # The form.

    def get_form(
        self, request: HttpRequest, obj: Post | None = None, change: bool = False, **kwargs
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # type: ignore[attr-defined]  # a fresh class for each request
        return form

    def save_model(self, request: HttpRequest, obj: Post, form: Any, change: bool) -> None:
        before = Post.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before is not None and before.is_public:
            moved(before.get_absolute_url(), obj.get_absolute_url())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        post = form.instance
        if not post.authorships.exists():
            Authorship.objects.create(post=post, user=signed_in(request))
        document.save(post, form.cleaned_data["document"], request.user)

    # The list.

    @admin.display(description=_("state"), ordering="status")
    def state(self, post: Post) -> str:
        return gettext("Scheduled") if post.is_scheduled else post.get_status_display()

    @admin.display(description=_("authors"))
    def byline(self, post: Post) -> str:
        return ", ".join(str(user) for user in post.byline)

    def view_on_site(self, obj: Post) -> str:
        return obj.get_absolute_url()

    # Preview.

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The form as it stands, in the template readers see. Stores nothing."""
        editor.require_author(request)
        known = self.get_queryset(request).filter(pk=as_key(request.POST.get("_post"))).first()
        form = self.get_form(request, known)(request.POST, instance=known)
        form.is_valid()  # What is valid is shown; what is not keeps its stored value.
        post = form.instance
        post.title = request.POST.get("title", "").strip() or gettext("Untitled")
        nodes = document.parse(request.POST.get("document", ""))
        document.check(nodes, post, request.user, publishing=False)
        rows = document.unsaved_rows(nodes, unsaved_source, unsaved_photos(nodes))
        html, _intro = rendering.render(rows, post.language)
        context = {
            "post": post,
            "html": markup.safe(markup.RENDERED(html)),
            "byline": (known.byline if known else []) or [request.user],
            "labels": form.cleaned_data.get("labels") or [],
        }
        response = render(request, "blog/post_preview.html", context)
        response["Cache-Control"] = "private, no-store"
        return response
