"""Which rows a search compares with its terms: through an index, or the newest ones in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Q, QuerySet, Subquery, Value

from accounts.models import User
from blog.common.db.published_date import published_in
from blog.common.db.search_fields import Pairs
from blog.models import Authorship, Label, Post, PostLabel, PullQuote, Source
from blog.search.parsing import (
    MAX_WALKED_POSTS,
    MAX_WALKED_QUOTATIONS,
    MAX_WALKED_SOURCE,
    ParsedSearch,
)
from blog.search.query import SearchParams


@dataclass(frozen=True)
class ScanPlan:
    """How to find candidates.

    `rows` are scanned; `to` is the lookup prefix to the results, `post` the lookup to their posts.
    `walk` limits the scan to the newest rows, 0 for no limit; `older` tells whether there are more.
    `is_of_source`: the rows are already filtered by source. `are_many`: the planner needs the cost
    of a comparison. `are_paired`: rows are compared with a phrase after the newest are selected.
    """

    rows: QuerySet[Any]
    to: str
    post: str
    walk: int = 0
    older: Any = field(default_factory=lambda: Value(False))
    is_of_source: bool = False
    are_many: bool = False
    are_paired: bool = False


def plan_posts(params: SearchParams, parsed: ParsedSearch) -> ScanPlan:
    """Choose the index of words or of word pairs or, for frequent words, a walk from the newest.

    A walk covers the posts of the label, of the author, of the source or of the site.
    """
    are_frequent, are_many = parsed.posts_are_frequent, parsed.posts_are_many
    rows = Post.objects.published().filter(published_in(params.year))
    if are_frequent and (narrow := _narrow_to_owner(params)):
        narrowed, post = narrow
        return _plan_walk(narrowed, f"{post}__", post, MAX_WALKED_POSTS)
    if are_frequent and params.source:
        return _plan_source(rows, "pk", params, "post")
    if are_frequent:
        return _plan_walk(rows, "", "pk", MAX_WALKED_POSTS)
    if parsed.pairs:
        return _plan_phrases(rows, "pk", parsed)
    return ScanPlan(rows, "", "pk", are_many=are_many)


def plan_quotations(params: SearchParams, parsed: ParsedSearch) -> ScanPlan:
    """Choose a plan like `plan_posts`."""
    are_frequent, are_many = parsed.quotations_are_frequent, parsed.quotations_are_many
    rows = PullQuote.objects.published().filter(published_in(params.year))
    if are_frequent and (narrow := _narrow_to_owner(params)):
        narrowed, post = narrow
        return _plan_walk(narrowed, f"{post}__pullquotes__", post, MAX_WALKED_POSTS)
    if are_frequent and params.source:
        return _plan_source(rows, "post", params, "pk")
    if are_frequent:
        return _plan_walk(rows, "", "post", MAX_WALKED_QUOTATIONS)
    if parsed.pairs:
        return _plan_phrases(rows, "post", parsed)
    return ScanPlan(rows, "", "post", are_many=are_many)


def _narrow_to_owner(params: SearchParams) -> tuple[QuerySet[Any], str] | None:
    """Return the rows of the label or the author, one per post, and their lookup to the post."""
    rows: Any
    if params.label:
        rows, post = PostLabel.objects.filter(tag=select_key(Label, params.label)), "content_object"
    elif params.author:
        rows, post = Authorship.objects.filter(user=select_key(User, params.author)), "post"
    else:
        return None
    return rows.published().filter(published_in(params.year)), post


def _plan_walk(rows: QuerySet[Any], to: str, post: str, walk: int) -> ScanPlan:
    return ScanPlan(rows, to, post, walk, Exists(rows[walk : walk + 1]))


def _plan_source(rows: QuerySet[Any], post: str, params: SearchParams, key: str) -> ScanPlan:
    """Filter rows by the keys in the newest quotations of the source and of the speaker."""
    one, other = (
        credited.order_by("-published_at", "-post") for credited in list_source_quotations(params)
    )
    named = one.values(key)[:MAX_WALKED_SOURCE].union(other.values(key)[:MAX_WALKED_SOURCE])
    older = match_any(
        Q(Exists(credited[MAX_WALKED_SOURCE : MAX_WALKED_SOURCE + 1])) for credited in (one, other)
    )
    return ScanPlan(rows.filter(pk__in=named), "", post, older=older, is_of_source=True)


def _plan_phrases(rows: QuerySet[Any], post: str, parsed: ParsedSearch) -> ScanPlan:
    have_all = match_any(Q(pairs__contains=pairs) for pairs in parsed.pairs)
    return ScanPlan(rows.alias(pairs=Pairs()).filter(have_all), "", post, are_paired=True)


def list_credit_conditions(slug: str, to: str = "") -> list[Q]:
    """Build conditions for the source and the speaker, each served by its own index."""
    return [Q(**{f"{to}{role}": select_key(Source, slug)}) for role in ("source", "speaker")]


def list_source_quotations(params: SearchParams) -> list[QuerySet[Any]]:
    """Return the quotations of the source and those of the speaker."""
    quotations = PullQuote.objects.published().filter(published_in(params.year))
    return [quotations.filter(credited) for credited in list_credit_conditions(params.source)]


def match_any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def select_key(model: type[Label] | type[User] | type[Source], slug: str) -> Subquery:
    """Return a subquery for a key, evaluated once."""
    return Subquery(model.objects.filter(slug=slug).order_by().values("pk")[:1])
