"""Read models of posts. A page reads the dataclass that has exactly the fields it shows.

    read(Post.objects.published().newest_first()[:10], PostSummary)

reads ten posts with their authors and comment counts in one query.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import CharField, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, JSONArray, JSONObject
from django.utils import timezone

from accounts.models import User
from blog.comments.models import CommentCounter
from blog.common.db.json_rows import json_rows
from blog.common.db.languages import get_direction
from blog.common.text.headings import Section, list_contents
from blog.common.text.truncate import shorten
from blog.common.urls import reverse_cached
from blog.corrections.models import Correction
from blog.models import Embed, Figure, Label, MediaFile, Post, PullQuote
from blog.models.comment_policy import CommentPolicyMixin
from blog.models.posts import post_path
from blog.models.quotations import VOICE
from blog.models.shown_pictures import COLUMNS, ShownPicture
from blog.models.tenures_json import TenuresJSON
from blog.read_models.series import PostSeries, post_series, read_post_series
from blog.read_models.verdicts import QuotationVerdict, read_verdict, select_verdicts

# Brysbaert (2019), "How many words do we read per minute?": 238 for non-fiction in English.
WORDS_PER_MINUTE = 230
MIN_MINUTES = 3  # Below that, the time says nothing.


@dataclass(frozen=True, slots=True)
class AuthorLink:
    pk: int
    name: str
    slug: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:author-detail", self.slug)


@dataclass(frozen=True, slots=True)
class LabelLink:
    name: str
    slug: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:label-detail", self.slug)


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """Public correction note of a post."""

    pk: int
    kind: str
    text: str
    created_at: datetime

    @property
    def is_correction(self) -> bool:
        return self.kind == Correction.Kind.CORRECTION

    def get_kind_display(self) -> str:
        return str(Correction.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class PostLink:
    """Fields for a link to a post."""

    pk: int
    kind: str
    title: str
    slug: str
    language: str
    published_at: datetime | None
    created_at: datetime

    def get_absolute_url(self) -> str:
        return post_path(self.kind, self.slug, self.published_at or self.created_at)

    @property
    def direction(self) -> str:
        return get_direction(self.language)


@dataclass(frozen=True, slots=True)
class Recording:
    """Audio or video file in a post. `name` is that of its file, `size` in bytes."""

    name: str
    title: str
    content_type: str
    size: int
    seconds: int


@dataclass(frozen=True, slots=True)
class PostSummary(PostLink):
    """Entry of the list of a label, an author or a month."""

    summary: str
    excerpt: str
    byline: Sequence[AuthorLink]
    comment_count: int

    @property
    def description(self) -> str:
        return describe(self)


@dataclass(frozen=True, slots=True)
class PostCard(PostSummary):
    """Entry of a home page with a lead story. `lead_picture` is the author's, or the first."""

    lead_picture: ShownPicture | None


@dataclass(frozen=True, slots=True)
class PostEntry(PostSummary):
    """Entry of the home page: a whole post, or up to its jump break."""

    html: str
    intro_html: str
    label_links: Sequence[LabelLink]
    verdicts: Sequence[QuotationVerdict]


@dataclass(frozen=True, slots=True)
class FeedPost(PostLink):
    """Entry of a feed. `seen_at` is when its content last changed."""

    summary: str
    excerpt: str
    byline: Sequence[AuthorLink]
    html: str
    label_links: Sequence[LabelLink]
    updated_at: datetime
    seen_at: datetime
    correction_notes: Sequence[CorrectionView]
    recordings: Sequence[Recording]

    @property
    def description(self) -> str:
        return describe(self)

    @property
    def changed_at(self) -> datetime:
        return last_change(self)


@dataclass(frozen=True, slots=True)
class JSONFeedPost(FeedPost):
    """Entry of a JSON feed, with quotations and the file name of the lead picture."""

    quotation_rows: Sequence[dict[str, Any]]
    picture: str | None


@dataclass(frozen=True, slots=True)
class PostPage(CommentPolicyMixin, PostEntry):
    """Detail page of a post or page, published or not."""

    status: str
    linked_data: dict[str, Any]
    updated_at: datetime
    correction_notes: Sequence[CorrectionView]
    comments_mode: str
    comments_close_after: int | None
    series: PostSeries | None

    @property
    def changed_at(self) -> datetime:
        return last_change(self)

    @property
    def minutes_to_read(self) -> int:
        return estimate_minutes(self.linked_data.get("wordCount", 0))

    @property
    def contents(self) -> list[Section]:
        return list_contents(self.html)

    @property
    def is_public(self) -> bool:
        return self.status == Post.Status.PUBLISHED and not self.is_scheduled

    @property
    def is_scheduled(self) -> bool:
        is_later = self.published_at is not None and self.published_at > timezone.now()
        return self.status == Post.Status.PUBLISHED and is_later


def estimate_minutes(word_count: int) -> int:
    """Return the minutes that a text takes to read; 0 for a short one, and for an unknown count."""
    minutes = round(word_count / WORDS_PER_MINUTE)
    return minutes if minutes >= MIN_MINUTES else 0


def describe(post: PostSummary | FeedPost) -> str:
    """Return the summary or the excerpt, as plain text."""
    return shorten(post.summary) or post.excerpt


def last_change(post: FeedPost | PostPage) -> datetime:
    """Return the time of the last public change: publication, an update or a correction.

    Fixed typos do not count. Pages have no correction notes: their last save counts.
    """
    is_page = post.kind == Post.Kind.PAGE
    changes = [post.updated_at] if is_page else [note.created_at for note in post.correction_notes]
    return max(filter(None, [post.published_at, *changes]))


def select_columns(posts: QuerySet[Any], view: type[Any], **more: Any) -> QuerySet[Any, Any]:
    """Select the fields of a dataclass with `values_list()`, in order.

    `more` are expressions for its last fields, or for further columns.
    """
    names = [field.name for field in fields(view) if field.name not in more]
    annotations = {name: make() for name, make in _ANNOTATIONS.items() if name in names}
    return posts.annotate(**annotations, **more).values_list(*names, *more)


def list_related_columns(view: type[Any], relation: str) -> list[str]:
    """Return the columns of a dataclass as those of a related row, for `values_list()`."""
    return [f"{relation}__{field.name}" for field in fields(view)]


def build[View](view: type[View], rows: Iterable[Sequence[Any]]) -> list[View]:
    """Build dataclasses from rows of `select_columns`."""
    hashable: Any = view  # Mypy does not accept a type variable as an argument of `cache`.
    readers = _readers(hashable)
    views = []
    for row in rows:
        values = list(row)
        for index, read_value in readers:
            values[index] = read_value(values[index])
        views.append(view(*values))
    return views


def read[View](posts: QuerySet[Any], view: type[View]) -> list[View]:
    """Read posts into a dataclass of this module. One query."""
    return build(view, select_columns(posts, view))


def read_first[View](posts: QuerySet[Any], view: type[View]) -> View | None:
    """Read the first post, None if there is none. One query."""
    return next(iter(read(posts[:1], view)), None)


def read_summaries(posts: QuerySet[Any]) -> list[PostSummary]:
    return read(posts, PostSummary)


@cache
def _readers(view: Any) -> list[tuple[int, Callable[[Any], Any]]]:
    names = [field.name for field in fields(view)]
    return [(names.index(name), reader) for name, reader in _READERS.items() if name in names]


def _json_arrays(rows: QuerySet[Any], *columns: Any) -> Func:
    """Return the rows of a subquery as one column, a JSON array of arrays.

    A prefetch would take one more query for each relation, and as much CPU time as the posts.
    """
    return json_rows(rows.values(row=JSONArray(*columns)))


def _byline() -> Func:
    authors = User.objects.filter(authorships__post=OuterRef("pk"))
    return _json_arrays(authors.order_by("authorships__position"), "pk", User.NAME, "slug")


def _label_links() -> Func:
    labels = Label.objects.filter(post_labels__content_object=OuterRef("pk"))
    return _json_arrays(labels.order_by("name"), "name", "slug")


def _correction_notes() -> Func:
    notes = Correction.objects.public_notes().filter(post=OuterRef("pk"))
    latest_first = notes.order_by("-created_at", "-pk")
    return _json_arrays(latest_first, "pk", "kind", "text", "created_at")


def _quotation_rows() -> Func:
    quotations = PullQuote.objects.filter(post=OuterRef("pk")).order_by("position")
    names = ("text", "attribution", "said_on", "said_precision", "url", "language", "translation")
    people = ("source__name", "source__slug", "speaker__name")
    columns = {name: name for name in (*names, *people)}
    row = JSONObject(**columns, tenures_json=TenuresJSON(VOICE))
    return json_rows(quotations.values(row=row))


def _recordings() -> Func:
    files = Embed.objects.filter(
        post=OuterRef("pk"),
        file__kind__in=(MediaFile.Kind.AUDIO, MediaFile.Kind.VIDEO),
        file__withdrawn_at=None,
    )
    columns = ("file__file", "title", "file__content_type", "file__size", "file__seconds")
    return _json_arrays(files.order_by("position"), *columns)


def _picture() -> Subquery:
    pictures = Figure.objects.with_shown_photo().filter(post=OuterRef("pk"))
    first = pictures.lead_first().values("photo__image")[:1]
    return Subquery(first, output_field=CharField())


def _lead_picture() -> Subquery:
    pictures = Figure.objects.with_shown_photo().filter(post=OuterRef("pk")).lead_first()
    columns = [f"photo__{name}" for name in COLUMNS]
    return Subquery(pictures.values(row=JSONArray(*columns))[:1])


_ANNOTATIONS: dict[str, Callable[[], Any]] = {
    "byline": _byline,
    "comment_count": lambda: CommentCounter.objects.count_subquery("post"),
    "label_links": _label_links,
    "correction_notes": _correction_notes,
    "seen_at": lambda: Greatest("updated_at", "published_at"),
    "quotation_rows": _quotation_rows,
    "recordings": _recordings,
    "picture": _picture,
    "lead_picture": _lead_picture,
    "series": post_series,
    "verdicts": select_verdicts,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "byline": lambda rows: [AuthorLink(*row) for row in rows],
    "series": lambda row: read_post_series(row) if row else None,
    "recordings": lambda rows: [Recording(*row) for row in rows],
    "verdicts": lambda rows: [read_verdict(row) for row in rows],
    "lead_picture": lambda row: ShownPicture(*row) if row else None,
    "label_links": lambda rows: [LabelLink(*row) for row in rows],
    "correction_notes": lambda rows: [
        CorrectionView(pk, kind, text, datetime.fromisoformat(created_at))
        for pk, kind, text, created_at in rows
    ],
}
