"""The desk's choices that are completed: with thumbnails, and how many matches are left out."""

import json
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _


class CompletionView(AutocompleteJsonView):
    """Add `thumbnail` to objects that have a `choice_thumbnail_url`, and a `note` if there are more
    matches than the first page has."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = json.loads(super().get(request, *args, **kwargs).content)
        note = self._describe_rest() if answer["pagination"]["more"] else ""
        return JsonResponse({**answer, "note": note})

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginated = super().paginate_queryset(queryset, page_size)
        self.paginator = paginated[0]
        return paginated

    def _describe_rest(self) -> str:
        total = number_format(self.paginator.count, force_grouping=True)
        if getattr(self.paginator, "is_truncated", False):
            total = f"{total}+"
        text = _("The first %(shown)s of %(total)s are shown. Type more to find others.")
        return text % {"shown": self.paginate_by, "total": total}

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        if thumbnail := getattr(obj, "choice_thumbnail_url", ""):
            result["thumbnail"] = thumbnail
        return result
