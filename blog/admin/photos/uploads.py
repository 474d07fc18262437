"""Upload pictures in the photo library, without scripts. Scripts use the editor's endpoint."""

import logging

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.posts.api import STORAGE_ERROR
from blog.editing.photos import upload_photo
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError

logger = logging.getLogger(__name__)
# In one request, which takes 0.3 s for each.
MAX_FILES = 20


class PhotoUploadAdmin(admin.ModelAdmin):
    """Adds the form's target, which reports each file that was not stored."""

    def get_urls(self) -> list:
        upload = self.admin_site.admin_view(require_POST(self.upload_photos))
        return [path("upload/", upload, name="blog_photo_upload"), *super().get_urls()]

    @staticmethod
    def can_upload(request: HttpRequest) -> bool:
        return request.user.has_perms(("blog.add_photo", "blog.change_post"))

    def upload_photos(self, request: HttpRequest) -> HttpResponse:
        """Store the files `images`, and report how many were new."""
        if not self.can_upload(request):
            raise PermissionDenied
        files = request.FILES.getlist("images")
        new = known = 0
        for file in files[:MAX_FILES]:
            try:
                uploaded = upload_photo(file=file, by=signed_in(request), max_wait=MAX_DECODER_WAIT)
            except ValidationError as error:
                self._refuse(request, file, " ".join(error.messages))
            except DecodersBusyError:
                self._refuse(request, file, gettext("The server is busy. Upload it again."))
            except OSError:
                logger.exception("A picture could not be stored")
                self._refuse(request, file, gettext(STORAGE_ERROR))
            else:
                new, known = new + uploaded.is_new, known + (not uploaded.is_new)
        if new:
            text = ngettext("Uploaded %(n)s picture.", "Uploaded %(n)s pictures.", new)
            messages.success(request, text % {"n": new})
        if known:
            text = ngettext(
                "%(n)s picture was uploaded before.", "%(n)s pictures were uploaded before.", known
            )
            messages.info(request, text % {"n": known})
        if not files:
            messages.warning(request, gettext("Choose at least one picture."))
        if len(files) > MAX_FILES:
            text = gettext("Only the first %(n)s pictures were uploaded. Upload the others again.")
            messages.warning(request, text % {"n": MAX_FILES})
        return redirect("admin:blog_photo_changelist")

    def _refuse(self, request: HttpRequest, file: UploadedFile, reason: str) -> None:
        messages.error(request, f"{file.name}: {reason}")
