"""Evidence in the admin: quotations that no longer stand, with differences and history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import signed_in
from blog.admin.large_tables import CappedPaginator
from blog.admin.page_copies import PageCopyAdmin, list_copies_of
from blog.evidence.models import (
    MAX_REASON_LENGTH,
    QuotationCheck,
    QuotationCheckQuerySet,
)
from blog.evidence.overrule import OverruleRefused, can_overrule, overrule, reinstate
from blog.models import Post

PER_PAGE = 25
MAX_COPIES = 20
# The lists, by `show` in the query: the name, the text of an empty list, and its rows, ordered as
# one partial index is.
LISTS: Mapping[str, tuple[Any, Any, Callable[[QuotationCheckQuerySet], QuerySet]]] = {
    "findings": (
        gettext_lazy("Changed or gone"),
        gettext_lazy("No quotation has changed or gone."),
        lambda checks: checks.findings().order_by("-since", "-pk"),
    ),
    "unread": (
        gettext_lazy("Not readable"),
        gettext_lazy("All pages could be read."),
        lambda checks: checks.exclude(unread_reason="").order_by("-unread_at", "-pk"),
    ),
    "overruled": (
        gettext_lazy("Overruled"),
        gettext_lazy("No result is overruled."),
        lambda checks: checks.filter(overruled_at__isnull=False).order_by("-overruled_at", "-pk"),
    ),
}


@admin.register(QuotationCheck)
class EvidenceAdmin(PageCopyAdmin):
    """Authors see the quotations of their posts; editors all, and the copies of pages."""

    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view, "blog_quotationcheck"
        return [
            path("", view(require_GET(self.list_view)), name=f"{name}_changelist"),
            path("<int:pk>/change/", view(require_GET(self.check_view)), name=f"{name}_change"),
            path("<int:pk>/overrule/", view(require_POST(self.overrule_view)), name=f"{name}_rule"),
            path(
                "<int:pk>/reinstate/",
                view(require_POST(self.reinstate_view)),
                name=f"{name}_reinstate",
            ),
            *self.get_copy_urls(),
        ]

    def has_view_permission(self, request: HttpRequest, obj: QuotationCheck | None = None) -> bool:
        return request.user.has_perm("blog.change_post")

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: QuotationCheck | None = None
    ) -> bool:
        return False

    has_delete_permission = has_change_permission

    def get_queryset(self, request: HttpRequest) -> QuotationCheckQuerySet:
        """Authors see those of their own posts."""
        checks = QuotationCheck.objects.select_related("quotation__post", "page")
        checks = checks.defer("quotation__post__html", "quotation__post__intro_html")
        user = signed_in(request)
        if not user.has_perm("blog.edit_all"):
            checks = checks.filter(quotation__post__in=Post.all_objects.editable_by(user))
        return checks

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List quotations of one kind, the newest first. Two queries, besides the desk's."""
        self._require(self.has_view_permission(request))
        shown = request.GET.get("show", "findings")
        if shown not in LISTS:
            raise Http404
        label, empty, select = LISTS[shown]
        page = CappedPaginator(select(self.get_queryset(request)), PER_PAGE).get_page(
            request.GET.get("page")
        )
        tabs = [(key, name, key == shown) for key, (name, *_rest) in LISTS.items()]
        return self._render(
            request,
            "list",
            _("Evidence"),
            page=page,
            tabs=tabs,
            label=label,
            empty=empty,
            is_editor=can_overrule(signed_in(request)),
        )

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one quotation beside its page. Four queries for editors, besides the desk's."""
        return self._render_check(request, self._get_or_404(request, pk))

    def _render_check(
        self, request: HttpRequest, check: QuotationCheck, reason: str = "", error: str = ""
    ) -> HttpResponse:
        is_editor = can_overrule(signed_in(request))
        title = _("Quotation and page")
        return self._render(
            request,
            "check",
            f"{_('Error:')} {title}" if error else title,
            check=check,
            changes=check.changes.select_related("by"),
            copies=list_copies_of(check.page_id)[:MAX_COPIES] if is_editor else [],
            is_editor=is_editor,
            reason=reason,
            error=error,
            max_reason_length=MAX_REASON_LENGTH,
        )

    def overrule_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = self._get_for_editor(request, pk)
        # What the editor has read: a newer result is refused.
        check.there = request.POST.get("there", "").replace("\r\n", "\n")
        reason = request.POST.get("reason", "")
        try:
            overrule(check=check, by=signed_in(request), reason=reason)
        except OverruleRefused as refused:
            stored = self._get_for_editor(request, pk)
            return self._render_check(request, stored, reason, str(refused))
        messages.success(request, _("Overruled. Readers no longer see the mark."))
        return redirect("admin:blog_quotationcheck_change", pk)

    def reinstate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        reinstate(check=self._get_for_editor(request, pk), by=signed_in(request))
        messages.success(request, _("Readers see again that the page has changed."))
        return redirect("admin:blog_quotationcheck_change", pk)

    def _get_or_404(self, request: HttpRequest, pk: int) -> QuotationCheck:
        self._require(self.has_view_permission(request))
        check = self.get_queryset(request).filter(pk=pk).first()
        if check is None:
            raise Http404
        return check

    def _get_for_editor(self, request: HttpRequest, pk: int) -> QuotationCheck:
        self._require(can_overrule(signed_in(request)))
        return self._get_or_404(request, pk)

    @staticmethod
    def _require(is_allowed: bool) -> None:
        if not is_allowed:
            raise PermissionDenied
