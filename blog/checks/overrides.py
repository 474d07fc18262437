"""Overrides of findings by editors: record, withdraw and apply them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from blog.checks.findings import Finding
from blog.checks.models import CheckOverride
from blog.models import Post

MAX_REASON_LENGTH = 300


@dataclass(frozen=True)
class CheckResults:
    """Open findings, and overridden ones with their overrides."""

    open: list[Finding]
    overridden: list[tuple[Finding, CheckOverride]]

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.open if finding.is_blocking]


def apply_overrides(
    findings: Iterable[Finding],
    post: Post,
    reasons: Mapping[str, str] | None = None,
    by: User | None = None,
) -> CheckResults:
    """Split findings by the stored overrides and by `reasons` that are about to be stored.

    `reasons` are by the key of a finding, '' to withdraw an override. One query for a stored post.
    """
    stored = CheckOverride.objects.filter(post=post).select_related("by") if post.pk else []
    known = {override.key: override for override in stored}
    for key, reason in (reasons or {}).items():
        if reason:
            code, _colon, hash = key.partition(":")
            known[key] = CheckOverride(code=code, hash=hash, reason=reason, by=by)
        else:
            known.pop(key, None)
    open_findings, overridden = [], []
    for finding in findings:
        if finding.can_override and (override := known.get(finding.key)) is not None:
            overridden.append((finding, override))
        else:
            open_findings.append(finding)
    return CheckResults(open_findings, overridden)


def record_overrides(
    post: Post, findings: Iterable[Finding], reasons: Mapping[str, str], by: User
) -> None:
    """Store the reasons for existing findings, and delete withdrawn overrides ('').

    One query for all new overrides, and one for each that is withdrawn.
    """
    if not reasons:
        return
    by_key = {finding.key: finding for finding in findings}
    withdrawn = [key for key, reason in reasons.items() if not reason]
    for key in withdrawn:
        code, _colon, hash = key.partition(":")
        CheckOverride.objects.filter(post=post, code=code, hash=hash).delete()
    rows = [
        CheckOverride(
            post=post,
            code=by_key[key].code,
            hash=by_key[key].hash,
            excerpt=by_key[key].excerpt[:100],
            reason=reason,
            by=by,
        )
        for key, reason in reasons.items()
        if reason and key in by_key and by_key[key].can_override
    ]
    CheckOverride.objects.bulk_create(rows, ignore_conflicts=True)
