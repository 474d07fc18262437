"""Credits of quotations: source, speaker and date said, as their attribution line names them.

A part of a credit is parsed again after a change of the line, unless a person set that part by hand
since. An attribution without a source is always parsed. The parts that the old and the new line
name are compared: a corrected typo, or a new role of the same person, leaves source, speaker and
date alone. A URL that was a link in the old line is removed with its person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from blog.content.document.nodes import CREDIT_PARTS, Document, QuotationNode, SourceFields
from blog.content.document.serializer import get_source_fields, get_speaker_fields
from blog.extraction.attribution import Attribution, parse_attribution
from blog.extraction.source_names import has_name, is_same_name
from blog.models import Post, PullQuote, Source


def update_credits(document: Document, post: Post, user: Any) -> None:
    """Update the credits of all quotations of a document before it is saved.

    Compares them with the stored quotations. One query, and two more where the line of a known
    source states other facts about it.
    """
    nodes = document.quotations
    if not nodes:
        return
    known = PullQuote.objects.filter(post=post.pk).select_related("source", "speaker")
    rows: Iterable[PullQuote] = known.order_by("-position") if post.pk else []
    stored = _Credits((row.pk, row.html, _get_row_credit(row)) for row in rows)
    changed = [each for node in nodes if (each := update_credit(node, stored.find(node)))]
    update_sources(changed, post, user)


def read_changed_lines(document: Document, base: Document) -> None:
    """Update the credits of a document whose lines differ from those of `base`. No queries.

    A form without JavaScript sends a new line with the source, speaker and date of the old one.
    `base` is the revision that the form showed, which may no longer be the stored one.
    """
    known = _Credits(
        (paragraph.pk, paragraph.html, _get_node_credit(node))
        for node in reversed(base.quotations)
        for paragraph in node.paragraphs
    )
    for node in document.quotations:
        if node.read_from:
            is_up_to_date = _is_same_line(node.read_from, node.attribution)
            node.read_from = "" if is_up_to_date else node.read_from
            continue
        before = known.find(node)
        if before is not None and not _is_same_line(before.line, node.attribution):
            update_credit(node, before)


class _Credits:
    """Credits of known quotations, by the keys of their rows and by their text."""

    def __init__(self, quotations: Iterable[tuple[int | None, str, "Credit"]]) -> None:
        self.by_key: dict[int, Credit] = {}
        self.by_html: dict[str, Credit] = {}
        for pk, html, credit in quotations:
            self.by_html[html] = credit
            if pk:
                self.by_key[pk] = credit

    def find(self, node: QuotationNode) -> "Credit | None":
        """Return the stored credit of a node's quotation, matched by key, else by text.

        Of several, prefer one with the node's line, because the others were moved under it.
        """
        keys = [paragraph.pk for paragraph in node.paragraphs if paragraph.pk]
        own = [self.by_key[key] for key in keys if key in self.by_key]
        if not keys:
            texts = [paragraph.html for paragraph in node.paragraphs]
            own = [self.by_html[html] for html in texts if html in self.by_html]
        same = [credit for credit in own if _is_same_line(credit.line, node.attribution)]
        return next(iter(same or own), None)


@dataclass(frozen=True)
class ChangedFacts:
    """A quotation that keeps its source, but whose line now states other facts about it."""

    node: QuotationNode
    old: Attribution
    new: Attribution


@dataclass(frozen=True)
class Credit:
    """The line, source, speaker and date of a quotation before a change."""

    line: str
    source: SourceFields
    speaker: SourceFields
    date_said: str


def _get_row_credit(row: PullQuote) -> Credit:
    source, speaker = get_source_fields(row.source), get_speaker_fields(row.speaker)
    return Credit(row.attribution, source, speaker, row.date_said)


def _get_node_credit(node: QuotationNode) -> Credit:
    return Credit(node.attribution, node.source, node.speaker, node.date_said)


def update_credit(node: QuotationNode, before: Credit | None = None) -> ChangedFacts | None:
    """Parse the outdated parts of one credit again; `before` is the known credit.

    `node.read_from` is the line that the parts were parsed from, where the editor knows it. Without
    it, a part that differs from `before` was set by hand.
    """
    by_hand = set(node.by_hand.split())
    due: set[str] = set()
    if node.read_from and not _is_same_line(node.read_from, node.attribution):
        due = set(CREDIT_PARTS) - by_hand
        before = before or replace(_get_node_credit(node), line=node.read_from)
    elif before is not None and not _is_same_line(before.line, node.attribution):
        due = {name for name in CREDIT_PARTS if _is_unchanged(node, before, name)} - by_hand
    if before is not None and not _is_same_line(before.line, node.attribution):
        _update_url(node, before.line)
    is_unread = not node.read_from and (before is None or not before.line)
    node.read_from = ""
    changed = None
    if due and before is not None:
        old, new = parse_attribution(before.line), parse_attribution(node.attribution)
        credit = _merge_credit(before, old, node.attribution, new)
        for name in due:
            value = getattr(credit, name)  # No two nodes share the fields of a source.
            setattr(node, name, replace(value) if isinstance(value, SourceFields) else value)
        if "speaker" in due and is_same_name(node.speaker.name, node.source.name):
            node.speaker = SourceFields()
        is_kept = "source" in due and node.source.pk and node.source.pk == before.source.pk
        is_named = is_same_name(old.name, new.name) and is_same_name(node.source.name, new.name)
        if is_kept and is_named and _get_facts(old) != _get_facts(new):
            changed = ChangedFacts(node, old, new)
    _fill_missing_parts(node, is_unread, by_hand)
    return changed


def _update_url(node: QuotationNode, line: str) -> None:
    """Remove a URL that was in the former line, unless both are about the same person."""
    if not node.url:
        return
    old, new = parse_attribution(line), parse_attribution(node.attribution)
    is_of_line = node.is_attribution_url or node.url == old.url
    if is_of_line and not is_same_name(old.name, new.name):
        node.url, node.is_attribution_url = "", False


def _is_same_line(one: str, other: str) -> bool:
    return one.split() == other.split()


def _is_unchanged(node: QuotationNode, before: Credit, name: str) -> bool:
    value, stored = getattr(node, name), getattr(before, name)
    if not isinstance(value, SourceFields):
        return value == stored
    is_same = value.name == stored.name and value.pk in (None, stored.pk)
    return is_same and (not value.kind or _get_facts(value) == _get_facts(stored))


def _merge_credit(before: Credit, old: Attribution, line: str, new: Attribution) -> Credit:
    """Merge the parsed new line into the credit.

    Parts that the old line did not contain were chosen by a person. They stay while the line is
    about the same person or still names them. Without an old line, all parts were chosen.
    """
    if not before.line.strip():
        return before
    is_same = is_same_name(old.name, new.name)

    def is_kept(fields: SourceFields) -> bool:
        if is_same or is_same_name(fields.name, new.name):
            was_read = is_same_name(fields.name, old.name) and _get_facts(fields) == _get_facts(old)
            return bool(fields.pk) or not was_read
        was_chosen = bool(fields.name) and not is_same_name(fields.name, old.name)
        return was_chosen and has_name(line, fields.name)

    source = before.source if is_kept(before.source) else _to_fields(new)
    speaker = before.speaker if is_kept(before.speaker) else SourceFields()
    is_same_date = is_same and old.date_said == new.date_said
    date_said = before.date_said if is_same_date else new.date_said
    return Credit(line, source, speaker, date_said)


def _fill_missing_parts(node: QuotationNode, is_unread: bool, by_hand: set[str]) -> None:
    """Fill in a missing source and a missing date; of a new line with a source, the date alone.

    A line that names the speaker needs no source.
    """
    is_unsourced = bool(node.attribution) and not node.source.name
    if not is_unsourced and not is_unread:
        return
    new = parse_attribution(node.attribution)
    if is_unsourced and not is_same_name(node.speaker.name, new.name):
        node.source = _to_fields(new)
    if not node.date_said and "date_said" not in by_hand:
        node.date_said = new.date_said


def _to_fields(attribution: Attribution) -> SourceFields:
    if not attribution.name:
        return SourceFields()
    return SourceFields(
        None, attribution.name, attribution.role, attribution.affiliation, attribution.kind
    )


def _get_facts(source: Attribution | SourceFields) -> tuple[str, str, str]:
    return source.role, source.affiliation, source.kind


def update_sources(changed: list[ChangedFacts], post: Post, user: Any) -> None:
    """Update the facts of sources whose line states other facts.

    A stored source with exactly this name and affiliation is credited instead. A source that only
    this post quotes, and whose facts are those of the old line, takes those of the new one. Any
    other keeps its facts, because other posts show them. Two queries, none without a change.
    """
    if not changed:
        return
    namesakes = Q()
    for each in changed:
        if each.new.affiliation:
            name, affiliation = each.node.source.name, each.new.affiliation
            namesakes |= Q(name__iexact=name, affiliation__iexact=affiliation)
    others = list(Source.objects.filter(namesakes)) if namesakes else []
    elsewhere = PullQuote.objects.exclude(post=post.pk)
    own = (
        Source.objects.correctable_by(user)
        .filter(pk__in={each.node.source.pk for each in changed})
        .exclude(Exists(elsewhere.filter(source=OuterRef("pk"))))
        .exclude(Exists(elsewhere.filter(speaker=OuterRef("pk"))))
    )
    only_here = set(own.values_list("pk", flat=True))
    for node, old, new in ((each.node, each.old, each.new) for each in changed):
        exact = {
            source.pk: source
            for source in others
            if is_same_name(source.name, new.name)
            and source.affiliation.upper() == new.affiliation.upper()
        }
        if exact and node.source.pk not in exact:
            node.source = get_source_fields(exact[min(exact)])
        elif node.source.pk in only_here and _get_facts(node.source) == _get_facts(old):
            stored = node.source
            node.source = replace(
                _to_fields(new),
                pk=stored.pk,
                name=stored.name,
                renamed_from=stored.renamed_from,
            )
