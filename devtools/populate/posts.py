"""Posts as rows: about 300 words, one to three quotations, some labels, sometimes a picture."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import slugify

from blog.comments.models import Comment
from blog.content import rendering
from blog.corrections.models import Correction
from blog.models import (
    Authorship,
    Figure,
    Post,
    PostLabel,
    Prose,
    PullQuote,
)
from devtools.populate import comments, moulds
from devtools.populate.bodies import QUOTATIONS, QUOTED, SPOKEN, Body
from devtools.populate.cast import Cast
from devtools.populate.searched import BETWEEN
from devtools.populate.words import LANGUAGES

CORRECTED = 50  # One of so many posts was put right or brought up to date.
SPAN = timedelta(days=20 * 365)
SEEDS = 1 << 40  # More than anybody asks for posts.

# The fields of each model that posts fill, with those that triggers would else fill.
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
    Correction: ("post_id", "kind", "text", "changes", "at"),
    Comment: comments.FIELDS,
}


Rows = dict[type, list[Any]]


class Keys(NamedTuple):
    posts: range
    quotations: range
    comments: range


class Writer:
    """Writes post `number` of `total`, the same for the same seed. `until` is when the last one
    is published; those that are scheduled appear in the months after. Needs no database."""

    def __init__(
        self, cast: Cast, seed: int, total: int, until: datetime, discussed: float
    ) -> None:
        self.cast, self.seed, self.total, self.until = cast, seed, total, until
        self._discussed = discussed  # How many comments a post has on average.
        self._figures = {
            (photo, language.code): moulds.figure(photo, language.code)
            for photo in cast.photos
            for language in LANGUAGES
        }

    def comments(self, number: int) -> int:
        """How many this post has."""
        if not self._discussed or number % 50 in (17, 33, 49):
            return 0
        return comments.size(Random(self.seed * SEEDS - number - 1), self._discussed)

    def write(self, numbers: range, keys: Keys) -> Rows:
        """The rows of each model. There are QUOTATIONS keys for each post, which may leave some.
        A post's row ends in `searched.PARTS`: the keys of its paragraphs, and what stands before
        each."""
        rows: Rows = {model: [] for model in FIELDS}
        discussed = 0
        for index, (number, key) in enumerate(zip(numbers, keys.posts, strict=True)):
            own = keys.quotations[index * QUOTATIONS : (index + 1) * QUOTATIONS]
            size = self.comments(number)
            said = keys.comments[discussed : discussed + size]
            discussed += size
            self._post(number, key, list(own), said, rows)
        return rows

    def _post(self, number: int, key: int, keys: list[int], said: range, rows: Rows) -> None:
        dice = Random(self.seed * SEEDS + number)
        language = SPOKEN.one(dice)
        age = SPAN * ((self.total - number - dice.random()) / self.total)
        when = (self.until - age).replace(microsecond=0)
        written = when - timedelta(days=2)
        status, out = self._state(number, when)
        body = Body(dice, language, self.cast, (key, out), rows)
        excerpt = body.write(keys[: QUOTED.one(dice)], when.date(), self._figures)
        html, intro_html = rendering.at_jump("".join(body.html))
        title = language.title(dice)
        rows[Post].append(
            (
                *(key, title, f"{slugify(title, allow_unicode=True)[:150]}-{key}"),
                *(status, out, language.code),
                dice.choice(language.plain) if dice.random() < 0.5 else "",
                *(html, intro_html, excerpt, body.linked_data(html), written, when),
                *(",".join(map(str, body.pieces)), BETWEEN.join(body.said)),
            )
        )
        # Only what is published has its date in what hangs on it, also before that has come.
        authors = dict.fromkeys(self.cast.authors.draw(dice, 1 if dice.random() < 0.85 else 2))
        rows[Authorship] += [(key, author, n, out) for n, author in enumerate(authors, start=1)]
        labels = set(self.cast.labels.draw(dice, 1 + int(dice.random() * 5)))
        rows[PostLabel] += [(key, label, out) for label in sorted(labels)]
        if number % CORRECTED == 5:
            kind = (Correction.Kind.CORRECTION, Correction.Kind.UPDATE)[number // CORRECTED % 2]
            told = dice.choice(language.plain)
            changes = f'<div class="change added"><div class="words"><p>{told}</p></div></div>'
            rows[Correction].append((key, kind, told, changes, when + timedelta(days=1)))
        if out and said:
            rows[Comment] += comments.discuss(dice, language, (key, out), self.until, said)

    def _state(self, number: int, when: datetime) -> tuple[str, datetime | None]:
        """Its status, and when it is or was published."""
        match number % 50:
            case 17:
                return Post.Status.DRAFT, None
            case 33:
                return Post.Status.REVIEW, None
            case 49:
                return Post.Status.PUBLISHED, self.until + timedelta(days=2 + number % 300)
        return Post.Status.PUBLISHED, when
