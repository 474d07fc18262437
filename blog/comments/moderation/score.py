"""Assess comments: state, spam score and reasons; and describe the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.comments.models import Comment
from blog.comments.moderation import akismet, bayes, rules
from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.models import Rule
from blog.comments.moderation.rules import CommentText, Reason
from blog.models import Post, SiteSettings
from blog.models.comment_policy import CommentPolicy

State = Comment.State


@dataclass(frozen=True)
class Verdict:
    """`state` is waiting, approved or spam; `score` is from 0 (no spam) to 100 (spam); `reasons` as
    in `Comment.reasons`."""

    state: str
    score: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def awaits_akismet(self) -> bool:
        """Return whether the caller has to enqueue `akismet_tasks.enqueue_check`."""
        return any(reason["code"] == AKISMET_PENDING_CODE for reason in self.reasons)


# Code of the reason while Akismet checks; its `then` is the state for a comment that is no spam.
AKISMET_PENDING_CODE = "akismet-asked"
# Points for each earlier comment of the author, up to MAX_HISTORY_COUNT of a state.
SPAM_HISTORY_POINTS, APPROVED_HISTORY_POINTS, MAX_HISTORY_COUNT = 25, -10, 3


def assess_comment(
    post: Post,
    text: str,
    author: CommentAuthor,
    site: SiteSettings,
    *,
    honeypot: Sequence[Reason] = (),
) -> Verdict:
    """Assess a new comment. Comments by moderators and by the post's authors are approved.

    The caller checks the comment policy and bans. `honeypot` is the result of
    `HoneypotFields.find_signs()`. Four queries: rules, word counts, the author's earlier comments
    and authors' names; one more for a guest with an author cookie.
    """
    if author.user and is_trusted(author.user, post):
        return Verdict(State.APPROVED)
    history = author.count_comments_by_state()
    comment_text = CommentText(text, author.name, author.website, author.email)
    doubt = author.find_identity_doubt() if history.get(State.APPROVED) else "first"
    if doubt:  # Approved comments require a proven identity; spam always counts.
        history = {state: count for state, count in history.items() if state != State.APPROVED}
    waits: list[Reason] = []
    if post.comment_policy(site) == CommentPolicy.MODERATED:
        waits.append({"code": "moderated"})
    elif site.first_comment_waits and doubt:
        waits.append({"code": doubt})
    if author.is_impersonation():
        waits.append({"code": "author-name"})
    return _hold_for_akismet(
        assess_text(comment_text, site, waits=waits, history=history, honeypot=honeypot)
    )


def assess_edit(comment: Comment, text: str, author: CommentAuthor, site: SiteSettings) -> Verdict:
    """Assess the new text of an edited comment. Three queries; reads `comment.post`.

    A comment approved by a moderator awaits moderation again, as its text has changed; one that
    awaits moderation remains in the queue.
    """
    if author.user and is_trusted(author.user, comment.post):
        return Verdict(comment.state, comment.score, comment.reasons)
    is_approved_by_filters = (
        comment.state == State.APPROVED
        and not comment.moderation_actions.latest("created_at", "pk").by
    )
    waits = [] if is_approved_by_filters else [{"code": "edited"}]
    comment_text = CommentText(text, author.name, author.website, author.email)
    verdict = assess_text(comment_text, site, waits=waits)
    return _hold_for_akismet(verdict) if is_approved_by_filters else verdict


def is_edit_moderated(comment: Comment) -> bool:
    """Return whether any edit of an approved comment sends it back to the queue. One query, and
    those of `is_trusted`; reads `comment.post`."""
    if comment.state != State.APPROVED or (comment.user and is_trusted(comment.user, comment.post)):
        return False
    return akismet.is_enabled() or bool(comment.moderation_actions.latest("created_at", "pk").by)


def _hold_for_akismet(verdict: Verdict) -> Verdict:
    if verdict.state == State.SPAM or not akismet.is_enabled():
        return verdict
    pending = {"code": AKISMET_PENDING_CODE, "then": verdict.state}
    return Verdict(State.WAITING, verdict.score, [*verdict.reasons, pending])


def assess_text(
    text: CommentText,
    site: SiteSettings,
    *,
    waits: Sequence[Reason] = (),
    history: Mapping[str, int] | None = None,
    honeypot: Sequence[Reason] = (),
) -> Verdict:
    """Assess a text by rules and score; reasons in `waits` hold it in any case. Two queries."""
    matches = rules.find_matching_rules(text)
    score_reasons, score = _compute_score(text, site, history or {}, honeypot)
    reasons = [*waits, *matches, *score_reasons]
    is_blocked = any(rule["action"] == Rule.Action.BLOCK for rule in matches)
    if is_blocked or score >= site.spam_threshold:
        return Verdict(State.SPAM, score, reasons)
    if waits or matches or score >= site.hold_threshold:
        return Verdict(State.WAITING, score, reasons)
    return Verdict(State.APPROVED, score, reasons)


def _compute_score(
    text: CommentText, site: SiteSettings, history: Mapping[str, int], honeypot: Sequence[Reason]
) -> tuple[list[Reason], int]:
    """Return the reasons and their score. The honeypot alone marks nothing as spam: a person may
    have filled in the hidden field."""
    bayes_score, features = bayes.compute_score(text)
    reasons: list[Reason] = []
    if bayes_score:
        reasons.append({"code": "learned", "points": bayes_score, "words": features[:5]})
    for code, state, points in (
        ("spam-before", State.SPAM, SPAM_HISTORY_POINTS),
        ("approved-before", State.APPROVED, APPROVED_HISTORY_POINTS),
    ):
        if count := history.get(state, 0):
            total = points * min(count, MAX_HISTORY_COUNT)
            reasons.append({"code": code, "count": count, "points": total})
    honeypot_points = min(sum(sign["points"] for sign in honeypot), site.spam_threshold - 1)
    total = sum(reason["points"] for reason in reasons) + honeypot_points
    reasons += honeypot
    score = max(0, min(total, 100))
    return (reasons if score else []), score


def is_trusted(user: User, post: Post) -> bool:
    """Return whether the user wrote the post or moderates comments. The queries of `has_perm` and
    of `post.byline`."""
    if any(author.pk == user.pk for author in post.byline):
        return True
    return user.has_perm("blog.moderate_comments")


REASON_LABELS: dict[str, Any] = {
    "moderated": _("comments here are moderated"),
    "first": _("first comment by this commenter"),
    "other-browser": _("known e-mail address, but another browser"),
    "other-name": _("known e-mail address, but another name"),
    "author-name": _("uses the name of an author"),
    "edited": _("edited while awaiting moderation or after approval"),
    "rule-word": _("rule: the words ‘{value}’"),
    "rule-domain": _("rule: the domain {value}"),
    "rule-pattern": _("rule: the pattern {value}"),
    "rule-links": _("rule: more links than {value}"),
    "learned": _("words typical of spam: {words}"),
    "spam-before": _("earlier spam by this commenter: {count}"),
    "approved-before": _("earlier approved comments by this commenter: {count}"),
    "honeypot-filled": _("a hidden field was filled in"),
    "honeypot-fast": _("sent within three seconds"),
    "honeypot-late": _("sent more than a day after the form was opened"),
    "akismet-asked": _("waiting for Akismet"),
    "akismet-spam": _("Akismet: spam"),
    "akismet-ham": _("Akismet: not spam"),
    "akismet-silent": _("Akismet did not respond"),
    "honeypot-unseen": _("sent without the form"),
}


def describe_reason(reason: dict[str, Any]) -> Promise | str:
    """Describe a reason with its points, in the active language. Returns unknown codes as they
    are."""
    code = str(reason.get("code", ""))
    if code not in REASON_LABELS:
        return code
    features = _FeatureList(reason.get("words", []))
    label = format_lazy(REASON_LABELS[code], **{**reason, "words": features})
    return format_lazy("{} ({:+d})", label, reason["points"]) if reason.get("points") else label


class _FeatureList(list[str]):
    """Features of `moderation.bayes`, formatted as a comma-separated list."""

    def __format__(self, _: str) -> str:
        return ", ".join(map(_describe_feature, self))


def _describe_feature(feature: str) -> str:
    kind, colon, value = feature.partition(":")
    if not colon:
        return gettext("‘{word}’").format(word=feature)
    if kind == "links":
        return ngettext("{n} link", "{n} links", int(value)).format(n=value)
    return gettext("capital letters") if kind == "capitals" else value
