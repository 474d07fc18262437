"""Models of moderation rules, bans, word counts and reports."""

import re
from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any, ClassVar
from urllib.parse import unquote

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Concat, Now, StrIndex
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.comments.models import UNDO_REASON, Comment, ModerationAction
from blog.common.db.fields import NetworkField
from blog.common.text import normalize, safe_regex
from lib.client_ip import ClientIP

MOST_LINKS = 1000


def parse_domain(text: str) -> str:
    """Return the ASCII domain of a URL or e-mail address: 'https://Shop.Example.org/x' and
    'me@shop.example.org' -> 'shop.example.org'.

    A top-level domain alone, such as '.top', is valid. '' for anything else.
    """
    name = re.sub(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", "", text.strip().lower())
    name = unquote(re.split("[/?#]", name)[0]).rpartition("@")[2].partition(":")[0]
    try:
        name = name.removeprefix("*").strip(".").encode("idna").decode()
    except UnicodeError:
        return ""
    return name if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name) else ""


def get_domain_suffixes(name: str) -> list[str]:
    """Return a domain and its parents: 'a.example.org' -> itself, 'example.org' and 'org'."""
    parts = name.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


class RuleQuerySet(models.QuerySet["Rule"]):
    def for_text(self, padded: str, domains: Iterable[str]) -> "RuleQuerySet":
        """Filter word and domain rules that match, and all rules for patterns and links, which the
        caller has to match in Python. `padded` is the output of `join_padded`. One query."""
        space = models.Value(" ")
        position = StrIndex(models.Value(padded), Concat(space, "compared", space))
        kinds = Rule.Kind
        return self.alias(position=position).filter(
            models.Q(kind=kinds.WORD, position__gt=0)
            | models.Q(
                kind=kinds.DOMAIN, compared__in={d for n in domains for d in get_domain_suffixes(n)}
            )
            | models.Q(kind__in=[kinds.PATTERN, kinds.LINKS])
        )


class Rule(models.Model):
    """A rule that holds or blocks comments. `compared` is the normalized `value`, set on save."""

    class Kind(models.TextChoices):
        WORD = "word", pgettext_lazy("a rule", "word or words")
        DOMAIN = "domain", pgettext_lazy("a rule", "domain")
        PATTERN = "pattern", pgettext_lazy("a rule", "pattern")
        LINKS = "links", pgettext_lazy("a rule", "more links than")

    class Action(models.TextChoices):
        HOLD = "hold", pgettext_lazy("a rule", "hold for moderation")
        BLOCK = "block", pgettext_lazy("a rule", "mark as spam")

    kind = models.CharField(
        pgettext_lazy("of a rule", "comments with"),
        max_length=7,
        choices=Kind,
        default=Kind.WORD,
    )
    value = models.CharField(
        pgettext_lazy("of a rule", "value"),
        max_length=safe_regex.MAX_PATTERN_LENGTH,
        help_text=_(
            "Words: ‘cheap pills’ matches in any case, with or without accents. "
            "Domain: ‘example.org’ also matches its subdomains; ‘.top’ matches "
            "every domain with that ending. Pattern: a regular expression in RE2 "
            "syntax. Links: the highest number allowed."
        ),
    )
    compared = models.CharField(max_length=safe_regex.MAX_PATTERN_LENGTH * 4, editable=False)
    action = models.CharField(
        pgettext_lazy("of a rule", "action"), max_length=5, choices=Action, default=Action.HOLD
    )
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects: ClassVar[Any] = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for comments")
        verbose_name_plural = _("rules for comments")
        default_permissions = ()  # Covered by `moderate_comments`.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["word", "domain", "pattern", "links"]),
                name="rule_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=["hold", "block"]), name="rule_action_known"
            ),
            models.CheckConstraint(condition=~models.Q(compared=""), name="rule_value_given"),
            models.UniqueConstraint(fields=["kind", "compared"], name="rule_unique"),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())}: {self.value}"

    def clean(self) -> None:
        try:
            self.compared = self._compared()
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error
        others = Rule.objects.filter(kind=self.kind, compared=self.compared).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"value": _("This rule already exists.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.compared = self._compared()
        super().save(*args, **kwargs)

    def _compared(self) -> str:
        """Normalize the value; raises ValueError with a message for the moderator."""
        if self.kind == self.Kind.WORD:
            if phrase := " ".join(normalize.split_words(self.value)):
                return phrase
            raise ValueError(_("Enter at least one word."))
        if self.kind == self.Kind.DOMAIN:
            if name := parse_domain(self.value):
                return name
            raise ValueError(_("Enter a domain, such as example.org."))
        if self.kind == self.Kind.PATTERN:
            try:
                matches_everything = safe_regex.matches(self.value, "")
            except safe_regex.InvalidPattern as error:
                reason = _("This pattern cannot be used: %(reason)s. Patterns use RE2 syntax.")
                raise ValueError(reason % {"reason": error}) from error
            if matches_everything:
                raise ValueError(_("This pattern matches every comment. Make it more specific."))
            return self.value
        if re.fullmatch("[0-9]{1,4}", self.value) and int(self.value) <= MOST_LINKS:
            return str(int(self.value))
        raise ValueError(_("Enter a number from 0 to %d.") % MOST_LINKS)


class BanQuerySet(models.QuerySet["Ban"]):
    def active(self) -> "BanQuerySet":
        return self.filter(models.Q(until=None) | models.Q(until__gt=Now()))

    def matching(
        self, hashes: Iterable[str], ip: ClientIP | None, user_id: int | None
    ) -> "BanQuerySet":
        """Filter bans of one of the hashes, the IP address or the account. Each uses an index."""
        is_target = models.Q(hash__in=sorted({*hashes} - {""}))
        if ip:
            is_target |= models.Q(network__holds=str(ip))
        if user_id:
            is_target |= models.Q(user=user_id)
        return self.filter(is_target)


class Ban(models.Model):
    """A ban of commenters. One of `hash`, `network` and `user` is its target; `label` describes it
    without personal data: 'a…@example.org', 'Ana, comment 12'."""

    class Kind(models.TextChoices):
        NAME = "name", pgettext_lazy("a ban", "name")
        EMAIL = "email", pgettext_lazy("a ban", "e-mail address")
        DOMAIN = "domain", pgettext_lazy("a ban", "domain of e-mail addresses")
        IP = "ip", pgettext_lazy("a ban", "IP address")
        NETWORK = "network", pgettext_lazy("a ban", "network")
        ACCOUNT = "account", pgettext_lazy("a ban", "account")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    hash = models.CharField(max_length=32, blank=True, editable=False)
    network = NetworkField(null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="bans",
        verbose_name=_("account"),
    )
    label = models.CharField(pgettext_lazy("a ban", "banned"), max_length=150, editable=False)
    # The comment that caused the ban, and the moderation batch with which it is undone.
    comment = models.ForeignKey(
        Comment,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("a comment", "comment"),
    )
    batch = models.UUIDField(null=True, editable=False)
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Only moderators see this.")
    )
    until = models.DateTimeField(
        _("expires"),
        null=True,
        blank=True,
        help_text=_("In the site’s time zone. Leave empty for a permanent ban."),
    )
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("banned by"),
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects: ClassVar[Any] = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        default_permissions = ()  # Covered by `moderate_comments`.
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["name", "email", "domain", "ip", "network", "account"]
                ),
                name="ban_kind_known",
            ),
            models.CheckConstraint(
                condition=(
                    ~models.Q(hash="") & models.Q(network=None, user=None)
                    | models.Q(hash="", network__isnull=False, user=None)
                    | models.Q(hash="", network=None, user__isnull=False)
                ),
                name="ban_of_one",
            ),
            models.UniqueConstraint(
                fields=["hash"], condition=~models.Q(hash=""), name="ban_hash_unique"
            ),
            models.UniqueConstraint(fields=["network"], name="ban_network_unique"),
            models.UniqueConstraint(fields=["user"], name="ban_user_unique"),
        ]
        indexes = [
            # Networks that contain an IP address.
            GistIndex(fields=["network"], opclasses=["inet_ops"], name="ban_by_network"),
            models.Index(
                fields=["batch"], condition=models.Q(batch__isnull=False), name="ban_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())}: {self.label}"

    @property
    def is_expired(self) -> bool:
        return self.until is not None and self.until <= timezone.now()


class WordCount(models.Model):
    """Number of spam and ham comments that contain a word; the row `ALL` counts all comments. Only
    `moderation.bayes` writes it.

    A count may be negative after a pruned word was unlearned.
    """

    ALL = ""

    word = models.CharField(max_length=100, primary_key=True)
    spam = models.IntegerField()
    ham = models.IntegerField()

    class Meta:
        default_permissions = ()


def parse_network(text: str) -> str:
    """Normalize an IP network: '203.0.113.7/24' -> '203.0.113.0/24'. Raises ValidationError if it
    is invalid or too large."""
    try:
        parsed = ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValidationError(
            _("Enter an IP address or a network, such as 203.0.113.0/24 or 2001:db8::/32.")
        ) from None
    if parsed.prefixlen < 8:
        raise ValidationError(
            _("This network is too large to ban. The prefix must be /8 or longer.")
        )
    return str(parsed)


class ReportQuerySet(models.QuerySet["Report"]):
    def unanswered(self) -> "ReportQuerySet":
        """Filter unresolved reports. A report is resolved if the last action since then is a
        moderator's approval that is not an undo."""
        approved = Q(became=Comment.State.APPROVED, by__isnull=False) & ~Q(reason=UNDO_REASON)
        since = ModerationAction.objects.filter(
            comment=OuterRef("comment"), created_at__gte=OuterRef("created_at")
        )
        actions = since.annotate(approved=ExpressionWrapper(approved, models.BooleanField()))
        last = actions.order_by("-created_at", "-pk").values("approved")[:1]
        return self.alias(answered=Coalesce(Subquery(last), False)).filter(answered=False)


class Report(models.Model):
    """A reader's report of a comment, one for each client network until its hash is deleted."""

    comment = models.ForeignKey(
        Comment,
        on_delete=models.CASCADE,
        related_name="reports",
        verbose_name=pgettext_lazy("a comment", "comment"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    # See lib.hashing. Empty after the retention period.
    ip_hash = models.CharField(max_length=32, blank=True, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "ip_hash"],
                condition=~models.Q(ip_hash=""),
                name="report_once_of_client",
            ),
        ]
        indexes = [
            # Hashes to be deleted after the retention period.
            models.Index(
                fields=["created_at"],
                condition=~models.Q(ip_hash=""),
                name="report_hashes_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}: {self.reason}"
