"""The rows around some labels, as they are at a moment: what a change is undone by."""

from collections.abc import Collection
from typing import Any

from django.contrib.redirects.models import Redirect
from django.db import models
from django.db.models import Q

from blog.models import Label, Labelling, Post, Synonym

# By table, its columns. What the database keeps by itself is not among them.
TABLES: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "label": (Label, ("name", "slug", "description")),
    "labelling": (Labelling, ("tag_id", "content_object_id")),
    "synonym": (Synonym, ("label_id", "name")),
    "redirect": (Redirect, ("site_id", "old_path", "new_path")),
}
Image = dict[str, dict[str, dict[str, Any]]]


def image(labels: Collection[int], paths: Collection[str]) -> Image:
    """Four queries. Keys are strings, as JSON has them."""
    around = {
        "label": Q(pk__in=labels),
        "labelling": Q(tag__in=labels),
        "synonym": Q(label__in=labels),
        "redirect": Q(old_path__in=paths) | Q(new_path__in=paths),
    }
    return {
        table: {
            str(row.pop("pk")): row
            for row in model._default_manager.filter(around[table]).values("pk", *columns)
        }
        for table, (model, columns) in TABLES.items()
    }


def put_back(before: Image, after: Image) -> None:
    """Every row that `after` has otherwise than `before` becomes what it was there.

    A post's label that somebody took off since stays off; one whose post is gone does not come
    back. IntegrityError where something new has the name or the address.
    """
    for table in ("redirect", "synonym"):  # These first: nothing hangs on them.
        model, _columns = TABLES[table]
        new = after[table].keys() - before[table].keys()
        model._default_manager.filter(pk__in=new).delete()
    for table, (model, columns) in TABLES.items():
        for key, row in before[table].items():
            if after[table].get(key) == row:
                continue
            if key in after[table]:
                model._default_manager.filter(pk=key).update(**row)
            elif table != "labelling" or _has_post(row):
                made = model(pk=key, **{column: row[column] for column in columns})
                made.save_base(raw=True, force_insert=True)


def _has_post(row: dict[str, Any]) -> bool:
    return Post.every.filter(pk=row["content_object_id"]).exists()
