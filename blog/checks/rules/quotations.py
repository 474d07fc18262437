"""Quotations: who said it, and whether it was quoted before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from blog.checks.findings import Elsewhere, Finding, excerpt
from blog.common import markup
from blog.common.text import normalize, similarity
from blog.common.text.attribution import names_source
from blog.content.document import Document, QuotationNode
from blog.models import Post, PullQuote

# Shorter ones are said again and again by whoever.
LEAST_WORDS = 4
ALIKE = 0.7
# How many are looked at for each quotation, and how many are told of.
CANDIDATES, TOLD = 20, 3
# Unchanged words by which a quotation that was changed a little is found: three sets of three, so
# that it may differ in any two of them.
SETS = 3
# Comparing takes the product of two lengths at worst. A longer quotation is looked for word by word
# as it is, and so is each once all of a post have cost so many pairs of words.
MAX_COMPARED_WORDS, MAX_WORD_PAIRS = 1500, 10_000_000
MAX_COMPARED_CHARACTERS = 20_000
# A longer line names nobody.
MAX_ATTRIBUTION = 1000
# Longer texts are taken apart each time, so that what is kept of many stays small.
KEPT, LONGEST_KEPT = 1024, 2000
_TOKEN = re.compile(
    r"\s+|[\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]|[^\W\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]+|."
)


@dataclass(frozen=True)
class _Quoted:
    """One quotation with its words, taken apart once."""

    node: QuotationNode
    text: str
    words: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        return len(self.words) > MAX_COMPARED_WORDS


@dataclass
class _Budget:
    """What may yet be spent on comparing, in pairs of words."""

    pairs: int = field(default_factory=lambda: MAX_WORD_PAIRS)

    def allows(self, cost: int) -> bool:
        self.pairs -= cost
        return self.pairs >= 0

    def allows_each_with_each(self, one: int, other: int) -> bool:
        """Whether all of one length may be compared with all of another."""
        return max(one, other) <= MAX_COMPARED_WORDS and self.allows(one * other)


def _words(text: str) -> tuple[str, ...]:
    apart = _apart if len(text) <= LONGEST_KEPT else _apart.__wrapped__
    return tuple(apart(text).split())


@lru_cache(KEPT)
def _apart(text: str) -> str:
    """In one string, which takes a tenth of the memory of as many."""
    return " ".join(normalize.words(text))


def check(document: Document, post: Post, user: Any) -> Iterator[Finding]:
    """Two queries, where there is a quotation of some words. The work grows with the length of the
    document, up to a bound on what is compared with other posts, which a finding names."""
    nodes = [node for node in document.nodes if isinstance(node, QuotationNode)]
    for node in nodes:
        yield from _credited(node)
    texts = [(node, markup.plain_text(p.html)) for node in nodes for p in node.paragraphs]
    quoted = [_Quoted(node, text, _words(text)) for node, text in texts]
    quoted = [each for each in quoted if len(each.words) >= LEAST_WORDS]
    yield from _twice(quoted)
    yield from _elsewhere(quoted, post, user)


def _credited(node: QuotationNode) -> Iterator[Finding]:
    """Who is credited, and whether the attribution says so."""
    line, source, speaker = node.attribution, node.source.name, node.speaker.name
    whole = " ".join(markup.plain_text(p.html) for p in node.paragraphs)
    if not (line or source or speaker):
        message = _("Enter an attribution or a source for this quotation.")
        about: dict[str, Any] = {"words": whole, "at": node.at, "part": "attribution"}
        yield Finding("quotation_without_source", message, **about, excerpt=excerpt(whole))
    elif line and not (source or speaker):
        message = _("No source was recognised in this attribution. Choose one.")
        about = {"words": line, "at": node.at, "part": "sourceName"}
        yield Finding("attribution_without_source", message, **about, excerpt=excerpt(line))
    elif line and source and not _is_named(node):
        message = _(
            "The attribution does not name the source “%(source)s”. Correct one of the two."
        )
        about = {"words": f"{line}\n{source}\n{speaker}", "at": node.at, "part": "sourceName"}
        told = message % {"source": source}
        yield Finding("source_not_named", told, **about, excerpt=excerpt(line))


def _is_named(node: QuotationNode) -> bool:
    """Whether the attribution names the source, or who spoke for it."""
    line = node.attribution[:MAX_ATTRIBUTION]
    return names_source(line, node.source.name[:MAX_ATTRIBUTION], node.source.kind) or (
        bool(node.speaker.name) and names_source(line, node.speaker.name[:MAX_ATTRIBUTION])
    )


def _twice(quoted: list[_Quoted]) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for each in quoted:
        if each.words in seen:
            message = _("The same text is quoted earlier in this post.")
            about = excerpt(each.text)
            yield Finding("quoted_twice", message, each.text, each.node.at, excerpt=about)
        seen.add(each.words)


def _elsewhere(quoted: list[_Quoted], post: Post, user: Any) -> Iterator[Finding]:
    if not quoted:
        return
    found = _candidates(quoted, post)
    keys = {key for keys in found.values() for key in keys}
    rows = PullQuote.objects.filter(pk__in=keys, post__in=Post.all_objects.visible_to(user))
    shown = rows.select_related("post").defer("post__html", "post__intro_html")
    known = {row.pk: (row, _words(row.text)) for row in shown}
    budget = _Budget()
    for number, each in enumerate(quoted):
        others = [known[key] for key in found.get(number, ()) if key in known]
        others.sort(key=lambda other: (other[1] != each.words, -other[0].pk))
        is_cut = each.is_long
        alike: list[tuple[PullQuote, bool]] = []
        for row, row_words in others:
            is_alike = _are_alike(each.words, row_words, budget)
            is_cut = is_cut or is_alike is None
            if is_alike:
                alike.append((row, row_words == each.words))
        if alike:
            yield _found_elsewhere(each, alike, budget)
        if is_cut:
            message = _(
                "This is too much text to search other posts for similar quotations. "
                "Only exact copies are found."
            )
            about = excerpt(each.text)
            yield Finding("too_long_to_compare", message, each.text, each.node.at, excerpt=about)


def _found_elsewhere(
    each: _Quoted, alike: list[tuple[PullQuote, bool]], budget: _Budget
) -> Finding:
    places = []
    for row, is_same in alike[:TOLD]:
        difference = _difference(row.text, each.text, budget)
        address = row.get_absolute_url()
        places.append(Elsewhere(row.post.title, address, is_same, difference))
    if places[0].is_same:
        message = _("The same text is quoted in “%(title)s”.")
    else:
        message = _("Nearly the same text is quoted in “%(title)s”.")
    told = message % {"title": places[0].title}
    about = excerpt(each.text)
    return Finding(
        "quoted_elsewhere", told, each.text, each.node.at, excerpt=about, elsewhere=places
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


def _candidates(quoted: list[_Quoted], post: Post) -> dict[int, list[int]]:
    """Keys of quotations in other posts that have the words, or sets of the longest ones: by number
    of what was asked. One query, which reads two indexes for each."""
    numbers, texts = [*range(len(quoted))], [each.text for each in quoted]
    queries = ["" if each.is_long else _query(each.text) for each in quoted]
    languages, own = [each.node.language or post.language for each in quoted], post.pk or 0
    with connection.cursor() as cursor:
        given: list[Any] = [numbers, texts, queries, languages, own, CANDIDATES, own, CANDIDATES]
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


def _are_alike(one: tuple[str, ...], other: tuple[str, ...], budget: _Budget) -> bool | None:
    """Most of the words in the same order, or all those of the shorter in the longer; None where
    that would cost too much."""
    if one == other:
        return True
    if not budget.allows(len(one) + len(other)):
        return None
    shorter, longer = sorted((normalize.padded([*one]), normalize.padded([*other])), key=len)
    if shorter in longer:
        return min(len(one), len(other)) >= LEAST_WORDS
    if not budget.allows_each_with_each(len(one), len(other)):
        return None
    return similarity.are_alike(one, other, ALIKE)


def _difference(there: str, here: str, budget: _Budget) -> list[tuple[str, str]]:
    """Parts of both, token by token; none where that would cost too much."""
    if max(len(there), len(here)) > MAX_COMPARED_CHARACTERS:
        return []
    one, two = (_TOKEN.findall(text) for text in (there, here))
    # Every other token is what stands between two words.
    if not budget.allows_each_with_each(len(one) // 2, len(two) // 2):
        return []
    parts: list[tuple[str, str]] = []
    for tag, i, j, k, n in similarity.matcher(one, two).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(one[i:j])))
            continue
        if i < j:
            parts.append(("-", "".join(one[i:j])))
        if k < n:
            parts.append(("+", "".join(two[k:n])))
    return parts
