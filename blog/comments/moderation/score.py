"""The verdict on a comment: its state, score and reasons, and the reasons in words."""

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
from blog.comments.moderation.rules import Reason, Text
from blog.models import Post, SiteSettings
from blog.models.comment_policy import CommentPolicy

State = Comment.State


@dataclass(frozen=True)
class Verdict:
    """`state` is waiting, approved or spam; `score` 0 (surely none) to 100 (surely spam); `reasons`
    as `Comment.reasons` keeps them."""

    state: str
    score: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """Whether Akismet has to say something yet: `asking.order`."""
        return any(reason["code"] == ASKED for reason in self.reasons)


# Akismet is being asked; `then` is what the comment becomes unless it is spam.
ASKED = "akismet-asked"
# For each earlier comment of the writer, up to so many.
SPAM_BEFORE, APPROVED_BEFORE, MOST_BEFORE = 25, -10, 3


def judge(
    post: Post,
    text: str,
    writer: CommentAuthor,
    site: SiteSettings,
    *,
    honeypot: Sequence[Reason] = (),
) -> Verdict:
    """Four queries: the rules, what was learned of the words, what became of the writer's earlier
    comments, and the names of authors; one more for a guest whose browser is known. `honeypot` is
    what `HoneypotFields.findings()` found.

    Whoever moderates, or wrote the post, is not judged. The caller has seen that the post takes
    comments at all, and asked `bans.of`.
    """
    if writer.user and is_trusted(writer.user, post):
        return Verdict(State.APPROVED)
    history = writer.history()
    text_given = Text(text, writer.name, writer.website, writer.email)
    doubt = writer.find_doubt() if history.get(State.APPROVED) else "first"
    if doubt:  # What was approved speaks for its author alone; what was spam counts in any case.
        history = {state: count for state, count in history.items() if state != State.APPROVED}
    waits: list[Reason] = []
    if post.comment_policy(site) == CommentPolicy.MODERATED:
        waits.append({"code": "moderated"})
    elif site.first_comment_waits and doubt:
        waits.append({"code": doubt})
    if writer.has_name_of_author():
        waits.append({"code": "author-name"})
    return _to_be_asked(weigh(text_given, site, waits=waits, history=history, honeypot=honeypot))


def judge_edited(comment: Comment, text: str, writer: CommentAuthor, site: SiteSettings) -> Verdict:
    """Other words of a comment's writer, by what they say. Three queries, reading `comment.post`.

    Whom a moderator has approved may be known by now, but for other words: these wait. What waits
    goes on waiting, whatever it says now.
    """
    if writer.user and is_trusted(writer.user, comment.post):
        return Verdict(comment.state, comment.score, comment.reasons)
    is_as_approved = (
        comment.state == State.APPROVED and not comment.moderation_actions.latest("at", "pk").by
    )
    waits = [] if is_as_approved else [{"code": "edited"}]
    text_given = Text(text, writer.name, writer.website, writer.email)
    verdict = weigh(text_given, site, waits=waits)
    return _to_be_asked(verdict) if is_as_approved else verdict


def is_edit_moderated(comment: Comment) -> bool:
    """Does an approved comment await moderation again after any edit? One query, besides those of
    `is_trusted`; reads `comment.post`."""
    if comment.state != State.APPROVED or (comment.user and is_trusted(comment.user, comment.post)):
        return False
    return akismet.is_on() or bool(comment.moderation_actions.latest("at", "pk").by)


def _to_be_asked(verdict: Verdict) -> Verdict:
    if verdict.state == State.SPAM or not akismet.is_on():
        return verdict
    asked = {"code": ASKED, "then": verdict.state}
    return Verdict(State.WAITING, verdict.score, [*verdict.reasons, asked])


def weigh(
    text: Text,
    site: SiteSettings,
    *,
    waits: Sequence[Reason] = (),
    history: Mapping[str, int] | None = None,
    honeypot: Sequence[Reason] = (),
) -> Verdict:
    """By the rules and the score; it waits in any case where `waits` says why. Two queries."""
    met = rules.met(text)
    scored, score = _scored(text, site, history or {}, honeypot)
    reasons = [*waits, *met, *scored]
    if any(rule["action"] == Rule.Action.BLOCK for rule in met) or score >= site.spam_threshold:
        return Verdict(State.SPAM, score, reasons)
    if waits or met or score >= site.hold_threshold:
        return Verdict(State.WAITING, score, reasons)
    return Verdict(State.APPROVED, score, reasons)


def _scored(
    text: Text, site: SiteSettings, history: Mapping[str, int], honeypot: Sequence[Reason]
) -> tuple[list[Reason], int]:
    """The honeypot alone makes nothing spam: a person may have filled in the hidden field."""
    learned, words = bayes.score(text)
    told: list[Reason] = []
    if learned:
        told.append({"code": "learned", "points": learned, "words": words[:5]})
    for code, state, points in (
        ("spam-before", State.SPAM, SPAM_BEFORE),
        ("approved-before", State.APPROVED, APPROVED_BEFORE),
    ):
        if count := history.get(state, 0):
            told.append({"code": code, "count": count, "points": points * min(count, MOST_BEFORE)})
    caught = min(sum(finding["points"] for finding in honeypot), site.spam_threshold - 1)
    points = sum(reason["points"] for reason in told) + caught
    told += honeypot
    score = max(0, min(points, 100))
    return (told if score else []), score


def is_trusted(user: User, post: Post) -> bool:
    """Costs the queries of `has_perm`; `post.byline` is one that `for_readers()` has."""
    if any(author.pk == user.pk for author in post.byline):
        return True
    return user.has_perm("blog.moderate_comments")


WORDS: dict[str, Any] = {
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


def in_words(reason: dict[str, Any]) -> Promise | str:
    """In the language of whoever reads it, with the points that it gave. Of a code that nobody
    knows any more, the code."""
    code = str(reason.get("code", ""))
    if code not in WORDS:
        return code
    told = format_lazy(WORDS[code], **{**reason, "words": _Listed(reason.get("words", []))})
    return format_lazy("{} ({:+d})", told, reason["points"]) if reason.get("points") else told


class _Listed(list[str]):
    """Features as `moderation.bayes` names them."""

    def __format__(self, _: str) -> str:
        return ", ".join(map(_feature, self))


def _feature(feature: str) -> str:
    kind, colon, value = feature.partition(":")
    if not colon:
        return gettext("‘{word}’").format(word=feature)
    if kind == "links":
        return ngettext("{n} link", "{n} links", int(value)).format(n=value)
    return gettext("capital letters") if kind == "capitals" else value
