"""Generated posts: about 300 words, one to three quotations, labels, sometimes a picture."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import slugify

from blog.comments.models import Comment
from blog.content import rendering
from blog.corrections.models import Correction
from blog.models import Authorship, Figure, Post, PostLabel, Prose, PullQuote
from devtools.populate import comments
from devtools.populate.bodies import MAX_QUOTATIONS, POST_LANGUAGES, QUOTATION_COUNTS, BodyWriter
from devtools.populate.cast import Cast
from devtools.populate.search_vectors import SEPARATOR

CORRECTION_INTERVAL = 50  # One of so many posts has a correction.
PERIOD = timedelta(days=20 * 365)
SEED_FACTOR = 1 << 40  # More than the highest number of posts.

# The fields of each model, including those that triggers normally set.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Post: (
        *("id", "title", "slug", "status", "published_at", "language", "summary"),
        *("html", "intro_html", "excerpt", "linked_data", "created_at", "updated_at"),
    ),
    Prose: ("post_id", "position", "html"),
    PullQuote: (
        *("id", "post_id", "position", "text", "html", "attribution", "source_id", "speaker_id"),
        *("said_on", "said_precision", "url", "language", "translation"),
        *("published_at", "post_language"),
    ),
    Figure: ("post_id", "position", "photo_id", "caption"),
    Authorship: ("post_id", "user_id", "position", "published_at"),
    PostLabel: ("content_object_id", "tag_id", "published_at"),
    Correction: ("post_id", "kind", "text", "changes", "created_at"),
    Comment: comments.FIELDS,
}

Rows = dict[type, list[Any]]


class ReservedIds(NamedTuple):
    posts: range
    quotations: range
    comments: range


class PostWriter:
    """Writes post `number` of `total`, the same one for the same seed. The last post is published
    at `until`, scheduled posts in the following months. Needs no database."""

    def __init__(
        self,
        cast: Cast,
        seed: int,
        total: int,
        until: datetime,
        average_comments: float,
        average_quotations: int = 0,
    ) -> None:
        self.cast, self.seed, self.total, self.until = cast, seed, total, until
        self._average_comments = average_comments
        self.max_quotations = 2 * average_quotations - 1 if average_quotations else MAX_QUOTATIONS
        self._is_brief = not average_quotations

    def count_comments(self, number: int) -> int:
        """Return the number of comments of a post."""
        if not self._average_comments or number % 50 in (17, 33, 49):
            return 0
        rng = Random(self.seed * SEED_FACTOR - number - 1)
        return comments.draw_comment_count(rng, self._average_comments)

    def write(self, numbers: range, ids: ReservedIds) -> Rows:
        """Return the rows of each model. Rows of posts end with `search_vectors.EXTRA_COLUMNS`. Of
        the `max_quotations` IDs for each post some may stay unused."""
        rows: Rows = {model: [] for model in FIELDS}
        comment_count = 0
        for index, (number, post_id) in enumerate(zip(numbers, ids.posts, strict=True)):
            first_id = index * self.max_quotations
            quotation_ids = ids.quotations[first_id : first_id + self.max_quotations]
            size = self.count_comments(number)
            comment_ids = ids.comments[comment_count : comment_count + size]
            comment_count += size
            self._write_post(number, post_id, list(quotation_ids), comment_ids, rows)
        return rows

    def _write_post(
        self, number: int, post_id: int, quotation_ids: list[int], comment_ids: range, rows: Rows
    ) -> None:
        rng = Random(self.seed * SEED_FACTOR + number)
        language = POST_LANGUAGES.draw_one(rng)
        age = PERIOD * ((self.total - number - rng.random()) / self.total)
        when = (self.until - age).replace(microsecond=0)
        created_at = when - timedelta(days=2)
        status, published_at = self._get_status(number, when)
        body = BodyWriter(rng, language, self.cast, (post_id, published_at), rows)
        quotation_ids = quotation_ids[: self._draw_quotation_count(rng)]
        excerpt = body.write(quotation_ids, when.date())
        html, intro_html = rendering.split_at_jump("".join(body.html))
        title = language.compose_title(rng)
        slug = f"{slugify(title, allow_unicode=True)[:150]}-{post_id}"
        summary = rng.choice(language.sentences) if rng.random() < 0.5 else ""
        rows[Post].append(
            (
                *(post_id, title, slug, status, published_at, language.code, summary),
                *(html, intro_html, excerpt, body.build_linked_data(html), created_at, when),
                ",".join(map(str, body.paragraph_keys)),
                SEPARATOR.join(body.texts_before),
            )
        )
        # Related rows have the date of published and scheduled posts only.
        authors = dict.fromkeys(self.cast.authors.draw(rng, 1 if rng.random() < 0.85 else 2))
        rows[Authorship] += [
            (post_id, author, position, published_at)
            for position, author in enumerate(authors, start=1)
        ]
        labels = set(self.cast.labels.draw(rng, 1 + int(rng.random() * 5)))
        rows[PostLabel] += [(post_id, label, published_at) for label in sorted(labels)]
        if number % CORRECTION_INTERVAL == 5:
            kinds = (Correction.Kind.CORRECTION, Correction.Kind.UPDATE)
            kind = kinds[number // CORRECTION_INTERVAL % 2]
            note = rng.choice(language.sentences)
            changes = f'<div class="change added"><div class="words"><p>{note}</p></div></div>'
            rows[Correction].append((post_id, kind, note, changes, when + timedelta(days=1)))
        if published_at and comment_ids:
            post = (post_id, published_at)
            rows[Comment] += comments.write_discussion(rng, language, post, self.until, comment_ids)

    def _draw_quotation_count(self, rng: Random) -> int:
        if self._is_brief:
            return QUOTATION_COUNTS.draw_one(rng)
        return 1 + int(rng.random() * self.max_quotations)

    def _get_status(self, number: int, when: datetime) -> tuple[str, datetime | None]:
        """Return the status and the publication time of a post."""
        match number % 50:
            case 17:
                return Post.Status.DRAFT, None
            case 33:
                return Post.Status.REVIEW, None
            case 49:
                return Post.Status.PUBLISHED, self.until + timedelta(days=2 + number % 300)
        return Post.Status.PUBLISHED, when
