"""Read models of dossiers and comparisons: frozen dataclasses for public pages and feeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, JSONArray, Now

from accounts.models import User
from blog.common import markup
from blog.common.db.json_rows import json_rows
from blog.common.db.languages import get_direction
from blog.common.text.truncate import shorten
from blog.common.urls import reverse_cached
from blog.dossiers.models import Dossier, DossierItem
from blog.models import Authorship, Post, PullQuote
from blog.read_models.posts import PostSummary, read
from blog.read_models.quotations import QuotationView, SourceLink, read_quotations

MAX_DESCRIPTION_LENGTH = 300


@dataclass(frozen=True, slots=True)
class DossierSummary:
    """Entry of a list of dossiers. `item_count` counts what readers see.

    `author_slug` is '' where the author has no page. `published_at` is None for a draft. `seen_at`
    is when its content last changed.
    """

    pk: int
    kind: str
    title: str
    slug: str
    introduction: str
    language: str
    published_at: datetime | None
    created_at: datetime
    seen_at: datetime
    author_name: str | None
    author_slug: str
    item_count: int

    def get_absolute_url(self) -> str:
        return get_dossier_path(self.kind, self.slug)

    @property
    def is_comparison(self) -> bool:
        return self.kind == Dossier.Kind.COMPARISON

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    @property
    def description(self) -> str:
        """Return the start of the introduction as plain text."""
        text = " ".join(markup.plain_text(self.introduction).split())
        return shorten(text, MAX_DESCRIPTION_LENGTH)


class ItemKeys(NamedTuple):
    """An item as it is stored, with the keys of a quotation or a post."""

    pk: int
    quotation_id: int | None
    post_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A quotation or a post of a dossier that readers see, with the note of the author."""

    pk: int
    note: str
    quotation: QuotationView | None
    post: PostSummary | None


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A dossier with the items that readers see. `hidden` counts the others."""

    dossier: DossierSummary
    items: Sequence[ItemView]
    hidden: int

    @property
    def quotations(self) -> list[QuotationView]:
        return [item.quotation for item in self.items if item.quotation]

    @property
    def voice(self) -> SourceLink | None:
        """Return the speaker or source of the first quotation: that of both of a comparison."""
        for quotation in self.quotations:
            return quotation.speaker or quotation.source
        return None


def get_dossier_path(kind: str, slug: str) -> str:
    name = "comparison" if kind == Dossier.Kind.COMPARISON else "dossier"
    return reverse_cached(f"blog:{name}-detail", slug)


def read_dossier_summaries(dossiers: QuerySet[Dossier]) -> list[DossierSummary]:
    """Read dossiers in their order. One query."""
    return [DossierSummary(*row) for row in _select_columns(dossiers)]


def fetch_dossier(dossiers: QuerySet[Dossier]) -> tuple[DossierSummary, list[ItemKeys]] | None:
    """Fetch the first dossier with the keys of its items, None if there is none. One query."""
    items = DossierItem.objects.filter(dossier=OuterRef("pk")).order_by("position")
    row = JSONArray("pk", "quotation_id", "post_id", "note")
    rows = _select_columns(dossiers, item_keys=json_rows(items.values(row=row)))
    for *columns, keys in rows[:1]:
        return DossierSummary(*columns), [ItemKeys(*each) for each in keys]
    return None


def read_dossier(dossiers: QuerySet[Dossier]) -> DossierPage | None:
    """Read the first dossier with the items that readers see, None if there is none.

    At most three queries: the dossier, its quotations, its posts.
    """
    fetched = fetch_dossier(dossiers)
    if fetched is None:
        return None
    dossier, keys = fetched
    quotations = _read_quotations(item.quotation_id for item in keys)
    posts = _read_posts(item.post_id for item in keys)
    views = [
        ItemView(
            item.pk,
            item.note,
            quotations.get(item.quotation_id or 0),
            posts.get(item.post_id or 0),
        )
        for item in keys
    ]
    shown = [view for view in views if view.quotation or view.post]
    return DossierPage(dossier, shown, len(keys) - len(shown))


def _read_quotations(ids: Iterable[int | None]) -> dict[int, QuotationView]:
    keys = [key for key in ids if key]
    if not keys:
        return {}
    quotations = PullQuote.objects.published().filter(pk__in=keys)
    return {row.pk: row for row in read_quotations(quotations)}


def _read_posts(ids: Iterable[int | None]) -> dict[int, PostSummary]:
    keys = [key for key in ids if key]
    if not keys:
        return {}
    posts = Post.objects.published().filter(pk__in=keys)
    return {row.pk: row for row in read(posts, PostSummary)}


def _select_columns(dossiers: QuerySet[Dossier], **more: Any) -> QuerySet[Any, Any]:
    author = User.objects.filter(pk=OuterRef("author"))
    written = Authorship.objects.published().filter(user=OuterRef("pk"))
    shown = DossierItem.objects.filter(dossier=OuterRef("pk")).filter(
        Q(quotation__published_at__lte=Now())
        | Q(post__status=Post.Status.PUBLISHED, post__published_at__lte=Now())
    )
    counted = shown.order_by().values("dossier").annotate(n=Count("*")).values("n")
    return dossiers.annotate(
        seen_at=Greatest("updated_at", "published_at"),
        author_name=Subquery(author.values(name=User.NAME)),
        author_slug=Coalesce(Subquery(author.filter(Exists(written)).values("slug")), Value("")),
        item_count=Coalesce(Subquery(counted), 0),
        **more,
    ).values_list(*_COLUMNS, *more)


_COLUMNS = [field.name for field in fields(DossierSummary)]
