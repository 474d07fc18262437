"""Lists of the desk that cost the same however many rows there are."""

from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

MOST = 1000


class CappedPaginator(Paginator):
    """Pages of the first MOST rows. To count a million takes longer than all the rest of a page,
    and so does to pass over them; `is_cut` says that there are others."""

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST)

    @property
    def is_cut(self) -> bool:
        return self._found > MOST


class LargeTableAdmin(ModelAdmin):
    """What stands behind the first rows is found by narrowing the list, or in another order:
    templates/admin/change_list.html says so."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Where the list is cut, nothing is done to 'all' of it: there are more than it says."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context and context["cl"].paginator.is_cut:
            context["actions_selection_counter"] = False
        return response
