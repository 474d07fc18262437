"""A form for a row that others may change as well: what two people change apart, both stays."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _


class EditConflictForm(forms.ModelForm):
    """Each field carries what it showed when the form was opened, so that only what this person
    changed is written. Where somebody else saved another value of the same field since, the form
    comes back with that value, once. Give it the row as it is now, locked, when it is sent.

    For fields with one input each; relations, such as an inline's to its page, are left out.
    """

    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._met: list[str] = []
        if not self.instance._state.adding:
            for name, field in self.fields.items():
                if not isinstance(field, forms.ModelChoiceField):
                    field.show_hidden_initial = True
                    self._met.append(name)

    def full_clean(self) -> None:
        contested = self._meet() if self.is_bound and self._met else []
        super().full_clean()
        for bound in contested:
            self.add_error(
                bound.name, _("Saved in the meantime: “%(value)s”") % {"value": _told(bound)}
            )

    def clean(self) -> dict[str, Any]:
        """What was left alone stays to the letter: no widget straightens its spaces or lines."""
        cleaned = super().clean() or self.cleaned_data
        for name in set(self._met) & cleaned.keys() - set(self.changed_data):
            cleaned[name] = self.initial.get(name)
        return cleaned

    def _meet(self) -> list[BoundField]:
        """From here on the form is as if it had been opened now, with the same changes. Those that
        somebody else changed otherwise."""
        touched, others = set(self.changed_data), []
        data = self.data.copy()
        for bound in (self[name] for name in self._met):
            now = _shown(bound)
            opened = data.setdefault(bound.html_initial_name, now)
            if opened.splitlines() != now.splitlines():  # Browsers send line ends of their own.
                others.append(bound)
                data[bound.html_initial_name] = now
                if bound.name not in touched:
                    data[bound.html_name] = now
        self.data = data
        del self.changed_data  # It is kept once it was asked for.
        return [bound for bound in others if bound.name in self.changed_data]


def _shown(bound: BoundField) -> str:
    """The row's value, as its hidden input has it."""
    value = bound.field.prepare_value(bound.initial)
    return bound.field.hidden_widget().format_value(value) or ""


def _told(bound: BoundField) -> Any:
    """The row's value in words. Never that of a box: two who change one agree."""
    told = dict(getattr(bound.field, "choices", ())).get(bound.initial, bound.initial)
    return "–" if told in (None, "") else told
