"""The byline in a post's form: its authors in order, one to a choice. Works without scripts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.models import Authorship

MOST = 20
FREE = 2  # Places for authors who are yet to come.


class BylineWidget(forms.MultiWidget):
    def decompress(self, value: Any) -> list:
        return list(value or [])


class BylineField(forms.TypedMultipleChoiceField):
    """Gives the keys of the authors, each once. Call `offer` before it is shown or asked."""

    def __init__(self) -> None:
        super().__init__(
            coerce=int, widget=BylineWidget([]), label=gettext_lazy("Byline: authors in order")
        )

    def offer(self, authors: list[int], data: Mapping[str, Any], name: str) -> None:
        """Those who write, and those who did; as many places as `data` fills, or `authors` and some
        more. One query."""
        wrote = Exists(Authorship.objects.filter(user=OuterRef("pk")))
        people = User.objects.filter(Q(is_staff=True) | wrote).order_by("byline", "pk")
        self.choices = [(person.pk, str(person)) for person in people]
        sent = sum(key.startswith(f"{name}_") for key in data)
        places = min(max(sent, len(authors) + FREE), MOST)
        choices = [("", "–"), *self.choices]
        self.widget = BylineWidget(
            [
                forms.Select({"aria-label": _("Author %(number)d") % {"number": n}}, choices)
                for n in range(1, places + 1)
            ]
        )

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(filter(None, super().to_python(value))))
