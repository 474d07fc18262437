"""Copies of a post's publication date in its related rows.

A post's labels, authors and quotations are listed by the post's date. An index cannot span tables,
so triggers (blog/sql/publication.sql) copy the date into those rows. It is null unless the post's
status is published. Application code never writes it.
"""

import re
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

COPIED_DATE_OPTIONS: Any = {"null": True, "editable": False}


def newest_first(post: str) -> list[models.OrderBy]:
    """Return the last columns of an index that lists posts, newest first."""
    return [models.F("published_at").desc(), models.F(post).desc()]


def published_in(year: str) -> models.Q:
    """Match a year in the site's time zone. '' matches all rows, an invalid year none."""
    if not year:
        return models.Q()
    if not re.fullmatch("[1-8][0-9]{3}", year):  # The range that `Publication` allows.
        return models.Q(pk__in=[])
    begin, end = (timezone.make_aware(datetime(y, 1, 1)) for y in (int(year), int(year) + 1))
    return models.Q(published_at__gte=begin, published_at__lt=end)


class PublishedQuerySet(models.QuerySet):
    post = "post"  # Name of the foreign key to the post.

    def published(self):
        """Filter rows of published posts, by the database's clock."""
        return self.filter(published_at__lte=Now())

    def newest_posts(self, size: int):
        """Select the keys of the newest posts, for `pk__in`. Reads the end of an index."""
        return self.published().order_by("-published_at", f"-{self.post}").values(self.post)[:size]
