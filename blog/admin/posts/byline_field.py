"""The byline field of a post's form: one select for each author, in order. Works without
JavaScript."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.models import Authorship

MAX_AUTHORS = 20
EMPTY_SELECTS = 2


class BylineWidget(forms.MultiWidget):
    def decompress(self, value: Any) -> list:
        return list(value or [])


class BylineField(forms.TypedMultipleChoiceField):
    """Field that cleans to the authors' IDs, without duplicates. Call `set_choices` before use."""

    def __init__(self) -> None:
        super().__init__(
            coerce=int, widget=BylineWidget([]), label=gettext_lazy("Byline (authors in order)")
        )

    def set_choices(self, authors: list[int], data: Mapping[str, Any], name: str) -> None:
        """Offer staff and former authors, in enough selects for `data` or `authors`. One query."""
        has_written = Exists(Authorship.objects.filter(user=OuterRef("pk")))
        people = User.objects.filter(Q(is_staff=True) | has_written).order_by("byline", "pk")
        self.choices = [(person.pk, str(person)) for person in people]
        submitted_count = sum(key.startswith(f"{name}_") for key in data)
        select_count = min(max(submitted_count, len(authors) + EMPTY_SELECTS), MAX_AUTHORS)
        choices = [("", "–"), *self.choices]
        self.widget = BylineWidget(
            [
                forms.Select({"aria-label": _("Author %(number)d") % {"number": n}}, choices)
                for n in range(1, select_count + 1)
            ]
        )

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(filter(None, super().to_python(value))))
