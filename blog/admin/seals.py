"""Seals in the admin: their list, and the proofs of sealed copies and photos."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from blog.admin.large_tables import CappedPaginator
from blog.evidence.models import PageCopy
from blog.seals import proofs
from blog.seals.models import Seal, SealedFile

PER_PAGE = 50
NOTES = {
    SealedFile.Kind.COPY: "The sealed file is the page as it was received.",
    SealedFile.Kind.PHOTO: "The sealed file is the picture with the caption that it had at first.",
}


@admin.register(Seal)
class SealAdmin(ModelAdmin):
    """For editors, in the navigation if the site names a timestamp authority."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("", view(require_GET(self.list_view)), name="blog_seal_changelist"),
            path(
                "copies/<int:pk>/proof.txt",
                view(require_GET(self.copy_proof)),
                name="blog_seal_copy_proof",
            ),
            path(
                "photos/<int:pk>/proof.txt",
                view(require_GET(self.photo_proof)),
                name="blog_seal_photo_proof",
            ),
        ]

    def has_view_permission(self, request: HttpRequest, obj: Seal | None = None) -> bool:
        return request.user.has_perm("blog.edit_all")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(settings.TIMESTAMP_URL) and self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Seal | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Seal | None = None) -> bool:
        return False

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List the seals, the newest first. Three queries, besides the desk's."""
        self._require_editor(request)
        rows = Seal.objects.defer("token", "tile_roots", "certificates", "statement")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Seals"),
            "opts": self.opts,
            "page": CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "has_waiting": SealedFile.objects.filter(seal=None).exists(),
            "has_authority": bool(settings.TIMESTAMP_URL),
        }
        return TemplateResponse(request, "admin/blog/seals/list.html", context)

    def copy_proof(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the proof of a copy, which outlives the copy. Three queries, besides the desk's."""
        self._require_editor(request)
        copy = PageCopy.objects.filter(pk=pk).only("requested_url", "taken_at").first()
        about = []
        if copy is not None:
            about.append(("page", iri_to_uri(copy.requested_url)))
            about.append(("taken", copy.taken_at.isoformat(timespec="seconds")))
        return self._send_proof(SealedFile.Kind.COPY, pk, about)

    def photo_proof(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the proof of a photo, which outlives the photo. Two queries, besides the desk's."""
        self._require_editor(request)
        return self._send_proof(SealedFile.Kind.PHOTO, pk, [])

    def _send_proof(
        self, kind: SealedFile.Kind, pk: int, about: Iterable[tuple[str, str]]
    ) -> HttpResponse:
        if (file := proofs.find_sealed_file(kind, pk)) is None:
            raise Http404
        text = proofs.write_proof(file, [("#", NOTES[kind]), *about])
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        name = f"{kind.value}-{pk}-proof.txt"
        response["Content-Disposition"] = str(content_disposition_header(True, name))
        return response

    def _require_editor(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
