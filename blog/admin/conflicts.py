"""Pages of the desk that two people may have open at the same time."""

from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.http import HttpRequest

from blog.common.conflict_forms import MeetingForm


class MeetingAdmin(ModelAdmin):
    """Saves what this person changed, and nothing else. A `form` of its own is a MeetingForm."""

    form = MeetingForm

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Where it may be saved it is locked, and read once more, as somebody else may have been
        saving it, or taking it away: saving would bring it back. Two queries more. Django begins a
        transaction for that."""
        found = super().get_object(request, object_id, from_field)
        is_saving = request.method == "POST" and transaction.get_connection().in_atomic_block
        if found is None or not is_saving:
            return found
        rows = self.model._base_manager.select_for_update(no_key=True)
        list(rows.filter(pk=found.pk).values("pk"))
        return super().get_object(request, object_id, from_field)
