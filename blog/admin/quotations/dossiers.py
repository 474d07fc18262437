"""Actions of the list of quotations: add them to a dossier, with an undo, and compare two."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.admin.dossiers.pairs import start_comparison
from blog.admin.quotations.forms import ChooseDossierForm
from blog.dossiers.models import Dossier
from blog.dossiers.save import (
    ChangedItems,
    DossierRefused,
    add_items,
    change_items,
    delete_dossiers,
    start_dossier,
)

MAX_SELECTED = 100
# The session stores what the undo of the last addition removes.
UNDO_KEY = "undo_adding_quotations"


class QuotationDossierAdmin(ModelAdmin):
    actions: Any = ("add_to_dossier", "compare")

    def get_urls(self) -> list:
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("undo/", undo, name="blog_pullquote_undo_adding"), *super().get_urls()]

    def has_dossier_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("blog.add_dossier", "blog.change_dossier"))

    @admin.action(description=gettext_lazy("Add to dossier…"), permissions=["dossier"])
    def add_to_dossier(self, request: HttpRequest, quotations: QuerySet) -> HttpResponse | None:
        """Ask for the dossier, then add the selected quotations in the order of the list."""
        keys = list(quotations.values_list("pk", flat=True)[: MAX_SELECTED + 1])
        if len(keys) > MAX_SELECTED:
            message = _("Nothing was added. Select at most %(count)d quotations.")
            messages.error(request, message % {"count": MAX_SELECTED})
            return None
        by = signed_in(request)
        form = ChooseDossierForm(request.POST if "apply" in request.POST else None, user=by)
        if form.is_bound and form.is_valid():
            dossier, title = form.cleaned_data["dossier"], form.cleaned_data["title"]
            try:
                if dossier:
                    changed = add_items(dossier=dossier, by=by, quotation_ids=keys)
                else:
                    changed = start_dossier(title=title, by=by, quotation_ids=keys)
            except DossierRefused as refused:
                form.add_error(None, str(refused))
            else:
                self._report(request, changed, is_new=not dossier)
                return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add to dossier"),
            "opts": self.opts,
            "form": form,
            "selected": keys,
            "quotations": quotations,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/blog/quotations/add_to_dossier.html", context)

    def _report(self, request: HttpRequest, changed: ChangedItems, *, is_new: bool) -> None:
        """Say what was added, and store what the undo needs."""
        request.session.pop(UNDO_KEY, None)
        if not changed.added:
            messages.info(request, _("They were already in this dossier."))
            return
        added = changed.items[-changed.added :]
        request.session[UNDO_KEY] = {
            "dossier": changed.dossier.pk,
            "items": [item.pk for item in added],
            "is_new": is_new,
        }
        text = ngettext(
            "%(count)d quotation added to “%(title)s”.",
            "%(count)d quotations added to “%(title)s”.",
            changed.added,
        )
        text %= {"count": changed.added, "title": changed.dossier.title}
        url = reverse("admin:blog_dossier_change", args=[changed.dossier.pk])
        message = format_html('{} <a href="{}">{}</a>', text, url, _("Open the dossier"))
        messages.success(request, message)

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Remove what this session added last, and the dossier that was created for it."""
        if not self.has_dossier_permission(request):
            raise PermissionDenied
        addition: dict[str, Any] | None = request.session.pop(UNDO_KEY, None)
        if addition is None:
            messages.warning(request, _("There is nothing to undo."))
        else:
            self._undo(request, **addition)
        return redirect("admin:blog_pullquote_changelist")

    def _undo(self, request: HttpRequest, *, dossier: int, items: list[int], is_new: bool) -> None:
        by, stored = signed_in(request), Dossier(pk=dossier)
        try:
            left = change_items(dossier=stored, by=by, notes={}, removed=items)
        except DossierRefused as refused:
            messages.error(request, str(refused))
            return
        if is_new and not left.items and left.dossier.published_at is None:
            delete_dossiers(dossier_ids=[dossier], by=by)
            message = _("The new dossier was deleted.")
        else:
            message = _("Removed from “%(title)s” again.") % {"title": left.dossier.title}
        messages.success(request, message)

    @admin.action(description=gettext_lazy("Compare"), permissions=["dossier"])
    def compare(self, request: HttpRequest, quotations: QuerySet) -> HttpResponse | None:
        """Start a comparison of the two selected quotations, and open its form."""
        selected = sorted(quotations[:3], key=lambda each: str(each.said_on or "9999"))
        if len(selected) != 2:
            message = _("Select exactly two quotations of the same person or source.")
            messages.error(request, message)
            return None
        try:
            comparison = start_comparison(selected, signed_in(request))
        except DossierRefused as refused:
            messages.error(request, str(refused))
            return None
        message = _("The comparison is a draft. Write a sentence about it, then publish it.")
        messages.success(request, message)
        return redirect("admin:blog_dossier_change", comparison.pk)
