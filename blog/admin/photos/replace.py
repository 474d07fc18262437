"""Replace a photo everywhere: choose or upload another one, compare both, confirm."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import signed_in
from blog.admin.photos.changes import (
    PhotoChangesAdmin,
    describe_batches,
    describe_later,
    get_change_url,
)
from blog.common import markup
from blog.editing.photo_places import PhotoChangeRefused, can_replace, find_places
from blog.editing.photo_replacement import (
    has_same_shape,
    replace_photo_everywhere,
)
from blog.editing.photo_replacement_batches import is_running
from blog.editing.photos import exclude_expiring, upload_photo
from blog.models import Photo
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError
from lib.parsing import parse_pk

MAX_LISTED_POSTS = 50
MAX_CHOICES = 24
MAX_TERM_LENGTH = 100


def list_warnings(photo: Photo, replacement: Photo) -> list[str]:
    """Return what an editor should know before the replacement. No queries."""
    warnings = []
    if not has_same_shape(photo, replacement):
        warnings.append(_("The replacement has another shape, so texts around it will move."))
    if replacement.width < photo.width * 0.9:
        warnings.append(_("The replacement is smaller, and may look blurred."))
    if not (replacement.alt or replacement.decorative):
        warnings.append(_("The replacement has no alternative text. Add it on its own page."))
    if photo.credit and not replacement.credit:
        warnings.append(_("The replacement has no credit."))
    if photo.caption and photo.caption != replacement.caption:
        if replacement.caption:
            text = _("Figures with the caption “%(caption)s” get the caption of the replacement.")
        else:
            text = _("Figures with the caption “%(caption)s” lose it: the replacement has none.")
        warnings.append(text % {"caption": photo.caption})
    return warnings


class PhotoReplaceAdmin(PhotoChangesAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.replace_view)
        return [path("<int:pk>/replace/", view, name="blog_photo_replace"), *super().get_urls()]

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a replacement by `?q=`, or compare `?with=ID`; a POST uploads one or confirms."""
        photo = self.get_photo(request, pk)
        if not can_replace(photo, signed_in(request)):
            raise PermissionDenied
        error = ""
        if "image" in request.FILES:
            error, uploaded = self._upload(request)
            if uploaded is not None:
                return redirect(f"{request.path}?with={uploaded.pk}")
        usable = Photo.objects.usable_by(request.user).without_taken_down().exclude(pk=pk)
        replacement = usable.filter(pk=parse_pk(request.GET.get("with")) or 0).first()
        if replacement is not None and request.method == "POST" and "image" not in request.FILES:
            try:
                return self._replace(request, photo, replacement)
            except PhotoChangeRefused as refused:
                messages.error(request, str(refused))
        if replacement is None:
            return self._render_choice(request, photo, error)
        return self.render_page(
            request,
            "replace",
            _("Replace picture everywhere"),
            photo=photo,
            photo_url=get_change_url(photo),
            replacement=replacement,
            pictures=[(_("Now"), photo), (_("Replacement"), replacement)],
            warnings=list_warnings(photo, replacement),
            places=find_places(photo, MAX_LISTED_POSTS),
        )

    def _render_choice(self, request: HttpRequest, photo: Photo, error: str) -> HttpResponse:
        usable = Photo.objects.usable_by(request.user).without_taken_down().exclude(pk=photo.pk)
        term = " ".join(markup.clean_text(request.GET.get("q", "")).split())[:MAX_TERM_LENGTH]
        if term:
            usable = usable.matching(term.split())
        choices = exclude_expiring(usable).order_by("-created_at", "-pk")[:MAX_CHOICES]
        return self.render_page(
            request,
            "choose_replacement",
            _("Choose a replacement"),
            photo=photo,
            photo_url=get_change_url(photo),
            choices=choices,
            q=term,
            upload_error=error,
            can_upload=request.user.has_perm("blog.add_photo"),
        )

    def _upload(self, request: HttpRequest) -> tuple[str, Photo | None]:
        """Return an error or the uploaded photo."""
        if not request.user.has_perm("blog.add_photo"):
            raise PermissionDenied
        try:
            file = cast("UploadedFile", request.FILES["image"])
            uploaded = upload_photo(file=file, by=signed_in(request), max_wait=MAX_DECODER_WAIT)
        except ValidationError as error:
            return " ".join(error.messages), None
        except DecodersBusyError:
            return _("Many pictures are being uploaded. Try again in a few seconds."), None
        except OSError:
            return _("The picture could not be stored. Try again later."), None
        return "", uploaded.photo

    def _replace(self, request: HttpRequest, photo: Photo, replacement: Photo) -> HttpResponse:
        result = replace_photo_everywhere(
            photo=photo, replacement=replacement, by=signed_in(request)
        )
        if is_running(result.change):
            messages.success(request, describe_batches(result.later_count))
            return redirect(reverse("admin:blog_photo_changes"))
        text = ngettext(
            "The picture was replaced in %(count)d post. You can undo this below.",
            "The picture was replaced in %(count)d posts. You can undo this below.",
            result.post_count,
        )
        text %= {"count": result.post_count}
        messages.success(request, f"{text} {describe_later(result.later_count)}".strip())
        return redirect(reverse("admin:blog_photo_changes"))
