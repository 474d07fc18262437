"""Model forms that merge concurrent changes field by field."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _


class EditConflictForm(forms.ModelForm):
    """Model form that saves only changed fields and reports conflicting changes once.

    A hidden input carries the initial value of each field. If somebody else has saved another
    value of a field that this person changed, the form is shown again with that value. Bind it to
    the current row, locked for update.

    Supports fields with a single input. Relations, such as an inline's parent, are left out, except
    `tracked_relations`.
    """

    data: QueryDict
    tracked_relations: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tracked: list[str] = []
        if not self.instance._state.adding:
            for name, field in self.fields.items():
                is_relation = isinstance(field, forms.ModelChoiceField)
                if not is_relation or name in self.tracked_relations:
                    field.show_hidden_initial = True
                    self._tracked.append(name)

    def full_clean(self) -> None:
        conflicts = self._rebase() if self.is_bound and self._tracked else []
        super().full_clean()
        for bound in conflicts:
            self.add_error(
                bound.name, _("Saved in the meantime: “%(value)s”") % {"value": _display(bound)}
            )

    def clean(self) -> dict[str, Any]:
        """Restore unchanged values exactly, because widgets normalize spaces and line ends."""
        cleaned = super().clean() or self.cleaned_data
        for name in set(self._tracked) & cleaned.keys() - set(self.changed_data):
            is_relation = name in self.tracked_relations
            cleaned[name] = getattr(self.instance, name) if is_relation else self.initial.get(name)
        return cleaned

    def _rebase(self) -> list[BoundField]:
        """Rebase the submitted changes on the current row and return the fields in conflict."""
        changed, changed_elsewhere = set(self.changed_data), []
        data = self.data.copy()
        for bound in (self[name] for name in self._tracked):
            current = _hidden_value(bound)
            initial = data.setdefault(bound.html_initial_name, current)
            if initial.splitlines() != current.splitlines():  # Browsers normalize line ends.
                changed_elsewhere.append(bound)
                data[bound.html_initial_name] = current
                if bound.name not in changed:
                    data[bound.html_name] = current
        self.data = data
        del self.changed_data  # Reset the cached property.
        return [bound for bound in changed_elsewhere if bound.name in self.changed_data]


def _hidden_value(bound: BoundField) -> str:
    """Return the row's value as its hidden input renders it."""
    value = bound.field.prepare_value(bound.initial)
    return bound.field.hidden_widget().format_value(value) or ""


def _display(bound: BoundField) -> Any:
    """Return the row's value for display. Checkboxes never conflict."""
    if isinstance(bound.field, forms.ModelChoiceField):
        rows: Any = bound.field.queryset
        label = rows.filter(pk=bound.initial).first()
    else:
        label = dict(getattr(bound.field, "choices", ())).get(bound.initial, bound.initial)
    return "–" if label in (None, "") else label
