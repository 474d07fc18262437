"""The rows of a page, with the words marked that were looked for."""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline
from django.db import models
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils.safestring import SafeString

from blog.common import markup
from blog.common.db.search_fields import MAX_INDEXED_LENGTH, search_configuration
from blog.common.text.truncate import shorten
from blog.models import Post, PullQuote
from blog.models.quotations import SAID_IN
from blog.read_models.posts import PostLink, build, columns
from blog.search.parsing import asked
from blog.search.query import Wanted

# ts_headline puts a space for every tag. These stand inside words and before full stops.
_INLINE = """</?(?:a|cite|em|span|strong|time)(?:\\s(?:"[^"]*"|[^">])*)?>"""
# What an excerpt is not cut from: captions, credits and attributions; a heading ends with a colon.
# Each lazy by itself: PostgreSQL takes the longest match of alternatives.
_CAPTIONS = r"<figcaption\M.*?</figcaption>"
_CREDITS = r'<p class="quotation-.*?</p>'
_HEADING_ENDS = r"([[:alnum:]])\s*(?:</a>)?</h[1-6]>"
LONG = 2000  # characters of a quotation; it is shown down to there


def _headline(
    column: Any, words: str, language: Any, foreign: frozenset[str], **options: Any
) -> SearchHeadline:
    """In a foreign language the words are marked as typed only."""
    if foreign:
        language = Case(
            When(In(language, foreign), then=Value("")), default=language, output_field=TextField()
        )
    return SearchHeadline(
        column,
        asked(words, language),
        config=search_configuration(language),
        start_sel=markup.HIGHLIGHT_START,
        stop_sel=markup.HIGHLIGHT_END,
        **options or {"highlight_all": True},
    )


def _prose() -> models.Func:
    """The words of a post's prose and quotations, as HTML."""
    html: Any = Left("html", MAX_INDEXED_LENGTH)
    for pattern, instead in (
        (_CAPTIONS, " "),
        (_CREDITS, " "),
        (_HEADING_ENDS, r"\1: "),
        (_INLINE, ""),
    ):
        html = _replaced(html, pattern, instead)
    return html


def _replaced(text: Any, pattern: str, instead: str) -> models.Func:
    arguments = (text, Value(pattern), Value(instead), Value("g"))
    return models.Func(*arguments, function="regexp_replace", output_field=TextField())


@dataclass(frozen=True, slots=True)
class PostHit(PostLink):
    """A post that was found. `headline` and `extract` are as PostgreSQL marks the words in them."""

    summary: str
    excerpt: str
    comment_count: int
    headline: str
    extract: str

    @property
    def marked_title(self) -> SafeString:
        return _marked(self.headline, self.title)

    @property
    def marked_excerpt(self) -> SafeString:
        extract = html.unescape(self.extract)
        if markup.HIGHLIGHT_START in extract:
            return markup.highlight(_open_ended(extract))
        return markup.highlight(shorten(self.summary) or self.excerpt)


def read_post_hits(
    keys: list[int], wanted: Wanted, foreign: frozenset[str] = frozenset()
) -> list[PostHit]:
    """In the order of the keys. One query. `foreign` is that of what was found."""
    language = F("language")
    options = {"max_fragments": 2, "max_words": 28, "min_words": 12, "fragment_delimiter": " … "}
    rows = columns(
        Post.objects.published().filter(pk__in=keys),
        PostHit,
        headline=_headline(F("title"), wanted.words, language, foreign),
        extract=_headline(_prose(), wanted.words, language, foreign, **options),
    )
    return _sorted(build(PostHit, rows), keys)


def quotations_for_readers(
    keys: list[int], wanted: Wanted, foreign: frozenset[str] = frozenset()
) -> list[PullQuote]:
    """In the order of the keys, each with `marked_text` and `marked_translation`. One query."""
    post_language = F("post_language")
    rows: Any = (
        PullQuote.objects.for_readers()
        .filter(pk__in=keys)
        .annotate(
            headline=_headline(Left("text", LONG), wanted.words, SAID_IN, foreign),
            translated=_headline(Left("translation", LONG), wanted.words, post_language, foreign),
        )
        .defer("html", "post__html", "post__intro_html", "post__linked_data")
        .fetch_mode(models.FETCH_RAISE)
    )
    for row in rows:
        row.marked_text = _marked(row.headline, row.text[:LONG])
        row.marked_translation = _marked(row.translated, row.translation[:LONG])
    return _sorted(rows, keys)


def _open_ended(extract: str) -> str:
    """With '…' where it seems to begin or end amid a sentence, as far as the script shows that."""
    words = extract.replace(markup.HIGHLIGHT_START, "").replace(markup.HIGHLIGHT_END, "").strip()
    begin = "… " if words[:1].islower() else ""
    return f"{begin}{extract.strip()}{' …' if words[-1:].isalnum() else ''}"


def _marked(headline: str, words: str) -> SafeString:
    """With marks where these are all that was added, which a text that looks like HTML may undo."""
    bare = headline.replace(markup.HIGHLIGHT_START, "").replace(markup.HIGHLIGHT_END, "")
    return markup.highlight(headline if bare == words else words)


def _sorted(rows: Iterable[Any], keys: list[int]) -> list[Any]:
    place = {key: number for number, key in enumerate(keys)}
    return sorted(rows, key=lambda row: place[row.pk])
