"""Proposals of authors to merge, split or rename sources, which an editor decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from blog.common import emails
from blog.content.sources.background import start_merge, start_rename, start_split
from blog.content.sources.merging import get_merge_description
from blog.content.sources.recording import SourceConflict, build_source, get_identity
from blog.content.sources.splitting import QuotationFilter
from blog.models import SiteSettings, Source, SourceAction, SourceProposal

MAX_REASON_LENGTH = 500


class CannotDecide(Exception):
    """The proposal was not accepted or declined, for the reason in the message."""


@dataclass(frozen=True)
class DecidedProposal:
    proposal: SourceProposal
    message: str


def count_pending_proposals() -> int:
    """Count the proposals that no editor has decided. One query."""
    return SourceProposal.objects.filter(decided_at=None).count()


def propose_merge(
    *, sources: Sequence[Source], into: Source, reason: str, by: User
) -> SourceProposal:
    """Propose to merge sources into one of them. One query."""
    others = [source for source in sources if source.pk != into.pk]
    description = get_merge_description(others, into)
    arguments = {"into": into.pk}
    return _propose(SourceAction.MERGE, [*others, into], arguments, description, reason, by)


def propose_split(
    *,
    source: Source,
    quotations: QuotationFilter,
    into: Source | None,
    fields: Mapping[str, Any],
    reason: str,
    by: User,
) -> SourceProposal:
    """Propose to move quotations to another source, or to a new one with `fields`. One query."""
    target = into or Source(**fields)
    arguments = {
        "quotations": quotations.to_json(),
        "into": into.pk if into else None,
        "fields": dict(fields),
    }
    sources = [source, *([into] if into else [])]
    description = f"“{source}” → “{source}”, “{target}”"
    return _propose(SourceAction.SPLIT, sources, arguments, description, reason, by)


def propose_rename(
    *, source: Source, fields: Mapping[str, Any], former_name: str, reason: str, by: User
) -> SourceProposal:
    """Propose new values of a source, such as its name and slug. One query."""
    arguments = {"fields": dict(fields), "former_name": former_name}
    description = f"“{source.name}” → “{fields.get('name', source.name)}”"
    return _propose(SourceAction.RENAME, [source], arguments, description, reason, by)


def _propose(
    kind: SourceAction,
    sources: Sequence[Source],
    arguments: dict[str, Any],
    description: str,
    reason: str,
    by: User,
) -> SourceProposal:
    return SourceProposal.objects.create(
        kind=kind,
        arguments={**arguments, "sources": [get_identity(source) for source in sources]},
        description=description[:500],
        reason=" ".join(reason.split())[:MAX_REASON_LENGTH],
        by=by,
    )


def load_proposed_sources(proposal: SourceProposal) -> list[Source]:
    """Return the sources of a proposal as they were when it was made, the one to keep last.

    An operation refuses them if they have changed since. No query.
    """
    return [build_source(identity) for identity in proposal.arguments["sources"]]


@transaction.atomic
def accept_proposal(*, proposal: SourceProposal, by: User) -> DecidedProposal:
    """Carry out a proposal, in the background if it moves many quotations; tell its author by
    e-mail.

    Raises CannotDecide if somebody decided it or changed one of its sources in the meantime. Nine
    queries and those of the operation.
    """
    locked = _lock(proposal)
    arguments, sources = locked.arguments, load_proposed_sources(locked)
    try:
        with transaction.atomic():
            if locked.kind == SourceAction.MERGE:
                message = start_merge(sources=sources, into=sources[-1], by=by)
            elif locked.kind == SourceAction.SPLIT:
                message = start_split(
                    source=sources[0],
                    quotations=QuotationFilter.from_json(arguments["quotations"]),
                    into=sources[1] if arguments["into"] else None,
                    fields=arguments["fields"],
                    by=by,
                )
            else:
                message = start_rename(
                    source=sources[0],
                    former_name=arguments["former_name"],
                    fields=arguments["fields"],
                    by=by,
                )
    except IntegrityError as error:
        raise CannotDecide(
            _("Nothing was changed, because another source has this name or address by now.")
        ) from error
    except SourceConflict as error:
        raise CannotDecide(str(error)) from error
    _decide(locked, by, is_accepted=True)
    return DecidedProposal(locked, message)


@transaction.atomic
def decline_proposal(*, proposal: SourceProposal, by: User) -> DecidedProposal:
    """Decline a proposal, and tell its author by e-mail. Raises CannotDecide. Nine queries."""
    locked = _lock(proposal)
    _decide(locked, by, is_accepted=False)
    return DecidedProposal(locked, _("Declined: %(change)s") % {"change": locked.description})


def _lock(proposal: SourceProposal) -> SourceProposal:
    locked = SourceProposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if locked is None or locked.decided_at:
        raise CannotDecide(_("This proposal was already decided."))
    return locked


def _decide(proposal: SourceProposal, by: User, *, is_accepted: bool) -> None:
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.is_accepted = is_accepted
    proposal.save(update_fields=["decided_by", "decided_at", "is_accepted"])
    _notify(proposal)


def _notify(proposal: SourceProposal) -> None:
    """Queue an e-mail to the author of a decided proposal, in its transaction."""
    author = proposal.by
    if author is None or author.pk == proposal.decided_by_id:
        return
    if not (author.is_active and author.email and author.notify_of_transitions):
        return
    site = SiteSettings.load()
    with site.activated(), override(author.get_language(site)):
        subject = (
            _("%(who)s accepted your proposal for sources")
            if proposal.is_accepted
            else _("%(who)s declined your proposal for sources")
        ) % {"who": proposal.decided_by or _("Somebody")}
        emails.send(
            "source_proposal",
            author.email,
            site,
            subject,
            {"List-Id": f"<desk.{emails.get_site_host()}>"},
            proposal=proposal,
            address=reverse("admin:blog_source_proposals"),
        )
