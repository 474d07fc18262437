"""Take a media file down: the page that asks for the reason, the undo, and the private file for
editors."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.photos.changes import describe_later
from blog.common.foreign_files import SANDBOX
from blog.content.media_files.taken_down import find_private_name, find_take_down
from blog.editing.media_take_down import find_places, restore_file, take_down_file
from blog.editing.photo_places import PhotoChangeRefused
from blog.editing.photo_take_down import MAX_REASON_LENGTH, can_take_down
from blog.models import MediaFile, MediaTakeDown
from storage.downloads import send_download

MAX_LISTED_POSTS = 50


class MediaTakeDownAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        put_back = view(require_POST(self.put_back_view))
        return [
            path("<int:pk>/take-down/", view(self.take_down_view), name="blog_mediafile_take_down"),
            path("<int:pk>/put-back/", put_back, name="blog_mediafile_put_back"),
            path("<int:pk>/private/", view(self.private_view), name="blog_mediafile_private"),
            *super().get_urls(),
        ]

    def take_down_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the file is, and ask for the reason; a POST takes it down."""
        file = self._get_file_for_editor(request, pk)
        reason, error = request.POST.get("reason", ""), ""
        if request.method == "POST":
            try:
                return self._take_down(request, file, reason)
            except PhotoChangeRefused as refused:
                error = str(refused)
        take_downs = MediaTakeDown.objects.filter(sha256=file.sha256).select_related("by")
        title = _("File taken down") if file.withdrawn_at else _("Take file down")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{_('Error:')} {title}" if error else title,
            "opts": self.opts,
            "file": file,
            "file_url": _get_url(file),
            "places": find_places(file, MAX_LISTED_POSTS),
            "take_downs": take_downs.order_by("-pk"),
            "reason": reason,
            "reason_error": error,
            "max_reason_length": MAX_REASON_LENGTH,
        }
        response = TemplateResponse(request, "admin/blog/media_files/take_down.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def _take_down(self, request: HttpRequest, file: MediaFile, reason: str) -> HttpResponse:
        result = take_down_file(file=file, reason=reason, by=signed_in(request))
        text = ngettext(
            "The file was taken down. %(count)d post shows the reason in its place.",
            "The file was taken down. %(count)d posts show the reason in its place.",
            result.post_count,
        )
        text %= {"count": result.post_count}
        messages.success(request, f"{text} {describe_later(result.later_count)}".strip())
        return redirect("admin:blog_mediafile_take_down", file.pk)

    def put_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = self._get_file_for_editor(request, pk)
        take_down = find_take_down(file.sha256)
        if take_down is None:
            raise Http404
        try:
            restored = restore_file(take_down=take_down, by=signed_in(request))
        except PhotoChangeRefused as refused:
            messages.error(request, str(refused))
        else:
            text = ngettext(
                "The file is back in %(count)d post.",
                "The file is back in %(count)d posts.",
                restored.post_count,
            )
            messages.success(request, text % {"count": restored.post_count})
        return redirect(_get_url(file))

    def private_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the private file of one that was taken down, for editors to save."""
        file = self._get_file_for_editor(request, pk)
        name = find_private_name(file)
        if not name:
            raise Http404
        try:
            response = send_download(request, name, file_name=file.name, sha256=file.sha256)
        except FileNotFoundError:
            raise Http404 from None
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = SANDBOX
        return response

    def _get_file_for_editor(self, request: HttpRequest, pk: int) -> MediaFile:
        if not can_take_down(signed_in(request)):
            raise PermissionDenied
        file = MediaFile.objects.usable_by(request.user).filter(pk=pk).first()
        if file is None or not self.has_view_permission(request):
            raise Http404
        return file


def _get_url(file: MediaFile) -> str:
    return reverse("admin:blog_mediafile_change", args=[file.pk])
