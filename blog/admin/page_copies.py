"""Copies of pages in the admin, for editors: their text and files, publication and deletion."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.admin.large_tables import CappedPaginator
from blog.common.foreign_files import isolate
from blog.evidence.copies import (
    CopyRefused,
    read_copy_file,
    read_copy_snapshot,
    read_copy_text,
    withdraw_copy,
)
from blog.evidence.models import LARGE_COLUMNS, MAX_REASON_LENGTH, PageCopy
from blog.evidence.opened_space import list_largest, list_spaces
from blog.evidence.overrule import can_overrule
from blog.evidence.publication import publish_copy, take_back_copy
from blog.evidence.publication_models import MAX_DETAILS_LENGTH, CopyPublication, Ground
from blog.evidence.tasks import UNUSED_LIFETIME
from blog.seals import proofs
from blog.seals.models import SealedFile

COPIES_PER_PAGE = 25
MAX_CHECKS = 20
# The name of each list, and its text when it is empty.
LISTS = {
    "public": (gettext_lazy("Public copies"), gettext_lazy("No copy is public.")),
    "ended": (gettext_lazy("No longer public"), gettext_lazy("No copy was taken back.")),
}


class PageCopyAdmin(ModelAdmin):
    """The pages about copies, which the admin of evidence contains."""

    def get_copy_urls(self) -> list:
        def get(view: Any) -> Any:
            return self.admin_site.admin_view(require_GET(view))

        def post(view: Any) -> Any:
            return self.admin_site.admin_view(require_POST(view))

        place = "copies/<int:copy>/"
        return [
            path("copies/", get(self.copy_list), name="blog_pagecopy_changelist"),
            path("copies/opened/", get(self.opened_list), name="blog_pagecopy_opened"),
            path(place, get(self.copy_detail), name="blog_pagecopy_change"),
            path(f"{place}text/", get(self.copy_text), name="blog_pagecopy_text"),
            path(f"{place}file/", get(self.copy_file), name="blog_pagecopy_file"),
            path(f"{place}snapshot/", get(self.copy_snapshot), name="blog_pagecopy_snapshot"),
            path(f"{place}warc/", get(self.copy_warc), name="blog_pagecopy_warc"),
            path(f"{place}publish/", post(self.publish), name="blog_pagecopy_publish"),
            path(f"{place}take-back/", post(self.take_back), name="blog_pagecopy_take_back"),
            path(f"{place}withdraw/", post(self.withdraw), name="blog_pagecopy_withdraw"),
        ]

    def copy_list(self, request: HttpRequest) -> HttpResponse:
        """List copies that readers see, or saw, the newest first. Two queries, besides the
        desk's."""
        _require_editor(request)
        shown = request.GET.get("show", "public")
        if shown not in LISTS:
            raise Http404
        label, empty = LISTS[shown]
        rows = CopyPublication.objects.select_related("copy", "published_by", "ended_by")
        rows = rows.defer(*(f"copy__{name}" for name in LARGE_COLUMNS))
        rows = rows.filter(ended_at__isnull=shown == "public")
        return self._render(
            request,
            "copies",
            _("Copies of pages"),
            page=CappedPaginator(rows, COPIES_PER_PAGE).get_page(request.GET.get("page")),
            tabs=[(key, name, key == shown) for key, (name, _empty) in LISTS.items()],
            label=label,
            empty=empty,
            is_copy_list=True,
        )

    def opened_list(self, request: HttpRequest) -> HttpResponse:
        """List what the copies take that authors opened and did not quote from, by author and the
        largest ones. Three queries, besides the desk's."""
        _require_editor(request)
        return self._render(
            request,
            "opened",
            _("Pages that authors opened"),
            spaces=list_spaces(),
            copies=list_largest(),
            quota=settings.EVIDENCE_AUTHOR_BYTES // 2**20,
            days=UNUSED_LIFETIME.days,
            is_copy_list=True,
        )

    def copy_detail(self, request: HttpRequest, copy: int) -> HttpResponse:
        """Show one copy. Four queries, besides the desk's."""
        return self._render_copy(request, _get_or_404(request, copy))

    def copy_text(self, request: HttpRequest, copy: int) -> HttpResponse:
        """Respond with the text of a copy, which no browser runs or draws as a page."""
        stored = _get_with_file_or_404(request, copy)
        return isolate(HttpResponse(read_copy_text(stored), "text/plain; charset=utf-8"))

    def copy_file(self, request: HttpRequest, copy: int) -> HttpResponse:
        """Send the file as it was received; its SHA-256 is that of the copy, and is sealed."""
        content = read_copy_file(_get_with_file_or_404(request, copy))
        return _send_file(f"copy-{copy}.bin", content or b"", "application/octet-stream")

    def copy_snapshot(self, request: HttpRequest, copy: int) -> HttpResponse:
        """Send what a browser showed, as a file: no page of others has our origin."""
        content = read_copy_snapshot(_get_with_file_or_404(request, copy))
        if not content:
            raise Http404
        return _send_file(f"copy-{copy}.mhtml", content, "application/octet-stream")

    def copy_warc(self, request: HttpRequest, copy: int) -> HttpResponse:
        from blog.evidence import warc

        stored = _get_with_file_or_404(request, copy)
        content = warc.build_warc(stored) or b""
        return _send_file(warc.get_file_name(stored), content, warc.CONTENT_TYPE)

    def publish(self, request: HttpRequest, copy: int) -> HttpResponse:
        stored = _get_or_404(request, copy)
        ground, details = request.POST.get("ground", ""), request.POST.get("details", "")
        try:
            publish_copy(copy=stored, by=signed_in(request), ground=ground, details=details)
        except CopyRefused as refused:
            typed = {"ground": ground, "details": details}
            return self._render_copy(request, stored, typed, publish_error=str(refused))
        messages.success(request, _("Readers now see the text of this copy."))
        return redirect("admin:blog_pagecopy_change", copy)

    def take_back(self, request: HttpRequest, copy: int) -> HttpResponse:
        if take_back_copy(copy=_get_or_404(request, copy), by=signed_in(request)):
            messages.success(request, _("Only editors see this copy now."))
        return redirect("admin:blog_pagecopy_change", copy)

    def withdraw(self, request: HttpRequest, copy: int) -> HttpResponse:
        stored = _get_or_404(request, copy)
        reason = request.POST.get("reason", "")
        try:
            if "confirm" not in request.POST:
                raise CopyRefused(_("Confirm that this cannot be undone."))
            withdraw_copy(copy=stored, by=signed_in(request), reason=reason)
        except CopyRefused as refused:
            return self._render_copy(
                request, stored, {"reason": reason}, withdraw_error=str(refused)
            )
        messages.success(request, _("The copy was deleted. Its hashes and its time stay."))
        return redirect("admin:blog_pagecopy_change", copy)

    def _render_copy(
        self,
        request: HttpRequest,
        copy: PageCopy,
        typed: dict[str, str] | None = None,
        **errors: str,
    ) -> HttpResponse:
        title = _("Copy of a page")
        publications = list(copy.publications.select_related("published_by", "ended_by"))
        checks = copy.page.checks.select_related("quotation__post").order_by("-pk")
        checks = checks.defer("quotation__post__html", "quotation__post__intro_html")
        return self._render(
            request,
            "copy",
            f"{_('Error:')} {title}" if errors else title,
            copy=copy,
            has_file=copy.withdrawn_at is None and not copy.is_refused,
            public=next((row for row in publications if row.ended_at is None), None),
            publications=publications,
            checks=checks[:MAX_CHECKS],
            is_sealed=proofs.find_sealed_file(SealedFile.Kind.COPY, copy.pk) is not None,
            has_seals=bool(settings.TIMESTAMP_URL),
            grounds=Ground.choices,
            typed=typed or {},
            max_details_length=MAX_DETAILS_LENGTH,
            max_reason_length=MAX_REASON_LENGTH,
            **errors,
        )

    def _render(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> TemplateResponse:
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/blog/evidence/{template}.html", context)


def list_copies_of(page: int) -> QuerySet[PageCopy]:
    """Return the copies of a page, the newest first, each with `is_public`. One query."""
    public = CopyPublication.objects.public().filter(copy=OuterRef("pk"))
    copies = PageCopy.objects.filter(page=page).annotate(is_public=Exists(public))
    return copies.defer(*LARGE_COLUMNS).order_by("-taken_at", "-pk")


def _get_or_404(request: HttpRequest, pk: int) -> PageCopy:
    _require_editor(request)
    copies = PageCopy.objects.select_related("page", "withdrawn_by")
    copy = copies.defer(*LARGE_COLUMNS).filter(pk=pk).first()
    if copy is None:
        raise Http404
    return copy


def _get_with_file_or_404(request: HttpRequest, pk: int) -> PageCopy:
    _require_editor(request)
    copy = PageCopy.objects.filter(pk=pk, body__isnull=False).first()
    if copy is None:
        raise Http404
    return copy


def _require_editor(request: HttpRequest) -> None:
    if not can_overrule(signed_in(request)):
        raise PermissionDenied


def _send_file(name: str, content: bytes, content_type: str) -> HttpResponse:
    response = isolate(HttpResponse(content, content_type))
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response
