"""A user's unsaved forms, including those discarded within the last 30 days."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KT
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog.common import markup
from blog.common.text.truncate import shorten
from blog.revisions.autosave_models import LIFETIME, Autosave, AutosaveQuerySet

# Characters of a document's HTML that are loaded for an excerpt, and characters of the excerpt.
LOADED_LENGTH, EXCERPT_LENGTH = 600, 120


@dataclass(frozen=True)
class UnsavedForm:
    """`post` is the ID of the saved post that the form belongs to, None for a new one."""

    form: UUID
    kind: str
    post: int | None
    title: str
    excerpt: str
    typed_at: datetime
    discarded_at: datetime | None

    @property
    def name(self) -> str:
        """Return the title or the excerpt, '' if only other fields have input."""
        return self.title or self.excerpt

    @property
    def restore_url(self) -> str:
        """Return the URL that opens the form with the unsaved input."""
        name = f"admin:blog_{self.kind}_{'change' if self.post else 'add'}"
        return f"{reverse(name, args=[self.post] if self.post else [])}?restore={self.form}"

    @property
    def discard_url(self) -> str:
        return reverse(f"admin:blog_{self.kind}_discard", args=[self.form])

    @property
    def expires_at(self) -> datetime:
        return (self.discarded_at or self.typed_at) + LIFETIME


def find_unsaved_forms(user: User, kind: str) -> AutosaveQuerySet:
    """Return a user's unsaved forms, the latest first, followed by the discarded ones."""
    typed = Autosave.objects.filter(user=user, kind=kind, typed_at__isnull=False)
    return typed.order_by(F("discarded_at").desc(nulls_first=True), "-typed_at", "form")


def load_unsaved_forms(forms: AutosaveQuerySet) -> list[UnsavedForm]:
    """Load forms with their titles and excerpts, not whole documents. One query."""
    annotated = forms.annotate(
        title=KT("values__title"), beginning=Left(KT("values__document"), LOADED_LENGTH)
    )
    columns = ("form", "kind", "post", "title", "beginning", "typed_at", "discarded_at")
    return [_build_form(row) for row in annotated.values(*columns)]


def _build_form(row: dict[str, Any]) -> UnsavedForm:
    # Close the last tag, which may be cut off.
    html = (row.pop("beginning") or "") + ">"
    text = markup.plain_text(markup.PROSE(html)).removesuffix(">")
    row["title"] = " ".join((row["title"] or "").split())
    row["typed_at"] = timezone.localtime(row["typed_at"])
    if row["discarded_at"]:
        row["discarded_at"] = timezone.localtime(row["discarded_at"])
    return UnsavedForm(**row, excerpt=shorten(" ".join(text.split()), EXCERPT_LENGTH))
