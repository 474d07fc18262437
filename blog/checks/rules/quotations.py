"""Check the credits of quotations, and whether they were quoted before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from blog.checks.findings import Finding, OtherQuotation, excerpt
from blog.checks.rules.punctuation import QUOTES, SINGLE
from blog.common import markup
from blog.common.text import normalize, similarity
from blog.content.document import Document, QuotationNode
from blog.extraction.source_names import names_source
from blog.models import Post, PullQuote, SourceName
from lib.lazy_regex import compile_lazily

# Shorter quotations are too common to compare.
MIN_WORDS = 4
MIN_SIMILARITY = 0.7
# How many are compared with each quotation, and how many are shown.
MAX_CANDIDATES, MAX_SHOWN = 20, 3
# A slightly changed quotation is found by its unchanged words: three sets of three, so that it may
# differ in any two of them.
WORD_SETS = 3
# A comparison costs the product of two lengths at worst. Of longer quotations only exact copies
# are found, and of all others after this number of pairs of words in one post.
MAX_COMPARED_WORDS, MAX_WORD_PAIRS = 1500, 10_000_000
MAX_COMPARED_CHARACTERS = 20_000
# A longer line names nobody.
MAX_ATTRIBUTION_LENGTH = 1000
# Longer texts are not cached, to bound the memory of the cache.
CACHE_SIZE, MAX_CACHED_LENGTH = 1024, 2000
_TOKEN_RE = compile_lazily(
    r"\s+|[\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]|[^\W\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff]+|."
)


@dataclass(frozen=True)
class ComparedQuotation:
    """One quotation of a post with its words, split once, and those that it is compared with, each
    with its words."""

    post: Post
    node: QuotationNode
    text: str
    normalised_words: tuple[str, ...]
    candidates: list[tuple[PullQuote, tuple[str, ...]]] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        return len(self.normalised_words) > MAX_COMPARED_WORDS


@dataclass
class _Budget:
    """The remaining cost of comparisons, in pairs of words."""

    pairs: int = field(default_factory=lambda: MAX_WORD_PAIRS)

    def allows(self, cost: int) -> bool:
        self.pairs -= cost
        return self.pairs >= 0

    def allows_comparison(self, one: int, other: int) -> bool:
        """Return whether texts of these lengths may be compared, each word with each."""
        return max(one, other) <= MAX_COMPARED_WORDS and self.allows(one * other)


def _split_words(text: str) -> tuple[str, ...]:
    normalise = _normalise if len(text) <= MAX_CACHED_LENGTH else _normalise.__wrapped__
    return tuple(normalise(text).split())


@lru_cache(CACHE_SIZE)
def _normalise(text: str) -> str:
    """Return the normalised words as one string, which takes a tenth of the memory of a tuple."""
    return " ".join(normalize.split_words(text))


def check(document: Document, compared: list[ComparedQuotation]) -> Iterator[Finding]:
    """Yield findings for quotations; `compared` are those of `load_compared`.

    One query if an attribution does not contain the main name of its source.

    The cost grows with the length of the document, but comparisons with other posts are bounded;
    a finding reports what was not compared.
    """
    nodes = document.quotations
    other_names = _find_other_names(nodes)
    for node in nodes:
        yield from _check_credit(node, other_names)
    yield from _check_unquoted(_list_texts(document))
    yield from _check_repeated(compared)
    yield from _check_other_posts(compared)


def load_compared(
    documents: Sequence[tuple[Post, Document]], user: Any
) -> list[list[ComparedQuotation]]:
    """Load what the quotations of each document are compared with: those of other posts that `user`
    may see, with the same text or with sets of its longest words.

    Two queries, however many documents there are; none without a quotation of MIN_WORDS words.
    """
    compared = [_list_compared(post, document) for post, document in documents]
    every = [each for of_post in compared for each in of_post]
    keys = _find_candidates(every)
    if keys:
        others = PullQuote.objects.filter(pk__in=set().union(*keys)).select_related("post")
        visible = others.filter(post__in=Post.all_objects.visible_to(user))
        shown = visible.defer("post__html", "post__intro_html")
        rows = {row.pk: (row, _split_words(row.text)) for row in shown}
        for each, of_each in zip(every, keys, strict=True):
            each.candidates.extend(rows[key] for key in of_each if key in rows)
    return compared


def _list_compared(post: Post, document: Document) -> list[ComparedQuotation]:
    """Return the quotations that are long enough to be compared."""
    texts = [(node, text, _split_words(text)) for node, text in _list_texts(document)]
    return [ComparedQuotation(post, *each) for each in texts if len(each[2]) >= MIN_WORDS]


def _list_texts(document: Document) -> list[tuple[QuotationNode, str]]:
    nodes = document.quotations
    return [(node, markup.plain_text(p.html)) for node in nodes for p in node.paragraphs]


def _check_unquoted(texts: list[tuple[QuotationNode, str]]) -> Iterator[Finding]:
    """Check for text after the closing mark, such as the rest of the sentence that was quoted."""
    for node, text in texts:
        if rest := find_unquoted(text):
            message = _("This text after the closing mark is not quoted. Is it the attribution?")
            index = node.element_index
            yield Finding("text_unquoted", message, text, index, excerpt=excerpt(rest))


def find_unquoted(text: str) -> str:
    """Return the text after the only pair of marks, '' if there is none.

    Text that is longer than the quoted one begins with a marked word. Single marks may be
    apostrophes.
    """
    text = text.strip()
    mark = text[:1]
    closing = QUOTES.get(mark, "")
    end = max((text.rfind(each) for each in closing), default=0)
    if mark in SINGLE or end <= 0 or text.count(mark) > 1 + (mark in closing):
        return ""
    rest = text[end + 1 :].strip(" ,.;:—–")
    return rest if any(map(str.isalpha, rest)) and len(rest) < end else ""


def _find_other_names(nodes: list[QuotationNode]) -> dict[int, list[str]]:
    """Return the other names of sources whose attribution does not contain the main one, by key.

    One query, none if all do.
    """
    unnamed = [node for node in nodes if node.attribution and not _is_named(node, {})]
    keys = {fields.pk for node in unnamed for fields in (node.source, node.speaker) if fields.pk}
    other_names: dict[int, list[str]] = {}
    rows = SourceName.objects.filter(source__in=keys).values_list("source", "name") if keys else ()
    for key, name in rows:
        other_names.setdefault(key, []).append(name)
    return other_names


def _check_credit(node: QuotationNode, other_names: dict[int, list[str]]) -> Iterator[Finding]:
    """Check that there is a credit, and that the attribution names the source."""
    line, source, speaker = node.attribution, node.source.name, node.speaker.name
    whole = " ".join(markup.plain_text(p.html) for p in node.paragraphs)
    if not (line or source or speaker):
        message = _("Enter an attribution or a source for this quotation.")
        yield Finding(
            *("quotation_without_source", message, whole, node.element_index, "attribution"),
            excerpt=excerpt(whole),
        )
    elif line and not (source or speaker):
        message = _("No source was recognised in this attribution. Choose one.")
        yield Finding(
            *("attribution_without_source", message, line, node.element_index, "sourceName"),
            excerpt=excerpt(line),
        )
    elif line and source and not _is_named(node, other_names):
        message = _(
            "The attribution does not name the source “%(source)s”. Correct one of the two."
        )
        subject = f"{line}\n{source}\n{speaker}"
        message %= {"source": source}
        yield Finding(
            *("source_not_named", message, subject, node.element_index, "sourceName"),
            excerpt=excerpt(line),
        )


def _is_named(node: QuotationNode, other_names: dict[int, list[str]]) -> bool:
    """Return whether the attribution names the source or the speaker, by any of their names."""
    line = node.attribution[:MAX_ATTRIBUTION_LENGTH]
    names = [node.source.name, *other_names.get(node.source.pk or 0, ())]
    speaker_names = [node.speaker.name, *other_names.get(node.speaker.pk or 0, ())]
    return any(
        bool(name) and names_source(line, name[:MAX_ATTRIBUTION_LENGTH], kind)
        for named, kind in ((names, node.source.kind), (speaker_names, "person"))
        for name in named
    )


def _check_repeated(compared: list[ComparedQuotation]) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for each in compared:
        if each.normalised_words in seen:
            message = _("The same text is quoted earlier in this post.")
            yield _build_finding("quoted_twice", message, each)
        seen.add(each.normalised_words)


def _build_finding(code: str, message: str, quoted: ComparedQuotation, **values: Any) -> Finding:
    shown = excerpt(quoted.text)
    index = quoted.node.element_index
    return Finding(code, message, quoted.text, index, excerpt=shown, **values)


def _check_other_posts(compared: list[ComparedQuotation]) -> Iterator[Finding]:
    budget = _Budget()
    for each in compared:
        others = sorted(
            each.candidates, key=lambda other: (other[1] != each.normalised_words, -other[0].pk)
        )
        is_cut = each.is_long
        alike: list[tuple[PullQuote, bool]] = []
        for row, row_words in others:
            is_alike = _are_alike(each.normalised_words, row_words, budget)
            is_cut = is_cut or is_alike is None
            if is_alike:
                alike.append((row, row_words == each.normalised_words))
        if alike:
            yield _build_elsewhere_finding(each, alike, budget)
        if is_cut:
            message = _(
                "This is too much text to search other posts for similar quotations. "
                "Only exact copies are found."
            )
            yield _build_finding("too_long_to_compare", message, each)


def _build_elsewhere_finding(
    each: ComparedQuotation, alike: list[tuple[PullQuote, bool]], budget: _Budget
) -> Finding:
    others = []
    for row, is_same in alike[:MAX_SHOWN]:
        difference = _diff(row.text, each.text, budget)
        url = row.get_absolute_url()
        others.append(OtherQuotation(row.post.title, url, is_same, difference))
    if others[0].is_same:
        message = _("The same text is quoted in “%(title)s”.")
    else:
        message = _("Nearly the same text is quoted in “%(title)s”.")
    return _build_finding(
        "quoted_elsewhere", message % {"title": others[0].title}, each, other_quotations=others
    )


_CANDIDATES_SQL = """
    WITH quoted AS (
        SELECT * FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[])
            AS a(number, post_id, text, query, language))
    SELECT quoted.number, candidate.id FROM quoted CROSS JOIN LATERAL (
        (SELECT id FROM blog_pullquote
            WHERE quotation_gist(text) = quotation_gist(quoted.text)
            AND post_id <> quoted.post_id LIMIT %s)
        UNION
        (SELECT id FROM blog_pullquote
            WHERE search @@ to_tsquery(search_configuration(quoted.language), quoted.query)
            AND post_id <> quoted.post_id LIMIT %s)
    ) AS candidate
"""


def _find_candidates(compared: list[ComparedQuotation]) -> list[list[int]]:
    """Find quotations in other posts with the same text, or with sets of its longest words.

    Returns keys for each. One query, which reads two indexes for each quotation.
    """
    if not compared:
        return []
    columns: list[list[Any]] = [
        [*range(len(compared))],
        [each.post.pk or 0 for each in compared],
        [each.text for each in compared],
        ["" if each.is_long else _build_query(each.text) for each in compared],
        [each.node.language or each.post.language for each in compared],
    ]
    candidates: list[list[int]] = [[] for _each in compared]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES_SQL, [*columns, MAX_CANDIDATES, MAX_CANDIDATES])
        for number, key in cursor.fetchall():
            candidates[number].append(key)
    return candidates


def _build_query(text: str) -> str:
    """Build a tsquery for sets of the longest words, because these are likely to be rare."""
    runs = dict.fromkeys(re.findall(r"[^\W_]+", text.lower()))
    longest = sorted((run for run in runs if len(run) > 3), key=len, reverse=True)
    longest = longest[: WORD_SETS * WORD_SETS]
    sets = [longest]
    if len(longest) >= WORD_SETS * 2:
        sets = [longest[n::WORD_SETS] for n in range(WORD_SETS)]
    return " | ".join("(" + " & ".join(f"'{word[:200]}'" for word in s) + ")" for s in sets if s)


def _are_alike(one: tuple[str, ...], other: tuple[str, ...], budget: _Budget) -> bool | None:
    """Return whether most words are in the same order, or one text contains the other.

    None where the comparison would cost too much.
    """
    if one == other:
        return True
    if not budget.allows(len(one) + len(other)):
        return None
    shorter, longer = sorted(
        (normalize.join_padded([*one]), normalize.join_padded([*other])), key=len
    )
    if shorter in longer:
        return min(len(one), len(other)) >= MIN_WORDS
    if not budget.allows_comparison(len(one), len(other)):
        return None
    return similarity.are_similar(one, other, MIN_SIMILARITY)


def _diff(there: str, here: str, budget: _Budget) -> list[tuple[str, str]]:
    """Return the parts of both texts, by token; [] where the comparison would cost too much."""
    if max(len(there), len(here)) > MAX_COMPARED_CHARACTERS:
        return []
    one, two = (_TOKEN_RE.findall(text) for text in (there, here))
    # Every other token is a separator between two words.
    if not budget.allows_comparison(len(one) // 2, len(two) // 2):
        return []
    parts: list[tuple[str, str]] = []
    for tag, i, j, k, n in similarity.build_matcher(one, two).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(one[i:j])))
            continue
        if i < j:
            parts.append(("-", "".join(one[i:j])))
        if k < n:
            parts.append(("+", "".join(two[k:n])))
    return parts
