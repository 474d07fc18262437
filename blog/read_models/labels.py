"""Read model of a label's page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from blog.common.db.prepared import prepare
from blog.models import Label, PostLabel, PullQuote
from blog.read_models.posts import LabelLink

# The newest posts of a label, whose quotations its timeline shows.
MAX_TIMELINE_POSTS = 500


@dataclass(frozen=True, slots=True)
class LabelPage(LabelLink):
    """`has_timeline`: a quotation in the label's newest posts has a source."""

    pk: int
    description: str
    has_timeline: bool


def read_label_page(slug: str) -> LabelPage | None:
    """Read the label of published posts, None if there is none. One query."""
    return next((LabelPage(*row) for row in _fetch_label(slug)), None)


def _select_label(slug: str) -> QuerySet[Label, Any]:
    labelled = PostLabel.objects.filter(tag=OuterRef(OuterRef("pk")))
    quoted = PullQuote.objects.published().with_voice()
    quoted = quoted.filter(post__in=labelled.newest_posts(MAX_TIMELINE_POSTS))
    labels = Label.objects.public().filter(slug=slug)
    return labels.values_list("name", "slug", "pk", "description", Exists(quoted))


_fetch_label = prepare(_select_label, (str,), is_generic=True)
