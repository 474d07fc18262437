"""Saved views of a list, as tabs above it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from accounts.models import signed_in
from blog.planning.saved_views import (
    ViewRefused,
    delete_view,
    list_tabs,
    normalize_query,
    save_view,
)


class SavedViewsAdmin(ModelAdmin):
    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view, f"blog_{self.opts.model_name}"
        return [
            path("views/save/", view(require_POST(self.save_view_view)), name=f"{name}_save_view"),
            path(
                "views/<int:pk>/delete/",
                view(require_POST(self.delete_view_view)),
                name=f"{name}_delete_view",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add the tabs to the page. One query."""
        response = super().changelist_view(request, extra_context)
        query = normalize_query(request.GET.dict())
        shown = getattr(response, "context_data", None)
        if shown is not None and "cl" in shown and not shown["cl"].is_popup:
            shown["saved_views"] = list_tabs(signed_in(request), self.opts.label_lower, query)
            name = f"admin:blog_{self.opts.model_name}"
            shown["save_view_url"] = reverse(f"{name}_save_view")
            if (current := shown["saved_views"].current) and current.pk:
                shown["delete_view_url"] = reverse(f"{name}_delete_view", args=[current.pk])
        return response

    def save_view_view(self, request: HttpRequest) -> HttpResponse:
        """Save `query` under `name`, and show the view."""
        self._require_view(request)
        name, query = request.POST.get("name", ""), request.POST.get("query", "")
        try:
            list_name = self.opts.label_lower
            view = save_view(user=signed_in(request), list_name=list_name, name=name, query=query)
        except ViewRefused as refused:
            messages.error(request, str(refused))
            return self._show(normalize_query(QueryDict(query).dict()))
        return self._show(view.query)

    def delete_view_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require_view(request)
        if not delete_view(user=signed_in(request), list_name=self.opts.label_lower, pk=pk):
            raise Http404
        return self._show("")

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _show(self, query: str) -> HttpResponse:
        return redirect(f"{reverse(f'admin:blog_{self.opts.model_name}_changelist')}?{query}")
