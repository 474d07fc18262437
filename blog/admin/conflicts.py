"""Admin forms that two people may have open at the same time."""

import json
from typing import Any

from django.utils.translation import gettext

from blog.admin.locking import LockingAdmin
from blog.common.conflict_forms import EditConflictForm


class EditConflictAdmin(LockingAdmin):
    """Save only the fields that this user changed. A custom `form` must be an EditConflictForm."""

    form = EditConflictForm

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Write the name of a row in the button that adds one as within a sentence."""
        formsets = super().get_inline_formsets(*args, **kwargs)
        for formset in formsets:
            data = json.loads(formset.inline_formset_data())
            name = {"verbose_name": formset.opts.verbose_name}
            data["options"]["addText"] = gettext("Add another %(verbose_name)s") % name
            formset.inline_formset_data = json.dumps(data)
        return formsets
