"""Take a photo down: the page that asks for the reason, and the private picture for editors."""

import mimetypes
import posixpath

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import signed_in
from blog.admin.photos.changes import PhotoChangesAdmin, describe_later, get_change_url
from blog.common.foreign_files import SANDBOX
from blog.content import photo_files
from blog.editing.photo_places import PhotoChangeRefused, find_places
from blog.editing.photo_take_down import MAX_REASON_LENGTH, can_take_down, take_down_photo
from blog.models import Photo, PhotoChange
from storage import private

MAX_LISTED_POSTS = 50


class PhotoTakeDownAdmin(PhotoChangesAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/take-down/", view(self.take_down_view), name="blog_photo_take_down"),
            path("<int:pk>/private/", view(self.private_view), name="blog_photo_private"),
            path("<int:pk>/original/", view(self.original_view), name="blog_photo_original"),
            *super().get_urls(),
        ]

    def take_down_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the photo is, and ask for the reason; a POST takes it down."""
        photo = self._get_photo_for_editor(request, pk)
        reason, error = request.POST.get("reason", ""), ""
        if request.method == "POST":
            try:
                return self._take_down(request, photo, reason)
            except PhotoChangeRefused as refused:
                error = str(refused)
        changes = PhotoChange.objects.filter(photo=photo, kind=PhotoChange.Kind.TAKE_DOWN)
        title = _("Picture taken down") if photo.withdrawn_at else _("Take picture down")
        return self.render_page(
            request,
            "take_down",
            f"{_('Error:')} {title}" if error else title,
            photo=photo,
            photo_url=get_change_url(photo),
            places=find_places(photo, MAX_LISTED_POSTS),
            change=changes.order_by("-pk").first(),
            reason=reason,
            reason_error=error,
            max_reason_length=MAX_REASON_LENGTH,
        )

    def _take_down(self, request: HttpRequest, photo: Photo, reason: str) -> HttpResponse:
        result = take_down_photo(photo=photo, reason=reason, by=signed_in(request))
        text = ngettext(
            "The picture was taken down. %(count)d post shows the reason in its place.",
            "The picture was taken down. %(count)d posts show the reason in its place.",
            result.post_count,
        )
        text %= {"count": result.post_count}
        messages.success(request, f"{text} {describe_later(result.later_count)}".strip())
        return redirect("admin:blog_photo_changes")

    def private_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Respond with the private file of a photo that was taken down, for editors."""
        photo = self._get_photo_for_editor(request, pk)
        folder = photo_files.get_private_folder(photo)
        if not (folder and photo.withdrawn_at):
            raise Http404
        return _respond_privately(f"{folder}/{photo.image.name}")

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Respond with a signed file as it was uploaded, for editors to save."""
        photo = self._get_photo_for_editor(request, pk)
        if not photo.original_file:
            raise Http404
        response = _respond_privately(photo.original_file)
        name = posixpath.basename(photo.original_file)
        response["Content-Disposition"] = f'attachment; filename="{photo.pk}-{name}"'
        return response

    @admin.display(description=gettext_lazy("content credentials"))
    def credentials_note(self, photo: Photo) -> str:
        if not photo.original_file:
            return photo.get_credentials_display()
        text = _describe_credentials(photo)
        url = reverse("admin:blog_photo_original", args=[photo.pk])
        link = format_html('<a href="{}">{}</a>', url, _("Download the file (editors only)"))
        return format_html("{} {} {}", text, _("The sizes that readers get have none."), link)

    def _get_photo_for_editor(self, request: HttpRequest, pk: int) -> Photo:
        if not can_take_down(signed_in(request)):
            raise PermissionDenied
        return self.get_photo(request, pk)


def _respond_privately(name: str) -> HttpResponse:
    """Respond with a private file. Raises Http404."""
    try:
        data = private.read(name)
    except FileNotFoundError:
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0]
    response = HttpResponse(data, content_type=kind or "application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response


def _describe_credentials(photo: Photo) -> str:
    if photo.credentials == Photo.Credentials.UNCHECKED:
        return _("The uploaded file has content credentials. They are not verified.")
    summary = photo.credentials_summary
    sentences = [f"{photo.get_credentials_display()}."]
    if signer := summary.get("signer"):
        sentences.append(_("Signed by %(signer)s.") % {"signer": signer})
    if tool := summary.get("tool"):
        sentences.append(_("Made with %(tool)s.") % {"tool": tool})
    if summary.get("is_ai_generated"):
        sentences.append(_("According to them, a model generated the picture or a part of it."))
    return " ".join(sentences)
