"""Find sources that may be the same: similar names, and affiliations that fit."""

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from django.db.models import QuerySet
from django.tasks import task

from accounts.models import User
from blog.common.text.across_scripts import is_same_across_scripts
from blog.common.text.normalize import split_runs
from blog.models import DifferentSources, Source, SourceCounter, SourceName

# Shorter names that differ by a letter are mostly different ones.
MIN_TYPO_LENGTH = 12
MIN_SOUND_LENGTH = 4  # Of the consonants of a name.
# Of more names that are alike, such as 'Spokesperson', only those with one affiliation are
# reported.
MAX_ALIKE = 30
MAX_REPORTED = 1000
MAX_DIFFERENT = 20
# Names are compared in parts, by the hash of what they share, so that one part is in memory.
PARTS = 16
_INDEX_BITS = 26  # 67 million names.
_UPDATED_AT_ONCE = 10_000
_ASCII_WORD_RE = re.compile("[a-z0-9]+")

type Pairs = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class NamedSource:
    """One name of a source, and what is compared: words without case, accents and order."""

    pk: int
    name: str
    folded: str
    affiliation: str
    sound: str  # The consonants of the whole name.


def find_duplicates() -> list[list[Source]]:
    """Return groups of similar sources, those with most quotations first in each.

    Of the sources that `mark_duplicates` marked, the first MAX_REPORTED by key. Three queries.
    """
    counted: QuerySet[Any] = Source.objects.annotate(
        quotation_count=SourceCounter.objects.count_subquery("source")
    )
    marked = counted.filter(has_duplicate=True).order_by("pk")[:MAX_REPORTED]
    sources = {source.pk: source for source in marked}
    names = SourceName.objects.filter(source__in=sources).order_by("pk")
    named = [(s.pk, s.name, s.affiliation, s.name_keys) for s in sources.values()]
    named += [(n.source_id, n.name, sources[n.source_id].affiliation, n.name_keys) for n in names]
    groups = group_duplicates(named, _load_different(sources))
    return [sorted((sources[key] for key in group), key=_most_quoted_first) for group in groups]


def _most_quoted_first(source: Any) -> tuple[int, int]:
    return -source.quotation_count, source.pk


@task
def mark_duplicates() -> None:
    """Update `has_duplicate` of all sources. Three queries, and an update for 10,000 changes."""
    names = SourceName.objects.order_by("pk").values_list(
        "source", "name", "source__affiliation", "name_keys"
    )
    sources = Source.objects.order_by("pk").values_list("pk", "name", "affiliation", "name_keys")

    def iterate() -> Iterator[tuple[int, str, str, list[str]]]:
        yield from sources.iterator()
        yield from names.iterator()

    groups = group_duplicates(iterate(), _load_different())
    duplicates = {key for group in groups for key in group}
    marked = set(Source.objects.filter(has_duplicate=True).values_list("pk", flat=True))
    for keys, value in ((marked - duplicates, False), (duplicates - marked, True)):
        ordered = sorted(keys)
        for begin in range(0, len(ordered), _UPDATED_AT_ONCE):
            part = ordered[begin : begin + _UPDATED_AT_ONCE]
            Source.objects.filter(pk__in=part).update(has_duplicate=value)


def mark_as_different(*, sources: Collection[Source], by: User) -> list[DifferentSources]:
    """Record that no two of at most MAX_DIFFERENT sources are the same. One query."""
    keys = sorted(source.pk for source in sources)[:MAX_DIFFERENT]
    pairs = [
        DifferentSources(first_id=one, second_id=other, by=by)
        for one, other in combinations(keys, 2)
    ]
    return DifferentSources.objects.bulk_create(pairs, ignore_conflicts=True)


def undo_different(*, pairs: Collection[int]) -> int:
    """Forget that pairs of sources are different, by the keys of the records. Returns how many."""
    return DifferentSources.objects.filter(pk__in=pairs).delete()[0]


def _load_different(sources: Collection[int] | None = None) -> set[tuple[int, int]]:
    pairs = DifferentSources.objects.all()
    if sources is not None:
        pairs = pairs.filter(first__in=sources)
    return set(pairs.values_list("first", "second"))


def group_duplicates(
    names: Iterable[tuple[int, str, str, list[str]]], different: Collection[tuple[int, int]] = ()
) -> list[list[int]]:
    """Return groups of sources with a similar name, each source at most once.

    `names` are key, name, affiliation and name keys; a source may have several. Names are similar
    if their words are the same, or if they are long and one letter is inserted, deleted or
    replaced, or if they sound alike in different scripts. Affiliations must be similar or missing.
    """
    named = [
        NamedSource(pk, name, _fold(name), affiliation, max(keys, key=len, default=""))
        for pk, name, affiliation, keys in names
    ]
    parent: dict[int, int] = {}

    def get_root(key: int) -> int:
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent.get(above, above)
            key = above
        return key

    for one, other in _find_pairs(named):
        first, second = sorted((named[one].pk, named[other].pk))
        if first != second and (first, second) not in different:
            parent[get_root(second)] = get_root(first)
    groups = defaultdict(list)
    for key in sorted(parent):
        groups[get_root(key)].append(key)
    return [group for group in groups.values() if len(group) > 1]


def _find_pairs(named: list[NamedSource]) -> Pairs:
    """Yield the positions of names that are similar, part by part."""
    for part in _split_by_hash(named):
        for _hash, entries in groupby(sorted(part), lambda entry: entry >> _INDEX_BITS):
            alike = [entry & ((1 << _INDEX_BITS) - 1) for entry in entries]
            if len(alike) > 1:
                yield from _compare(named, alike)


def _split_by_hash(named: list[NamedSource]) -> list[array]:
    """Return hashes of what similar names share, each with the position of its name."""
    parts = [array("Q") for _part in range(PARTS)]
    bits = (1 << (64 - _INDEX_BITS)) - 1
    for index, each in enumerate(named):
        for variant in _list_variants(each.folded):
            hashed = hash(variant) & bits
            parts[hashed % PARTS].append(hashed << _INDEX_BITS | index)
        if len(each.sound) >= MIN_SOUND_LENGTH:
            hashed = hash(("sound", each.sound)) & bits
            parts[hashed % PARTS].append(hashed << _INDEX_BITS | index)
    return parts


def _list_variants(folded: str) -> list[str]:
    """Return the name and, if it is long enough for a typo, its variants with one letter deleted.

    Digits are not deleted, because 2023 is not 2024.
    """
    if len(folded) < MIN_TYPO_LENGTH:
        return [folded] if folded else []
    return [
        folded,
        *(folded[:n] + folded[n + 1 :] for n, letter in enumerate(folded) if not letter.isdigit()),
    ]


def _compare(named: list[NamedSource], alike: list[int]) -> Pairs:
    if len(alike) > MAX_ALIKE:
        by_affiliation = defaultdict(list)
        for index in alike:
            by_affiliation[_fold(named[index].affiliation)].append(index)
        groups = [group[:MAX_ALIKE] for group in by_affiliation.values()]
    else:
        groups = [alike]
    for group in groups:
        for one, other in combinations(group, 2):
            if _may_be_same(named[one], named[other]):
                yield one, other


def _may_be_same(one: NamedSource, other: NamedSource) -> bool:
    if one.pk == other.pk or not fits_affiliation(one.affiliation, other.affiliation):
        return False
    if one.folded == other.folded or _is_one_letter_off(one.folded, other.folded):
        return True
    return is_same_across_scripts(one.name, other.name)


def _is_one_letter_off(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < MIN_TYPO_LENGTH - 1 or len(longer) - len(shorter) > 1:
        return False
    begin = next(
        (n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter)
    )
    if shorter[begin : begin + 1].isdigit() or longer[begin : begin + 1].isdigit():
        return False
    rest = begin + (len(shorter) == len(longer))
    return shorter[rest:] == longer[begin + 1 :]


def fits_affiliation(one: str, other: str) -> bool:
    """Return whether two affiliations are similar, or one is missing."""
    if not one or not other:
        return True
    first, second = set(_fold(one).split()), set(_fold(other).split())
    return first <= second or second <= first or _is_one_letter_off(_fold(one), _fold(other))


def _fold(text: str) -> str:
    """Return the words in alphabetical order, without case, accents and punctuation."""
    if text.isascii():  # The same, and ten times as fast.
        return " ".join(sorted(_ASCII_WORD_RE.findall(text.lower())))
    return " ".join(sorted(split_runs(text)))
