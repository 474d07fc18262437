"""Lock rows that an admin form is about to save or delete."""

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.http import HttpRequest, HttpResponse

from lib.parsing import parse_pk


class LockingAdmin(ModelAdmin):
    """Lock the row before it is read, so that concurrent saves of it run one after another.

    One query, in the transaction that Django has already begun.
    """

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        self._lock(request, object_id)
        view = super()._changeform_view  # type: ignore[misc]  # not in stubs
        return view(request, object_id, form_url, extra_context)

    def _delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any
    ) -> HttpResponse:
        self._lock(request, object_id)
        view = super()._delete_view  # type: ignore[misc]  # not in stubs
        return view(request, object_id, extra_context)

    def _lock(self, request: HttpRequest, object_id: str | None) -> None:
        if request.method == "POST" and (pk := parse_pk(object_id or "")):
            queryset = self.model._base_manager.select_for_update(no_key=True)
            list(queryset.filter(pk=pk).values_list("pk"))
