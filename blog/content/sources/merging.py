"""Merge sources into one of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from accounts.models import User
from blog.content import rendering
from blog.content.redirects import add_redirect
from blog.content.sources.recording import SourceConflict, get_path, record_source_change
from blog.content.sources.snapshots import (
    count_credited_quotations,
    move_batch,
    move_quotations,
    move_references,
    select_credited_quotations,
    select_moved_posts,
)
from blog.models import (
    DifferentSources,
    Hop,
    Photo,
    Post,
    PullQuote,
    Source,
    SourceAction,
    SourceChange,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    SourceTask,
    Tenure,
)
from blog.models.source_messages import SourceMessage

MAX_MERGED_SOURCES = 20
# Quotations of which a preview counts the posts: each row is read, at 7 µs.
MAX_COUNTED_BY_POST = 10_000
FILLED_FIELDS = ("role", "affiliation", "about", "url", "family_name", "portrait_id")

# Each row as it will be; those that repeat another one, or relate a source to itself, are dropped.
# Of equal rows the one of `into` stays.
_MERGE_TENURES_SQL = """
WITH merged AS (
    SELECT id, row_number() OVER (
        PARTITION BY upper(role), upper(organisation_name), started_on, started_precision,
            ended_on, ended_precision,
            CASE WHEN organisation_id = ANY(%(keys)s) THEN %(into)s ELSE organisation_id END
        ORDER BY source_id <> %(into)s, id
    ) AS number
    FROM blog_tenure WHERE source_id = ANY(%(keys)s) OR source_id = %(into)s
), dropped AS (
    DELETE FROM blog_tenure USING merged WHERE blog_tenure.id = merged.id AND number > 1
)
UPDATE blog_tenure SET source_id = %(into)s FROM merged
WHERE blog_tenure.id = merged.id AND number = 1 AND source_id <> %(into)s
"""
# Tables of pairs of sources: their columns, and what these will have.
_PAIRS: tuple[dict[str, str], ...] = (
    {
        "table": "blog_sourcerelation",
        **{"first": "source_id", "second": "other_id"},
        **{"new_first": "one", "new_second": "other"},
        "period": ", kind, started_on",
    },
    {
        "table": "blog_differentsources",
        **{"first": "first_id", "second": "second_id"},
        **{"new_first": "least(one, other)", "new_second": "greatest(one, other)"},
        "period": "",
    },
)
_MERGED_PAIRS_SQL = """
WITH merged AS (
    SELECT *, row_number() OVER (
        PARTITION BY {new_first}, {new_second}{period}
        ORDER BY one <> {first} OR other <> {second}, id
    ) AS number
    FROM (
        SELECT *,
            CASE WHEN {first} = ANY(%(keys)s) THEN %(into)s ELSE {first} END AS one,
            CASE WHEN {second} = ANY(%(keys)s) THEN %(into)s ELSE {second} END AS other
        FROM {table} WHERE {first} = ANY(%(all)s) OR {second} = ANY(%(all)s)
    ) AS changed
)
"""
_DROP_PAIRS_SQL = f"""{_MERGED_PAIRS_SQL}
DELETE FROM {{table}} AS pair USING merged
WHERE pair.id = merged.id AND (number > 1 OR one = other)
"""
_MOVE_PAIRS_SQL = f"""{_MERGED_PAIRS_SQL}
UPDATE {{table}} AS pair SET {{first}} = {{new_first}}, {{second}} = {{new_second}} FROM merged
WHERE pair.id = merged.id AND (pair.{{first}} <> {{new_first}} OR pair.{{second}} <> {{new_second}})
"""
_MERGE_SQL = (
    _MERGE_TENURES_SQL,
    *(
        statement.format(**pair)
        for pair in _PAIRS
        for statement in (_DROP_PAIRS_SQL, _MOVE_PAIRS_SQL)
    ),
)


@dataclass(frozen=True)
class MergedSources:
    """`change` is the record to undo the merge; `message` is for the editor.

    `is_filled`: the source has got values for empty fields, which all of its posts show.
    """

    source: Source
    change: SourceChange
    message: SourceMessage
    is_filled: bool


@dataclass(frozen=True)
class MergedSource:
    """What a merge does with one of the sources that go."""

    source: Source
    quotations: int
    redirected_from: str  # '' if readers never knew the path.


@dataclass(frozen=True)
class MergePreview:
    """What a merge will do. `posts` is None if very many quotations move. `filled` are values of
    empty fields by verbose name."""

    into: Source
    others: list[MergedSource]
    quotations: int
    posts: int | None
    names: list[str]
    identifiers: list[str]
    roles: int
    relations: int
    photos: int
    filled: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def merge_sources(
    *,
    sources: Sequence[Source],
    into: Source,
    by: User | None,
    begun: SourceTask | None = None,
) -> MergedSources:
    """Merge sources into one of them; the others are deleted.

    `into` gets their quotations, names, roles, identifiers, relations and photos. Their paths
    redirect to its path. Its empty fields are filled from them, in the order of `sources`. Posts
    are re-rendered. Raises SourceConflict if one of them was changed or deleted in the meantime.
    `begun` is the task of a merge that has moved quotations already, in the background, and has
    locked the sources and the posts of the rest: then it records the merge, and re-renders the
    posts (`rerender_merged_posts`). About forty queries, and five for each source.
    """
    others = [source for source in sources if source.pk != into.pk]
    if not 1 <= len(others) < MAX_MERGED_SOURCES:
        message = _("Select between two and %(most)d sources.")
        raise SourceConflict(message % {"most": MAX_MERGED_SOURCES})
    keys = [source.pk for source in others]
    recording = record_source_change(
        SourceAction.MERGE,
        get_merge_description(others, into),
        by,
        [*others, into],
        moved=keys,
        begun=begun,
    )
    with recording as change:
        stored = Source.objects.in_bulk([*keys, into.pk])
        target, others = stored[into.pk], [stored[key] for key in keys]
        known = set(Source.objects.ever_public().filter(pk__in=keys))
        quotations, task = select_credited_quotations(keys), begun.pk if begun else None
        if task:
            move_batch(quotations, keys, target.pk, task)
        else:
            move_quotations(quotations, keys, target.pk, change.pk)
        move_references(keys, target.pk, change=change.pk, task=task)
        SourceIdentifier.objects.filter(source__in=keys).update(source=target)
        _merge_names(others, target)
        parameters: dict[str, Any] = {"keys": keys, "into": target.pk, "all": [*keys, target.pk]}
        with connection.cursor() as cursor:
            for statement in _MERGE_SQL:
                cursor.execute(statement, parameters)
        for other in others:
            if other in known:
                add_redirect(other.get_absolute_url(), target.get_absolute_url())
        filled = plan_filled_fields(target, others)
        Source.objects.filter(pk__in=keys).delete()
        if filled:
            Source.objects.filter(pk=target.pk).update(**filled)
        if not begun:
            rerender_merged_posts(change, is_filled=bool(filled))
    merged = SourceMessage("merged", {"name": str(into)})
    return MergedSources(target, change, merged, bool(filled))


def rerender_merged_posts(change: SourceChange, *, is_filled: bool) -> None:
    """Re-render the posts of a merge on commit; with `is_filled`, all of the source that stays."""
    into = change.sources[-1]
    posts = Post.all_objects.quoting([into]) if is_filled else select_moved_posts(change.pk)
    rendering.rerender_posts(posts)


def get_merge_description(others: Iterable[Source], into: Source) -> str:
    """Return what the history says of a merge: '“Selenskyj” → “Zelenskyy”'."""
    return f"{', '.join(f'“{other}”' for other in others)} → “{into}”"


def _merge_names(others: Collection[Source], into: Source) -> None:
    """Give `into` all names that it does not have. Seven queries.

    The database compares them, because Python has other capitals for some letters.
    """
    by_key = {source.pk: source for source in (*others, into)}
    upper = dict(Source.objects.filter(pk__in=by_key).values_list("pk", Upper("name")))
    rows = SourceName.objects.filter(source__in=by_key).order_by("pk")
    names = list(rows.values_list("pk", "source", Upper("name")))
    taken = {upper[into.pk], *(name for _pk, source, name in names if source == into.pk)}
    moved = []
    for pk, source, name in names:
        if source != into.pk and name not in taken:
            taken.add(name)
            moved.append(pk)
    SourceName.objects.filter(pk__in=moved).update(source=into)
    new = []
    for other in others:
        if upper[other.pk] not in taken:
            taken.add(upper[other.pk])
            new.append(SourceName(source=into, name=other.name, kind=SourceName.Kind.SPELLING))
    SourceName.objects.bulk_create(new)


def plan_filled_fields(into: Source, others: Iterable[Source]) -> dict[str, Any]:
    """Return values for the empty fields of a source, of the first other one that has each.

    The affiliation stays empty if a namesake has it, and the family name if it is not in the name.
    At most one query.
    """
    others = list(others)
    filled: dict[str, Any] = {}
    for name in FILLED_FIELDS:
        values = (getattr(other, name) for other in others)
        if not getattr(into, name) and (value := next(filter(None, values), None)):
            filled[name] = value
    if filled.get("family_name", "") not in into.name:
        del filled["family_name"]
    if "affiliation" in filled:
        namesakes = Source.objects.filter(
            name__iexact=into.name, affiliation__iexact=filled["affiliation"]
        )
        if namesakes.exclude(pk__in=[other.pk for other in others]).exists():
            del filled["affiliation"]
    return filled


def preview_merge(sources: Sequence[Source], into: Source) -> MergePreview:
    """Return what `merge_sources` will do. At most fourteen queries."""
    others = [source for source in sources if source.pk != into.pk]
    keys = [source.pk for source in others]
    quotation_count = count_credited_quotations(keys)
    post_count = None
    if quotation_count <= MAX_COUNTED_BY_POST:
        posts = select_credited_quotations(keys).values("post")
        post_count = posts.distinct().count()
    by_source: dict[int, int] = dict.fromkeys(keys, 0)
    for role in ("source", "speaker"):
        counted = PullQuote.objects.order_by().filter(**{f"{role}__in": keys}).values_list(role)
        for key, count in counted.annotate(count=Count("pk")):
            by_source[key] += count
    known = set(Source.objects.ever_public().filter(pk__in=keys).values_list("pk", flat=True))
    names = SourceName.objects.filter(source__in=keys).values_list("name", flat=True)
    own = {into.name.upper(), *(n.name.upper() for n in into.names.all())}
    added: dict[str, str] = {}
    for name in (*(other.name for other in others), *names):
        if name.upper() not in own:
            added.setdefault(name.upper(), name)
    relations = SourceRelation.objects.filter(Q(source__in=keys) | Q(other__in=keys))
    identifiers = list(SourceIdentifier.objects.filter(source__in=[*keys, into.pk]))
    filled = plan_filled_fields(into, others)
    return MergePreview(
        into=into,
        others=[
            MergedSource(other, by_source[other.pk], get_path(other) if other.pk in known else "")
            for other in others
        ],
        quotations=quotation_count,
        posts=post_count,
        names=list(added.values()),
        identifiers=[str(each) for each in identifiers if each.source_id != into.pk],
        roles=Tenure.objects.filter(source__in=keys).count(),
        relations=relations.count(),
        photos=Photo.objects.filter(agency__in=keys).count()
        + Hop.objects.filter(source__in=keys).count(),
        filled=_describe_fields(filled, others),
        warnings=list(_find_warnings(into, others, identifiers)),
    )


def _describe_fields(filled: dict[str, Any], others: list[Source]) -> dict[str, Any]:
    described = {}
    for name, value in filled.items():
        shown = value
        if name == "portrait_id":
            shown = next(other.portrait for other in others if other.portrait_id)
        field: Any = Source._meta.get_field(name)
        described[str(field.verbose_name)] = shown
    return described


def _find_warnings(into: Source, others: list[Source], identifiers: list) -> Iterable[str]:
    for other in others:
        if other.kind != into.kind:
            yield _("“%(source)s” is of another kind: %(kind)s.") % {
                "source": other,
                "kind": other.get_kind_display(),
            }
    schemes: dict[str, set[str]] = {}
    for identifier in identifiers:
        schemes.setdefault(identifier.get_scheme_display(), set()).add(identifier.value)
    for scheme, values in schemes.items():
        if len(values) > 1:
            yield _(
                "They have different identifiers of %(scheme)s: %(values)s. Are they really one?"
            ) % {"scheme": scheme, "values": ", ".join(sorted(values))}
    keys = [into.pk, *(other.pk for other in others)]
    if DifferentSources.objects.filter(first__in=keys, second__in=keys).exists():
        yield _("An editor has marked some of these sources as different.")
