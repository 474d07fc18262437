"""The labels of an import."""

import re
from collections.abc import Collection

from django.db.models.functions import Lower

from accounts.models import User
from blog.content.labels import save_label
from blog.models import Label, LabelAlias
from blog.models.labels import MAX_LABEL_LENGTH
from lib.names import clean_name
from transfer.items import ExportedLabel
from transfer.text import clean_imported


def clean_label_name(name: str) -> str:
    """Return the name of a label here: without commas, which separate labels.

    'Paris, France' becomes 'Paris; France'.
    """
    name = re.sub(r"\s*[,،]\s*", "; ", clean_imported(name).strip(" ,،\t\n"))
    return clean_name(name)[:MAX_LABEL_LENGTH].strip()


def find_or_create_label(exported: ExportedLabel, by: User) -> tuple[Label, bool]:
    """Return a label, and whether it is new. Names differ in more than their case.

    At most three queries. Raises ValueError for a name without a letter.
    """
    name = clean_label_name(exported.name)
    if not name:
        raise ValueError("no name")
    label = Label.objects.filter(name__iexact=name).first()
    if label is None:
        alias = LabelAlias.objects.filter(name__iexact=name).select_related("label").first()
        label = alias.label if alias else None
    if label is not None:
        return label, False
    description = " ".join(exported.description.split())[:1000]
    return save_label(name=name, slug="", description=description, by=by).label, True


def find_existing_labels(names: Collection[str]) -> list[str]:
    """Return those names that a label or a label alias has, whatever their case. Two queries."""
    lower = [name.lower() for name in names]
    existing: set[str] = set()
    for model in (Label, LabelAlias):
        rows = model.objects.annotate(lower_name=Lower("name")).filter(lower_name__in=lower)
        existing.update(rows.values_list("lower_name", flat=True))
    return [name for name in names if name.lower() in existing]
