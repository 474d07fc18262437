"""An editor's reasons against findings: given, withdrawn, and counted while the words stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from blog.checks.findings import Finding
from blog.checks.models import CheckOverride
from blog.models import Post

LONGEST_REASON = 300


@dataclass(frozen=True)
class CheckResults:
    """Findings as they count: those that stand, and those that somebody overridden, with who
    did."""

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
    """By what is stored, and by `reasons` that are about to be: by the key of their finding, '' for
    one that is withdrawn. One query, where the post is stored."""
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
    """Keep the reasons that are about one of the findings; forget those that were withdrawn. Two
    queries, where there is one."""
    if not reasons:
        return
    about = {finding.key: finding for finding in findings}
    withdrawn = [key for key, reason in reasons.items() if not reason]
    for key in withdrawn:
        code, _colon, hash = key.partition(":")
        CheckOverride.objects.filter(post=post, code=code, hash=hash).delete()
    rows = [
        CheckOverride(
            post=post,
            code=about[key].code,
            hash=about[key].hash,
            excerpt=about[key].excerpt[:100],
            reason=reason,
            by=by,
        )
        for key, reason in reasons.items()
        if reason and key in about and about[key].can_override
    ]
    CheckOverride.objects.bulk_create(rows, ignore_conflicts=True)
