"""Credits of quotations: source, speaker and date said, as their attribution line names them.

A part of a credit is read from the line again when the line has changed since, unless a person set
that part by hand after the change. An attribution without a source is always read. What a line says
of a part is compared before and after: a corrected typo, or a new role of the same person, leaves
source, speaker and date alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from blog.common.text.attribution import (
    Attribution,
    has_name,
    is_same_name,
    parse,
)
from blog.content.document.nodes import (
    CREDIT_PARTS,
    Document,
    QuotationNode,
    SourceFields,
)
from blog.content.document.serializer import source_fields, speaker_fields
from blog.models import Post, PullQuote, Source


def update_credits(document: Document, post: Post, user: Any) -> None:
    """Read credits again in all quotations of a document that is about to be saved.

    Compares with the quotations that are stored. One query, and two more where the line of a known
    source says something else of it.
    """
    nodes = [node for node in document.nodes if isinstance(node, QuotationNode)]
    known = PullQuote.objects.filter(post=post.pk).select_related("source", "speaker")
    rows: Iterable[PullQuote] = known.order_by("-position") if nodes and post.pk else []
    stored = _Credits((row.pk, row.html, _credit_of_row(row)) for row in rows)
    reread = [each for node in nodes if (each := read_credit(node, stored.find(node)))]
    update_sources(reread, post, user)


def read_changed_lines(document: Document, base: Document) -> None:
    """Read the credits of a document again whose lines differ from those of `base`.

    A form without scripts sends a new line with the source, speaker and date of the old one. They
    are as in the revision that the form showed, which may no longer be the one that is stored. No
    queries.
    """
    nodes = [node for node in base.nodes if isinstance(node, QuotationNode)]
    known = _Credits(
        (paragraph.pk, paragraph.html, _credit_of_node(node))
        for node in reversed(nodes)
        for paragraph in node.paragraphs
    )
    for node in document.nodes:
        if not isinstance(node, QuotationNode):
            continue
        if node.read_from:
            is_read = _is_same_line(node.read_from, node.attribution)
            node.read_from = "" if is_read else node.read_from
            continue
        before = known.find(node)
        if before is not None and not _is_same_line(before.line, node.attribution):
            read_credit(node, before)


class _Credits:
    """Credits of known quotations, by the keys of their rows and by their words."""

    def __init__(self, quotations: Iterable[tuple[int | None, str, "Credit"]]) -> None:
        self.by_key: dict[int, Credit] = {}
        self.by_html: dict[str, Credit] = {}
        for pk, html, credit in quotations:
            self.by_html[html] = credit
            if pk:
                self.by_key[pk] = credit

    def find(self, node: QuotationNode) -> "Credit | None":
        """The credit of the quotation that a node continues: by its key, else by its words. Of
        several, one that has the node's line, since the others were moved under it."""
        keys = [paragraph.pk for paragraph in node.paragraphs if paragraph.pk]
        own = [self.by_key[key] for key in keys if key in self.by_key]
        if not keys:
            texts = [paragraph.html for paragraph in node.paragraphs]
            own = [self.by_html[html] for html in texts if html in self.by_html]
        same = [credit for credit in own if _is_same_line(credit.line, node.attribution)]
        return next(iter(same or own), None)


@dataclass(frozen=True)
class Reread:
    """A quotation whose line says other facts of the source that it keeps: before and after."""

    node: QuotationNode
    old: Attribution
    new: Attribution


@dataclass(frozen=True)
class Credit:
    """What a quotation's line, source, speaker and date are before a change."""

    line: str
    source: SourceFields
    speaker: SourceFields
    said: str


def _credit_of_row(row: PullQuote) -> Credit:
    source, speaker = source_fields(row.source), speaker_fields(row.speaker)
    return Credit(row.attribution, source, speaker, row.said)


def _credit_of_node(node: QuotationNode) -> Credit:
    return Credit(node.attribution, node.source, node.speaker, node.said)


def read_credit(node: QuotationNode, before: Credit | None = None) -> Reread | None:
    """Read the parts of one credit again that are due; `before` is the credit as it is known.

    A node that knows the line that its parts were read from says so in `read_from`. Of another, a
    part that is not as it was before was set by hand.
    """
    by_hand = set(node.by_hand.split())
    due: set[str] = set()
    if node.read_from and not _is_same_line(node.read_from, node.attribution):
        due = set(CREDIT_PARTS) - by_hand
        before = before or replace(_credit_of_node(node), line=node.read_from)
    elif before is not None and not _is_same_line(before.line, node.attribution):
        due = {name for name in CREDIT_PARTS if _is_as_stored(node, before, name)} - by_hand
    is_unread = not node.read_from and (before is None or not before.line)
    node.read_from = ""
    reread = None
    if due and before is not None:
        old, new = parse(before.line), parse(node.attribution)
        credit = _read_again(before, old, node.attribution, new)
        for name in due:
            value = getattr(credit, name)  # No two nodes share the fields of a source.
            setattr(node, name, replace(value) if isinstance(value, SourceFields) else value)
        if "speaker" in due and is_same_name(node.speaker.name, node.source.name):
            node.speaker = SourceFields()
        is_kept = "source" in due and node.source.pk and node.source.pk == before.source.pk
        is_named = is_same_name(old.name, new.name) and is_same_name(node.source.name, new.name)
        if is_kept and is_named and _facts(old) != _facts(new):
            reread = Reread(node, old, new)
    _fill(node, is_unread, by_hand)
    return reread


def _is_same_line(one: str, other: str) -> bool:
    return one.split() == other.split()


def _is_as_stored(node: QuotationNode, before: Credit, name: str) -> bool:
    value, stored = getattr(node, name), getattr(before, name)
    if not isinstance(value, SourceFields):
        return value == stored
    is_same = value.name == stored.name and value.pk in (None, stored.pk)
    return is_same and (not value.kind or _facts(value) == _facts(stored))


def _read_again(before: Credit, old: Attribution, line: str, new: Attribution) -> Credit:
    """Keep what the old line did not say: a person chose it, and it is kept while the line is of
    the same person, or names it still. Without an old line all was chosen."""
    if not before.line.strip():
        return before
    is_same = is_same_name(old.name, new.name)

    def is_kept(fields: SourceFields) -> bool:
        if is_same or is_same_name(fields.name, new.name):
            was_read = is_same_name(fields.name, old.name) and _facts(fields) == _facts(old)
            return bool(fields.pk) or not was_read
        was_chosen = bool(fields.name) and not is_same_name(fields.name, old.name)
        return was_chosen and has_name(line, fields.name)

    source = before.source if is_kept(before.source) else _fields(new)
    speaker = before.speaker if is_kept(before.speaker) else SourceFields()
    said = before.said if is_same and old.said == new.said else new.said
    return Credit(line, source, speaker, said)


def _fill(node: QuotationNode, is_unread: bool, by_hand: set[str]) -> None:
    """Read the source of an attribution that has none, and with it a missing date; the date alone
    of a line that is new. A speaker whom the line names needs no source."""
    is_unsourced = bool(node.attribution) and not node.source.name
    if not is_unsourced and not is_unread:
        return
    new = parse(node.attribution)
    if is_unsourced and not is_same_name(node.speaker.name, new.name):
        node.source = _fields(new)
    if not node.said and "said" not in by_hand:
        node.said = new.said


def _fields(read: Attribution) -> SourceFields:
    if not read.name:
        return SourceFields()
    return SourceFields(None, read.name, read.role, read.affiliation, read.kind)


def _facts(of: Attribution | SourceFields) -> tuple[str, str, str]:
    return of.role, of.affiliation, of.kind


def update_sources(reread: list[Reread], post: Post, user: Any) -> None:
    """Bring the facts of sources in line that are kept under a line that says other facts.

    Another source that is known by exactly this name and affiliation is credited instead. A source
    that only this post quotes, and that says what the old line said, follows the line. Any other
    keeps its facts, since other posts show them. Two queries where there is anything to do.
    """
    if not reread:
        return
    named = Q()
    for each in reread:
        if each.new.affiliation:
            name, place = each.node.source.name, each.new.affiliation
            named |= Q(name__iexact=name, affiliation__iexact=place)
    others = list(Source.objects.filter(named)) if named else []
    elsewhere = PullQuote.objects.exclude(post=post.pk)
    own = (
        Source.objects.correctable_by(user)
        .filter(pk__in={each.node.source.pk for each in reread})
        .exclude(Exists(elsewhere.filter(source=OuterRef("pk"))))
        .exclude(Exists(elsewhere.filter(speaker=OuterRef("pk"))))
    )
    alone = set(own.values_list("pk", flat=True))
    for node, old, new in ((each.node, each.old, each.new) for each in reread):
        exact = {
            source.pk: source
            for source in others
            if is_same_name(source.name, new.name)
            and source.affiliation.upper() == new.affiliation.upper()
        }
        if exact and node.source.pk not in exact:
            node.source = source_fields(exact[min(exact)])
        elif node.source.pk in alone and _facts(node.source) == _facts(old):
            node.source = replace(_fields(new), pk=node.source.pk, name=node.source.name)
