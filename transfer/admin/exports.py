"""Exports in the admin: the list, the form, and one page for each export with its file."""

from dataclasses import asdict
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import signed_in
from blog.admin.large_tables import LargeTableAdmin
from blog.admin.one_permission import OnePermissionAdmin
from blog.models import SiteSettings
from storage.downloads import send_download
from transfer.admin.export_form import ExportForm
from transfer.admin.export_progress import (
    describe_counts,
    describe_progress,
    describe_scope,
    get_format_name,
)
from transfer.exports.control import cancel_export, delete_export, request_export
from transfer.exports.formats import FORMATS
from transfer.exports.models import ACTIVE, EXPORT_PERMISSION, LIFETIME, Export
from transfer.exports.selection import ExportError

MAX_SLUG_LENGTH = 60


@admin.register(Export)
class ExportAdmin(OnePermissionAdmin, LargeTableAdmin):
    """Nothing is edited in a form: exports are begun, downloaded and deleted."""

    required_permission = EXPORT_PERMISSION
    list_display = ("name", "scope", "status", "file_link", "by", "created_at")
    list_display_links = None
    list_select_related = ("by",)
    sortable_by = ()
    actions = None
    change_list_template = "admin/transfer/exports/list.html"

    def get_urls(self) -> list:
        def view(method: Any) -> Any:
            return self.admin_site.admin_view(method)

        def post(method: Any) -> Any:
            return view(require_POST(method))

        download = require_safe(self.download)
        return [
            path("", view(self.changelist_view), name="transfer_export_changelist"),
            path("add/", view(self.add_view), name="transfer_export_add"),
            path("<int:pk>/change/", view(self.export_view), name="transfer_export_change"),
            path("<int:pk>/progress/", view(self.progress), name="transfer_export_progress"),
            path("<int:pk>/download/", view(download), name="transfer_export_download"),
            path("<int:pk>/cancel/", post(self.cancel), name="transfer_export_cancel"),
            path("<int:pk>/delete/", post(self.delete), name="transfer_export_delete"),
        ]

    def get_export(self, request: HttpRequest, pk: int) -> Export:
        """Return an export for those who may export. One query."""
        if not self.has_module_permission(request):
            raise PermissionDenied
        return get_object_or_404(Export.objects.select_related("by"), pk=pk)

    def _render(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/transfer/exports/{template}.html", context | more)

    # The list.

    @admin.display(description=gettext_lazy("export"))
    def name(self, export: Export) -> str:
        return format_html('<a href="{}/change/">{}</a>', export.pk, get_format_name(export))

    @admin.display(description=gettext_lazy("scope"))
    def scope(self, export: Export) -> str:
        return format_html('<span dir="auto">{}</span>', describe_scope(export))

    @admin.display(description=gettext_lazy("status"))
    def status(self, export: Export) -> str:
        label = export.get_state_display()
        counts = describe_counts(export) if export.state in ACTIVE else ""
        return f"{label} ({counts})" if counts else label

    @admin.display(description=gettext_lazy("file"))
    def file_link(self, export: Export) -> str:
        if export.state != Export.State.DONE:
            return "–"
        url = reverse("admin:transfer_export_download", args=[export.pk])
        return format_html(
            '<a href="{}" aria-label="{}">{}</a> <span class="help">{}</span>',
            url,
            _("Download: %(name)s") % {"name": get_format_name(export)},
            _("Download"),
            filesizeformat(export.size),
        )

    # The form.

    def add_view(self, request: HttpRequest, *_arguments: Any, **_values: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            by = signed_in(request)
            selection, format = form.get_selection(), form.cleaned_data["format"]
            try:
                return self._show(request_export(by=by, format=format, selection=selection))
            except ExportError as error:
                form.add_error(None, str(error))
        return self._render(request, "form", _("Export the blog"), form=form, days=LIFETIME.days)

    # The page of an export.

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        export = self.get_export(request, pk)
        return self._render(
            request,
            "export",
            _("Export: %(format)s") % {"format": get_format_name(export)},
            export=export,
            progress=describe_progress(export),
            progress_url=reverse("admin:transfer_export_progress", args=[pk]),
            stage_label=export.get_state_display(),
            scope=describe_scope(export),
            counts=describe_counts(export),
        )

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the script of the page."""
        return JsonResponse(asdict(describe_progress(self.get_export(request, pk))))

    def download(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the file, or the rest of it after an interruption."""
        export = self.get_export(request, pk)
        if export.state == Export.State.DONE:
            name = _build_file_name(export)
            try:
                return send_download(request, export.file, file_name=name, sha256=export.sha256)
            except OSError:
                messages.error(
                    request, _("The file is gone or cannot be read. Export the blog again.")
                )
        return self._show(export)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        export = self.get_export(request, pk)
        if not cancel_export(export=export):
            messages.warning(request, _("The export had ended already."))
        return self._show(export)

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        export = self.get_export(request, pk)
        if not delete_export(export=export):
            messages.error(request, _("The export goes on. Cancel it first."))
            return self._show(export)
        messages.success(request, _("The export and its file were deleted."))
        return redirect("admin:transfer_export_changelist")

    def _show(self, export: Export) -> HttpResponse:
        return redirect("admin:transfer_export_change", export.pk)


def _build_file_name(export: Export) -> str:
    """Return 'low-water-wxr-2026-11-29.xml'. One query."""
    blog = slugify(SiteSettings.load().name, allow_unicode=True)[:MAX_SLUG_LENGTH] or "blog"
    date = localtime(export.created_at).date().isoformat()
    extension = FORMATS[export.format].extension if export.format in FORMATS else "bin"
    return f"{blog}-{export.format}-{date}.{extension}"
