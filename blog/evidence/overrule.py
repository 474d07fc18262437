"""Overrule a finding: an editor's reason why a quotation is right although its page changed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.evidence.models import MAX_REASON_LENGTH, QuotationCheck, VerdictChange


class OverruleRefused(Exception):
    """Nothing was changed; the message is for the user."""


def can_overrule(user: User) -> bool:
    return user.has_perm("blog.edit_all")


@transaction.atomic
def overrule(*, check: QuotationCheck, by: User, reason: str) -> None:
    """Hide the mark from readers and the finding from the desk, until the page changes again.

    Three queries in a savepoint. Raises OverruleRefused.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise OverruleRefused(_("Give the reason, for other editors."))
    if len(reason) > MAX_REASON_LENGTH:
        raise OverruleRefused(
            _("The reason is too long: %d characters at most.") % MAX_REASON_LENGTH
        )
    stored = QuotationCheck.objects.select_for_update().filter(pk=check.pk).first()
    if stored is None or not stored.is_mark_shown or stored.there != check.there:
        raise OverruleRefused(_("There is a newer result. Read it before you overrule it."))
    stored.overruled_at, stored.overruled_by = timezone.now(), by
    stored.overrule_reason = reason
    stored.save()
    _add_history(stored, by, VerdictChange.Kind.OVERRULED, reason)


@transaction.atomic
def reinstate(*, check: QuotationCheck, by: User) -> None:
    """Show a finding again that was overruled. Three queries in a savepoint."""
    stored = QuotationCheck.objects.select_for_update().filter(pk=check.pk).first()
    if stored is None or stored.overruled_at is None:
        return
    stored.overruled_at, stored.overruled_by, stored.overrule_reason = None, None, ""
    stored.save()
    _add_history(stored, by, VerdictChange.Kind.REINSTATED, "")


def _add_history(check: QuotationCheck, by: User, kind: VerdictChange.Kind, reason: str) -> None:
    VerdictChange.objects.create(
        check_row=check, kind=kind, by=by, reason=reason, there=check.there, copy=check.copy
    )
