"""Media files in the admin: a list with where each is used; captions and posters. The files are
uploaded in the editor."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import signed_in
from blog.admin.autocomplete_field import Autocomplete
from blog.admin.captions import CaptionInline
from blog.admin.conflicts import EditConflictAdmin
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.media_take_down import MediaTakeDownAdmin
from blog.admin.relation_text import show_as_text
from blog.common.conflict_forms import EditConflictForm
from blog.content.media_files.display import describe_file
from blog.editing.media_files import delete_media_files, find_autosaves, select_using_posts
from blog.editing.photos import check_usable
from blog.editing.posters import set_poster
from blog.models import Embed, LinkedFile, MediaFile, Photo, Post
from blog.revisions.models import RevisionFile
from lib.deletions import describe_deletion

MAX_SHOWN = 20


class MediaFileForm(EditConflictForm):
    """`user` is the one who may use the poster."""

    tracked_relations = ("poster",)
    user: Any = None

    class Meta:
        model = MediaFile
        fields = ()
        help_texts = {
            "poster": _(
                "Shown before somebody presses play. Search by caption, credit, alternative text "
                "or file name."
            )
        }

    def clean_poster(self) -> Photo | None:
        photo = self.cleaned_data["poster"]
        if photo is not None and "poster" in self.changed_data:
            check_usable(photo=photo, by=self.user)
        return photo


class TakenDownFilter(admin.SimpleListFilter):
    title = _("taken down")
    parameter_name = "taken_down"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Taken down"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(withdrawn_at__isnull=False) if self.value() == "1" else queryset


@admin.register(MediaFile)
class MediaFileAdmin(MediaTakeDownAdmin, EditConflictAdmin, LargeTableAdmin):
    """The permissions are those on photos. A file that a post shows or links to cannot be
    deleted."""

    form = MediaFileForm
    change_form_template = "admin/blog/media_files/change_form.html"
    autocomplete_fields = ("poster",)
    inlines = (CaptionInline,)

    list_display = ("name", "kind", "details", "uploaded_by", "created_at", "post_count")
    list_filter = ("kind", TakenDownFilter)
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    search_help_text = _("Search by name")
    sortable_by = ()
    readonly_fields = ("name", "kind", "details", "link", "uploader", "created_at", "usage")
    uploader = show_as_text("uploaded_by", _("uploaded by"))

    class Media:
        js = (Script("desk/poster.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        files = MediaFile.objects.usable_by(request.user)
        return files.annotate(posts=Count("embeds__post", distinct=True) + _count_linking_posts())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.view_photo")

    def has_view_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        return request.user.has_perm("blog.view_photo")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        """Documents have neither captions nor a poster."""
        if not request.user.has_perm("blog.change_photo"):
            return False
        if obj is None:
            return True
        is_mine = obj.uploaded_by_id == request.user.pk or request.user.has_perm("blog.edit_all")
        return is_mine and obj.kind != MediaFile.Kind.DOCUMENT

    def get_fields(self, request: HttpRequest, obj: MediaFile | None = None) -> Any:
        is_video = obj is not None and obj.kind == MediaFile.Kind.VIDEO
        return (*self.readonly_fields, "poster") if is_video else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: MediaFile | None) -> Any:
        is_document = obj is not None and obj.kind == MediaFile.Kind.DOCUMENT
        return () if is_document else self.inlines

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "poster":
            kwargs["widget"] = Autocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user  # The class is of this request alone.
        return form

    def save_model(self, request: HttpRequest, obj: MediaFile, form: Any, change: bool) -> None:
        if "poster" in form.changed_data:
            photo = form.cleaned_data["poster"]
            set_poster(file=obj, photo=photo, by=signed_in(request))

    def has_delete_permission(self, request: HttpRequest, obj: MediaFile | None = None) -> bool:
        return request.user.has_perm("blog.delete_photo")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Name the posts that show a file or link to it, which then cannot be deleted, if the user
        may see them.

        Two queries.
        """
        posts = Post.all_objects.filter(pk__in=select_using_posts(file__in=objs))
        shown = list(posts.filter(pk__in=Post.all_objects.visible_to(request.user)).order_by("pk"))
        protected: list[str] = [format_html("<bdi>{}</bdi>", post) for post in shown]
        if number := posts.count() - len(shown):
            text = ngettext(
                "%(n)d unpublished post of somebody else",
                "%(n)d unpublished posts of others",
                number,
            )
            protected.append(text % {"n": number})
        return describe_deletion(self, request, protected=protected)

    @admin.display(description=_("format and size"))
    def details(self, file: MediaFile) -> str:
        return describe_file(file)

    @admin.display(description=_("file"))
    def link(self, file: MediaFile) -> str:
        if file.withdrawn_at:
            text = gettext("This file was removed: %(reason)s")
            return text % {"reason": file.withdrawal_reason}
        return format_html('<a href="{}" download>{}</a>', file.file.url, gettext("Download"))

    @admin.display(description=_("posts"))
    def post_count(self, file: Any) -> int:
        return file.posts

    def get_object(self, request: HttpRequest, *arguments: Any) -> Any:
        """Remember who is looking: authors do not see the titles of all drafts."""
        file: Any = super().get_object(request, *arguments)
        if file is not None:
            file.viewer = request.user
        return file

    @admin.display(description=_("used in"))
    def usage(self, file: Any) -> str:
        """List the posts that show or link to the file, and count other uses. Three queries."""
        visible = Post.all_objects.visible_to(file.viewer)
        posts = visible.filter(pk__in=select_using_posts(file=file)).order_by("-pk")
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((self._get_post_url(post), post.title) for post in posts[:MAX_SHOWN]),
        )
        versions = RevisionFile.objects.filter(file=file).count()
        autosaves = find_autosaves(file).count()
        parts = [links] if links else []
        if versions:
            text = ngettext("%(n)d version of a post", "%(n)d versions of posts", versions)
            parts.append(format_html("{}", text % {"n": versions}))
        if autosaves:
            parts.append(format_html("{}", gettext("unsaved changes")))
        return format_html_join("; ", "{}", ((part,) for part in parts)) or gettext("Not used")

    @staticmethod
    def _get_post_url(post: Post) -> str:
        return reverse(f"admin:blog_{post.kind}_change", args=[post.pk])

    def delete_model(self, request: HttpRequest, obj: MediaFile) -> None:
        delete_media_files(files=[obj])

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Lead to the list, also without a permission to change files, which nobody has."""
        super().response_delete(request, obj_display, obj_id)  # Adds the message.
        return redirect("admin:blog_mediafile_changelist")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        delete_media_files(files=queryset)


def _count_linking_posts() -> Coalesce:
    """Count the posts that link to a file, and do not show it as well."""
    shown = Embed.objects.filter(file=OuterRef("file"), post=OuterRef("post"))
    links = LinkedFile.objects.filter(~Exists(shown), file=OuterRef("pk")).order_by()
    return Coalesce(Subquery(links.values("file").annotate(n=Count("pk")).values("n")), 0)
