"""Imports in the admin: the list, the upload, and one page for each import with its stages."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.large_tables import LargeTableAdmin
from transfer import control
from transfer.admin import report
from transfer.admin.forms import MEGABYTE, UploadForm, WriteForm
from transfer.admin.platforms import PLATFORMS
from transfer.admin.preview import build_dry_run, list_authors
from transfer.admin.progress import describe_progress
from transfer.admin.review import ReviewMixin
from transfer.conflicts import resolve_conflicts
from transfer.missing import supply_missing
from transfer.models import Import
from transfer.readers.base import NotAnExport
from transfer.rollback import preview_roll_back
from transfer.uploads import ExportUploadHandler

Stage = Import.Stage
KEEP_MINE, TAKE_THEIRS = "mine", "theirs"


@admin.register(Import)
class ImportAdmin(ReviewMixin, LargeTableAdmin):
    """Nothing is edited in a form: imports are uploaded, and their stages have buttons."""

    list_display = ("name", "platform", "status", "by", "created_at")
    list_display_links = None
    list_filter = ("stage",)
    list_select_related = ("by", "origin")
    sortable_by = ()
    change_list_template = "admin/transfer/list.html"

    def get_urls(self) -> list:
        def view(method: Any) -> Any:
            return self.admin_site.admin_view(method)

        def post(method: Any) -> Any:
            return view(require_POST(method))

        return [
            path("", view(self.changelist_view), name="transfer_import_changelist"),
            path("add/", view(self.add_view), name="transfer_import_add"),
            path("<int:pk>/change/", view(self.import_view), name="transfer_import_change"),
            path("<int:pk>/progress/", view(self.progress), name="transfer_import_progress"),
            path("<int:pk>/write/", post(self.write), name="transfer_import_write"),
            path("<int:pk>/pause/", post(self.pause), name="transfer_import_pause"),
            path("<int:pk>/go-on/", post(self.go_on), name="transfer_import_go_on"),
            path("<int:pk>/cancel/", post(self.cancel), name="transfer_import_cancel"),
            path("<int:pk>/roll-back/", view(self.roll_back), name="transfer_import_roll_back"),
            path("<int:pk>/conflicts/", post(self.resolve), name="transfer_import_conflicts"),
            path("<int:pk>/missing/", post(self.supply), name="transfer_import_missing"),
            path("<int:pk>/fetch/", post(self.fetch_again), name="transfer_import_fetch"),
            *self.get_review_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_import(self, request: HttpRequest, pk: int) -> Import:
        """Return an import for those who may change it. One query."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Import.objects.select_related("origin", "by"), pk=pk)

    def render_page(
        self, request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        shared = self.admin_site.each_context(request)
        context = {**shared, "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/transfer/{template}.html", context, status=status)

    # The list.

    @admin.display(description=gettext_lazy("blog"))
    def name(self, run: Import) -> str:
        return format_html('<a href="{}/change/" dir="auto">{}</a>', run.pk, run.origin or run.path)

    @admin.display(description=gettext_lazy("status"))
    def status(self, run: Import) -> str:
        percent = describe_progress(run).percent
        label = run.get_stage_display()
        is_counted = run.stage in control.PAUSE_STAGES and percent is not None
        return f"{label} ({percent} %)" if is_counted else label

    # The upload. CSRF tokens are checked after the permission: the body may have gigabytes.

    @csrf_exempt
    def add_view(self, request: HttpRequest, *_arguments: Any, **_values: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            request.upload_handlers = [ExportUploadHandler(request)]
            try:
                _fields = request.POST  # Reads the body.
            except OSError:
                return self._refuse_upload(request)
        return self._add(request)

    @method_decorator(csrf_protect)
    def _add(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._render_upload(request, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._render_upload(request, form)
        try:
            run = control.upload_export(files=form.cleaned_data["export"], by=signed_in(request))
        except NotAnExport as error:
            form.add_error("export", str(error))
            return self._render_upload(request, form)
        except OSError:
            return self._refuse_upload(request)
        return self._show(run)

    def _render_upload(
        self, request: HttpRequest, form: UploadForm, status: int = 200
    ) -> HttpResponse:
        return self.render_page(
            request,
            "upload",
            _("Import a blog"),
            form=form,
            platforms=PLATFORMS,
            most_megabytes=settings.IMPORT_MAX_BYTES // MEGABYTE,
            status=status,
        )

    def _refuse_upload(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm({})
        form.full_clean()
        form.errors.clear()
        form.add_error(
            "export",
            _("The file did not arrive, or the disk of the server is full. Try again."),
        )
        return self._render_upload(request, form, status=507)

    # The page of an import.

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._render_import(request, self.get_import(request, pk))

    def _render_import(
        self, request: HttpRequest, run: Import, form: WriteForm | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {"progress": describe_progress(run)}
        if run.stage == Stage.READ:
            authors = form.rows if form else list_authors(run)
            context["form"] = form or WriteForm(None, run, authors)
            context["dry_run"] = build_dry_run(run, list(authors))
        elif run.stage == Stage.DONE:
            context["report"] = report.build_page(run)
        has_written = run.stage in control.GO_ON_STAGES and control.has_written(run)
        is_ended = run.stage == Stage.DONE or has_written
        return self.render_page(
            request,
            "import",
            _("Import of %(blog)s") % {"blog": run.origin or run.path},
            run=run,
            progress_url=reverse("admin:transfer_import_progress", args=[run.pk]),
            stage_label=run.get_stage_display(),
            steps=report.list_steps(run),
            can_pause=run.stage in control.PAUSE_STAGES,
            can_go_on=run.stage in control.GO_ON_STAGES,
            can_cancel=run.stage in control.CANCEL_STAGES and not has_written,
            can_roll_back=is_ended,
            **context,
        )

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the script of the page."""
        return JsonResponse(asdict(describe_progress(self.get_import(request, pk))))

    def write(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        if run.stage not in control.WRITE_STAGES:  # Another administrator was faster.
            return self._show(run)
        form = WriteForm(request.POST, run, list_authors(run))
        if not form.is_valid():
            return self._render_import(request, run, form)
        return self._carry_out(
            request,
            run,
            lambda: control.write_import(
                run=run,
                by=signed_in(request),
                accounts=form.get_accounts(),
                new_accounts=form.get_new_accounts(),
                fetches_pictures=form.cleaned_data["fetches_pictures"],
                comments=form.cleaned_data["comments"],
            ),
        )

    def pause(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        return self._carry_out(request, run, lambda: control.pause_import(run=run))

    def go_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        return self._carry_out(request, run, lambda: control.go_on(run=run, by=signed_in(request)))

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self.get_import(request, pk)
        return self._carry_out(request, run, lambda: control.cancel_import(run=run))

    def roll_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a roll-back deletes and leaves; a POST begins it."""
        run = self.get_import(request, pk)
        if request.method == "POST":
            by = signed_in(request)
            return self._carry_out(request, run, lambda: control.roll_back_import(run=run, by=by))
        if run.stage not in control.ROLL_BACK_STAGES:
            return self._show(run)
        title = _("Roll back the import of %(blog)s") % {"blog": run.origin or run.path}
        preview = preview_roll_back(run)
        return self.render_page(request, "roll_back", title, run=run, preview=preview)

    def resolve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep or replace the posts of the form `item-ID=mine` or `item-ID=theirs`."""
        run = self.get_import(request, pk)
        choices: dict[str, list[int]] = {KEEP_MINE: [], TAKE_THEIRS: []}
        for name, value in request.POST.items():
            prefix, _dash, key = name.partition("-")
            if prefix == "item" and key.isdecimal() and len(key) < 19 and value in choices:
                choices[value].append(int(key))
        by = signed_in(request)
        result = resolve_conflicts(run=run, mine=choices[KEEP_MINE], theirs=choices[TAKE_THEIRS])
        if result.theirs:
            return self._carry_out(request, run, lambda: control.write_again(run=run, by=by))
        if not result.mine:
            messages.warning(request, _("Choose one of the versions of a post first."))
        return self._show(run)

    def supply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store uploads as missing pictures and files, and put them into the posts in the
        background."""
        run, by = self.get_import(request, pk), signed_in(request)
        files: list[Any] = request.FILES.getlist("missing")
        if not files:
            messages.warning(request, _("Choose the missing pictures or files first."))
            return self._show(run)
        supplied = supply_missing(run=run, files=files, by=by)
        for message in supplied.refused:
            messages.error(request, message)
        if supplied.count:
            text = ngettext(
                "%(count)d picture or file was added, and is put into its posts now.",
                "%(count)d pictures and files were added, and are put into their posts now.",
                supplied.count,
            )
            messages.success(request, text % {"count": supplied.count})
            return self._carry_out(request, run, lambda: control.write_again(run=run, by=by))
        return self._show(run)

    def fetch_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        run, by = self.get_import(request, pk), signed_in(request)
        return self._carry_out(request, run, lambda: control.fetch_again(run=run, by=by))

    def _carry_out(self, request: HttpRequest, run: Import, operation: Any) -> HttpResponse:
        try:
            operation()
        except control.WrongStage as error:
            messages.error(request, str(error))
        return self._show(run)

    def _show(self, run: Import) -> HttpResponse:
        return redirect("admin:transfer_import_change", run.pk)
