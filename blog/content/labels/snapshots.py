"""The rows around some labels, as they are at a moment: what a change is undone by."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.contrib.redirects.models import Redirect
from django.db import models
from django.db.models import Q

from blog.models import Label, LabelAlias, PostLabel

# By table, its columns. What the database keeps by itself is not among them.
TABLES: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "label": (Label, ("name", "slug", "description")),
    "post_label": (PostLabel, ("tag_id", "content_object_id")),
    "label_alias": (LabelAlias, ("label_id", "name")),
    "redirect": (Redirect, ("site_id", "old_path", "new_path")),
}
Image = dict[str, dict[str, dict[str, Any]]]


def image(labels: Collection[int], paths: Collection[str], with_posts: bool = True) -> Image:
    """Four queries; three without what posts have the labels, where no post is touched. Keys are
    strings, as JSON has them."""
    around = {
        "label": Q(pk__in=labels),
        "post_label": Q(tag__in=labels if with_posts else ()),
        "label_alias": Q(label__in=labels),
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

    IntegrityError where something new has the name or the address. Of each table a query for the
    rows that are made again, and one for each set of values that rows get back: a label may be on
    hundreds of thousands of posts, which all get the same one.
    """
    for table in ("redirect", "label_alias"):  # These first: nothing hangs on them.
        model, _columns = TABLES[table]
        new = after[table].keys() - before[table].keys()
        model._default_manager.filter(pk__in=new).delete()
    for table, (model, columns) in TABLES.items():
        made, changed = [], defaultdict[tuple, list[str]](list)
        for key, row in before[table].items():
            if key not in after[table]:
                made.append(model(pk=key, **{column: row[column] for column in columns}))
            elif other := {c: row[c] for c in columns if row[c] != after[table][key][c]}:
                changed[tuple(other.items())].append(key)
        for values, keys in changed.items():
            model._default_manager.filter(pk__in=keys).update(**dict(values))
        model._default_manager.bulk_create(made)
