"""Quotations: who said it, and whether it was quoted before."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from blog import markup, matching, words
from blog.checks.findings import Elsewhere, Finding, excerpt
from blog.document import Document, QuotationNode
from blog.models import Post, PullQuote

# Shorter ones are said again and again by whoever.
LEAST_WORDS = 4
ALIKE = 0.7
# How many are looked at for each quotation, and how many are told of.
CANDIDATES, TOLD = 20, 3
# Unchanged words by which a quotation that was changed a little is found: three sets of three, so
# that it may differ in any two of them.
SETS = 3
# Longer texts are taken apart each time, so that what is kept of many stays small.
KEPT, LONGEST_KEPT = 1024, 2000
_TOKEN = re.compile(
    r"\s+|[\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]|[^\W\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]+|."
)


def _words(text: str) -> tuple[str, ...]:
    apart = _apart if len(text) <= LONGEST_KEPT else _apart.__wrapped__
    return tuple(apart(text).split())


@lru_cache(KEPT)
def _apart(text: str) -> str:
    """In one string, which takes a tenth of the memory of as many."""
    return " ".join(words.words(text))


def check(document: Document, post: Post, user: Any) -> Iterator[Finding]:
    """Two queries, where there is a quotation of some words."""
    nodes = [node for node in document.nodes if isinstance(node, QuotationNode)]
    said = [(node, markup.plain_text(p.html)) for node in nodes for p in node.paragraphs]
    for node in nodes:
        if not (node.attribution or node.source.name or node.speaker.name):
            whole = " ".join(markup.plain_text(p.html) for p in node.paragraphs)
            message = _("Say who is quoted here.")
            about: dict[str, Any] = {"words": whole, "at": node.at, "part": "attribution"}
            yield Finding("quotation_without_source", message, **about, excerpt=excerpt(whole))
    yield from _twice(said)
    yield from _elsewhere(said, post, user)


def _twice(said: list[tuple[QuotationNode, str]]) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for node, text in said:
        if len(_words(text)) >= LEAST_WORDS:
            if _words(text) in seen:
                message = _("The same words are quoted further up.")
                yield Finding("quoted_twice", message, text, node.at, excerpt=excerpt(text))
            seen.add(_words(text))


def _elsewhere(said: list[tuple[QuotationNode, str]], post: Post, user: Any) -> Iterator[Finding]:
    asked = [(node, text) for node, text in said if len(_words(text)) >= LEAST_WORDS]
    if not asked:
        return
    found = _candidates([(t, n.language or post.language) for n, t in asked], post.pk)
    keys = {key for keys in found.values() for key in keys}
    rows = PullQuote.objects.filter(pk__in=keys, post__in=Post.every.visible_to(user))
    known = rows.select_related("post").defer("post__html", "post__intro_html").in_bulk()
    for number, (node, text) in enumerate(asked):
        others = [known[key] for key in found.get(number, ()) if key in known]
        alike = sorted(
            (other for other in others if _are_alike(text, other.text)),
            key=lambda other: (_words(other.text) != _words(text), -other.pk),
        )
        if alike:
            places = [_place(text, other) for other in alike[:TOLD]]
            if places[0].is_same:
                message = _("The same words are quoted in “%(title)s”.")
            else:
                message = _("Nearly the same words are quoted in “%(title)s”.")
            told = message % {"title": places[0].title}
            yield Finding(
                *("quoted_elsewhere", told, text, node.at), excerpt=excerpt(text), elsewhere=places
            )


_SQL = """
    WITH asked AS (SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
        AS a(number, text, query, language))
    SELECT asked.number, found.id FROM asked CROSS JOIN LATERAL (
        (SELECT id FROM blog_pullquote
            WHERE quotation_gist(text) = quotation_gist(asked.text) AND post_id <> %s LIMIT %s)
        UNION
        (SELECT id FROM blog_pullquote
            WHERE search @@ to_tsquery(search_configuration(asked.language), asked.query)
            AND post_id <> %s LIMIT %s)
    ) AS found
"""


def _candidates(asked: list[tuple[str, str]], post: int | None) -> dict[int, list[int]]:
    """Keys of quotations in other posts that have the words, or sets of the longest ones: by number
    of what was asked. One query, which reads two indexes for each."""
    numbers, texts = range(len(asked)), [text for text, _language in asked]
    queries, languages = [_query(text) for text in texts], [language for _text, language in asked]
    own = post or 0
    with connection.cursor() as cursor:
        given: list[Any] = [[*numbers], texts, queries, languages, own, CANDIDATES, own, CANDIDATES]
        cursor.execute(_SQL, given)
        found: dict[int, list[int]] = {}
        for number, key in cursor.fetchall():
            found.setdefault(number, []).append(key)
    return found


def _query(text: str) -> str:
    """The longest are likely to be rare."""
    runs = dict.fromkeys(re.findall(r"[^\W_]+", text.lower()))
    longest = sorted((run for run in runs if len(run) > 3), key=len, reverse=True)[: SETS * SETS]
    sets = [longest[n::SETS] for n in range(SETS)] if len(longest) >= SETS * 2 else [longest]
    return " | ".join("(" + " & ".join(f"'{word[:200]}'" for word in s) + ")" for s in sets if s)


def _are_alike(text: str, other: str) -> bool:
    """Most of the words in the same order, or all those of the shorter in the longer."""
    one, two = _words(text), _words(other)
    shorter, longer = sorted((words.padded([*one]), words.padded([*two])), key=len)
    if shorter in longer:
        return min(len(one), len(two)) >= LEAST_WORDS
    return matching.are_alike(one, two, ALIKE)


def _place(text: str, other: PullQuote) -> Elsewhere:
    is_same = _words(text) == _words(other.text)
    difference = _difference(other.text, text)
    return Elsewhere(other.post.title, other.get_absolute_url(), is_same, difference)


def _difference(there: str, here: str) -> list[tuple[str, str]]:
    one, two = (_TOKEN.findall(text) for text in (there, here))
    parts: list[tuple[str, str]] = []
    for tag, i, j, k, n in matching.matcher(one, two).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(one[i:j])))
            continue
        if i < j:
            parts.append(("-", "".join(one[i:j])))
        if k < n:
            parts.append(("+", "".join(two[k:n])))
    return parts
