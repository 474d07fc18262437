"""When the post of a row was published, kept in the row itself.

Whatever hangs on a post (a label, an author, a quotation) is listed by the post's date. An index
cannot reach into another table, so triggers (blog/sql/publication.sql) keep a copy of the date
where it is sorted by: null unless the post's status is published. No code writes it.
"""

import re
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

KEPT: Any = {"null": True, "editable": False}


def newest_first(post: str) -> list[models.OrderBy]:
    """What an index ends in to list posts by date."""
    return [models.F("published_at").desc(), models.F(post).desc()]


def published_in(year: str) -> models.Q:
    """In a year of the site's time zone; '' is any, and what is no year is none."""
    if not year:
        return models.Q()
    if not re.fullmatch("[1-8][0-9]{3}", year):  # No post is older or younger.
        return models.Q(pk__in=[])
    begin, end = (timezone.make_aware(datetime(y, 1, 1)) for y in (int(year), int(year) + 1))
    return models.Q(published_at__gte=begin, published_at__lt=end)


class PublishedQuerySet(models.QuerySet):
    post = "post"  # The field that leads to the post.

    def published(self):
        """Those of a published post. The database's clock decides."""
        return self.filter(published_at__lte=Now())

    def newest_posts(self, size: int):
        """The keys of the posts published last, for `pk__in`: the end of an index."""
        return self.published().order_by("-published_at", f"-{self.post}").values(self.post)[:size]
