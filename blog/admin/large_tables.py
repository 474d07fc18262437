"""Admin lists whose cost does not depend on the size of the table."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.functional import cached_property

MAX_ROWS = 1000


class CappedPaginator(Paginator):
    """Paginate the first MAX_ROWS rows; `is_truncated` if there are more.

    Counting a million rows takes longer than the rest of the page, and so does a large OFFSET.
    """

    @cached_property
    def _capped_count(self) -> int:
        rows: Any = self.object_list
        # Without annotations, which would be computed for each row.
        return rows.order_by().values("pk")[: MAX_ROWS + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._capped_count, MAX_ROWS)

    @property
    def is_truncated(self) -> bool:
        return self._capped_count > MAX_ROWS


class LargeTableChangeList(ChangeList):
    """Add the filters of the list to the link of each row, so that its form leads back to them.

    Django resolves each of these URLs, to see whether it is the list itself: 0.4 ms for each row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._row_parameters, self.preserved_filters = self.preserved_filters, ""

    def url_for_result(self, result: Any) -> str:
        url = super().url_for_result(result)
        return f"{url}?{self._row_parameters}" if self._row_parameters else url


class LargeTableAdmin(ModelAdmin):
    """List at most MAX_ROWS rows. templates/admin/change_list.html tells people to filter, search
    or sort for the others."""

    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LargeTableChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Do not offer "Select all" in a truncated list: there are more rows than the count."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context and context["cl"].paginator.is_truncated:
            context["actions_selection_counter"] = False
        return response

    def report_partial_search(self, request: HttpRequest, message: str, count: int) -> None:
        """Say that a search looked at the first rows only; `message` has the place of `count`."""
        if request.method == "GET":  # An action reads the list as well.
            number = number_format(count, force_grouping=True)
            messages.info(request, message % {"count": number})
